"""The commands that write: fix, and check --add-ignores."""
