"""What a text says of a host by what is around it: one question, one module."""
