"""Readers of the files in which other languages than Python say which release of a helper library they use."""
