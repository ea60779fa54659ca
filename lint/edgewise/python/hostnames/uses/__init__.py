"""Uses of a host: what its roles are, and what decides them."""
