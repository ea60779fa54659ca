"""What is fuzzed: one function a target, which makes a case of any bytes and states what has to hold for it.

A violation is an ``AssertionError``, any other exception a crash. A new target is one function and a row of ``TARGETS``.
"""

from __future__ import annotations

import ast
import io
import re
import string
import tokenize
from typing import TYPE_CHECKING

from edgewise.files.file import File, FileKind, kind_of
from edgewise.judgement.hostnames import host_findings
from edgewise.options import Options
from edgewise.templates import HOLE, Origin, Piece, Template, find_hosts
from edgewise.twilio.accessors import resource_behind
from edgewise.twilio.hosts import Host, Status, classify, parse, replacements, resolve, resolve_host
from edgewise.twilio.releases import resolve_client
from edgewise.twilio.table import EDGES, KNOWN_REGIONS, PROCESSING_REGIONS, PRODUCTS, REGION_EDGES, ProcessingRegion
from edgewise_codemods.rewrite import rewrite_bytes
from edgewise_codemods.splice import apply
from fuzz.choices import Choices
from fuzz.claims import NO_FILE, findings_of, holds, keeps_structure
from fuzz.programs import FILENAME, program
from fuzz.reference import hosts_in, is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.findings import Finding

WAYS: tuple[ProcessingRegion, ...] = ("as-written", "us1", "ie1", "au1")
DECISIONS: tuple[ProcessingRegion | None, ...] = (*WAYS, None)
"""The ways, and that nobody has decided."""
LABELS = ("", "api", "verify", "media", *REGION_EDGES, "in1", "dublin", "roaming", "sydney-ix", "stage", "IE1", "x")

# --------------------------------------------------------------------------------------------------------- the resolver


def resolver(data: bytes) -> None:
    """A hostname or URL and a client, by any text: an answer, and nothing more to say about what it answers."""
    choices = Choices(data)
    way = choices.of(WAYS)
    region, edge = choices.of(LABELS), choices.of(LABELS)
    text = choices.rest()
    for asked in (text, f"{region}.{edge}.twilio.com", f"https://api.{edge}.{region}.twilio.com{text}"):
        _resolves(asked, way)
    for pair in ((region, edge), (region or None, edge or None), (text, edge), (region, text), (text, None)):
        _resolves_client(*pair, way)


