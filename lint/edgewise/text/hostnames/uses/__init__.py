"""What a text does with a host behind the place where it is written: through names, lists, loops and tables."""
