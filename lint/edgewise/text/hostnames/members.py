"""Members of a list of what may pass: the new host is added in the list's own layout, and the old one is kept."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement import names
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_ITEM = on_demand(r"[ \t]*-[ \t]+")
_SEPARATED = on_demand(r"[^\s,;\"'`]+(?:(?:[ \t]*,[ \t]*|[ \t]+)[^\s,;\"'`]+)+")
_LONGEST = 4_000  # characters of a list
_MEMBER = on_demand(r"[^\s,]+")
_MEMBER_HOST = on_demand(
    r"(?:[a-z]+://)?(?:\*?\.)?[\w*-]+(?:\.[\w*-]+)*(?::\d+|/\d+|/)?|\[?[\da-f:]+\]?", re.IGNORECASE
)
"""A host, also one with a wildcard, and a network, which stand in such lists as well."""
_LINE_END = on_demand(r"[ \t]*(?:[ \t]#[^\n]*)?(?=\n|\Z)")
_REST = on_demand(r"[ \t]*(?:#[^\n]*)?(?=\n|\Z)")


def with_member(places: HostPlaces, place: HostPlace, finding: Finding, *, sole: bool) -> Finding | None:
    """Return a finding whose fix adds the new host beside the old one; itself where that cannot be done.

    None where the new host is in the list already.

    :param sole: whether all that is done with the list is to ask whether something is in it; else the fix is unsafe.
    """
    fix, text = finding.fix, places.text
    if fix is None:
        return finding
    separated = _separated(places, place)
    if separated:
        return _with_separated(text, finding, fix, separated, sole=names.allows(place.key))
    written = _rewritten(text, place.whole, fix.edits)
    if written is None:
        return finding
    outline = places.outline(place.start)
    bracket = outline.bracket(place.whole[0])
    line = places.line(place.start)
    if bracket.sign == "[" and text[bracket.start - 2 : bracket.start] in ("%w", "%W"):
        first = bracket.start + 1
        members: AbstractSet[str] = _named(text, first, bracket.end, " ")
        before = text[first : place.whole[0]]
        gap = before[len(before.rstrip()) :] if before.strip() else " "
        added = Edit(place.whole[1], place.whole[1], f"{gap}{written}")
    elif bracket.sign == "[" or (bracket.sign in ("(", "{") and len(bracket.commas) and place.is_quoted):
        low, high = outline.entry(bracket, place.whole[0])
        if text[low:high].strip() != text[slice(*place.whole)]:
            return finding
        members = _named(text, bracket.start + 1, bracket.end, ",")
        gap = text[low : place.whole[0]] if text[low : place.whole[0]].strip() == "" else " "
        gap = gap or (" " if low == bracket.start + 1 else gap)
        if low == bracket.start + 1 and "\n" not in gap:
            gap = " "
        added = Edit(place.whole[1], place.whole[1], f",{gap}{written}")
    elif line is not None and line.is_item and _ITEM.match(text, places.line_start(place.start)):
        low = places.line_start(place.start)
        lead = _ITEM.match(text, low)
        rest = _REST.match(text, place.whole[1])
        if lead is None or rest is None or lead.end() != place.whole[0]:
            return finding
        members = _items(text, lead[0])[low]
        added = Edit(rest.end(), rest.end(), f"\n{lead[0]}{written}")
    else:
        return finding
    if written.strip("\"'`") in members:
        return None
    return _added(finding, fix, added, sole=sole)


def _added(finding: Finding, fix: Fix, edit: Edit, *, sole: bool) -> Finding:
    safety = fix.safety if sole else Safety.UNSAFE
    said = f"Add `{fix.host}` and keep the old host"
    return finding._replace(fix=fix._replace(message=said, edits=(edit,), safety=safety))


def _separated(places: HostPlaces, place: HostPlace) -> list[re.Match[str]]:
    """Return the members of a setting that lists hosts with commas or blanks between them; none for anything else."""
    if places.style not in ("lines", "yaml") and not places.is_data and places.lexer not in ("bash", "fish"):
        return []
    low, high = place.value
    line = places.line(place.start)
    if not place.is_quoted and places.style != "yaml":
        low = line.at if line is not None else places.text.rfind("=", 0, place.start) + 1
        ending = _LINE_END.search(places.text, place.end, place.end + _LONGEST)
        high = ending.start() if ending is not None else high
    if low > place.start or high - low > _LONGEST or not _SEPARATED.fullmatch(places.text, low, high):
        return []
    members = list(_MEMBER.finditer(places.text, low, high))
    are_hosts = all(_MEMBER_HOST.fullmatch(member[0]) for member in members)
    return members if are_hosts else []


def _with_separated(
    text: str, finding: Finding, fix: Fix, members: list[re.Match[str]], *, sole: bool
) -> Finding | None:
    number = next(index for index, member in enumerate(members) if member.end() >= finding.end)
    own = members[number]
    written = _rewritten(text, own.span(), fix.edits)
    if written is None:
        return finding
    if written in {member[0] for member in members}:
        return None
    first, second = (own, members[1]) if number == 0 else (members[number - 1], own)
    return _added(finding, fix, Edit(own.end(), own.end(), text[first.end() : second.start()] + written), sole=sole)


def _rewritten(text: str, span: tuple[int, int], edits: tuple[Edit, ...]) -> str | None:
    said, at = "", span[0]
    for edit in edits:
        if edit.start < at or edit.end > span[1]:
            return None
        said += text[at : edit.start] + edit.content
        at = edit.end
    return said + text[at : span[1]]


@lru_cache(maxsize=16)
def _named(text: str, start: int, end: int, separator: str) -> frozenset[str]:
    """Return the members of a list between two characters of a text: all its hosts ask for them."""
    found = re.findall(r"[^\s\"'`,]+" if separator == "," else r"\S+", text[start:end])
    return frozenset(member.strip("\"'`") for member in found)


@lru_cache(maxsize=16)
def _items(text: str, lead: str) -> dict[int, AbstractSet[str]]:
    """Return, for the beginning of each line that is an item, what the items say that stand above and below it."""
    found: dict[int, AbstractSet[str]] = {}
    own: set[str] = set()
    at = 0
    for line in text.split("\n"):
        if line.startswith(lead):
            own.add(line[len(lead) :].partition(" #")[0].strip().strip("\"'`"))
            found[at] = own
        else:
            own = set()
        at += len(line) + 1
    return found
