"""The prefilter for Python: what libcst has to read, decided by words and by Python's own parser."""
