"""Every file that is not Python: hosts in any text, and settings in configuration files.

Where a new kind of file goes is the table in ``kinds.py``. A new notation for settings is one module in ``notations/``
with a function ``scopes``, and a row in ``find.py``.
"""
