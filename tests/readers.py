"""What files say, by parsers that are not ours: to see that a fix changed Twilio's keys and nothing else."""

from __future__ import annotations

import base64
import configparser
import importlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import dotenv
import hcl2
import json5
import yaml
from lxml import etree
from ruamel.yaml import YAML

# By name, because a type checker knows only one of the two.
tomllib: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

Reader = Callable[[str], Any]


class UnreadableError(Exception):
    """The parser of a notation refuses a text."""


class _Loader(yaml.SafeLoader):
    """YAML with tags of any name: what they make is the node itself."""


def _any_tag(loader: _Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("!", _any_tag)


def _yaml(text: str) -> Any:
    try:
        documents = list(yaml.load_all(text, Loader=_Loader))
        again = YAML(typ="rt", pure=True)
        again.allow_duplicate_keys = True
        list(again.load_all(io.StringIO(text)))
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError(error) from error
    except Exception as error:
        if type(error).__module__.startswith("ruamel"):
            raise UnreadableError(error) from error
        raise
    return documents


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return json5.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(error) from error


def _hcl(text: str) -> Any:
    try:
        return hcl2.loads(text if text.endswith("\n") else text + "\n")
    except Exception as error:  # lark has errors of its own for each step
        raise UnreadableError(error) from error


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise UnreadableError(error) from error


def _ini(text: str) -> Any:
    if not re.search(r"^\[", text, re.MULTILINE):
        return text  # of a server, in a notation of its own
    # A unit of systemd gives one key several times.
    numbered = re.sub(
        r"^((?:Default)?Environment|env)(?=[ \t]*=)", lambda found: f"{found[1]}#{found.start()}", text, flags=re.M
    )
    parser = configparser.RawConfigParser(allow_no_value=True, strict=False, comment_prefixes=("#", ";"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    try:
        parser.read_string(numbered)
    except configparser.Error as error:
        raise UnreadableError(error) from error
    return {
        name: [f"{key.partition('#')[0]}={value}" for key, value in section.items()] for name, section in parser.items()
    }


def _xml(text: str) -> Any:
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise UnreadableError(error) from error

    def said(element: etree._Element) -> Any:
        own = (element.text or "").strip()
        return [str(element.tag), dict(element.attrib), own, [said(child) for child in element]]

    return said(root)


def _dotenv(text: str) -> Any:
    return dict(dotenv.dotenv_values(stream=io.StringIO(text)))


def _bash(text: str) -> Any:
    run = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, timeout=10, check=False)
    if run.returncode or run.stderr:
        raise UnreadableError(run.stderr)
    return text


def _docker(text: str) -> Any:
    """Return the instructions of a Dockerfile, each with its continued lines as one."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*(?:#|$)", line)]
    joined = re.sub(r"[\\`]\n\s*", " ", "\n".join(lines))
    return [re.sub(r"\s+", " ", line) for line in joined.splitlines()]


def _text(text: str) -> Any:
    return text


_BY_SUFFIX: dict[str, Reader] = {
    **dict.fromkeys(("yaml", "yml"), _yaml),
    **dict.fromkeys(("json", "jsonc", "json5"), _json),
    **dict.fromkeys(("tf", "hcl", "tfvars", "nomad"), _hcl),
    "toml": _toml,
    **dict.fromkeys(("ini", "cfg", "service", "conf"), _ini),
    **dict.fromkeys(("xml", "config", "plist", "xcscheme"), _xml),
    "env": _dotenv,
    **dict.fromkeys(("sh", "bash"), _bash if shutil.which("bash") else _text),
}


def reader_of(path: str) -> Reader:
    """Return the parser for the file at ``path``; for notations that have none here, what gives the text itself."""
    name = path.rpartition("/")[2].lower()
    if "dockerfile" in name:
        return _docker
    return _BY_SUFFIX.get(name.rpartition(".")[2], _text)


def has_parser(path: str) -> bool:
    """Say whether there is a parser for the file at ``path`` here."""
    return reader_of(path) is not _text


def difference(before: Any, after: Any, where: str = "") -> str:
    """Return where two readings differ in anything but what a fix may change; "" for nowhere.

    That is an edge, or another host of a list, that came in, or a region that became ``us1``.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {key: value for key, value in after.items() if key in before or not _is_edge_key(str(key))}
        if list(before) != list(kept):
            return f"{where}: keys {list(before)} became {list(kept)}"
        return next(filter(None, (difference(before[key], kept[key], f"{where}.{key}") for key in before)), "")
    if isinstance(before, list) and isinstance(after, list) and before[-2:] == after[-2:] == ["twilio", "com"]:
        before, after = ".".join(before), ".".join(after)  # the labels of a host
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        kept_items = list(_without_new(list(before), list(after)))
        if len(before) != len(kept_items):
            return f"{where}: {len(before)} items became {len(kept_items)}"
        pairs = zip(before, kept_items, strict=True)
        return next(filter(None, (difference(*pair, f"{where}[{at}]") for at, pair in enumerate(pairs))), "")
    if before == after or (_region(before) in REGIONS and _region(after) == "us1"):
        return ""
    if isinstance(before, str) and isinstance(after, str):
        if _HOST.sub("", before) == _HOST.sub("", after):
            return ""
        if _has_new_member(before, after):
            return ""
        letters = iter(after)
        grown = all(letter in letters for letter in before) and after.count("TWILIO_EDGE") > before.count("TWILIO_EDGE")
        if grown or _with_any_region(before) == _with_any_region(after):
            return ""
    return f"{where}: {before!r} became {after!r}"


_HOST = re.compile(r"\.(?:dublin\.|sydney\.)?(?:ie1|au1|de1|br1|jp1|sg1|us2)(?=\.twilio\.com)")
REGIONS = ("ie1", "au1", "de1", "br1", "jp1", "sg1", "us2")
_ENCODED = {base64.b64encode(region.encode()).decode(): region for region in (*REGIONS, "us1")}


def _with_any_region(text: str) -> str:
    return re.sub("|".join(REGIONS), "us1", _HOST.sub("", text))


def _region(value: Any) -> str:
    """Return a value without its quotes, and as it is read where it is written in base64."""
    plain = str(value).strip('"')
    return _ENCODED.get(plain, plain)


def _has_new_member(before: str, after: str) -> bool:
    """Say whether a list in a text has all its members and, beside one, the same with another host."""
    old, new = ([*filter(None, re.split(r"[ ,=\"\n()\[\]]+", text))] for text in (before, after))
    added = [member for member in new if member not in old]
    hosts = {_HOST.sub("", member) for member in old}
    return [member for member in new if member in old] == old and all(_HOST.sub("", one) in hosts for one in added)


def _is_edge_key(key: str) -> bool:
    return "TWILIO_EDGE" in key or key == "edge"


def _without_new(before: list[Any], after: list[Any]) -> Iterator[Any]:
    """Yield the items of ``after`` but those that name an edge and were not there before."""
    at, skips = 0, False
    for item in after:
        is_old = at < len(before) and item == before[at]
        if skips:  # the value of a key in a property list
            skips = False
        elif is_old or not (_names_edge(item) or _is_added_host(item, before, after)):
            at += 1
            yield item
        else:
            skips = isinstance(item, list) and item[0] == "key"


def _is_added_host(item: Any, before: list[Any], after: list[Any]) -> bool:
    """Say whether an item came in beside one that is the same but for its host, and is still there."""
    if not isinstance(item, str) or item in before:
        return False
    return any(isinstance(one, str) and one in after and _HOST.sub("", one) == _HOST.sub("", item) for one in before)


def _names_edge(item: Any) -> bool:
    if isinstance(item, str):
        return re.fullmatch(
            r"(?:ENV |ARG |export |\w+=|env\[|-e ?|--\S+[= ])?[\"']?[\w.]*TWILIO_EDGE\]?[= ]?[^\s]*", item
        ) is not None or item in ("-e", "--env")
    if isinstance(item, dict):
        named = any(isinstance(value, str) and value.strip('"').endswith("TWILIO_EDGE") for value in item.values())
        is_one = len(item) == 1 and all(_is_edge_key(str(key)) for key in item)
        return named or is_one or ("op" in item and "TWILIO_EDGE" in str(item))
    if (
        isinstance(item, list) and len(item) == 4 and isinstance(item[0], str) and isinstance(item[1], dict)
    ):  # an element
        return "TWILIO_EDGE" in str(item[:3])
    return False
