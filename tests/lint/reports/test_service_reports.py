"""The formats that services read: held against published models, real readers, and what a service does with them."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from test_cli import BAD, BROKEN, DYNAMIC, UNSAFE, folder, process, run, write
from test_reports import HOST, MESSAGE, hosts, report

import edgewise
from edgewise.engine.check import FileResult
from edgewise.files.sources import Lines, Source, decode_text
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.reports.fingerprints import fingerprints, line_hashes
from edgewise.rules import RULES
from edgewise_codemods import fix_source
from support import REPOSITORY

__all__ = ["folder"]

SERVICES = ("sarif", "gitlab", "junit")
ODD_NAMES = ("a b.py", "é漢😀.py", "100%.py", "a:b.py", "a#b?.py", "a'b\"<&>.py", "tab\there.py", "new\nline.py")


def sarif(*results: FileResult, **page) -> dict:
    (only,) = json.loads(report("sarif", *results, **page))["runs"]
    return only


def checked(*options: str) -> str:
    return run("check", "--quiet", *options).stdout


@pytest.fixture
def tree(folder):
    """A repository with a finding of every kind, and names of every kind."""
    write(folder, a=BAD + UNSAFE + DYNAMIC, pkg__b=BROKEN + BAD)
    (folder / "pkg" / "c.py").write_text('X = "漢😀", "https://api.ie1.twilio.com"\r\n', encoding="utf-8", newline="")
    (folder / ".env").write_text("TWILIO_REGION=ie1\n")
    (folder / "bad.py").write_bytes(b"# twilio \xff\xfe\n")
    (folder / os.fsdecode(b"caf\xe9.py")).write_text(BAD)
    for name in ODD_NAMES:
        (folder / name).write_text(BAD)
    return folder


# --------------------------------------------------------------------------------------------------------------- SARIF


def test_sarif_is_what_a_published_model_reads(tree):
    model = pytest.importorskip("sarif_pydantic").Sarif.model_validate_json(checked("--output-format", "sarif"))
    (only,) = model.runs
    as_json = json.loads(checked("--output-format", "json"))
    assert [result.rule_id for result in only.results] == [finding["code"] for finding in as_json]
    assert [rule.id for rule in only.tool.driver.rules] == [rule.code for rule in RULES]
    assert [only.tool.driver.rules[result.rule_index].id for result in only.results] == [
        result.rule_id for result in only.results
    ]
    for result, finding in zip(only.results, as_json, strict=True):
        assert result.message.text.startswith(finding["message"])
        assert bool(result.fixes) == bool(finding["fix"])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
@pytest.mark.skipif((platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="has no program for this")
def test_sarif_passes_the_validator_of_its_makers(tree, tmp_path_factory):
    home = tmp_path_factory.mktemp("npm")
    package = "@microsoft/sarif-multitool-linux"
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", f"{package}@5.7.0"]
    got = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=600, check=False)
    if got.returncode:
        pytest.skip(f"npm cannot install it: {got.stderr.strip().splitlines()[-1:]}")
    program = home / "node_modules" / package / "Sarif.Multitool"
    program.chmod(0o755)
    checked("--output-format", "sarif", "--output-file", str(home / "tree.sarif"))
    (home / "clean.sarif").write_text(report("sarif", FileResult("a.py")))
    for name in ("tree", "clean"):
        arguments = ["validate", f"{name}.sarif", "--rule-kind", "Sarif;Ghas", "--output", f"{name}.told"]
        done = subprocess.run(
            [program, *arguments, "--level", "Error;Warning", "--log", "ForceOverwrite"],
            cwd=home,
            env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
        (told,) = json.loads((home / f"{name}.told").read_text("utf-8-sig"))["runs"]
        # SARIF2005 wants the address of a site, which Edgewise has none of.
        assert {result["ruleId"] for result in told["results"]} <= {"SARIF2005"}, told["results"]
    schema = json.loads((program.parent / "sarif-2.1.0.json").read_text("utf-8-sig"))
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validators.validator_for(schema)(schema).validate(json.loads((home / "tree.sarif").read_text()))


def test_sarif_tells_github_all_that_it_asks_for():
    found = sarif(hosts(f'x = "{HOST}"\n', "pkg/app.py"))
    driver = found["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("edgewise", edgewise.__version__)
    for shown, rule in zip(driver["rules"], RULES, strict=True):
        assert shown["shortDescription"]["text"] == rule.summary
        assert 0 < len(shown["fullDescription"]["text"]) <= 1024
        assert shown["help"]["markdown"] == shown["help"]["text"] == rule.documentation.strip() + "\n"
        assert shown["defaultConfiguration"]["level"] == rule.level
        assert shown["properties"]["tags"]
        assert shown["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    (result,) = found["results"]
    assert result["message"]["text"] == f"{MESSAGE}. Replace with `api.dublin.ie1.twilio.com`."
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "pkg/app.py", "uriBaseId": "%SRCROOT%"},
                "region": {
                    "startLine": 1,
                    "startColumn": 6,
                    "endLine": 1,
                    "endColumn": 6 + len(HOST),
                    "snippet": {"text": HOST},
                },
            }
        }
    ]
    assert result["fixes"] == [
        {
            "description": {"text": "Replace with `api.dublin.ie1.twilio.com`"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "pkg/app.py", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 10},
                            "insertedContent": {"text": "dublin."},
                        }
                    ],
                }
            ],
        }
    ]
    assert result["properties"] == {"applicability": "safe", "processingRegion": "ie1"}


def test_sarif_fixes_are_the_rewrite(tree):
    """Somebody else's program, which knows SARIF and counts as it says, gets the text that `fix` gets."""
    log = json.loads(checked("--output-format", "sarif"))["runs"][0]
    assert log["columnKind"] == "utf16CodeUnits"
    by_name: dict[bytes, list[dict]] = {}
    for result in log["results"]:
        for fix in result.get("fixes", []):
            (change,) = fix["artifactChanges"]
            if result["properties"]["applicability"] == "safe":
                name = unquote_to_bytes(change["artifactLocation"]["uri"])
                by_name.setdefault(name, []).extend(change["replacements"])
    assert len(by_name) == 4 + len(ODD_NAMES)
    for name, replacements in by_name.items():
        text = (tree / os.fsdecode(name)).read_bytes().decode()
        units = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]

        def offset(row: int, column: int, text: str = text, units: list[int] = units) -> int:
            line = text[units[row - 1] :].encode("utf-16-le")[: 2 * (column - 1)]
            return units[row - 1] + len(line.decode("utf-16-le"))

        for replacement in reversed(replacements):
            region = replacement["deletedRegion"]
            start = offset(region["startLine"], region["startColumn"])
            end = offset(region["endLine"], region["endColumn"])
            text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
        path = tree / os.fsdecode(name)
        assert text == fix_source(path.read_bytes().decode(), filename=os.fsdecode(name)).text != ""
        assert "dublin" in text


