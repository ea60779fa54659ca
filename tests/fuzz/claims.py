"""What has to hold for the findings and the rewrite of any text at all."""

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from edgewise import rules
from edgewise.engine.check import check_source
from edgewise.files.file import FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.findings import Safety
from edgewise.languages.find import reader_of
from edgewise.options import Options
from edgewise_codemods.rewrite import Rewritten, rewrite_source
from fuzz.reference import is_kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from edgewise.findings import Finding, Fix
    from edgewise.twilio.table import ProcessingRegion

KEEPING: ProcessingRegion = "us1"
MOVING: ProcessingRegion = "as-written"
SAFETIES = (Safety.SAFE, Safety.UNSAFE)
UNUSED_IGNORE = "EW001"
NO_FILE = "/nowhere/"  # no shebang is looked for


def findings_of(text: str, filename: str, options: Options) -> list[Finding]:
    """Return the findings of a text, each of which makes sense by itself."""
    kind = kind_of(NO_FILE + filename) or FileKind.TEXT
    found, _ = check_source(Source(text), kind, options, filename)
    assert found == sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))
    for finding in found:
        assert finding.code in rules.BY_CODE
        assert 0 <= finding.start <= finding.end <= len(text), finding
        assert finding.start < finding.end or not text, finding
        assert finding.message, finding
        if finding.fix is not None and finding.fix.answers:
            assert options.processing_region is None, finding
            assert (finding.fix.safety, finding.fix.edits) == (Safety.DISPLAY, ()), finding
        elif finding.fix is not None:
            _is_sound(finding.fix, text)
    if found and options.processing_region is None:
        _nothing_moves_undecided(found, text, filename, options)
    return found


def _is_sound(fix: Fix, text: str) -> None:
    assert fix.safety in (Safety.SAFE, Safety.UNSAFE), fix
    assert fix.edits, fix
    ends = [at for edit in fix.edits for at in (edit.start, edit.end)]
    assert ends == sorted(ends), fix
    assert 0 <= ends[0] <= ends[-1] <= len(text), fix
    assert any(text[edit.start : edit.end] != edit.content for edit in fix.edits), fix


def _nothing_moves_undecided(found: list[Finding], text: str, filename: str, options: Options) -> None:
    """Make sure that without a decision a text is edited only as by either, and that all that either finds is there."""
    by = {
        way: {
            (finding.start, finding.end, finding.code): finding
            for finding in findings_of(text, filename, options._replace(processing_region=way))
        }
        for way in (KEEPING, MOVING)
    }
    places = {(finding.start, finding.end, finding.code): finding for finding in found}
    counted = {place for findings in by.values() for place in findings if place[2] != UNUSED_IGNORE}
    assert {place for place in places if place[2] != UNUSED_IGNORE} == counted
    # A comment is in use where it suppresses something by either answer.
    assert {place for place in places if place[2] == UNUSED_IGNORE} == {
        place for place in by[KEEPING] if place[2] == UNUSED_IGNORE and place in by[MOVING]
    }
    for place, finding in places.items():
        one, other = (fix_of(by[way].get(place)) for way in (KEEPING, MOVING))
        if finding.fix is None:
            assert one is None and other is None, finding
        elif finding.fix.answers:
            assert [(answer.processing_region, answer.fix) for answer in finding.fix.answers] == [
                (KEEPING, one),
                (MOVING, other),
            ], finding
            assert one is None or other is None or one.edits != other.edits, finding
        else:
            assert one is not None and other is not None, finding
            assert finding.fix.edits == one.edits == other.edits, finding
            assert finding.fix.safety is max(one.safety, other.safety, key=SAFETIES.index), finding


def fix_of(finding: Finding | None) -> Fix | None:
    return finding.fix if finding is not None else None


def holds(text: str, filename: str, options: Options, *, unsafe: bool) -> Rewritten:
    """Rewrite a text, and make sure of all that the rewrite promises."""
    findings = findings_of(text, filename, options)
    kind = kind_of(NO_FILE + filename) or FileKind.TEXT
    rewritten = rewrite_source(Source(text), kind, options, unsafe, filename)
    assert list(rewritten.findings) == findings
    if rewritten.error is not None:
        # To refuse is right where nobody can tell what the file says, and nowhere else.
        assert rewritten.text == text
        assert not _is_well_formed(text, filename), rewritten.error
        return rewritten
    assert is_kept(text, rewritten.text, rewritten.changes)
    assert bool(rewritten.fixed) == (rewritten.text != text)
    # What is left is what a look at the new text finds, and a second rewrite has nothing to do.
    again = rewrite_source(Source(rewritten.text), kind, options, unsafe, filename)
    assert again.text == rewritten.text
    assert list(again.findings) == findings_of(rewritten.text, filename, options)
    assert [left.finding for left in rewritten.left] == list(again.findings)
    return rewritten


# ---------------------------------------------------------------------------------------- files that have a structure


def _is_well_formed(text: str, filename: str) -> bool:
    reader: Callable[[str], object] = str
    if filename.endswith(".py"):
        reader = ast.parse
    elif filename.endswith((".json", ".ipynb")):
        reader = json.loads
    elif filename.endswith((".yaml", ".yml")):
        reader = _yaml_nodes
    elif filename.endswith(".sh"):
        reader = _shell
    elif (errors := reader_of(text, filename)) is not None:
        return not errors(text)
    try:
        reader(text)
    except (SyntaxError, ValueError, yaml.YAMLError, RecursionError, MemoryError):
        return False
    return True


def _shell(text: str) -> None:
    done = subprocess.run(["sh", "-n"], input=text.encode("utf-8", "surrogatepass"), capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr)


def _yaml_nodes(text: str) -> list[yaml.Node]:
    return [root for root in yaml.compose_all(text, Loader=yaml.SafeLoader) if root is not None]


def keeps_structure(old: str, new: str, filename: str, changes: Sequence[object]) -> None:
    """Make sure that a YAML or JSON file says the same, but for what is Twilio's."""
    read: Callable[[str], Iterator[tuple[str, str]]] | None = None
    if filename.endswith((".json", ".ipynb")):
        read = _json_leaves
    elif filename.endswith((".yaml", ".yml")):
        read = _yaml_leaves
    if read is None or old == new:
        return
    try:
        before = Counter(read(old))
    except (ValueError, yaml.YAMLError, RecursionError):
        return
    lost = before - Counter(read(new))
    for path, value in lost:
        # A region that was exchanged may stand behind a key of its own: `{name: TWILIO_REGION, value: de1}`.
        assert "twilio" in (path + value).lower() or re.fullmatch(r"[\w.-]*", value), (path, value)
    assert sum(lost.values()) <= len(changes)


def _json_leaves(text: str) -> Iterator[tuple[str, str]]:
    def walk(node: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, dict):
            for key, value in node.items():
                yield from walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, f"{path}/[]")
        else:
            yield path, repr(node)[1:-1] if isinstance(node, str) else repr(node)

    return walk(json.loads(text), "")


def _yaml_leaves(text: str) -> Iterator[tuple[str, str]]:
    seen: set[int] = set()

    def walk(node: yaml.Node, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, yaml.ScalarNode):
            yield path, f"{node.value}"
        elif id(node) not in seen:
            seen.add(id(node))
            for child in node.value:
                if isinstance(node, yaml.MappingNode):
                    key, value = child
                    name = key.value if isinstance(key, yaml.ScalarNode) else "{}"
                    yield from walk(value, f"{path}/{name}")
                else:
                    yield from walk(child, f"{path}/[]")

    return itertools.chain.from_iterable(walk(root, "") for root in _yaml_nodes(text))
