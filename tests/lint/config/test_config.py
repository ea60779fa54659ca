import os
import pickle

import pytest

from edgewise.config.config import Config, ConfigError, load
from edgewise.config.keys import KEYS
from edgewise.files.discovery import DEFAULT_EXCLUDE, WalkSettings
from edgewise.files.file import FileKind
from edgewise.options import Options

EVERY_KEY = """
processing-region = "us1"
select = ["EW1", "client-region-without-edge"]
extend-select = ["EW001"]
ignore = ["EW102", "ew201"]
exclude = ["gen", "/docs/**/*.py"]
extend-exclude = ["*_pb2.py", "!keep_pb2.py"]
respect-gitignore = false
force-exclude = true
prose = true
clients = ["our.twilio.Client", "other.C"]
unsafe-fixes = true
output-format = "concise"
jobs = 3
max-file-size = 1000
baseline = "known.json"
rule-url = "https://wiki.example.org/{code}"
twilio-version = ">=6.30,<6.40"

[per-file-ignores]
"tests/" = ["EW1"]
"*_old.py" = ["retired-hostname", "EW201"]
"""


@pytest.fixture
def root(tmp_path):
    tmp_path.joinpath(".git").mkdir()
    return tmp_path


def write(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(root, cwd=".", **options):
    return load(os.path.normpath(root / cwd), **options)


def refused(root, cwd=".", **options):
    with pytest.raises(ConfigError) as caught:
        read(root, cwd, **options)
    return str(caught.value)


# ---------------------------------------------------------------------------------------------------- where it stands


@pytest.mark.parametrize(
    ("files", "cwd", "expected"),
    [
        ({}, "a/b", None),
        ({"pyproject.toml": "[tool.edgewise]\njobs = 2"}, ".", "pyproject.toml"),
        ({"pyproject.toml": "[tool.edgewise]"}, "a/b", "pyproject.toml"),
        ({"edgewise.toml": ""}, "a/b", "edgewise.toml"),
        ({".edgewise.toml": ""}, "a/b", ".edgewise.toml"),
        ({"a/pyproject.toml": "[tool.edgewise]", "edgewise.toml": ""}, "a/b", "a/pyproject.toml"),
        ({"pyproject.toml": "[tool.edgewise]", "edgewise.toml": ""}, "a", "edgewise.toml"),
        ({"pyproject.toml": "[tool.edgewise]", ".edgewise.toml": ""}, "a", ".edgewise.toml"),
        ({".edgewise.toml": "", "edgewise.toml": ""}, "a", "edgewise.toml"),
        ({"a/pyproject.toml": "[tool.other]", "pyproject.toml": "[tool.edgewise]"}, "a/b", "pyproject.toml"),
        ({"a/pyproject.toml": "# edgewise\n[tool.other]", "edgewise.toml": ""}, "a/b", "edgewise.toml"),
        ({"a/pyproject.toml": "not TOML, and not ours", "edgewise.toml": ""}, "a/b", "edgewise.toml"),
        ({"a/.git/HEAD": "", "edgewise.toml": ""}, "a/b", None),
        ({"a/.git": "gitdir: elsewhere", "edgewise.toml": ""}, "a/b", None),
        ({"a/.git": "gitdir: elsewhere", "a/edgewise.toml": ""}, "a/b", "a/edgewise.toml"),
        ({"a/b/c/edgewise.toml": ""}, "a/b", None),
        ({"edgewise.toml/x": ""}, "a/b", None),
    ],
)
def test_the_nearest_file_that_configures_edgewise_counts(root, files, cwd, expected):
    (root / "a/b").mkdir(parents=True)
    write(root, files)
    config = read(root, cwd)
    assert config.path == (expected and str(root / expected))
    assert config.root == (os.path.dirname(config.path) if config.path else os.path.normpath(root / cwd))


@pytest.mark.parametrize(
    ("explicit", "jobs"),
    [("conf/edgewise.toml", 2), ("conf/pyproject.toml", 3), ("conf/any.toml", 4), ("conf/project-ci.toml", 5)],
)
def test_a_file_that_is_named_is_read_instead(root, explicit, jobs):
    write(root, {"edgewise.toml": "jobs = 1", "conf/edgewise.toml": "jobs = 2", "conf/any.toml": "jobs = 4"})
    write(root, {f"conf/{name}.toml": f"[tool.edgewise]\njobs = {jobs}" for name in ("pyproject", "project-ci")})
    for path in (explicit, str(root / explicit)):
        config = read(root, explicit=path)
        assert (config.jobs, config.path, config.root) == (jobs, str(root / explicit), str(root / "conf"))


def test_isolated_reads_nothing(root):
    write(root, {"edgewise.toml": "bad ="})
    assert read(root, isolated=True) == Config(root=str(root))
    assert refused(root, isolated=True, explicit="x.toml") == (
        "x.toml: a configuration file and --isolated exclude each other"
    )


# ------------------------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("file", ["edgewise.toml", "pyproject.toml"])
def test_every_key_is_read(root, file):
    text = EVERY_KEY.replace("[per", "[tool.edgewise.per") if file == "pyproject.toml" else EVERY_KEY
    write(root, {file: ("[tool.edgewise]\n" if file == "pyproject.toml" else "") + text})
    config = read(root)
    assert config == Config(
        path=str(root / file),
        root=str(root),
        processing_region="us1",
        select=("EW1", "EW201"),
        extend_select=("EW001",),
        ignore=("EW102", "EW201"),
        per_file_ignores=(("tests/", ("EW1",)), ("*_old.py", ("EW101", "EW201"))),
        exclude=("gen", "/docs/**/*.py"),
        extend_exclude=("*_pb2.py", "!keep_pb2.py"),
        respect_gitignore=False,
        force_exclude=True,
        prose=True,
        clients=("our.twilio.Client", "other.C"),
        unsafe_fixes=True,
        output_format="concise",
        jobs=3,
        max_file_size=1000,
        baseline="known.json",
        rule_url="https://wiki.example.org/{code}",
        twilio_version=">=6.30,<6.40",
    )
    assert config.options() == Options(
        "us1", ("EW1", "EW201", "EW001"), ("EW102", "EW201"), True, config.clients, 1000, ">=6.30,<6.40"
    )
    exclude = ("gen", "/docs/**/*.py", "*_pb2.py", "!keep_pb2.py")
    kinds = frozenset(FileKind)
    assert config.walk_settings() == WalkSettings(
        exclude, str(root), respect_gitignore=False, force_exclude=True, kinds=kinds
    )
    assert pickle.loads(pickle.dumps(config)) == config
    assert hash(config) == hash(read(root))


def test_each_key_is_a_field_and_stands_in_the_table_above():
    for key in KEYS:
        assert hasattr(Config(), key.replace("-", "_"))
        assert key in EVERY_KEY


def test_nothing_configured_is_the_default_of_every_part():
    assert Config().options() == Options()
    assert Config().walk_settings() == WalkSettings(kinds=frozenset(FileKind))
    assert Config().exclude == DEFAULT_EXCLUDE


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(root):
    write(root, {"edgewise.toml": b"\xef\xbb\xbfjobs = 2\r\nprose = true\r\n"})
    assert (read(root).jobs, read(root).prose) == (2, True)


def refused_everywhere(root, text, message):
    write(root, {"sub/x": "", "pyproject.toml": f"[tool.edgewise]\n{text}"})
    assert refused(root) == f"pyproject.toml: [tool.edgewise] {message}"
    assert refused(root, "sub") == f"../pyproject.toml: [tool.edgewise] {message}"
    write(root, {"edgewise.toml": text})
    assert refused(root) == f"edgewise.toml {message}"


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("proccessing-region", "; did you mean 'processing-region'?"),
        ("processing_region", "; did you mean 'processing-region'?"),
        ("per_file_ignores", "; did you mean 'per-file-ignores'?"),
        ("Select", "; did you mean 'select'?"),
        ("excludes", "; did you mean 'exclude'?"),
        ("zebra", ""),
    ],
)
def test_an_unknown_key_is_named_with_the_near_miss(root, key, near):
    refused_everywhere(root, f"{key} = 1", f"has no key '{key}'{near}")


