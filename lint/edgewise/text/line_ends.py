"""Line ends and byte-order marks: every text is read without them, and its findings are led back to the file."""

from __future__ import annotations

from bisect import bisect_left

from edgewise.findings import Edit, Finding
from edgewise.text.settings.lines import line_break

_MARK = "\ufeff"


class LineEnds:
    r"""A text as its readers get it, and the way back.

    ``text`` has neither a byte-order mark nor the ``\r`` of a ``\r\n``, so that neither can change what is found.
    """

    def __init__(self, written: str) -> None:
        self._written = written
        self._lead = 1 if written.startswith(_MARK) else 0
        self._breaks: list[int] = []
        if "\r\n" not in written:
            self.text = written[self._lead :] if self._lead else written
            return
        lines = written[self._lead :].split("\r\n")
        self.text = "\n".join(lines)
        at = 0
        for line in lines[:-1]:
            at += len(line)
            self._breaks.append(at)
            at += 1

    def finding(self, finding: Finding) -> Finding:
        """Return a finding of ``text`` as one of the text as it is written."""
        if not self._breaks and not self._lead:
            return finding
        fix = finding.fix
        if fix is not None:
            fix = fix._replace(edits=tuple(map(self._edit, fix.edits)))
        return finding._replace(start=self._offset(finding.start), end=self._offset(finding.end), fix=fix)

    def _offset(self, offset: int) -> int:
        # The end of a line stands before its break.
        return offset + self._lead + bisect_left(self._breaks, offset)

    def _edit(self, edit: Edit) -> Edit:
        start, end = self._offset(edit.start), self._offset(edit.end)
        content = edit.content
        if "\n" in content and self._breaks and line_break(self._written, end) == "\r\n":
            content = content.replace("\r\n", "\n").replace("\n", "\r\n")
        return Edit(start, end, content)