def test_sarif_regions_are_the_spans(tree):
    log = json.loads(checked("--output-format", "sarif"))["runs"][0]
    for result in log["results"]:
        location = result["locations"][0]["physicalLocation"]
        region = location["region"]
        text = (tree / os.fsdecode(unquote_to_bytes(location["artifactLocation"]["uri"]))).read_bytes().decode()
        line = re.split("\r\n|\r|\n", text)[region["startLine"] - 1].encode("utf-16-le")
        if region["startLine"] == region["endLine"]:
            span = line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")
            assert span == region["snippet"]["text"]


@pytest.mark.parametrize(
    ("safety", "fixes", "said"),
    [
        (Safety.SAFE, 1, "Do it"),
        (Safety.UNSAFE, 1, "Do it (unsafe: look at it before you apply it)"),
        (Safety.DISPLAY, 0, ""),
    ],
)
def test_sarif_offers_no_fix_that_nothing_applies(safety, fixes, said):
    fix = Fix("Do it", (Edit(0, 1, "b"),), safety)
    (result,) = sarif(FileResult("a.py", (Finding("EW101", "m", 0, 1, fix),), Source("a")))["results"]
    assert [shown["description"]["text"] for shown in result.get("fixes", [])] == [said] * fixes
    assert result["properties"] == {"applicability": safety.value}


