"""Neither CRLF nor a byte-order mark changes what is found or how a fix lies: every text of every table, each way."""

from __future__ import annotations

import pytest
import test_text_doubts
import test_text_embedded
import test_text_host_doubts
import test_text_hosts
import test_text_patterns
import test_text_settings

from applied import applied
from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.text.find import find
from notation_tables import rows
from support import THOROUGH, sampled

MODULES = (
    test_text_doubts,
    test_text_embedded,
    test_text_host_doubts,
    test_text_hosts,
    test_text_patterns,
    test_text_settings,
)


def texts() -> list[tuple[str, str]]:
    """Return the path and the text of each row of each table of this folder."""
    found = [(row.path, row.text) for row in rows()] + [row[:2] for row in test_text_settings.table()]
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, list) and value and isinstance(value[0], tuple) and len(value[0]) > 1:
                found += [row[:2] for row in value if isinstance(row[1], str)]
    return list(dict.fromkeys((path, text.replace("\r\n", "\n")) for path, text in found))


TEXTS = texts()


def told(text: str, found: list[Finding]) -> list[tuple[str, str, str, str | None]]:
    return [
        (item.code, item.message, text[item.start : item.end].replace("\r", ""), item.fix and item.fix.safety.value)
        for item in found
    ]


def test_the_tables_were_found() -> None:
    assert len(TEXTS) >= 550


ALL = ("\ufeff\r\n", "\r\n", "\ufeff")


@pytest.mark.parametrize("ends", [ALL] if THOROUGH else [ALL[:1]])
@pytest.mark.parametrize("region", sampled(["as-written", "us1"], 2))
def test_line_ends_and_marks_change_nothing(ends: tuple[str, ...], region: str) -> None:
    options = Options(processing_region=region, prose=True)
    for path, text in TEXTS:
        usual = find(text, path, options)
        for one in ends:
            if "\n" not in text and "\r\n" in one:
                continue  # has no line end to go by

            def written(lines: str, ends: str = one) -> str:
                return ends.strip() + (lines.replace("\n", "\r\n") if "\r\n" in ends else lines)

            other = find(written(text), path, options)
            assert told(written(text), other) == told(text, usual), (path, text, one)
            for unsafe in (False, True):
                assert applied(written(text), other, unsafe=unsafe) == written(applied(text, usual, unsafe=unsafe)), (
                    path,
                    text,
                    one,
                )
