"""Programs and tables that somebody thought of, and the tests that judge them."""
