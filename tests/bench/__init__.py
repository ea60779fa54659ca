"""The benchmark suite: ``python tests/bench``, see "Speed" in README.md."""
