"""Where the files of the trees come from: source distributions from the package index, or Python's own library."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TWILIO = "twilio==9.13.0"
APPLICATION = "homeassistant==2025.4.4"
"""An application of 42,497 files of all kinds, 12,000 of them Python, as its authors publish it."""
PACKAGES = ("ansible==10.7.0", "Django==5.2.8", APPLICATION, "plotly==5.24.1", "sympy==1.13.3")
"""Some 105,000 files, 44,000 of them Python."""

File = tuple[str, str]
"""Where a file stands, and what it is called in a tree."""

_ABOUT_THE_MIGRATION = re.compile(
    rb"\b[a-z]+\.[a-z]{2}[0-9]\.twilio\.com|TWILIO_(?:REGION|EDGE)|twilio\.rest[^\0]*\bregion\b|edgewise:",
    re.IGNORECASE,
)
# Ignore files would make the trees smaller than they say; of translations half of homeassistant consists.
_LEFT_OUT = re.compile(
    r"(?:^|/)(?:\.[^/]+|[^/]+\.egg-info|site-packages|dist-packages|__pycache__|node_modules|vendor)(?:/|$)"
    r"|/translations/[^/]+\.json$|\.(?:mo|pyc|pyo|swp)$"
)


def unpacked(requirement: str, folder: Path) -> Path:
    """Return the folder of an unpacked source distribution, downloading it below ``folder`` if it is not there.

    :raises subprocess.CalledProcessError: pip failed.
    """
    target = folder / "sources" / requirement
    if not target.is_dir():
        archives = folder / "archives" / requirement
        print(f"downloading {requirement}", file=sys.stderr, flush=True)
        if not list(archives.glob("*.tar.gz")):
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
            name = requirement.partition("==")[0]
            subprocess.run([*pip, "--no-binary", name, "--dest", str(archives), requirement], check=True)
        (archive,) = archives.glob("*.tar.gz")
        partial = target.with_name(f"{target.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        with tarfile.open(archive) as opened:
            opened.extractall(partial, filter="data")
        partial.rename(target)
    return target


def below(folder: Path) -> Iterator[File]:
    """Yield every regular file below a folder, in order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path, os.path.relpath(path, folder)


def clean_files(folder: Path, *, offline: bool) -> list[File]:
    """Return all files that have nothing to do with the migration."""
    if offline:
        found = list(below(Path(sysconfig.get_path("stdlib"))))
    else:
        found = [file for requirement in PACKAGES for file in below(unpacked(requirement, folder))]
    return [(path, name) for path, name in found if not _LEFT_OUT.search(name) and _has_nothing_to_find(path)]


def sample(files: Sequence[File], count: int, seed: str) -> list[File]:
    """Return ``count`` of the files: whole folders, drawn by ``seed``, so that they are as full as they were.

    :raises ValueError: there are not so many.
    """
    if len(files) < count:
        raise ValueError(f"{len(files):,} files are too few for a tree of {count:,}")
    order = {os.path.dirname(name): "" for _, name in files}
    for parent in order:
        order[parent] = hashlib.sha256(f"{seed}:{parent}".encode()).hexdigest()
    return sorted(files, key=lambda file: (order[os.path.dirname(file[1])], file[1]))[:count]


def _has_nothing_to_find(path: str) -> bool:
    with open(path, "rb") as stream:
        return not _ABOUT_THE_MIGRATION.search(stream.read())
