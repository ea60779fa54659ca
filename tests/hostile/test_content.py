"""Files made to break or to stall whoever reads them: bounded time and memory, a clear word, and no half rewrite."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hostile.command import BAD, FIXED_HOST, HOST, edgewise
from support import sampled, slow

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="what a process took is not told here")

URL = HOST.encode()
X = BAD.replace(b"URL", b"x")
MB = 1_000_000
# fixed: every host is rewritten; findings: reported and left alone; broken: reported, looked at as text, left alone;
# idle: all comments are removed; either: that depends on the version of Python; clean: nothing to find; refused: an
# error, nothing looked at.
FATES = {"fixed": (0, {0}), "findings": (1, {1}), "broken": (2, {2}), "clean": (0, {0}), "refused": (2, {2})}
BRANCHES = b"if a: pass\n" + b"elif a: pass\n" * 10_000
SLOW = rb'x = re.compile(r"(([a-z0-9.:/-]*)*)*!api(\.[a-z0-9-]+)?\.twilio\.com$")' + b"\n"
UNFOLDED = rb'x = re.compile(r"(?:[a-z]{900}abc[0-9]){100000}!%dapi(\.[a-z0-9-]+)?\.twilio\.com$")' + b"\n"
PATTERN = rb"x = /^https:\/\/api(\.[a-z0-9-]+)?\.twilio\.com\/%d(a{0,900}){0,20}/;" + b"\n"
HUGE = rb'x = re.compile(r"(?:(?:(?:a{1000}){1000}){1000}){1000}api(\.[a-z0-9-]+)?\.twilio\.com$")' + b"\n"

# name: what is in it, what becomes of it, and the most megabytes
CASES: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "one_line.py": (lambda: b'x = "' + URL + b'"; y = "' + b"a" * 50 * MB + b'"\n', "fixed", 1500),
    "one_line.json": (lambda: b'{"a": "' + URL + b'", "b": "' + b"a" * 50 * MB + b'"}', "findings", 1500),
    "one_line.yaml": (lambda: b"a: " + URL + b'\nb: "' + b"a" * 15 * MB + b'"', "fixed", 1500),
    "one_line.env": (lambda: b'A="' + b"a" * 15 * MB + b'"\nTWILIO_REGION=ie1\n', "fixed", 1500),
    "one_line.sh": (lambda: b'A="' + b"a " * 7 * MB + b'"\nexport TWILIO_REGION=ie1\n', "fixed", 1500),
    "one_line.html": (lambda: b'<a href="' + URL + b'">' + b"a." * 7 * MB, "findings", 1500),
    "parentheses.py": (lambda: X + b"y = " + b"(" * 10_000 + b"1" + b")" * 10_000 + b"\n", "either", 400),
    "open.py": (lambda: X + b"y = " + b"(" * 10_000, "either", 400),
    "implicit.py": (lambda: X + b"y = (" + b'"a"\n' * 100_000 + b")\n", "either", 600),
    "added.py": (lambda: X + b"y = (" + b'"a" +\n' * 100_000 + b'"a")\n', "either", 600),
    "added_host.py": (lambda: b'y = "https://api.ie1" + ".twilio.com"' + b' + "a"' * 100_000 + b"\n", "either", 600),
    "added_python_2.py": (lambda: X + b"y = " + b'"a" + ' * 20_000 + b'"a"\nprint 1\n', "broken", 400),
    "attributes_python_2.py": (lambda: X + b"y = a" + b".b" * 20_000 + b"\nprint 1\n", "broken", 400),
    "elif.py": (lambda: X + BRANCHES, "either", 400),
    "elif_python_2.py": (lambda: X + BRANCHES + b"print 1\n", "broken", 400),
    "names.py": (lambda: b"".join(b'a%d = a%d + "."\n' % (n + 1, n) for n in range(2_000)) + X, "fixed", 600),
    "doubles.py": (lambda: b"".join(b"a%d = a%d + a%d\n" % (n + 1, n, n) for n in range(60)) + X, "fixed", 400),
    "elements.py": (lambda: b'x = ["' + URL + b'", ' + b'"aaaa", ' * 210_000 + b"]\n", "broken", 500),
    "elements_on_9_mb.py": (lambda: b'x = ["' + URL + b'", ' + b"1, " * 3 * MB + b"]\n", "broken", 400),
    "table_beside.py": (lambda: X + b"y = [" + b"1, " * 3 * MB + b"]\n", "broken", 400),
    "table_python_2.py": (lambda: X + b"print 1\ny = [" + b"1," * 200_000 + b"]\n", "broken", 400),
    "long_string.py": (
        lambda: X + b'y = "' + rb"a, \" " * MB + b"\"\nz = '''" + b"a, '\n" * MB + b"'''\n",
        "fixed",
        400,
    ),
    "holes.py": (lambda: X + b'y = f"' + b"{a}" * 10_000 + b'.example.com"\n', "fixed", 500),
    "slow_pattern.py": (lambda: b"import re\n" + SLOW * 50, "findings", 400),
    "huge_pattern.py": (lambda: b"import re\n" + HUGE, "clean", 400),
    "slow_pattern.ts": (lambda: SLOW.replace(b're.compile(r"', b"/").replace(b'")', b"/") * 50, "findings", 400),
    "unfolded_pattern.py": (lambda: b"import re\n" + UNFOLDED, "clean", 200),
    "unfolded_patterns.py": (lambda: b"import re\n" + b"".join(UNFOLDED % n for n in range(200)), "clean", 200),
    "many_patterns.ts": (lambda: b"".join(PATTERN % n for n in range(2_000)), "findings", 200),
    "many_slow_patterns.ts": (
        lambda: b"".join(PATTERN.replace(b"api", b"((a|b)*)*!api") % n for n in range(400)),
        "findings",
        200,
    ),
    "ignores_above.py": (lambda: b"# edgewise: ignore[EW101]\n" * 20_000 + X, "clean", 400),
    "ignores_not_understood.py": (lambda: (b"# edgewise: ignore\n\n" + X) * 2_000, "findings", 400),
    "ignores_in_open_brackets.ts": (lambda: b"f(( // edgewise: ignore[EW101]\n" * 10_000, "idle", 400),
    "ignores_in_block_scalars.yaml": (lambda: b"# edgewise: ignore[EW101]\na: |\n" * 10_000, "idle", 400),
    "ignores.py": (lambda: b"# edgewise: ignore[" + b"EW101," * 100_000 + b"\n" + X, "either", 400),
    "ignores_in_a_row.py": (lambda: b"x = 1 " + b"# edgewise: ignore[" * 20_000 + b"\n", "findings", 400),
    "not_utf_8.py": (lambda: X + b"y = '\xff'\n", "refused", 400),
    "null.py": (lambda: X + b"y = '\0'\n", "either", 400),
    "lying_cookie.py": (lambda: b"# coding: ascii\n" + X + "# ä\n".encode(), "refused", 400),
    "unknown_cookie.py": (lambda: b"# coding: klingon\n" + X, "refused", 400),
    "long_cookie.py": (lambda: b"# coding: " + b"k" * MB + b"\n" + X, "refused", 400),
    "cookie_of_bytes.py": (lambda: b"# coding: rot13\n" + X, "refused", 400),
    "cookie_of_names.py": (lambda: b"# coding: punycode\n" + X + b"-" + b"a" * MB, "refused", 400),
    "cookie_and_mark.py": (lambda: b"\xef\xbb\xbf# coding: latin-1\n" + X, "refused", 400),
    "python_2.py": (lambda: X + b"print 'a'\nexec 'b' in c\nraise E, 'f'\n", "broken", 400),
    "later.py": (lambda: X + b"if 1:\n    y = t'{a'\nunknown syntax here\n", "broken", 400),
    "objects.json": (lambda: b'{"a": "' + URL + b'", "b": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "either", 400),
    "lists.yaml": (lambda: b"a: " + URL + b"\nb: " + b"[" * 20_000 + b"]" * 20_000 + b"\n", "fixed", 400),
    "quotes.env": (lambda: b"# A file of settings\nTWILIO_REGION=ie1\n" + rb"\"" * MB + b" # a\n", "fixed", 400),
    "quotes.toml": (lambda: b'TWILIO_REGION = "ie1"\n' + rb"\"'" * MB + b" # a\n", "either", 400),
    "quotes.tf": (lambda: b'provider "twilio" {\n  region = "ie1"\n}\n' + rb"\"" * MB + b"\n", "fixed", 400),
    "long_quotes.tf": (
        lambda: b'provider "twilio" {\n  region = "ie1"\n}\n' + rb"\"\"\"" * 100_000 + b'\\"""\n' * 50_001,
        "fixed",
        400,
    ),
    # What ends a line for YAML alone: a line below would stand elsewhere.
    "returns.yaml": (lambda: b"env:\r  TWILIO_REGION: ie1\rb: 1\r", "findings", 400),
    "next_lines.yaml": (lambda: b"env:\n  TWILIO_REGION: ie1\xc2\x85b: 1\n", "findings", 400),
    "laughs.yaml": (
        lambda: (
            b"a0: &a0 {TWILIO_REGION: ie1}\n"
            + b"".join(b"a%d: &a%d {<<: [%s]}\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 20))
        ),
        "fixed",
        400,
    ),
    "openers.sh": (lambda: b"export TWILIO_REGION=ie1\n" + b"$(\"'`" * 50_000, "either", 400),
    "heredocs.sh": (lambda: b"export TWILIO_REGION=ie1\n" + b"cat <<EOF\n" * 20_000, "either", 400),
    "comments.ts": (lambda: b'const a = "' + URL + b'";\n' + b"/*" * 200_000, "fixed", 400),
    "quotes.ts": (lambda: b'const a = "' + URL + b'";\n' + b"`\"'/" * 100_000, "fixed", 400),
    "labels.go": (lambda: b'x = "' + b"api." * 500_000 + b'ie1.twilio.com"\n', "clean", 400),
    "braces.tf": (lambda: b'provider "twilio" {\n  region = "ie1"\n}\n' + b"{" * 100_000, "either", 400),
}


