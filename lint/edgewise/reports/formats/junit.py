"""JUnit XML, which most services show as failed tests: a suite for each file, a test for each finding.

It keeps to the schema of Jenkins's xUnit plugin (``junit-10.xsd``), and names no test twice, since GitLab shows only
the first of a name. Names hold no line number, so that a test that failed before is known again.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from edgewise.files.sources import Lines
from edgewise.reports.checkout import readable_path, root
from edgewise.reports.page import Page, visible
from edgewise.reports.place import place
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from edgewise.engine.check import FileResult

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NONE = '  <testsuite name="edgewise" tests="1" failures="0" errors="0">\n    <testcase {}/>\n  </testsuite>\n'


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:  # noqa: ARG001
    """Yield one document. Without findings it has one test that passed, for an empty report counts as a mistake."""
    folder = root()
    failures = errors = 0
    suites: list[str] = []
    for result in results:
        if result.findings or result.error is not None:
            failures += len(result.findings)
            errors += result.error is not None
            suites += _suite(result, readable_path(folder, result.path))
    tests = failures + errors or 1
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="edgewise" tests="{tests}" failures="{failures}" errors="{errors}">\n'
    for line in suites or [_NONE.format(_attributes(name="No findings", classname="edgewise", time="0"))]:
        yield line.encode("ascii", "xmlcharrefreplace").decode()  # no stream has an encoding that breaks it
    yield "</testsuites>\n"


def _suite(result: FileResult, path: str) -> Iterator[str]:
    failures, errors = len(result.findings), int(result.error is not None)
    yield f"  <testsuite {_attributes(name=path)} {_counts(failures, errors)}>\n"
    if result.source is not None:
        lines, seen = Lines(result.source.text), Counter[str]()
        for finding in result.findings:
            seen[finding.code] += 1
            name = f"{finding.code} {BY_CODE[finding.code].name}"
            if seen[finding.code] > 1:
                name += f" ({seen[finding.code]})"
            where = ":".join([path, *place(result, finding, lines)])
            said = f"{where}: {finding.code} {finding.message}"
            if finding.advice:
                said += f"\n  help: {finding.advice}"
            yield _case("failure", path, name, finding.code, finding.message, said)
    if result.error is not None:
        yield _case("error", path, "could be looked at", "error", result.error, f"{path}: {result.error}")
    yield "  </testsuite>\n"


def _counts(failures: int, errors: int) -> str:
    return f'tests="{failures + errors}" failures="{failures}" errors="{errors}"'


def _case(element: str, path: str, name: str, kind: str, message: str, text: str) -> str:
    content = escape(_xml("\n".join(map(visible, text.split("\n")))))
    inner = f"<{element} {_attributes(type=kind, message=message)}>{content}</{element}>"
    return f"    <testcase {_attributes(name=name, classname=path, time='0')}>\n      {inner}\n    </testcase>\n"


def _attributes(**values: str) -> str:
    return " ".join(f"{key}={quoteattr(_xml(visible(value)))}" for key, value in values.items())


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
