"""Rewritten files of other languages, read by the tools of these languages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise_codemods.rewrite import rewrite_source
from lint.languages.test_others import ROWS, framed

TOOLS = {"ruby": ["ruby", "-c"], "php": ["php", "-l"], "go": ["gofmt", "-e"]}


@pytest.mark.parametrize("language", TOOLS)
def test_rewritten_files_are_read(tmp_path: Path, language: str) -> None:
    command = TOOLS[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    looked_at = 0
    for number, (of, text, *_) in enumerate(ROWS):
        for way in ("as-written", "us1") if of == language else ():
            path, source = framed(of, text)
            result = rewrite_source(
                Source(source), FileKind.TEXT, Options(processing_region=way), unsafe=True, path=path
            )
            assert result.text != source
            file = tmp_path / f"{number}-{way}{Path(path).suffix}"
            file.write_text(result.text)
            ran = subprocess.run([*command, str(file)], check=False, capture_output=True, text=True, timeout=60)
            assert ran.returncode == 0, ran.stderr + result.text
            looked_at += 1
    assert looked_at > 5
