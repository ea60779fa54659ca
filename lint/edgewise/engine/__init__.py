"""The engine: how many files become results."""
