"""``python tests/bench``, from any folder."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # in place of this folder, whose modules are `bench.*`
    from bench.cli import main

    sys.exit(main())
