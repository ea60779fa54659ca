"""Settings in shell scripts and commands."""
