"""The page of `--output-format html`: what a browser reads in it, what it may not do, and what its filters show."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise as command
from edgewise.engine.check import FileResult
from edgewise.files.sources import Source
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.reports import Page, render

EVIL = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"><!--'&lt;"
FILES = {
    "app/calls.py": f"""\
from twilio.rest import Client

URL = "https://api.ie1.twilio.com/2010-04-01"
client = Client("AC1", "t", region="de1")


def url(region):
    return f"https://api.{{region}}.twilio.com/{EVIL.replace('"', "'")}"
""",
    "app/edge.py": 'URL = "https://api.dublin.twilio.com"\n',
    "deploy/eu/app.yaml": "env:\n  TWILIO_REGION: au1\n",
    "web/hosts.ts": f"const eu = 'https://api.ie1.twilio.com' + {EVIL}\n",
    "old.py": "print 'https://api.ie1.twilio.com'\n",
}


class Document(HTMLParser):
    """What is in a page: its tags with their attributes, and the text in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self._open = str(attributes.get("id") or tag)

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    @property
    def data(self) -> dict:
        return json.loads(self.texts["data"])

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bad.py").write_bytes(b"# twilio \xff<b>\n")
    if sys.platform == "linux":
        odd = os.path.join(os.fsencode(tmp_path), b"a\xff<i>\"'.py")
        with open(odd, "w", encoding="utf-8") as file:
            file.write('URL = "https://api.ie1.twilio.com"\n')
    return tmp_path


def check(*options: str) -> str:
    result = CliRunner().invoke(command, ["check", *options])
    assert result.exit_code in (1, 2), result.output
    return result.stdout


def page_of(*options: str) -> Document:
    check("--output-format", "html", "--output-file", "report.html", *options)
    return Document(Path("report.html").read_text(encoding="utf-8"))


def test_the_page_has_the_findings_of_the_json_report(folder):
    page = page_of()
    assert page.data["findings"] == json.loads(check("--output-format", "json"))
    assert len(page.data["entries"]) == len(page.data["findings"])
    for finding, entry in zip(page.data["findings"], page.data["entries"], strict=True):
        assert entry["rule"] == finding["code"]
        kind = finding["fix"]["applicability"] if finding["fix"] else "human"
        assert entry["kind"] == ("human" if kind == "display" else kind)
        region = finding["fix"] and finding["fix"]["processing_region"]
        assert entry["credentials"] == ("" if region in (None, "us1") else region.upper())


def test_a_later_run_passes_over_the_page(folder):
    before = check("--output-format", "json")
    page_of()
    assert check("--output-format", "json") == before


def test_the_standard_output_gets_the_same_page(folder):
    page_of()
    os.rename("report.html", "../report.html")
    shown = check("--output-format", "html")
    os.rename("../report.html", "report.html")
    assert shown == Path("report.html").read_text(encoding="utf-8")


def test_every_finding_comes_with_its_line_and_its_rewrite(folder):
    page = page_of()
    shown = {}
    for finding, entry in zip(page.data["findings"], page.data["entries"], strict=True):
        lines = [row[1] for row in entry["source"]] + [row[2] for hunk in entry["diff"] for row in hunk]
        marked = [row[1][row[2] : row[3]] for row in entry["source"] if row[2] < row[3]]
        marked += [row[2][row[3] : row[4]] for hunk in entry["diff"] for row in hunk if row[3] < row[4]]
        shown[finding["filename"], finding["code"]] = (lines, marked)
    lines, marked = shown["deploy/eu/app.yaml", "EW301"]
    assert lines == ["  TWILIO_REGION: au1", "  TWILIO_EDGE: sydney"]
    lines, marked = shown["app/calls.py", "EW101"]
    assert 'URL = "https://api.dublin.ie1.twilio.com/2010-04-01"' in lines
    assert marked == ["dublin."]
    lines, marked = shown["app/calls.py", "EW106"]
    assert marked == ["api.{region}.twilio.com"]