def test_sarif_tells_what_could_not_be_looked_at():
    clean, failed = sarif(FileResult("a.py")), sarif(FileResult("a b.py", error="cannot be read: no"))
    assert clean["results"] == failed["results"] == []
    assert clean["invocations"][0]["executionSuccessful"] is True
    assert "toolExecutionNotifications" not in clean["invocations"][0]
    (invocation,) = failed["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {
            "level": "error",
            "message": {"text": "a b.py: cannot be read: no"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b.py", "uriBaseId": "%SRCROOT%"}}}],
        }
    ]
    unparsed = FileResult("a.py", (Finding("EW002", "m", 0, 1),), Source("("))
    assert sarif(unparsed)["invocations"][0]["executionSuccessful"] is False


def test_sarif_names_the_processing_region(folder):
    write(folder, a=BAD)
    for name in ("as-written", "us1"):
        text = checked("--output-format", "sarif", "--processing-region", name)
        assert json.loads(text)["runs"][0]["properties"] == {"processingRegion": name}
    assert "automationDetails" not in text  # it would overrule the category that the upload names


# --------------------------------------------------------------------------------------------------------------- paths


@pytest.mark.parametrize("where", [".", "sub", "sub/deep"])
def test_paths_are_those_of_the_checkout(folder, monkeypatch, where):
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "a b.py").write_text(BAD)
    monkeypatch.chdir(folder / where)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
    name = os.path.relpath(folder / "a b.py")
    log = json.loads(checked("--output-format", "sarif", name))["runs"][0]
    location = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "a%20b.py", "uriBaseId": "%SRCROOT%"}
    assert log["originalUriBaseIds"]["%SRCROOT%"]["uri"] == folder.resolve().as_uri() + "/"
    assert json.loads(checked("--output-format", "gitlab", name))[0]["location"]["path"] == "a b.py"
    assert 'classname="a b.py"' in checked("--output-format", "junit", name)


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_a_service_names_the_checkout_where_there_is_no_repository(tmp_path, monkeypatch, variable):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text(BAD)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path / "sub")
    for value, expected in ((None, "a.py"), (tmp_path, "sub/a.py"), (tmp_path / "other", "a.py")):
        if value is not None:
            monkeypatch.setenv(variable, str(value))
        assert json.loads(checked("--output-format", "gitlab"))[0]["location"]["path"] == expected


def test_what_lies_outside_has_an_address_of_its_own(folder, monkeypatch, tmp_path_factory):
    other = tmp_path_factory.mktemp("else where") / "a.py"
    other.write_text(BAD)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (result,) = json.loads(checked("--output-format", "sarif", str(other)))["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": other.resolve().as_uri()}


def test_a_link_is_reported_where_it_leads(folder):
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    write(folder, real=BAD)
    (folder / "link.py").symlink_to("real.py")
    assert json.loads(checked("--output-format", "gitlab", "link.py"))[0]["location"]["path"] == "real.py"


def test_odd_names(tree):
    wanted = {*map(os.fsencode, ODD_NAMES), b"caf\xe9.py"}
    log = json.loads(checked("--output-format", "sarif"))["runs"][0]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["results"]]
    assert all(re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) for uri in uris)
    assert wanted < set(map(unquote_to_bytes, uris))
    paths = {finding["location"]["path"] for finding in json.loads(checked("--output-format", "gitlab"))}
    assert {os.fsencode(path) for path in paths} > wanted - {b"caf\xe9.py"}
    assert "caf\ufffd.py" in paths
    names = {case.get("classname") for case in ElementTree.fromstring(checked("--output-format", "junit")).iter()}
    assert {"a b.py", "é漢😀.py", "a'b\"<&>.py", "caf\ufffd.py", r"new\nline.py"} < names


# -------------------------------------------------------------------------------------------------------- fingerprints


def prints(text: str, path: str = "a.py", code: str = "EW101") -> list[str]:
    found = [Finding(code, "m", match.start(), match.end()) for match in re.finditer(HOST, text)]
    return list(fingerprints(found, path, Lines(text)))


