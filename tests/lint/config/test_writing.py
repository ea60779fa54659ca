"""One key more in a configuration file, and not a character else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edgewise.config.config import load
from edgewise.config.writing import add_key, with_key
from edgewise.files.atomic import WriteError

if TYPE_CHECKING:
    from pathlib import Path

LINE = 'processing-region = "us1"\n'


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("edgewise.toml", "", LINE),
        ("edgewise.toml", 'select = ["EW1"]\n', LINE + 'select = ["EW1"]\n'),
        ("edgewise.toml", 'select = ["EW1"]', LINE + 'select = ["EW1"]'),
        ("edgewise.toml", "# ours\n\nprose = true\n", "# ours\n\n" + LINE + "prose = true\n"),
        ("edgewise.toml", "# for docs\nprose = true\n", LINE + "# for docs\nprose = true\n"),
        ("edgewise.toml", '[per-file-ignores]\n"a" = []\n', LINE + '\n[per-file-ignores]\n"a" = []\n'),
        ("edgewise.toml", "prose = true\r\n", 'processing-region = "us1"\r\nprose = true\r\n'),
        ("edgewise.toml", "\ufeffprose = true\n", "\ufeff" + LINE + "prose = true\n"),
        ("edgewise.toml", "[tool.edgewise]\nprose = true\n", "[tool.edgewise]\n" + LINE + "prose = true\n"),
        (".edgewise.toml", "jobs = 2\n", LINE + "jobs = 2\n"),
        (
            "pyproject.toml",
            '[project]\nname = "shop"\n\n[tool.edgewise]  # ours\nprose = true\n\n[tool.ruff]\nfix = true\n',
            '[project]\nname = "shop"\n\n[tool.edgewise]  # ours\n'
            + LINE
            + "prose = true\n\n[tool.ruff]\nfix = true\n",
        ),
        (
            "pyproject.toml",
            '[tool.edgewise.per-file-ignores]\n"a" = []\n',
            '[tool.edgewise.per-file-ignores]\n"a" = []\n\n[tool.edgewise]\n' + LINE,
        ),
        ("pyproject.toml", "[tool.edgewise]", "[tool.edgewise]\n" + LINE),
        (
            "pyproject.toml",
            'x = """\n[tool.edgewise]\n"""\n[tool.edgewise]\nprose = true\n',
            'x = """\n[tool.edgewise]\n"""\n[tool.edgewise]\n' + LINE + "prose = true\n",
        ),
    ],
)
def test_a_key_is_added(tmp_path: Path, name: str, before: str, after: str) -> None:
    (tmp_path / name).write_bytes(before.encode())
    add_key(str(tmp_path / name), "processing-region", "us1")
    assert (tmp_path / name).read_bytes().decode() == after
    assert load(str(tmp_path)).processing_region == "us1"


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    add_key(str(tmp_path / "edgewise.toml"), "processing-region", "as-written")
    assert (tmp_path / "edgewise.toml").read_text(encoding="utf-8") == 'processing-region = "as-written"\n'


@pytest.mark.parametrize(
    "text", ["[tool]\nedgewise = { prose = true }\n", "edgewise = \n", "[tool]\nedgewise = 3\n", "tool = 3\n"]
)
def test_what_has_no_sure_place_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_key(text, "processing-region", "us1", in_table=True)
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WriteError, match="cannot be completed"):
        add_key(str(path), "processing-region", "us1")
    assert path.read_text(encoding="utf-8") == text