def test_the_charts_have_the_numbers_of_the_statistics(folder):
    page = page_of("--unsafe-fixes")
    statistics = json.loads(check("--unsafe-fixes", "--statistics", "--output-format", "json"))
    expected: dict[str, Counter[str]] = {key: Counter() for key in ("rule", "region", "folder")}
    for row in statistics:
        expected["rule"][row["code"]] += row["count"]
        expected["region"].update(row["regions"])
        expected["folder"].update(row["folders"])
    text = Path("report.html").read_text(encoding="utf-8")
    for key, counts in expected.items():
        values = [row["data-value"] for row in page.all("button") if row.get("data-key") == key]
        numbers = re.findall(rf'data-key="{key}".*?<td class="number">([0-9,]+)', text)
        assert dict(zip(values, map(int, numbers), strict=True)) == counts
        assert numbers == sorted(numbers, key=int, reverse=True)
    assert "<td>Ireland (IE1)</td><td>those of IE1</td>" in text
    assert "<td>Australia (AU1)</td><td>those of AU1</td>" in text
    assert "<td>the United States (US1)</td><td>those of US1</td>" in text


def test_what_could_not_be_looked_at_is_listed(folder):
    page_of()
    text = Path("report.html").read_text(encoding="utf-8")
    (listed,) = re.findall(r"<ul>\n(.*?)\n</ul>", text, re.DOTALL)
    assert listed.startswith("<li><code>bad.py</code>: cannot be decoded: ")
    assert listed.count("<li>") == 1
    assert "7 files looked at" not in listed


@pytest.mark.parametrize("options", [(), ("--output-file", "report.html")])
def test_the_summary_counts_files_that_are_clean(folder, options):
    (folder / "clean.py").write_text("", encoding="utf-8")
    shown = check("--output-format", "html", *options)
    text = Path("report.html").read_text(encoding="utf-8") if options else shown
    number = 7 if sys.platform == "linux" else 6
    assert f"({number} files looked at)" in text


def test_nothing_that_a_file_holds_becomes_markup(folder):
    page = page_of()
    assert [attributes.get("type") for attributes in page.all("script")] == ["application/json", None]
    assert not {"img", "b2", "i", "iframe", "link", "a", "object"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href", "style", "srcdoc")]
    text = Path("report.html").read_text(encoding="utf-8")
    assert text.count("<!--") == 1
    assert text.count("</script") == 2
    assert "&lt;b&gt;" not in text  # a message quotes no content; the name of the file has none
    if sys.platform == "linux":
        assert any(finding["filename"].startswith("a\udcff<i>") for finding in page.data["findings"])


def test_the_policy_allows_the_two_parts_of_the_page_and_nothing_else(folder):
    page = page_of()
    (policy,) = [tag["content"] for tag in page.all("meta") if "Policy" in str(tag.get("http-equiv"))]
    script = Path("report.html").read_text(encoding="utf-8").rpartition("<script>")[2].partition("</script>")[0]
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (page.texts["style"], script)
    ]
    assert policy == f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"


def test_names_of_folders_are_escaped(folder, tmp_path, monkeypatch):
    odd = tmp_path / 'x"<u>&'
    odd.mkdir()
    (odd / "a.py").write_text('URL = "https://api.ie1.twilio.com"\n', encoding="utf-8")
    monkeypatch.chdir(odd)
    page = Document(check("--output-format", "html", "."))
    assert "u" not in {tag for tag, _ in page.tags}
    assert page.texts["title"] == 'Edgewise: x"<u>&'
    monkeypatch.chdir(tmp_path)
    page = Document(check("--output-format", "html", "."))
    assert 'x"<u>&/' in [row.get("data-value") for row in page.all("button")]


def test_counts_alone_are_no_page(folder):
    result = CliRunner().invoke(command, ["check", "--output-format", "html", "--statistics"])
    assert result.exit_code == 2
    assert "html has no place for --statistics" in result.stderr


def many(number: int) -> FileResult:
    line = 'client = Client(SID, TOKEN, region="ie1")\n'
    fix = Fix("Add the edge `dublin`", (), Safety.SAFE, "ie1")
    findings = []
    for index in range(number):
        start = index * len(line) + line.index("region")
        end = start + len('region="ie1"')
        edit = Edit(end, end, ', edge="dublin"')
        findings.append(Finding("EW201", "region `ie1` and no edge", start, end, fix._replace(edits=(edit,))))
    return FileResult("app/calls.py", tuple(findings), Source(line * number))


def test_a_finding_takes_about_a_kilobyte():
    empty = len("".join(render([], "html", Page())))
    assert empty < 25_000
    assert len("".join(render([many(1000)], "html", Page()))) - empty < 1000 * 1000


