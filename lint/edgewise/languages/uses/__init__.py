"""Uses of a host in the tree of a text: where the names stand to which it is given, and what is done with it there."""
