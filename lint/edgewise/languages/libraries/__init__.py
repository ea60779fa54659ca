"""The helper libraries, one module a language: how it is read, and how clients are made and set up there."""
