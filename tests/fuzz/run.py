"""Fuzz the targets, all of them or those that are named: ``python tests/fuzz/run.py [TARGET...] --seconds N``.

Each target starts from its seeds and the inputs that once broke it, in a process of its own, one after the other.
It needs atheris: ``pip install -e ".[fuzz]"``. Exit codes: 0 all held, 1 something did not, 2 nothing could be run.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import importlib.util
import io
import os
import pkgutil
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
REGRESSIONS = Path(__file__).parent / "regressions"
sys.path[:0] = [str(ROOT / root) for root in ("lint", "codemods", "tests")]
SECONDS_AN_INPUT = 60
"""One that takes longer is a failure; so long because other programs may want the machine as well."""
BYTES_AN_INPUT = 2_000
ADDR_NO_RANDOMIZE = 0x0040000  # of <sys/personality.h>
FOLLOWED = "--followed"
NOT_FUZZED = ("edgewise.__main__", "edgewise.cli", "edgewise.lsp", "edgewise.reports", "edgewise_codemods.cli")
"""Modules that no target reaches."""


def main() -> int:
    """Run the command."""
    if importlib.util.find_spec("atheris") is None:
        print("error: atheris is not installed; where it has a wheel: pip install -e '.[fuzz]'", file=sys.stderr)
        return 2
    is_followed = sys.argv[1:2] == [FOLLOWED]
    if is_followed:
        del sys.argv[1]
        with contextlib.redirect_stderr(io.StringIO()):  # a line for each module
            _load()
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(description="Fuzz the targets, one after the other.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; default: all")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for all targets together (default: 60)")
    parser.add_argument(
        "--seed", type=int, metavar="N", help="try the same inputs in each run (default: other ones each time)"
    )
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="where inputs that lead further are kept for the next run"
    )
    given = parser.parse_args()
    unknown = [name for name in given.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target is called {', '.join(unknown)}")
    if not is_followed:  # once more, and this time the fuzzer follows what the targets import
        if given.seed is not None:
            # The order of sets decides which branches are taken: of texts by this seed, of objects by their addresses.
            os.environ["PYTHONHASHSEED"] = "0"
            ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)
        os.execv(sys.executable, [sys.executable, __file__, FOLLOWED, *sys.argv[1:]])
    names = given.targets or list(TARGETS)
    with tempfile.TemporaryDirectory() as folder:
        seconds, corpus = max(1, given.seconds // len(names)), given.corpus or Path(folder)
        held = [_run(name, seconds, corpus, given.seed) for name in names]
    return 0 if all(held) else 1


def _run(name: str, seconds: int, folder: Path, seed: int | None) -> bool:
    """Fuzz one target in a process of its own, and say how it went."""
    from fuzz.seeds import WORDS, seeds
    from fuzz.targets import TARGETS

    corpus, found = folder / name, Path(tempfile.mkdtemp(prefix=f"edgewise-{name}-"))
    corpus.mkdir(parents=True, exist_ok=True)
    (folder / "seeds").mkdir(exist_ok=True)
    saved = [path.read_bytes() for path in sorted((REGRESSIONS / name).glob("*"))]
    first = [folder / "seeds" / f"{name}-{number}" for number, _ in enumerate([*seeds(name), *saved])]
    for path, content in zip(first, [*seeds(name), *saved], strict=True):
        path.write_bytes(content)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS), encoding="ascii")
    options = [
        f"-seed={seed or 0}",  # 0: another one each time
        f"-seed_inputs={','.join(map(str, first))}",  # in this order, where a folder has an order of its own
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_AN_INPUT}",
        f"-max_len={BYTES_AN_INPUT}",
        f"-dict={words}",
    ]
    options += [f"-artifact_prefix={found}{os.sep}", "-print_final_stats=1", "-rss_limit_mb=2048", str(corpus)]
    with tempfile.TemporaryFile() as said:
        pid = os.fork()
        if pid == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                for start in seeds(name):  # what only their first use loads takes no time of an input's
                    with contextlib.suppress(Exception):
                        TARGETS[name](start)
                _fuzz(name, options)
            finally:
                # Not os._exit: the fuzzer keeps the input that broke it as the process ends.
                ctypes.CDLL(None).exit(1)
        _, status = os.waitpid(pid, 0)
        said.seek(0)
        report = said.read().decode("utf-8", "replace")
    inputs = re.search(r"number_of_executed_units: (\d+)", report)
    reached = re.findall(r"cov: (\d+)", report)
    print(f"{name}: {int(inputs[1]) if inputs else 0:,} inputs, {reached[-1] if reached else 0} branches", flush=True)
    if status == 0 and inputs:
        shutil.rmtree(found)  # what was merely slow
        return True
    broken = sorted(found.iterdir())
    print(report[-6_000:] if not broken else report[max(0, report.find(" === Uncaught")) :][:4_000], flush=True)
    for path in broken:
        print(
            f"{name}: {path} breaks it: {path.read_bytes()!r}\nWhen it is mended, keep it in {REGRESSIONS / name}",
            flush=True,
        )
    return False


def _escaped(word: str) -> str:
    return "".join(character if character.isalnum() else f"\\x{ord(character):02x}" for character in word)


def _fuzz(name: str, options: list[str]) -> None:
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    from fuzz.targets import TARGETS

    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


def _load() -> None:
    """Import all that a target may reach, in a form that tells the fuzzer which branches are taken."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    # The command loads what it needs when it needs it: that would be too late to be followed by the fuzzer.
    with atheris.instrument_imports(include=["edgewise", "edgewise_codemods"]):
        for package in map(importlib.import_module, ("edgewise", "edgewise_codemods")):
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                if not module.name.startswith(NOT_FUZZED):
                    importlib.import_module(module.name)


if __name__ == "__main__":
    sys.exit(main())
