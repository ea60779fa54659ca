"""Roles of hosts in texts: what a message says of them, members that are added to a list in a program, groups."""

from __future__ import annotations

import pytest

from applied import applied
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods import fix_source

OLD = "api.ie1.twilio.com"
NEW = "api.dublin.ie1.twilio.com"
OPTIONS = Options(processing_region="as-written")

SAID = [
    ("a.js", f'\nif (url.host === "{OLD}") x();', "it is compared on line 2"),
    ("a.js", f'const HOST = "{OLD}";\n\nif (url.host === HOST) x();', "it is compared on line 3"),
    ("a.yaml", f"limits:\n  {OLD}: 3\n", "something is looked up by it on line 2"),
    (
        "a.sql",
        f"DELETE FROM t\nWHERE h = '{OLD}';",
        "it selects what is stored, and stored addresses keep the old host on line 2",
    ),
    ("a.test.js", f'expect(client.host).toBe("{OLD}");', "a test expects it on line 1"),
    ("a.test.js", f'nock("https://{OLD}").get("/").reply(200);', "a test answers in its place on line 1"),
    (
        "a.env",
        f"ALLOWED={OLD}",
        f"it is in a list of what may pass: add `{NEW}` and keep the old host on line 1",
    ),
    ("a.toml", f'[old]\nhost = "{OLD}"', "its name says that it is the old one"),
    (
        "a.kt",
        f'const val BASE = "https://{OLD}"\n\nfun isOurs(url: String) = Origins(BASE).accepts(url)',
        "line 3 does something with it that is not known to be a request",
    ),
    ("a.swift", f'let parsed = Region(host: "{OLD}")', "nothing here shows that it is an address"),
    ("a.html", f"<b>{OLD}</b>", "it is only shown on line 1"),
]


SEEN_BY_OTHERS = [
    (
        "a.ts",
        'export const ALLOWED = ["{}"] as const;\nexport const ok = (u: URL) => ALLOWED.includes(u.host);\n',
        ', "{}"',
    ),
    ("a.go", 'var allowedHosts = []string{{"api.twilio.com", "{}"}}\n', ', "{}"'),
    ("a.yaml", "trusted:\n  - {}\n", "\n  - {}"),
    (".env", "ALLOW_HOSTS=api.twilio.com,{}\n", ",{}"),
]
"""Lists of what may pass, and how another member is added to them."""


@pytest.mark.parametrize(("path", "layout", "member"), SEEN_BY_OTHERS)
def test_a_list_is_added_to_however_safe_that_is(path: str, layout: str, member: str) -> None:
    text = layout.format(OLD)
    (finding,) = find(text, path, OPTIONS)
    assert finding.fix is not None
    assert finding.fix.message == f"Add `{NEW}` and keep the old host"
    added = applied(text, [finding], unsafe=True)
    whole = member.format(OLD).lstrip(", \n-")
    assert added == text.replace(whole, whole + member.format(NEW))
    assert find(added, path, OPTIONS) == []


@pytest.mark.parametrize(("path", "text", "said"), SAID)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_message_says_what_decides(path: str, text: str, said: str, ends: str) -> None:
    (finding,) = find(text.replace("\n", ends), path, Options())
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    assert finding.message.endswith(f"; {said}")


MEMBERS = [
    (
        f'const OK = new Set(["api.twilio.com", "{OLD}"]);\nif (!OK.has(host)) throw new Error("not allowed");\n',
        f'const OK = new Set(["api.twilio.com", "{OLD}", "{NEW}"]);\nif (!OK.has(host)) throw new Error("not allowed");\n',
    ),
    (
        f'const HOSTS = [\n  "api.twilio.com",\n  "{OLD}",\n];\nif (!HOSTS.includes(host)) {{\n  throw x;\n}}\n',
        f'const HOSTS = [\n  "api.twilio.com",\n  "{OLD}",\n  "{NEW}",\n];\nif (!HOSTS.includes(host)) {{\n  throw x;\n}}\n',
    ),
    (
        f'const OK = new Set(["{OLD}"]);\nconst BASE = "https://{OLD}/2010-04-01";\nexport const may = (h) => OK.has(h);\n',
        f'const OK = new Set(["{OLD}", "{NEW}"]);\nconst BASE = "https://{NEW}/2010-04-01";\n'
        "export const may = (h) => OK.has(h);\n",
    ),
]