FLAG = "it should be true or false, not "
STRINGS = "it should be a list of strings, "
NO_PATTERN = " is no pattern in the syntax of .gitignore"
NO_CLASS = " is no dotted name of a class, such as 'package.module.Client'"
REGIONS = "as-written, us1, ie1, au1"
FORMATS = "full, concise, json, json-lines, github, sarif, gitlab, junit, html"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("processing-region", "'ie2'", f"'ie2' is none of {REGIONS}; did you mean 'ie1'?"),
        ("processing-region", "'as_written'", f"'as_written' is none of {REGIONS}; did you mean 'as-written'?"),
        ("processing-region", "'dublin'", f"'dublin' is none of {REGIONS}"),
        ("processing-region", "['us1']", f"it should be one of {REGIONS}, not a list"),
        ("output-format", "'jsonlines'", f"'jsonlines' is none of {FORMATS}; did you mean 'json-lines'?"),
        ("select", "'EW1'", f"{STRINGS}not the string 'EW1'"),
        ("select", "['EW1', 2]", f"{STRINGS}and holds the number 2"),
        ("select", "['EW9']", "'EW9' names no rule; `edgewise rule` lists them"),
        ("select", "['']", "'' names no rule; `edgewise rule` lists them"),
        ("ignore", "['EW1011']", "'EW1011' names no rule; did you mean 'EW101'?"),
        ("extend-select", "['unused-ignores']", "'unused-ignores' names no rule; did you mean 'unused-ignore'?"),
        ("exclude", "'gen'", f"{STRINGS}not the string 'gen'"),
        ("exclude", "['ok', '']", f"''{NO_PATTERN}"),
        ("exclude", "['#x']", f"'#x'{NO_PATTERN}"),
        ("extend-exclude", "['[a-']", f"'[a-'{NO_PATTERN}"),
        ("respect-gitignore", "1", f"{FLAG}the number 1"),
        ("force-exclude", "[true]", f"{FLAG}a list"),
        ("unsafe-fixes", "{}", f"{FLAG}a table"),
        ("prose", "'true'", f"{FLAG}the string 'true'"),
        ("prose", "2026-11-21", f"{FLAG}a date or time"),
        ("jobs", "true", "it should be a whole number, not true"),
        ("jobs", "2.0", "it should be a whole number, not the number 2.0"),
        ("jobs", "0", "it should be at least 1, not 0"),
        ("clients", "'a.Client'", f"{STRINGS}not the string 'a.Client'"),
        ("clients", "['Client']", f"'Client'{NO_CLASS}"),
        ("clients", "['a.b-c']", f"'a.b-c'{NO_CLASS}"),
        ("clients", "['a.']", f"'a.'{NO_CLASS}"),
        ("clients", "['a.class']", f"'a.class'{NO_CLASS}"),
        ("per-file-ignores", "['EW1']", "it should be a table from patterns to lists of rules, not a list"),
        ("per-file-ignores", "{x = 'EW1'}", f"for the pattern 'x', {STRINGS}not the string 'EW1'"),
        ("per-file-ignores", "{x = ['EW211']}", "for the pattern 'x', 'EW211' names no rule; did you mean 'EW201'?"),
        ("per-file-ignores", "{'!x' = []}", "the pattern '!x' is negated, and there is nothing before it to take back"),
        ("per-file-ignores", "{'x\\' = []}", f"'x\\\\'{NO_PATTERN}"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_what_was_expected_and_the_near_miss(root, key, value, reason):
    refused_everywhere(root, f"{key} = {value}", f"has a bad '{key}': {reason}")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"edgewise.toml": "jobs = 1\nprose\n"}, "edgewise.toml: it is not valid TOML: "),
        ({"pyproject.toml": "[tool.edgewise]\njobs = 1\nprose\n"}, "pyproject.toml: it is not valid TOML: "),
        ({"edgewise.toml": b"jobs = 1 # \xff"}, "edgewise.toml: it is not valid UTF-8 at byte 11"),
        (
            {"pyproject.toml": "tool = 'edgewise'"},
            "pyproject.toml: [tool] should be a table, not the string 'edgewise'",
        ),
        ({"pyproject.toml": "tool.edgewise = []"}, "pyproject.toml: [tool.edgewise] should be a table, not a list"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(root, files, message):
    write(root, files)
    assert refused(root).startswith(message)
    assert ("(at line " in refused(root)) == ("TOML" in message)


@pytest.mark.parametrize(
    ("explicit", "message"),
    [
        ("missing.toml", "missing.toml: it cannot be read: No such file or directory"),
        ("folder", "folder: it cannot be read: Is a directory"),
        ("folder/pyproject.toml", "folder/pyproject.toml: it has no table [tool.edgewise]"),
        ("other.toml", "other.toml: it has no table [tool.edgewise]"),
    ],
)
def test_a_named_file_has_to_be_there_and_to_configure_edgewise(root, explicit, message):
    write(root, {"folder/pyproject.toml": "[tool.black]", "other.toml": "[tool.black]", "edgewise.toml": ""})
    assert refused(root, explicit=explicit) == message


# --------------------------------------------------------------------------------------------------- per-file-ignores


@pytest.mark.parametrize(
    ("pattern", "spared"),
    [
        ("tests", ["tests/a.py", "tests/deep/a.py", "src/tests/b.py"]),
        ("/tests/", ["tests/a.py", "tests/deep/a.py"]),
        ("a.py", ["tests/a.py", "tests/deep/a.py", "src/a.py", "a.py"]),
        ("/a.py", ["a.py"]),
        ("a.py/", []),
        ("src/*.py", ["src/a.py"]),
        ("src/**", ["src/a.py", "src/tests/b.py"]),
        ("**/tests/*.py", ["tests/a.py", "src/tests/b.py"]),
        ("b.*", ["src/tests/b.py"]),
    ],
)
def test_per_file_ignores_hold_for_a_file_and_for_all_below_a_folder(root, monkeypatch, pattern, spared):
    files = ["tests/a.py", "tests/deep/a.py", "src/a.py", "src/tests/b.py", "a.py"]
    write(root, dict.fromkeys(files, ""))
    config = Config(root=str(root), per_file_ignores=((pattern, ("EW1",)),))
    for cwd in (".", "src"):
        monkeypatch.chdir(root / cwd)
        relative = {file: os.path.relpath(root / file) for file in files}
        assert [file for file in files if config.ignored_codes(relative[file])] == spared
        assert [file for file in files if config.ignored_codes(str(root / file))] == spared


def test_what_several_patterns_spare_adds_up(root):
    table = (("tests", ("EW1", "EW201")), ("*.py", ("EW201", "EW3")), ("x", ("EW001",)))
    config = Config(root=str(root), per_file_ignores=table)
    codes = config.ignored_codes(str(root / "tests/a.py"))
    assert codes == ("EW1", "EW201", "EW3")
    assert [code.startswith(codes) for code in ("EW101", "EW202", "EW301")] == [True, False, True]
    assert Config().ignored_codes("tests/a.py") == ()
