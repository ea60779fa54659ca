"""Notebooks: each cell as Python or as text, and the way back to the file."""
