"""The catalogue, and every example in it run through the engine."""

from __future__ import annotations

import re

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.rules import BY_CODE, BY_NAME, OFF_BY_DEFAULT, RULES, Rule, UnknownRuleError, find, selector
from edgewise_codemods import fix_source

TABLE = {
    "EW001": ("unused-ignore", "safe"),
    "EW002": ("syntax-error", "none"),
    "EW101": ("retired-hostname", "safe"),
    "EW102": ("hostname-without-edge", "safe"),
    "EW103": ("hostname-without-region", "unsafe"),
    "EW104": ("hostname-unsupported-region", "unsafe"),
    "EW105": ("hostname-edge-mismatch", "unsafe"),
    "EW106": ("dynamic-hostname", "none"),
    "EW107": ("pattern-rejects-fqdn", "none"),
    "EW108": ("hostname-product-not-in-region", "none"),
    "EW201": ("client-region-without-edge", "safe"),
    "EW202": ("client-unsupported-region", "unsafe"),
    "EW203": ("client-edge-mismatch", "unsafe"),
    "EW204": ("client-dynamic-region", "none"),
    "EW205": ("client-product-not-in-region", "none"),
    "EW301": ("setting-region-without-edge", "safe"),
    "EW302": ("setting-unsupported-region", "unsafe"),
    "EW303": ("setting-edge-mismatch", "unsafe"),
}

every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
fixable_rule = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fix != "none"], ids=[rule.code for rule in RULES if rule.fix != "none"]
)


IN_US1, AS_WRITTEN = "`--processing-region us1`", "and with `--processing-region as-written`"


def examples(rule: Rule) -> tuple[str, str]:
    """Return what a rule finds and what that becomes, as the name says where there are two answers."""
    found = re.findall(r"^```python\n(.*?)^```$", rule.documentation, re.DOTALL | re.MULTILINE)
    assert len(found) == 2 + (AS_WRITTEN in rule.documentation), f"{rule.code} has {len(found)} Python examples"
    return found[0], found[-1]


def check(text: str):
    """Look for all rules, those that are off by default as well."""
    findings, error = check_source(Source(text), FileKind.PYTHON, Options(select=("EW", *OFF_BY_DEFAULT)))
    assert error is None
    return findings


def test_the_catalogue_is_the_one_of_the_design():
    assert {rule.code: (rule.name, rule.fix) for rule in RULES} == TABLE
    assert [rule.code for rule in RULES] == sorted(BY_CODE)
    assert set(BY_NAME) == {name for name, _ in TABLE.values()}


@every_rule
def test_documentation_has_the_form_that_everything_reads(rule):
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 100
    headings = re.findall(r"^## (.+)$", rule.documentation, re.MULTILINE)
    assert headings[:2] == ["Why it matters", "Example"]
    first, second = (re.escape(example) for example in examples(rule))
    between = re.search(rf"```python\n{first}```\n\n(.+?)\n\n```python\n{second}```", rule.documentation, re.DOTALL)
    assert between is not None
    if rule.fix == "none":
        assert between[1].startswith("Write instead")
        return
    expected = {"safe": "becomes", "unsafe": "With `--unsafe-fixes` this becomes"}[rule.fix]
    before, after = examples(rule)
    kept = fix_source(before, unsafe_fixes=True, processing_region="us1").text
    if kept != after:
        way = {"safe": f"becomes, with {IN_US1},", "unsafe": f"With `--unsafe-fixes` and {IN_US1} this becomes"}[
            rule.fix
        ]
        expected = f"{way}\n\n```python\n{kept}```\n\n{AS_WRITTEN}"
    assert between[1] == expected
    assert max(map(len, rule.documentation.splitlines())) <= 120


@every_rule
def test_the_first_example_is_what_the_rule_finds(rule):
    findings = check(examples(rule)[0])
    assert [finding.code for finding in findings] == [rule.code]
    fix = findings[0].fix
    assert (fix.safety.value if fix else "none") == rule.fix


@every_rule
def test_the_second_example_is_clean(rule):
    assert check(examples(rule)[1]) == []


