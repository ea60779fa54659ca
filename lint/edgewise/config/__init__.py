"""Configuration: the file, its keys, and what one command was asked for."""
