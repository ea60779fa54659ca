"""Settings: environment variables that a module sets."""
