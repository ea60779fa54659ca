"""Hosts at which a human should look: replaced, mapped, compared, listed, built, or commented by use."""

from __future__ import annotations

import time

import pytest

from applied import applied
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find
from support import sampled

OLD = "https://api.ie1.twilio.com"
NEW = "https://api.dublin.ie1.twilio.com"
US = "https://api.twilio.com"

UNSAFE = [
    # replaced, mapped, searched for
    ("a.js", f's.replaceAll("{OLD}", base)'),
    ("a.rb", f"s.gsub('{OLD}', base)"),
    ("a.go", f'strings.ReplaceAll(s, "{OLD}", base)'),
    ("a.sql", f"SELECT 1 FROM t WHERE u LIKE '{OLD}%';"),
    ("a.sql", f"SELECT 1 FROM t WHERE u = '{OLD}' OR u = '{US}';"),
    ("a.yaml", "redirects:\n  api.ie1.twilio.com: x\n"),
    ("a.yaml", f"{OLD}: x\n"),
    ("a.json", f'{{"{OLD}": "x"}}'),
    ("a.rb", f"{{'{OLD}' => 1}}"),
    ("a.php", f"<?php $a = ['{OLD}/x' => 1];"),
    ("a.sh", f"sed -i 's|{OLD}|x|' f\n"),
    ("a.sh", f"grep -r {OLD} src\n"),
    ("a.sh", f"rg {OLD}\n"),
    # listed and compared
    ("a.js", f'const a = ["{OLD}", "{US}"];'),
    ("a.js", f'["{OLD}/a", "{US}/b"]'),
    ("a.js", f'const a = [\n  "{US}",\n  "{OLD}",\n];'),
    ("a.js", f'const a = ["{OLD}", "https://verify.twilio.com"];'),
    ("a.go", f'a := []string{{"{OLD}", "https://verify.twilio.com"}}'),
    ("a.yaml", f"a:\n  - {US}\n  - {OLD}\n"),
    ("a.yaml", f"a:\n  - {OLD}\n  - {US}\n"),
    ("a.js", f'if (u.startsWith("{OLD}")) {{}}'),
    ("a.js", f'if (u.indexOf("{OLD}") >= 0) {{}}'),
    ("a.js", f'if (["{OLD}"].includes(u)) {{}}'),
    ("a.java", f'if (u.contains("{OLD}")) {{}}'),
    ("a.java", f'if ("{OLD}".equals(u)) {{}}'),
    ("a.go", f'if strings.HasPrefix(u, "{OLD}") {{}}'),
    ("a.swift", f'if u.hasPrefix("{OLD}") {{}}'),
    ("a.rb", f'x if u.start_with?("{OLD}")'),
    ("a.js", f'if (u === "{OLD}") {{}}'),
    ("a.js", f'if (u != "{OLD}") {{}}'),
    ("a.js", f'if ("{OLD}" == u) {{}}'),
    ("a.js", 'if (location.hostname === "api.ie1.twilio.com") {}'),
    ("a.pl", f'if ($u eq "{OLD}") {{}}'),
    ("a.js", f'switch (u) {{\n  case "{OLD}":\n    break;\n}}'),
    ("a.js", 'const o = {hosts: "api.ie1.twilio.com"};'),
    ("a.yaml", "domains: api.ie1.twilio.com\n"),
    ("a.yaml", "matchName: api.ie1.twilio.com\n"),
    ("a.yaml", "fqdns:\n  - api.ie1.twilio.com\n"),
    ("next.config.js", "images: {remotePatterns: [{hostname: 'api.ie1.twilio.com'}]}"),
    ("a.js", r"const r = /^https:\/\/api\.ie1\.twilio\.com/;"),
    ("a.go", r"regexp.MustCompile(`api\.ie1\.twilio\.com`)"),
    # text that people read
    ("a.html", "<p>api.ie1.twilio.com</p>"),
    ("a.jsx", "const a = <p>api.ie1.twilio.com</p>;"),
    # built elsewhere, and data
    *((name, f'a("{OLD}")') for name in ("bundle.js", "main.1a2b3c4d.js", "index-1a2b3c4d5e.css", "dist/a.html")),
    *((name, f'a("{OLD}")') for name in ("build/a.js", "web/out/a.js", ".next/a.js", "public/assets/a.js")),
    *((name, f'a,"{OLD}"\n') for name in ("a.csv", "a.tsv", "a.jsonl", "a.ndjson")),
    ("a.sql", f"INSERT INTO t VALUES ('{OLD}');\n" + "SELECT 1;\n" * 12_000),
]