def _resolves(asked: str, way: ProcessingRegion) -> None:
    answer = resolve(asked, way)
    host = parse(asked)
    assert answer.asked == asked
    assert answer.host == host
    assert (host is None) == (answer.status is Status.NOT_REST)
    if host is None:
        assert (answer.resolved, answer.replacement, answer.processing_region) == (None, None, None)
        return
    assert host.product in PRODUCTS
    assert classify(host) is answer.status
    assert parse(str(host)) == host == Host(host.product, host.edge, host.region)
    # What Twilio does not have stays for somebody who knows what is meant, and is named.
    strange = [label for label in _strange(host.region, host.edge) if label]
    assert (answer.resolved is None) == bool(strange)
    if answer.resolved is None:
        assert (answer.replacement, answer.processing_region, answer.credentials) == (None, None, None)
        assert answer.status is not Status.VALID
        assert any(label.upper() in answer.reason.upper() for label in strange)
    else:
        assert (answer.status is Status.VALID) == (answer.resolved == host)
        assert resolve(str(answer.resolved), way).status is Status.VALID
        assert answer.processing_region == (answer.resolved.region or "us1") in PROCESSING_REGIONS
    # As browsers read it, a backslash is a slash, and blanks around a URL are none of it.
    scheme = re.match(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", asked, re.IGNORECASE)
    authority = scheme.end() if scheme else 0
    rest = re.search(r"[/?#\\]", asked[authority:])
    ends = authority + rest.start() if rest else len(asked)
    # Who asks stands before the last `@`; the host stands before the port, which may say anything.
    at = asked.lower().find(str(host), max(authority, asked.rfind("@", authority, ends) + 1), ends)
    assert at >= 0
    # No reading of a URL lets anything but its own host, port and path follow.
    assert asked[at + len(str(host)) :].lstrip(".").lstrip()[:1] in ("", ":", "/", "?", "#", "\\")
    assert not set(asked[:at].partition("//")[2] or asked[:at].removesuffix("//")) & set("/?#\\")
    if answer.replacement is not None:
        assert answer.replacement == asked[:at] + str(answer.resolved) + asked[at + len(str(host)) :]
        again = resolve(answer.replacement, way)
        assert (again.status, again.host, again.replacement) == (Status.VALID, answer.resolved, None)


def _strange(region: str | None, *edges: str | None) -> list[str]:
    """Return those of a host's labels that are no region and no edge that Twilio has."""
    strange = [region] if region is not None and region not in KNOWN_REGIONS else []
    return [*strange, *(edge for edge in edges if edge is not None and edge not in EDGES)]


def _resolves_client(region: str | None, edge: str | None, way: ProcessingRegion) -> None:
    answer = resolve_client(region, edge, way)
    if not answer.is_known:
        # A region or an edge that there is not is moved nowhere, and named.
        assert (answer.region, answer.edge, answer.processing_region) == (region or None, edge or None, None)
        assert answer.status not in (Status.VALID, Status.NOT_REST)
        labels = answer.built.split(".")[1:-2]
        assert any(label.upper() in answer.reason.upper() for label in _strange(labels[-1], *labels[:-1]))
        return
    again = resolve_client(answer.region, answer.edge, way)
    assert (again.region, again.edge) == (answer.region, answer.edge)
    assert again.status in (Status.VALID, Status.NOT_REST)
    assert (again.status is Status.NOT_REST) == (answer.status is Status.NOT_REST)
    assert again.built == answer.resolved.lower()
    if answer.status in (Status.VALID, Status.NOT_REST):
        assert (answer.region, answer.edge) == (region or None, edge or None)
    else:
        assert answer.edge is None or answer.edge in EDGES


# ---------------------------------------------------------------------------------------------------------- the matcher


def matcher(data: bytes) -> None:
    """Any text: hosts in order and apart, and in plain text those that a slow reader finds."""
    choices = Choices(data)
    options = Options(choices.of(DECISIONS))
    way = options.way
    text = choices.rest()
    template = Template([Piece(text, 0, len(text))])
    assert len(template.text) == len(text)
    done = 0
    for match in find_hosts(template):
        assert done <= match.start < match.end <= len(text)
        done = match.end
        assert match.labels[0][0] == match.start
        inside = match.start
        for start, end in match.labels:
            assert inside <= start < end < match.end
            assert set(template.text[start:end]) <= {*string.ascii_letters, *string.digits, "-"}
            inside = end
    if is_plain(text):
        expected = list(hosts_in(text))
        assert [(match.start, match.end) for match in find_hosts(template)] == expected
        wrong = [(start, end) for start, end in expected if _is_wrong(text[start:end])]
        found = list(host_findings(template, options, text))
        assert [(item.finding.start, item.finding.end) for item in found] == wrong
        for item in found:
            start, end = item.finding.start, item.finding.end
            host = parse(text[start:end])
            assert host is not None
            resolved = resolve_host(host, way, resource_behind(host.product, text, end)).resolved
            assert (item.finding.fix is None) == (resolved is None)
            if item.finding.fix is not None:
                right = text[:start] + str(resolved) + text[end:]
                assert apply(text, item.finding.fix.edits).lower() == right.lower()
    # The same text as a file of no particular kind, where a dot may be escaped and what follows a word may be a setting
    holds(text, "notes.unknown", options, unsafe=True)


def _is_wrong(name: str) -> bool:
    return resolve(name).status not in (Status.VALID, Status.NOT_REST)


# -------------------------------------------------------------------------------------------------------- the templates


def templates(data: bytes) -> None:
    """A tiny language with every kind of piece: an edit makes its text read what was asked for, or is refused."""
    choices = Choices(data)
    start, length = choices.below(64), choices.below(64)
    content = "".join(character for character in "dublin."[: choices.below(8)])
    source = choices.rest()
    template = Template(read_tiny(source))
    text = template.text
    start = min(start, len(text))
    end = min(start + length, len(text))
    if start < end:
        low, high = template.span(start, end)
        assert 0 <= low < high <= len(source)
        assert "".join(piece.text for piece in template.between(start, end)).find(text[start:end]) >= 0
    edits = template.replace(start, end, content)
    if edits is None:
        refused = (
            [piece for piece in template.between(start, end) if piece.origin is not Origin.VERBATIM] if text else []
        )
        assert refused or start == end
        return
    if any(piece.origin is Origin.VERBATIM and piece.text in "\\<>{}" for piece in template.pieces):
        return  # what was a sign by itself may have become a half of one
    assert Template(read_tiny(apply(source, edits))).text == text[:start] + content + text[end:]


def read_tiny(source: str) -> list[Piece]:
    """Read ``a\\b``, an escape of two backslashes; ``<text>``, an expression that brings text in; ``{}``, a hole."""
    pieces: list[Piece] = []
    at = 0
    while at < len(source):
        end = at + 1
        if source.startswith("\\\\", at):
            end = at + 2
            pieces.append(Piece("\\", at, end, Origin.ESCAPED))
        elif source.startswith("{}", at):
            end = at + 2
            pieces.append(Piece(HOLE, at, end, Origin.HOLE))
        elif source[at] == "<" and ">" in source[at:]:
            end = source.index(">", at) + 1
            pieces.append(Piece(source[at + 1 : end - 1], at, end, Origin.FOREIGN))
        else:
            pieces.append(Piece(source[at:end], at, end))
        at = end
    return pieces


# ------------------------------------------------------------------------------------------------------------- Python


def python(data: bytes) -> None:
    """A program that builds strings in every way: its value is right after the rewrite, and was reported if wrong."""
    choices = Choices(data)
    options = Options(choices.of(DECISIONS))
    text = program(choices)
    values = _values(text)
    before = values.pop("URL")
    rewritten = holds(text, FILENAME, options, unsafe=True)
    after = _values(rewritten.text)["URL"]
    # A host in a constant is put right by itself, whatever becomes of it in the URL.
    if not is_plain(before) or any("twilio.com" in value.lower() for value in values.values()):
        return
    wrong = [(start, end) for start, end in hosts_in(before) if _is_wrong(before[start:end])]
    # Old and new in one text tell of the exchange.
    named = {before[start:end].lower() for start, end in hosts_in(before)}
    if any(
        not named.isdisjoint(replacements(host))
        for name in named
        if (host := parse(name)) is not None and _is_wrong(name)
    ):
        return
    # Behind a slash that begins no authority it may be the name of a file, which stays.
    if any(before[:start].endswith("/") and "//" not in before[:start] for start, _ in wrong):
        return
    assert rewritten.findings or not wrong, "nothing was reported"
    if not rewritten.left:
        for start, end in reversed(wrong):
            # Without a decision either answer is right, or something is left.
            assert options.processing_region is not None or not _moves(before[start:end])
            before = before[:start] + str(resolve(before[start:end], options.way).resolved) + before[end:]
        assert after.lower() == before.lower()


def _moves(name: str) -> bool:
    return resolve(name, "as-written").resolved != resolve(name, "us1").resolved


def _values(text: str) -> dict[str, str]:
    names: dict[str, str] = {"__builtins__": ""}
    exec(compile(text, FILENAME, "exec"), names)
    del names["__builtins__"]
    return names


def source(data: bytes) -> None:
    """Any bytes under any name: a result or a sentence, and the bytes outside the edits as they were."""
    choices = Choices(data)
    filename, options = choices.of(FILES), Options(choices.of(DECISIONS))
    marks = (b"", b"\xef\xbb\xbf", b"# coding: latin-1\n", b"\xff\xfe", b"\xfe\xff")
    mark = choices.of(marks)
    rest = choices.rest()
    if mark.startswith((b"\xff", b"\xfe")):
        content = mark + rest.encode("utf-16-le" if mark[0] == 0xFF else "utf-16-be")
    elif mark.startswith(b"#"):
        content = mark + rest.encode("latin-1", "replace")
    else:
        content = mark + rest.encode()
    file = File(filename, kind_of(NO_FILE + filename) or FileKind.TEXT, named=True)
    result = rewrite_bytes(content, file, options, unsafe=True)
    if result.rewritten is None:
        return
    rewritten = result.rewritten
    assert rewritten.source.encode(rewritten.source.text) == content
    again = rewrite_bytes(rewritten.data, file, options, unsafe=True)
    assert again.rewritten is None or again.rewritten.data == rewritten.data
    if not rewritten.fixed:
        assert rewritten.data == content


# -------------------------------------------------------------------------------------------------------- suppressions

SIGNS = {"#": "", "//": "", "--": "", "/*": "*/", "<!--": "-->", "{#": "#}", ";": "", "%": ""}


def suppressions(data: bytes) -> None:
    """Comments that suppress: nothing else is swallowed, neither a finding of another line nor a text."""
    choices = Choices(data)
    filename = choices.of(("a.py", "a.unknown", "a.js", "a.html", "a.css", "a.sql", "a.ini", "a.yaml"))
    text = choices.rest()
    # With hosts that people read: without its mark a comment is words, and may make a sentence of what is around it.
    options = Options(prose=True)
    with_words = findings_of(text, filename, options)
    # Without its mark no comment is one of ours.
    plain = findings_of(re.sub("edgewise", "edgeless", text, flags=re.IGNORECASE), filename, options)
    places = [_place(finding) for finding in plain if finding.code != "EW001"]
    ours = [_place(finding) for finding in with_words if finding.code != "EW001"]
    assert set(ours) <= set(places)
    for _, start, end in set(places) - set(ours):
        # Behind its line, or above the statement in which it stands.
        high = _end_of_line(text, max(end - 1, start), filename)
        assert "edgewise:" in (text if "ignore-file" in text or "\r" in text else text[:high])
    # Of these rules no other than EW001 has a safe fix.
    rewritten = holds(text, filename, Options(select=("EW001", "EW103", "EW107")), unsafe=False)
    for change in rewritten.changes:
        removed = text[change.old_start : change.old_end]
        line = text[: change.old_end]
        assert "edgewise:" in line
        assert not {"\r", "\n"}.intersection(removed.rstrip("\r\n")), removed
        if rewritten.text[change.new_start : change.new_end] == "":
            for opening, closing in SIGNS.items() if filename != "a.py" else ():
                if closing and removed.lstrip().startswith(opening):
                    assert removed.rstrip().endswith(closing), removed
    if filename == "a.py" and rewritten.text != text:
        tree = _tree(text)
        assert tree is None or tree == _tree(rewritten.text)


def _end_of_line(text: str, at: int, filename: str) -> int:
    """Return where the line ends in which a character stands: behind the string or the backslashes that run on."""
    if filename == "a.py":
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        try:
            for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
                end = starts[min(token.start[0], len(starts)) - 1] + token.start[1]
                if token.type in (tokenize.NEWLINE, tokenize.NL) and end >= at:
                    return end
        except (tokenize.TokenError, SyntaxError, IndexError):
            pass
    end = text.find("\n", at)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return end if end >= 0 else len(text)


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.code, finding.start, finding.end


def _tree(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# ------------------------------------------------------------------------------------------------------------ settings

FILES = (
    ".env", "app.unknown", "run.sh", "Dockerfile", "a.yaml", "a.json", "a.ini", "a.tf", "a.toml", "a.ipynb",
    "a.ps1", "a.bat", "Makefile", "a.properties", "compose.yml", ".env.example", "a.js", "a.fish", "Jenkinsfile", "a.py",
    "a.ts", "A.java", "a.cs", "a.rb", "a.php", "a.go", "a.vue", "a.html",
)  # fmt: skip


def settings(data: bytes) -> None:
    """A file of every notation for settings: still one after the rewrite, that says the same but for Twilio."""
    choices = Choices(data)
    filename, options, unsafe = choices.of(FILES), Options(choices.of(DECISIONS)), bool(choices.below(2))
    text = choices.rest()
    rewritten = holds(text, filename, options, unsafe=unsafe)
    keeps_structure(text, rewritten.text, filename, rewritten.changes)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (resolver, matcher, templates, python, source, suppressions, settings)
}
