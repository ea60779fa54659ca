"""The libcst side: Python source -> findings. ``gate`` keeps libcst away from files that cannot have any."""