SAFE = [
    ("a.js", 'const o = {hostname: "api.ie1.twilio.com"};'),
    ("a.yaml", f"origin: {OLD}\n"),
    ("a.js", f'const T = {{\n  ie1: "{OLD}",\n  us1: "{US}",\n}};'),
    ("a.js", f'const T = {{ ie1: "{OLD}", us1: "{US}" }};'),
    ("a.js", f'const hosts = {{\n  ie1: "{OLD}",\n  us1: "{US}",\n}};'),
    ("a.yaml", f"hosts:\n  ie1: {OLD}\n  us1: {US}\n"),
    ("a.rb", f"T = {{\n  'ie1' => '{OLD}',\n  'us1' => '{US}',\n}}"),
    ("a.go", f'var T = map[string]string{{\n\t"ie1": "{OLD}",\n\t"us1": "{US}",\n}}'),
    ("a.js", f'const u = a ? "{OLD}" : other;'),
    ("a.js", f'xs.map((x) => fetch("{OLD}"))'),
    ("a.js", f'fetch("{OLD}/2010", {{method: "POST"}})'),
    ("a.sh", f"curl {OLD}/x | jq .\n"),
    ("a.yaml", f"url: {OLD}/x\nother: {US}\n"),
    ("a.properties", "twilio.host=api.ie1.twilio.com\n"),
    ("a.sql", f"INSERT INTO t VALUES ('{OLD}');\n"),
    ("a.xml", "<host>api.ie1.twilio.com</host>"),
    ("a.json", f'{{"a": "{OLD}"}}'),
    ("public/a.js", f'a("{OLD}")'),
    ("a.ex", f'@doc "x"\n@url "{OLD}"\n'),
    ("a.cs", f'#if X // y\nvar a = "{OLD}";\n#endif\n'),
    ("a.astro", f'---\n// x\nconst a = "{OLD}";\n---\n'),
    ("a.sh", f": <<C\nx\nC\ncurl {OLD}\n"),
]

SILENT = [
    # old and new stand together to exchange one for the other
    ("a.js", f's.replace("{OLD}", "{NEW}")'),
    ("a.js", f's.replace(\n  "{OLD}",\n  "{NEW}",\n)'),
    ("a.sql", f"UPDATE t SET u = REPLACE(u, '{OLD}', '{US}');"),
    ("nginx.conf", f"rewrite ^ {OLD} {NEW};"),
    ("nginx.conf", "map $h $n {\n  api.ie1.twilio.com api.dublin.ie1.twilio.com;\n}"),
    ("a.yaml", "redirects:\n  api.ie1.twilio.com: api.dublin.ie1.twilio.com\n"),
    ("a.ts", f'const a: Record<string, string> = {{ "{OLD}": "{NEW}" }};'),
    ("a.swift", f'redirect(from: "{OLD}",\n  to: "{NEW}")'),
    # sentences
    ("a.html", "<p>Ask api.ie1.twilio.com first.</p>"),
    ("a.jsx", "const a = <p>Ask api.ie1.twilio.com first</p>;"),
    # comments by their use
    ("a.ex", f'@moduledoc """\nSee {OLD}\n"""\n'),
    ("a.ex", f'@doc ~S"""\nSee {OLD}\n"""\n'),
    ("a.ex", f'@doc "See {OLD}"\n'),
    ("a.ex", f'@typedoc """\nSee {OLD}\n"""\n'),
    ("a.cs", f"#if X // {OLD}\n#endif\n"),
    ("a.rb", f"x = 1\n__END__\n{OLD}\n"),
    ("a.astro", f"---\n// See {OLD}\nconst a = 1;\n---\n<p>x</p>\n"),
    ("a.sh", f": <<C\n{OLD}\nC\n"),
    ("a.sh", f": <<'END'\n{OLD}\nEND\ncurl x\n"),
]


@pytest.mark.parametrize(("path", "text"), UNSAFE)
def test_unsafe(path: str, text: str) -> None:
    found = [finding for finding in find(text, path, Options()) if finding.fix]
    assert [(finding.code, finding.fix and finding.fix.safety) for finding in found] == [("EW101", Safety.UNSAFE)]
    assert ";" in found[0].message or "(in " in found[0].message


@pytest.mark.parametrize(("path", "text"), SAFE)
def test_safe(path: str, text: str) -> None:
    found = find(text, path, Options())
    assert [(finding.code, finding.fix and finding.fix.safety) for finding in found] == [("EW101", Safety.SAFE)]


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    assert find(text, path, Options()) == []


def test_a_pattern_is_rewritten_as_it_is_written() -> None:
    text = r"/^https:\/\/api\.ie1\.twilio\.com/"
    findings = find(text, "a.js", Options())
    assert applied(text, findings) == text
    assert applied(text, findings, unsafe=True) == r"/^https:\/\/api\.dublin\.ie1\.twilio\.com/"


@pytest.mark.parametrize("call", ['cfg.get("region", "ie1")', "f(a, b)", "get('a', g[0], x)"])
def test_a_call_with_arguments_is_a_hole(call: str) -> None:
    text = f'"https://api." + {call} + ".twilio.com"'
    assert [(found.code, found.fix) for found in find(text, "a.js", Options())] == [("EW106", None)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        f'"{OLD}", ' * 3000,
        f"({OLD}" * 3000,
        f"- {OLD}\n" * 3000,
        ('"api." + ' + "(a, " * 100 + '".twilio.com"') * 50,
        ('"api." + ' + "f(a, b) + " * 60 + "x .twilio.com\n") * 50,
        ": <<C\n" * 3000 + OLD,
        '@doc "' * 3001 + OLD,
    ],
)
@pytest.mark.parametrize("path", sampled(["a.sh", "a.js", "a.ex"], 3))
def test_no_text_makes_it_slow(path: str, text: str) -> None:
    start = time.process_time()
    find(text, path, Options())
    assert time.process_time() - start < 20
