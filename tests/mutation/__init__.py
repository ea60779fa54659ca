"""Mutation testing: which small changes of the source the tests would not notice, and why that is no matter."""
