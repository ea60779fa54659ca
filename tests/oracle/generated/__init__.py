"""Programs that are put together at random, and the tests that judge them."""
