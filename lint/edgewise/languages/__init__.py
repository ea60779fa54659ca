"""Clients of the helper libraries for other languages than Python: one engine, and one module of facts a language."""
