"""Settings in programs."""
