"""The benchmark suite: ``python tests/bench``, see "Speed" in tests/README.md."""
