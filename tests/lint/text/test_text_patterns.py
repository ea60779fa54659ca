"""EW107 outside Python: regular expressions in other languages."""

from __future__ import annotations

import pytest

from edgewise.options import Options
from edgewise.text.find import find

REFUSING = [
    ("a.ts", r"const ok = /^https:\/\/api(\.[a-z0-9-]+)?\.twilio\.com\//.test(url);"),
    ("a.js", r'const ok = new RegExp("^api\\.[a-z0-9]+\\.twilio\\.com$");'),
    ("a.go", "var host = regexp.MustCompile(`^api\\.\\w+\\.twilio\\.com$`)"),
    ("a.rb", r"HOST = /\Aapi\.[a-z]{2}\d\.twilio\.com\z/"),
    ("nginx.conf", r'if ($host ~ "^api\.[a-z0-9]+\.twilio\.com$") { return 1; }'),
    ("a.yml", r"pattern: '^https://api\.[a-z]+[0-9]\.twilio\.com/'"),
    ("a.json", r'{"pattern": "^api\\.(ie1|au1)\\.twilio\\.com$"}'),
]
SILENT = [
    ("a.ts", r"const ok = /^https:\/\/api(\.[a-z0-9-]+){0,2}\.twilio\.com\//.test(url);"),
    ("a.ts", r"// /^api(\.[a-z0-9-]+)?\.twilio\.com$/ was the old one"),
    ("a.js", r'const ok = new RegExp("^api\\.twilio\\.com$");'),
    ("a.json", r'{"pattern": "(?P<broken^api\\.(ie1|au1)\\.twilio\\.com$"}'),
    ("a.js", "x = '" + r"(a+)+(b+)+(c+)+!api\.twilio\.com" + "'"),
    ("a.md", r"`^api\.[a-z0-9]+\.twilio\.com$`"),
]


@pytest.mark.parametrize(("path", "text"), REFUSING)
def test_a_pattern_that_refuses_the_new_host(path: str, text: str) -> None:
    (finding,) = find(text + "\n", path, Options())
    assert (finding.code, finding.fix) == ("EW107", None)
    assert "twilio" in text[finding.start : finding.end]


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_what_is_fine_is_silent(path: str, text: str) -> None:
    assert find(text + "\n", path, Options()) == []


def test_a_host_in_escaped_form_is_mended_and_not_reported_twice() -> None:
    found = find('x = "^https://api\\.ie1\\.twilio\\.com/"\n', "a.js", Options())
    assert [finding.code for finding in found] == ["EW101"]


def test_many_patterns_come_to_an_end() -> None:
    text = 'x = "^(([a-z.]+)+)+!api\\.twilio\\.com$"\n' * 500
    assert find(text, "a.js", Options()) == []
