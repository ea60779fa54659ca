"""Programs in Java run with stand-ins of the SDK, and rewritten files of other languages that their own tools read."""