@fixable_rule
def test_the_second_example_is_what_the_edits_make_of_the_first(rule):
    before, after = examples(rule)
    (finding,) = check(before)
    assert finding.fix is not None
    text = before
    for edit in reversed(finding.fix.edits):
        text = text[: edit.start] + edit.content + text[edit.end :]
    assert text == after


@fixable_rule
def test_fix_makes_the_second_example_of_the_first(rule):
    before, after = examples(rule)
    assert fix_source(before, unsafe_fixes=rule.fix == "unsafe").text == after
    if rule.fix == "unsafe":
        assert fix_source(before).text == before


def test_fix_kinds_are_those_of_findings():
    assert {rule.fix for rule in RULES} == {Safety.SAFE.value, Safety.UNSAFE.value, "none"}


@pytest.mark.parametrize(
    ("text", "code"),
    [("EW101", "EW101"), ("ew101", "EW101"), ("retired-hostname", "EW101"), ("Retired-Hostname", "EW101")],
)
def test_find(text, code):
    assert find(text).code == code


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("EW", "EW"), ("EW1", "EW1"), ("ew20", "EW20"), ("EW303", "EW303"), ("client-edge-mismatch", "EW203")],
)
def test_selector(text, prefix):
    assert selector(text) == prefix


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("EW109", "there is no rule 'EW109'; did you mean 'EW108'?"),
        ("EW4", "there is no rule 'EW4'; `edgewise rule` lists them."),
        ("retired-host", "there is no rule 'retired-host'; did you mean 'retired-hostname'?"),
        ("E501", "there is no rule 'E501'; `edgewise rule` lists them."),
        ("", "there is no rule ''; `edgewise rule` lists them."),
    ],
)
def test_unknown_rules_are_refused(text, message):
    with pytest.raises(UnknownRuleError) as caught:
        selector(text)
    assert str(caught.value) == message


def test_a_prefix_is_no_rule():
    with pytest.raises(UnknownRuleError):
        find("EW1")


def test_the_example_in_another_language_is_what_a_fix_makes_of_it():
    documentation = BY_CODE["EW201"].documentation
    before, after = re.findall(r"^```javascript\n(.*?)^```$", documentation, re.DOTALL | re.MULTILINE)
    options = Options(processing_region="as-written")
    (finding,), error = check_source(Source(before), FileKind.TEXT, options, "app.js")
    assert (finding.code, error) == ("EW201", None)
    assert finding.fix is not None
    ((start, end, content),) = finding.fix.edits
    assert before[:start] + content + before[end:] == after
    assert finding.fix.safety is Safety.SAFE


VALID_BUT_NOT_SERVED = 'URL = "https://verify.dublin.ie1.twilio.com/v2"\n'


@pytest.mark.parametrize(
    ("select", "ignore", "found"),
    [
        (("EW",), (), []),
        (("EW1",), (), []),
        (("EW10",), (), []),
        (("EW108",), (), ["EW108"]),
        (("EW", "EW108"), (), ["EW108"]),
        (("EW", "EW108"), ("EW1",), ["EW108"]),
        (("EW", "EW108"), ("EW108",), []),
        (("EW", "EW205"), (), []),
    ],
)
def test_a_rule_that_is_off_by_default_is_switched_on_by_its_code_and_by_no_prefix(select, ignore, found):
    options = Options(select=select, ignore=ignore)
    findings, _ = check_source(Source(VALID_BUT_NOT_SERVED), FileKind.PYTHON, options)
    assert [finding.code for finding in findings] == found
    assert options.enabled("EW108") == bool(found)


def test_the_rules_that_are_off_by_default_are_those_that_go_by_a_table_that_ages():
    assert {"EW108", "EW205"} == OFF_BY_DEFAULT
    for code in OFF_BY_DEFAULT:
        assert "## Why it is off" in BY_CODE[code].documentation
        assert f'extend-select = ["{code}"]' in BY_CODE[code].documentation


def test_a_comment_for_a_rule_that_is_off_is_not_told_to_be_needless():
    text = 'URL = "https://api.twilio.com"  # edgewise: ignore[EW108] for the next table\n'
    assert check_source(Source(text), FileKind.PYTHON, Options()) == ([], None)
    assert [finding.code for finding in check(text)] == ["EW001"]
