"""Objects and functions of the module that get a host: what they do with it."""
