"""Links in a terminal (OSC 8): which terminals know them, and what they lead to."""

from __future__ import annotations

import os
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROGRAMS = {"iTerm.app": (3, 1), "WezTerm": (20200620,), "ghostty": (0,), "Hyper": (0,), "Tabby": (0,), "rio": (0,)}
"""Values of TERM_PROGRAM, and the first version that knows links."""
_TERMS = re.compile(r"xterm-(?:kitty|ghostty)|alacritty.*|foot.*|contour.*|wezterm")
_VARIABLES = ("WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM", "KONSOLE_VERSION", "ALACRITTY_WINDOW_ID")
"""Variables that only terminals with links set."""
_VTE = 5001
"""The first version of VTE (GNOME Terminal, Tilix, Terminator) that survives links."""


def known(variables: Mapping[str, str], *, terminal: bool) -> bool:
    """Say whether what shows the standard output knows links, by the environment, in which no terminal says so.

    FORCE_HYPERLINK decides where it is set. Terminals in editors (VS Code, Zed, JetBrains) are not among those that do:
    they make links of places by themselves, and theirs lead to the line.

    :param terminal: whether the standard output is one.
    """
    forced = variables.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced.lower() not in ("", "0", "false")
    if not terminal or variables.get("NO_COLOR") or variables.get("CI", "") not in ("", "0", "false"):
        return False
    if variables.get("TERM", "").startswith(("dumb", "screen", "tmux")):
        return False
    program = variables.get("TERM_PROGRAM", "")
    if program:
        version = variables.get("TERM_PROGRAM_VERSION", "")
        return program in _PROGRAMS and tuple(map(int, re.findall("[0-9]+", version))) >= _PROGRAMS[program]
    vte = variables.get("VTE_VERSION", "")
    if vte.isdecimal():
        return int(vte) >= _VTE
    return bool(_TERMS.fullmatch(variables.get("TERM", ""))) or any(variables.get(name) for name in _VARIABLES)


def link(text: str, url: str) -> str:
    """Return ``text`` as a link."""
    return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


def to_line(path: str, row: int) -> str:
    """Return the URL of a line of a file. With a host, so that a terminal at the other end of ssh opens no other file.

    The fragment is the number of the line, as ripgrep writes it for kitty; who does not know it opens the file.
    """
    path = os.path.abspath(path).replace(os.sep, "/")
    path = quote(os.fsencode(path), safe="/:~@!$&'()*+,;=" if os.name == "nt" else "/~@!$&'()*+,=")
    return f"file://{socket.gethostname()}/{path.lstrip('/')}#{row}"