LARGE = {*(name for name in CASES if name.startswith("one_line.")), "elements_on_9_mb.py", "table_beside.py"}
"""Those of nine megabytes and more, which take seconds each: the long form has them."""


@pytest.mark.parametrize(
    "name", [*sampled((name for name in CASES if name not in LARGE), 3), *map(slow, sorted(LARGE))]
)
def test_hostile_content(tmp_path: Path, name: str) -> None:
    make, fate, megabytes = CASES[name]
    old = make()
    (tmp_path / name).write_bytes(old)
    run = edgewise(tmp_path, "fix", "--isolated", "--statistics", "--no-show-fixes", "--jobs", "1", name)
    new = (tmp_path / name).read_bytes()
    said = run.stderr.decode()
    assert "internal error" not in said
    assert len(said) < 1_000
    assert "Traceback" not in said
    assert run.seconds < 30
    assert run.megabytes < megabytes
    assert [path.name for path in tmp_path.iterdir()] == [name]
    if fate == "idle":
        assert (run.code, b"edgewise" in new) == (0, False)
        return
    if fate == "either":
        assert run.code in (0, 1, 2), said
        assert new.replace(FIXED_HOST.encode(), URL).startswith(old[:20])
        return
    assert run.code == FATES[fate][0], said
    if fate == "fixed":
        assert URL not in new
        assert "Fixed 1 problem in 1 file." in said
        assert new.replace(FIXED_HOST.encode(), URL).startswith(old[:20])
    else:
        assert new == old
    if fate == "broken":
        assert "EW002" in run.stdout.decode()
    if fate == "refused":
        assert said.startswith(f"error: {name}: cannot be decoded: ")


