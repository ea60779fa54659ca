"""The way from the cells of a notebook to the file that they are saved as, and back: without an editor."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("lsprotocol.types")

from edgewise.lsp.actions import together
from edgewise.lsp.diagnostics import look
from edgewise.lsp.documents import DocumentPart, DocumentText, Sheet, laid_out
from edgewise.options import Options

HOST = "api.ie1.twilio.com"
NEW = "api.dublin.ie1.twilio.com"
ODD = ['"', "\\", '\\"', "\r", "\t", "é", "\N{PILE OF POO}", "\u2028", "\x0c", "\\n", "\\u0041", ""]


def sheet(*cells: str) -> Sheet:
    parts = [
        DocumentPart(f"cell{number}", "python", 1, DocumentText(cell, "utf-16")) for number, cell in enumerate(cells)
    ]
    return Sheet("file:///shop/h.ipynb", laid_out(parts), is_notebook=True)


def texts(of: Sheet) -> list[str]:
    return [part.text.text for part in of.parts]


def some_cells(seed: int) -> list[str]:
    """Return cells of comments with odd characters, and of lines that name the host."""
    chosen = random.Random(seed)

    def line() -> str:
        if chosen.random() < 0.5:
            return f'x = "https://{HOST}/{chosen.choice(ODD[4:7])}"' + chosen.choice(["\n", "\r\n"])
        return "# " + "".join(chosen.choices(ODD, k=4)).replace("\r", "").replace("\u2028", "") + "\n"

    return ["".join(line() for _ in range(chosen.randint(0, 4))) for _ in range(chosen.randint(1, 4))]


CELLS = [
    ["", f'x = "{HOST}"'],
    [f'x = "{HOST}"', "", "", f'y = "{HOST}"\n'],
    [f'x = """\r\n\\" {HOST}"""\r\n', f"y = '\\\\ {HOST}'"],
    *map(some_cells, range(40)),
]


@pytest.mark.parametrize("cells", CELLS)
def test_what_is_found_in_cells_stands_there(cells: list[str]) -> None:
    found, wrong = look(sheet(*cells), Options("as-written"))
    assert wrong is None
    joined = "\n".join(cells)
    assert [joined[one.start : one.end] for one in found.findings] == [HOST] * joined.count(HOST)
    for one in found.findings:
        assert one.fix is not None
        assert "\n".join(texts(found.sheet.spliced(one.fix.edits))) == joined[: one.start] + NEW + joined[one.end :]
    assert texts(found.sheet.spliced(together(found.findings))) == [cell.replace(HOST, NEW) for cell in cells]
    assert [len(list(found.shown_in(part))) for part in found.sheet.parts] == [cell.count(HOST) for cell in cells]
