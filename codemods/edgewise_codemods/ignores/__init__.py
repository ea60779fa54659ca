"""Ignore comments: where one can stand, and that it changes nothing else."""
