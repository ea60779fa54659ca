"""A long run of the judge in parts that can be continued: ``python -m oracle.shards LOG COUNT [EXAMPLES]``.

Judges the parts 1 to COUNT of generated programs, EXAMPLES in each, one after the other. What each comes to is a line
in the file LOG, and a part that has a line there with its number of programs is not judged again.
"""

from __future__ import annotations

import os
import subprocess
import sys

_TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def judged(log: str, examples: int) -> dict[int, str]:
    """Return what the parts came to that have a line in the log."""
    if not os.path.exists(log):
        return {}
    with open(log, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(" ", 2) for line in file]
    return {int(part): outcome for part, count, outcome in lines if int(count) == examples}


def judge(part: int, examples: int) -> str:
    """Judge one part, and return "ok" or what is wrong, as one line."""
    environment = {**os.environ, "EDGEWISE_SHARD": str(part), "EDGEWISE_EXAMPLES": str(examples)}
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        os.path.join(_TESTS, "oracle/generated/test_programs.py"),
    ]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    return "ok" if done.returncode == 0 else repr(done.stdout + done.stderr)


def main(log: str, count: int, examples: int) -> int:
    """Judge all parts that were not judged yet, and return how many are not "ok"."""
    known = judged(log, examples)
    for part in range(1, count + 1):
        if part not in known:
            known[part] = judge(part, examples)
            with open(log, "a", encoding="utf-8") as file:
                file.write(f"{part} {examples} {known[part]}\n")
    wrong = [part for part, outcome in known.items() if outcome != "ok"]
    print(f"{len(known) * examples:,} programs in {len(known)} parts, {len(wrong)} parts with a fault: {wrong}")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1000) > 0)
