"""Input that nobody would write, and moments at which nobody would like to be interrupted, through the command.

What else is hostile has its test where its feature has: bytes and encodings in ``test_check.py`` and
``test_rewrite.py``; links, loops and names in ``test_files.py``; a closed pipe, a full disk and Ctrl-C for ``check`` in
``test_cli.py``; owners, modes and the exchange of one file in ``test_rewrite.py``.
"""
