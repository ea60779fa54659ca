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
    ("a.yml", r"regex: '^https://api\.(ie1|au1)\.twilio\.com/'"),
    ("a.yml", r"  pattern: ^https://api\.(ie1|au1)\.twilio\.com/"),
    ("a.json", r'{"pattern": "^api\\.(ie1|au1)\\.twilio\\.com$"}'),
    (
        "a.js",
        r"if (!/^https:\/\/api(\.[a-z0-9-]+)?\.twilio\.com\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/.*\/Media\//i.test(url)) throw 1",
    ),
    ("a.ts", r"export const MEDIA = /^https:\/\/api(?:\.[a-z]{2}\d)?\.twilio\.com\/[^/]+\/Accounts\/[^/]+$/u;"),
    ("a.js", r"const re = new RegExp('^https://api(\\.[a-z0-9]+)?\\.twilio\\.com/.*$', 'i')"),
    ("a.js", r"x.match(/https?:\/\/(\w+)(\.\w+)?\.twilio\.com:443$/)"),
    ("a.go", "var re = regexp.MustCompile(`^https://api(\\.[a-z0-9]+)?\\.twilio\\.com/(?P<v>\\d{4}-\\d{2}-\\d{2})/`)"),
    ("a.go", 'var re = regexp.MustCompile("(?i)^https://api(\\\\.[a-z0-9]+)?\\\\.twilio\\\\.com$")'),
    ("A.java", 'Pattern p = Pattern.compile("^https://api(\\\\.\\\\w+)?\\\\.twilio\\\\.com/.+$");'),
    ("a.php", r"if (!preg_match('#^https://api(\.[a-z0-9]+)?\.twilio\.com/#i', $url)) { die(); }"),
    ("a.php", r"preg_match('/^https:\/\/api(\.[a-z0-9]+)?\.twilio\.com\/$/', $url)"),
    ("a.rb", r"URL = %r{\Ahttps://api(\.[a-z0-9]+)?\.twilio\.com/}"),
    ("a.rb", r"validates :url, format: { with: /\Ahttps:\/\/api(\.[a-z0-9]+)?\.twilio\.com\// }"),
    ("a.cs", r'var r = new Regex(@"^https://api(\.[a-z0-9]+)?\.twilio\.com/", RegexOptions.IgnoreCase);'),
    ("nginx.conf", r"server_name ~^api(\.[a-z0-9]+)?\.twilio\.com$;"),
    ("a.yaml", r"  hostRegex: ^api(\.[a-z0-9]+)?\.twilio\.com$"),
    ("a.yaml", r"  - host: '^api(\.[a-z0-9]+)?\.twilio\.com$'"),
    ("a.tf", r'regex = "^https://api(\\.[a-z0-9]+)?\\.twilio\\.com/"'),
    (".env", r"ALLOWED=^https://api(\.[a-z0-9]+)?\.twilio\.com/"),
    ("a.toml", r"pattern = '^https://api(\.[a-z0-9]+)?\.twilio\.com/'"),
    ("a.sh", r"grep -Eq '^https://api(\.[a-z0-9]+)?\.twilio\.com/' <<<$url"),
    ("a.sh", r"[[ $url =~ ^https://api(\.[a-z0-9]+)?\.twilio\.com/ ]] || exit 1"),
    ("a.pl", r"die unless $url =~ m{^https://api(\.[a-z0-9]+)?\.twilio\.com/};"),
    ("a.rs", r'let re = Regex::new(r"^https://api(\.[a-z0-9]+)?\.twilio\.com/").unwrap();'),
    ("a.kt", r'val re = Regex("""^https://api(\.[a-z0-9]+)?\.twilio\.com/""")'),
    ("a.json", r'{"pattern": "^https://api(\\.[a-z0-9]+)?\\.twilio\\.com/.*$"}'),
    ("a.xml", r"<pattern>^https://api(\.[a-z0-9]+)?\.twilio\.com/</pattern>"),
    ("a.html", r'<input pattern="https://api(\.[a-z0-9]+)?\.twilio\.com/.+">'),
]
# With what stands around the host, and in the literals of each language.
REFUSING += [
    ("a.js", r"const RE = new RegExp(`^https://api(\\.[a-z0-9-]+)?\\.twilio\\.com${path}$`);"),
    ("a.ex", r"@re ~r/^https:\/\/api(\.[a-z0-9]+)?\.twilio\.com\//"),
]
SILENT = [
    ("a.yml", "- pattern: '^https://api\\.(ie1|au1)\\.twilio\\.com/'\n  message: an old host"),
    ("a.yml", "pattern: '^https://api\\.(ie1|au1)\\.twilio\\.com/'\nreplacement: https://api.dublin.ie1.twilio.com/"),
    ("a.ts", r"const ok = /^https:\/\/api(\.[a-z0-9-]+){0,2}\.twilio\.com\//.test(url);"),
    ("a.ts", r"// /^api(\.[a-z0-9-]+)?\.twilio\.com$/ was the old one"),
    ("a.js", r'const ok = new RegExp("^api\\.twilio\\.com$");'),
    ("a.json", r'{"pattern": "(?P<broken^api\\.(ie1|au1)\\.twilio\\.com$"}'),
    ("a.js", "x = '" + r"(a+)+(b+)+(c+)+!api\.twilio\.com" + "'"),
    ("a.js", r"url.replace(/^https:\/\/api\.(ie1|au1)\.twilio\.com/, 'https://api.twilio.com')"),
    ("a.js", r"const OLD = /^https:\/\/api\.(ie1|au1)\.twilio\.com$/;"),
    ("a.sh", r"sed -i 's#api\.\(ie1\|au1\)\.twilio\.com#api.twilio.com#' x"),
    ("a.sh", r"grep -rE 'api\.(ie1|au1|de1)\.twilio\.com' src"),
    ("a.yaml", r"- pattern: api\.(ie1|au1)\.twilio\.com  # semgrep"),
    ("a.js", r"const re = /^https:\/\/[^/]+\.twilio\.com\//;"),
    ("a.ts", r"const p = a / b; const s = 'x'; // /^api(\.\w+)?\.twilio\.com$/"),
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
