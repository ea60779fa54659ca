"""First sketch: plain string literals only."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from edgewise.findings import Finding
from edgewise.hostnames import host_findings
from edgewise.options import Options
from edgewise.templates import Piece, Template, with_placeholders


class SyntaxFailure(Exception):
    """The source does not parse. ``offset`` is where (characters from 0)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def find(text: str, options: Options) -> list[Finding]:
    """Return the findings of Python source, sorted by position. Sketch."""
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise SyntaxFailure(error.message, 0) from None
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    spans = wrapper.resolve(ByteSpanPositionProvider)
    found: list[Finding] = []
    for node, span in spans.items():
        if isinstance(node, cst.SimpleString):
            start = span.start + len(node.prefix) + len(node.quote)
            template = Template(with_placeholders([Piece(node.raw_value, start, start + len(node.raw_value))]))
            found += [item.finding for item in host_findings(template, options.processing_region)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))