def test_fingerprints_stay_when_lines_move_and_differ_otherwise():
    text = f'a = "{HOST}"\nb = "{HOST}"\n'
    first, second = prints(text)
    assert first != second
    assert prints(f"# new\n\n{text}") == [first, second]
    assert prints(text.replace("\n", "\r\n    ")) == [first, second]
    assert prints(f"b = '{HOST}'\n{text}")[1:] == [first, second]
    assert len({first, *prints(text, "b.py"), *prints(text, code="EW102")}) == 5
    same = prints(f'a = "{HOST}", "{HOST}"\na = "{HOST}"\n' * 3)
    assert len(set(same)) == 9


def test_fingerprints_of_a_long_line_look_at_its_neighbourhood():
    text = "".join(f"{number}{'x' * 300}{HOST}" for number in range(20_000))
    found = prints(text)
    assert len(set(found)) == 20_000
    assert prints(text + "y" * 1000)[0] == found[0]


def test_gitlab_and_sarif_agree_on_fingerprints_and_two_runs_do(tree):
    log = json.loads(checked("--output-format", "sarif"))["runs"][0]
    ours = [result["partialFingerprints"]["edgewise/v1"] for result in log["results"]]
    assert ours == [finding["fingerprint"] for finding in json.loads(checked("--output-format", "gitlab"))]
    assert len(set(ours)) == len(ours)
    for output_format in SERVICES:
        assert checked("--output-format", output_format) == checked("--output-format", output_format, "--jobs", "1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # From the tests of github/codeql-action, src/fingerprints.test.ts.
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        *(
            (
                text,
                ["e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
                 "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"],
            )
            for text in (
                " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
                " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            )
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [*(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)), "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
             "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"],
        ),
    ],
)  # fmt: skip
def test_line_hashes_are_those_of_github(text, expected):
    rows = range(1, len(expected) + 1)
    assert list(line_hashes(Source(text), rows).values()) == expected
    assert [line_hashes(Source(text), [row])[row] for row in rows] == expected


def rolling(data: bytes) -> list[str]:
    """Return what upload-sarif finds for each line, by its own way: a window that rolls over the units of the file."""
    text = data.decode("utf-8", "replace").encode("utf-16-le")
    units = [int.from_bytes(text[at : at + 2], "little") for at in range(0, len(text), 2)]
    window, rows, value, index, row = [0] * 100, [0] * 100, 0, 0, 0
    starts, after_return = True, False
    counts: dict[int, int] = {}
    told: list[str] = []

    def push(unit: int) -> None:
        nonlocal value, index
        value = (value * 37 + unit - 37**100 * window[index]) % 2**64
        window[index] = unit
        index = (index + 1) % 100

    def tell() -> None:
        if rows[index]:
            counts[value] = counts.get(value, 0) + 1
            told.append(f"{value:x}:{counts[value]}")
            rows[index] = 0

    for unit in [*units, 0xFFFF]:
        if unit in (9, 32) or (after_return and unit == 10):
            after_return = False
            continue
        after_return = unit == 13
        tell()
        if starts:
            row, starts = row + 1, False
            rows[index] = row
        starts = unit in (10, 13)
        push(10 if unit == 13 else unit)
    for _ in range(100):
        tell()
        push(0)
    return told


@pytest.mark.parametrize(
    "data",
    [
        "é漢😀\n" * 3 + "x",
        "\ufeffa\n😀" * 40,
        b"a\xff\xfeb\n\xe9\n",
        b"a\r \nb\r\n\r\nc",
        "\n" * 250,
        "x" * 300 + "\ny",
    ],
)
def test_line_hashes_of_any_text(data):
    data = data.encode() if isinstance(data, str) else data
    expected = rolling(data)
    source = decode_text(data) if b"\xff" not in data else Source(data.decode("latin-1"), "latin-1")
    assert list(line_hashes(source, range(1, len(expected) + 1)).values()) == expected
    assert line_hashes(decode_text("a".encode("utf-16")), [1]) == {}


# ------------------------------------------------------------------------------------------------------ GitLab, JUnit


