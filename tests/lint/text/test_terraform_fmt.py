"""What a fix adds to Terraform stands as ``terraform fmt`` would have it, wherever the file was formatted before."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from notation_tables import Row, rows

TERRAFORM = shutil.which("terraform")
ROWS = [row for row in rows() if row.claim == "fixed" and row.path.endswith((".tf", ".tfvars"))]


def formatted(text: str) -> str | None:
    """Return the text as Terraform formats it, None where it cannot read it."""
    run = subprocess.run(
        [str(TERRAFORM), "fmt", "-"], input=text, capture_output=True, text=True, timeout=60, check=False
    )
    return run.stdout if run.returncode == 0 else None


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_what_was_formatted_stays_formatted() -> None:
    def is_formatted(row: Row) -> bool:
        return formatted(row.text) == row.text

    looked_at = [row for row in ROWS if is_formatted(row)]
    assert len(looked_at) >= 10
    assert [row.label for row in looked_at if formatted(row.expected) != row.expected] == []