# ------------------------------------------------------------------------------------ twice as much takes twice as long

LINES = {
    "hosts.py": lambda n: b"".join(b'x%d = "%s"\n' % (i, URL) for i in range(n)),
    "list.py": lambda n: b"x = [\n" + b'    "%s",\n' % URL * n + b"]\n",
    "call.py": lambda n: b"x = f(\n" + b"".join(b'    "%s/%d",\n' % (URL, i) for i in range(n)) + b")\n",
    "table.py": lambda n: b"x = {\n" + b"".join(b'    "k%d": "%s/%d",\n' % (i, URL, i) for i in range(n)) + b"}\n",
    "clients.py": lambda n: b"from twilio.rest import Client\n" + b'Client("a", "b", region="ie1")\n' * n,
    "one_client.py": lambda n: b"from twilio.rest import Client\nc = Client()\n" + b'c.region = "ie1"\n' * n,
    "ignores.py": lambda n: b"x = 1  # edgewise: ignore[EW101]\n" * n,
    "environ.py": lambda n: (
        b"import os\n" + b"".join(b'os.environ["A%d_TWILIO_REGION"] = "ie1"\n' % i for i in range(n))
    ),
    "same.env": lambda n: b"TWILIO_REGION=ie1\n" * n,
    "flat.env": lambda n: b"".join(b"A%d_TWILIO_REGION=ie1\n" % i for i in range(n)),
    "same.sh": lambda n: b"export TWILIO_REGION=ie1\n" * n,
    "flat.yaml": lambda n: b"env:\n" + b"".join(b"  A%d_TWILIO_REGION: ie1\n" % i for i in range(n)),
    "nested.yaml": lambda n: b"".join(b"a%d:\n  TWILIO_REGION: ie1\n" % i for i in range(n)),
    "many.json": lambda n: b'{"a": [' + b",\n".join([b'{"TWILIO_REGION": "ie1"}'] * n) + b"]}",
    "flat.tf": lambda n: b"a {\n" + b"".join(b'  A%d_TWILIO_REGION = "ie1"\n' % i for i in range(n)) + b"}\n",
    "Dockerfile": lambda n: b"FROM a\n" + b"ENV TWILIO_REGION=ie1\n" * n,
    "tables.toml": lambda n: b"".join(b'[[env]]\nname = "A%d_TWILIO_REGION"\nvalue = "ie1"\n' % i for i in range(n)),
    "steps.feature": lambda n: b"Feature: a\n" + b'  Scenario: a\n    When I set "%s"\n    Then I see it\n' % URL * n,
    "unit.service": lambda n: b"[Service]\n" + b"".join(b"Environment=A%d_TWILIO_REGION=ie1\n" % i for i in range(n)),
    "pairs.py": lambda n: b'x = """\n' + b"a: %s\nb: https://api.twilio.com/x\n" % URL * n + b'"""\n',
    "members.py": lambda n: (
        b"from enum import Enum\nclass A(Enum):\n"
        + b"".join(b'    A%d = "%s/%d"\n' % (i, URL, i) for i in range(n))
        + b"def f(a: A): pass\n" * n
    ),
    "taken.sh": lambda n: b"".join(b"A%d_TWILIO_REGION=ie1\nunset A%d_TWILIO_REGION\n" % (i, i) for i in range(n)),
    "text.xml": lambda n: b"<a>\n" + b"url: %s\n" % URL * n + b"</a>\n",
    "list.yaml": lambda n: b"hosts:\n" + b"  - api.ie1.twilio.com\n" * n,
    "list.ts": lambda n: b"const x = [\n" + b'  "%s",\n' % URL * n + b"];\nfor (const y of x) get(y);\n",
    "resources.json": lambda n: (
        b"[" + b",\n".join([b'{"url": "%s/2010-04-01/Accounts/AC1/Messages.json"}' % URL] * n) + b"]"
    ),
    "resources.env": lambda n: b"URL=%s/2010-04-01/Accounts/AC1/Messages.json\n" % URL * n,
    "allowed.json": lambda n: b'{"allowed": [' + b",\n".join([b'"api.ie1.twilio.com"'] * n) + b"]}",
    "Tiltfile": lambda n: b"local_resource('sms', serve_env={'TWILIO_REGION': 'ie1'})\n" * n,
    "shell.nix": lambda n: b'pkgs.mkShell {\n  TWILIO_REGION = "ie1";\n  shellHook = "true";\n}\n' * n,
    "run.js": lambda n: b'const a = { env: { TWILIO_REGION: "ie1" } };\nexpect(b).toEqual(a);\n' * n,
    "hosts.ts": lambda n: b'const x = "%s";\n' % URL * n,
}


LONG = {
    "words.py": lambda n: b'f("%s", """%s""")\n' % (URL, b"x and y or z {{ a 'b' " * n),
    "before.py": lambda n: b'f("""%s%s""")\n' % (b"x and y or z {{ a 'b' " * n, URL),
}
"""One finding beside a text that grows."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LINES, *LONG])
def test_no_quadratic_time(tmp_path: Path, name: str) -> None:
    make = {**LINES, **LONG}[name]
    size = 1_500 if name.endswith(".py") else 4_000
    counts = (1, size, 3 * size)
    for count in counts:
        (tmp_path / str(count)).mkdir()
        (tmp_path / str(count) / name).write_bytes(make(count))
    best = dict.fromkeys(counts, math.inf)
    for _ in range(3):  # others may want the machine as well
        for count in counts:
            run = edgewise(tmp_path / str(count), "check", "--isolated", "--statistics", "--jobs", "1", name)
            assert run.code == 1, run.stderr
            assert run.stdout.split()[0] == (b"1" if name in LONG else str(count).encode())
            best[count] = min(best[count], run.seconds)
        start, one, three = best.values()
        if three - start < 6 * max(one - start, 0.1):
            return
    pytest.fail(f"{best}")
