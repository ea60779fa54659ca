"""Settings in any text: entries, their scopes, and where another one can be put."""