def test_gitlab():
    results = [
        hosts(f'\nx = "{HOST}"\n', "pkg/app.py"),
        FileResult("b.py", (Finding("EW001", "m", 0, 3),), Source("a\nb")),
    ]
    first, second = json.loads(report("gitlab", *results))
    assert first.pop("fingerprint") != second.pop("fingerprint")
    assert first == {
        "description": f"EW101 {MESSAGE}",
        "check_name": "EW101",
        "severity": "critical",
        "location": {
            "path": "pkg/app.py",
            "lines": {"begin": 2, "end": 2},
            "positions": {"begin": {"line": 2, "column": 6}, "end": {"line": 2, "column": 6 + len(HOST)}},
        },
    }
    assert second["severity"] == "info"
    assert second["location"]["lines"] == {"begin": 1, "end": 2}
    assert json.loads(report("gitlab")) == []


def test_junit_is_read_by_a_reader(tree):
    reader = pytest.importorskip("junitparser")
    found = reader.JUnitXml.fromstring(checked("--output-format", "junit").encode())
    as_json = json.loads(checked("--output-format", "json"))
    cases = [case for suite in found for case in suite]
    assert (found.tests, found.failures, found.errors) == (len(as_json) + 1, len(as_json), 1)
    for suite in found:
        assert suite.tests == len(list(suite)) == suite.failures + suite.errors
    assert len({(case.classname, case.name) for case in cases}) == len(cases)
    failures = [case.result[0] for case in cases if isinstance(case.result[0], reader.Failure)]
    assert [failure.type for failure in failures] == [finding["code"] for finding in as_json]
    assert [failure.message for failure in failures] == [finding["message"] for finding in as_json]
    assert failures[0].text.startswith(".env:1:1: EW301 ")
    (error,) = (case for case in cases if isinstance(case.result[0], reader.Error))
    assert error.classname == "bad.py"


def test_junit_of_a_clean_run_is_a_test_that_passed():
    root = ElementTree.fromstring(report("junit", FileResult("a.py")))
    assert root.attrib == {"name": "edgewise", "tests": "1", "failures": "0", "errors": "0"}
    (case,) = root.iter("testcase")
    assert list(case) == []


def test_junit_names_hold_no_line_number():
    def names(text: str) -> list[str | None]:
        return [case.get("name") for case in ElementTree.fromstring(report("junit", hosts(text))).iter("testcase")]

    assert names(f"{HOST} {HOST}") == names(f"\n\n{HOST}\n{HOST}") == [
        "EW101 retired-hostname",
        "EW101 retired-hostname (2)",
    ]  # fmt: skip


def test_junit_has_what_its_schema_allows(tree):
    """The schema is junit-10.xsd of Jenkins's xUnit plugin."""
    allowed = {
        "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
        "testsuite": ({"name", "tests", "failures", "errors", "time", "skipped", "file"}, {"testcase", "properties"}),
        "testcase": ({"name", "time", "classname", "group"}, {"failure", "error", "skipped"}),
        "failure": ({"type", "message"}, set[str]()),
        "error": ({"type", "message"}, set[str]()),
    }
    for element in ElementTree.fromstring(checked("--output-format", "junit")).iter():
        attributes, children = allowed[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children


def test_nothing_breaks_xml():
    evil = "".join(map(chr, [*range(32), 127, 0x9B, 0xFFFE, 0xFFFF, 0xD800, 0xDCE9, 0x202E])) + "]]><&\"'</failure>"
    result = FileResult("a.py", (Finding("EW101", evil, 0, 1),), Source("ab"), error=evil)
    text = report("junit", result)
    assert text.isascii()
    root = ElementTree.fromstring(text)
    (failure,) = root.iter("failure")
    assert failure.get("message", "").endswith("]]><&\"'</failure>")


@pytest.mark.parametrize("output_format", SERVICES)
def test_no_encoding_of_the_stream_breaks_a_report(tree, output_format):
    plain = process("check", "--output-format", output_format, PYTHONIOENCODING="ascii")
    assert plain.stdout.isascii()
    assert plain.returncode == 2
    assert plain.stdout == process("check", "--output-format", output_format, PYTHONIOENCODING="utf-8").stdout


def test_there_is_something_that_validates() -> None:
    if REPOSITORY.joinpath(".git").exists() and os.environ.get("CI"):
        assert all(importlib.util.find_spec(name) for name in ("junitparser", "sarif_pydantic"))
