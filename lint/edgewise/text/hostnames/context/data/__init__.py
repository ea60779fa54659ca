"""Whether a host is sent or stored as data."""