def test_without_findings_it_is_still_a_page():
    page = Document("".join(render([FileResult("a.py")], "html", Page())))
    assert page.data["findings"] == []
    assert "All clean: 1 file looked at." in page.texts["p"]


def test_without_findings_there_is_nothing_to_explain():
    text = "".join(render([FileResult("a.py")], "html", Page()))
    assert 'class="legend"' not in text
    assert "<section hidden>\n<h2>Problems</h2>" in text
    assert '<th scope="row">' not in text


def test_the_legend_explains_the_colours_that_there_are(folder):
    page = page_of()
    shown = {row["class"] for row in page.all("rect")}
    assert {"safe", "unsafe", "human"} <= shown
    legend = Path("report.html").read_text(encoding="utf-8").partition('<p class="legend"')[2].partition("</p>")[0]
    assert set(re.findall('<span class="([a-z]+)"', legend)) == shown


def table(text: str, name: str) -> list[tuple[str, ...]]:
    """Return the rows of the table in a section, as texts."""
    section = text.partition(f'<section class="{name}">')[2].partition("</section>")[0].partition("<tbody>")[2]
    rows = re.findall("<tr>(.*?)</tr>", section)
    return [tuple(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)) for row in rows]


def test_the_two_answers_stand_side_by_side(folder, undecided):
    for options, expected in (
        (("web", "deploy", "app"), True),
        (("--processing-region", "us1", "web", "deploy", "app"), False),
    ):
        result = CliRunner().invoke(command, ["check", "--output-format", "html", *options])
        rows = table(result.stdout, "decision")
        if not expected:
            assert rows == []
            continue
        # app/calls.py has a region of its own answer (de1), a dynamic host and a retired one; edge.py an edge alone.
        assert rows == [
            ("then processed in the United States (US1)", "5", "2"),
            ("then processed in Australia (AU1)", "0", "1"),
            ("then processed in Ireland (IE1)", "0", "2"),
            (
                "credentials that they need",
                "US1 (as before)",
                "US1 (as before), AU1 (to be made there), IE1 (to be made there)",
            ),
            ("safe fixes", "4", "4"),
            ("unsafe fixes", "1", "1"),
            ("by hand, or nothing to do", "1", "1"),
        ]


# --------------------------------------------------------------------------------------------------- in a real browser

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --virtual-time-budget=3000""".split()


def browsed(path: Path, fragment: str, profile: Path) -> str:
    """Return the page as it stands in a browser after its script has run."""
    url = f"{path.as_uri()}#{fragment}"
    done = subprocess.run(
        [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize(
    ("chosen", "places"),
    [
        ({}, None),
        ({"rule": "EW101"}, {("app/calls.py", "3:16"), ("web/hosts.ts", "1:21"), ("odd", "1:16"), ("old.py", "1:16")}),
        ({"rule": "EW101", "folder": "app/"}, {("app/calls.py", "3:16")}),
        ({"region": "au1"}, {("deploy/eu/app.yaml", "2:3")}),
        ({"kind": "unsafe"}, {("app/edge.py", "1:16")}),
        ({"text": "WEB/HOSTS"}, {("web/hosts.ts", "1:21")}),
        ({"text": "onerror", "kind": "safe"}, {("web/hosts.ts", "1:21")}),
        ({"rule": "EW301", "text": "nowhere"}, set()),
        ({"rule": "no such rule"}, None),
    ],
)
def test_filters_in_a_browser(folder, tmp_path_factory, chosen, places):
    page = page_of()
    fragment = "&".join(f"{key}={quote(value)}" for key, value in chosen.items())
    dom = browsed(folder / "report.html", fragment, tmp_path_factory.mktemp("profile"))
    assert f"<title>Edgewise: {folder.name}</title>" in dom
    assert "<img" not in dom
    shown = set()
    for section in re.split("<h3>", dom.partition('<div id="list">')[2])[1:]:
        name = section.partition("</h3>")[0]
        name = "odd" if name.startswith("a\\xff") else name
        shown |= {(name, place) for place in re.findall('<span class="place">([^<]*)<', section)}
    if places is None:
        assert len(re.findall("<article>", dom)) == len(page.data["findings"])
    else:
        assert shown == (places if sys.platform == "linux" else {one for one in places if one[0] != "odd"})
        assert f"{len(shown)} of {len(page.data['findings'])} problems" in dom