@pytest.mark.parametrize(("text", "becomes"), MEMBERS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_member_is_added_where_a_program_only_asks_for_members(text: str, becomes: str, ends: str) -> None:
    text, becomes = text.replace("\n", ends), becomes.replace("\n", ends)
    assert fix_source(text, filename="a.ts", processing_region="as-written").text == becomes
    assert find(becomes, "a.ts", Options(processing_region="as-written")) == []


NO_MEMBERS = [
    f'const OK = ["api.twilio.com", "{OLD}"];\nif (!OK.includes(host)) throw x;\nfor (const one of OK) fetch(one);\n',
    f'const OK = ["api.twilio.com", "{OLD}"];\nif (!OK.includes(host)) throw x;\nlog(OK.length);\n',
    f'export const ALLOWED = ["api.twilio.com", "{OLD}"];\n',
]


@pytest.mark.parametrize("text", NO_MEMBERS)
def test_no_member_is_added_where_more_is_done_with_a_list(text: str) -> None:
    assert applied(text, find(text, "a.ts", Options())) == text


HELD = [
    ("a.js", f'const BASE = "https://{OLD}/x";\nif (url.host === "{OLD}") x();\n'),
    ("a.js", f'const LIMITS = {{ "{OLD}": 30 }};\nfetch("https://{OLD}/x");\n'),
    ("a.test.js", f'const r = await fetch("https://{OLD}/x");\nexpect(r.url).toBe("https://{OLD}/x");\n'),
    ("nginx.conf", f"if ($host = {OLD}) {{\n  return 404;\n}}\nproxy_pass https://{OLD};\n"),
]


@pytest.mark.parametrize(("path", "text"), HELD)
def test_what_goes_by_a_host_holds_its_address(path: str, text: str) -> None:
    found = find(text, path, Options())
    assert [finding.fix and finding.fix.safety for finding in found] == [Safety.UNSAFE, Safety.UNSAFE]
    assert sum("the same host stays on line" in finding.message for finding in found) == 1


FREE = [
    ("a.js", f'const BASE = "https://{OLD}/x";\nthrow new Error("the host {OLD} is gone");\n', 1),
    ("a.js", f'const BASE = "https://{OLD}/x";\nconst LEGACY_HOST = "{OLD}";\n', 1),
    ("a.js", f'const BASE = "https://{OLD}/x";\nif (BASE.endsWith("/")) throw x;\nif (BASE === "") throw x;\n', 1),
    ("a.js", f'const BASE = "https://{OLD}/x";\nsrc.replace("https://{OLD}", "https://{NEW}");\n', 1),
    ("a.rb", f"hosts = %w[api.twilio.com {OLD}]\nhosts.each {{ |host| get(host) }}\n", 1),
    ("A.java", f'var hosts = List.of("api.twilio.com", "{OLD}");\nfor (String host : hosts) get(host);\n', 1),
    ("a.ts", f'const hosts = ["api.twilio.com", "{OLD}"];\nfor (const host of hosts) await get(host);\n', 1),
    ("a.php", f'<?php\n$hosts = ["api.twilio.com", "{OLD}"];\nforeach ($hosts as $host) get($host);\n', 1),
]


@pytest.mark.parametrize(("path", "text", "safe"), FREE)
def test_what_does_not_go_by_a_host_holds_nothing(path: str, text: str, safe: int) -> None:
    found = find(text, path, Options())
    assert [finding.fix and finding.fix.safety for finding in found].count(Safety.SAFE) == safe


def test_a_sentence_is_reported_as_prose() -> None:
    text = f"summary: {OLD} was switched off in April\n"
    assert find(text, "a.yaml", Options()) == []
    assert [(found.code, found.fix) for found in find(text, "a.yaml", Options(prose=True))] == [("EW101", None)]


LONG = {
    "hosts.json": '{{"hosts": [\n{0}\n]}}',
    "blocked.json": '{{"blocked": {{"list": [\n{0}\n]}}}}',
    "deny.tf": 'resource "a" "b" {{\n  denied_hosts = [\n{0}\n]\n}}\n',
    "list.rb": "DENIED_HOSTS = [\n{0}\n]\n",
}


@pytest.mark.parametrize("path", LONG)
def test_the_last_host_of_a_long_list_has_the_role_of_the_first(path: str) -> None:
    entry = f'  "https://{OLD}/{"x" * 90}"'

    def seen(number: int) -> set[tuple[str, Safety | None]]:
        found = find(LONG[path].format(",\n".join([entry] * number)), path, Options())
        assert len(found) in (0, number)
        return {(one.message.rpartition(" on line ")[0], one.fix.safety if one.fix else None) for one in found}

    assert seen(3) == seen(1_000)


def test_valid_hosts_beside_are_seen_in_every_part_of_a_long_text() -> None:
    # A text is outlined part by part, and a host at the edge of one is looked at in the next.
    row = '{{"url": "https://{host}/{number:060}", "notes": "https://api.twilio.com/"}}'
    rows = ",\n".join(row.format(host=OLD, number=number) for number in range(900))
    found = find(f"[\n{rows}\n]\n", "hosts.json", Options())
    assert [one.fix.safety if one.fix else None for one in found] == [Safety.SAFE] * 900
