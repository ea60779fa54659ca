"""Settings in nodes: YAML, JSON and what is like them."""
