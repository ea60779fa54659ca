"""Plain settings: the short way to their role leads where all questions together lead."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.text.find import find
from edgewise.text.hostnames.plain import PlainSettings

OPTIONS = Options(processing_region="as-written")
NAMES = st.sampled_from(
    "URL TWILIO_BASE url service_1 endpoint OLD_URL NEW_URL old new from to host hosts dns description allowed url.2 "
    "request response match spec rules name value type query expected".split()
)
VALUES = st.sampled_from(
    (
        *("https://api.ie1.twilio.com", "api.ie1.twilio.com", "https://api.ie1.twilio.com/2010-04-01"),
        *("api.ie1.twilio.com:443", "https://api.ie1.twilio.com/a?b=c", "https://api.dublin.ie1.twilio.com"),
        *("https://api.twilio.com", "go to api.ie1.twilio.com now.", r"api\.ie1\.twilio\.com", "A", "1.2.3.4"),
    )
)
ENTRIES = st.lists(st.tuples(NAMES, NAMES, VALUES), min_size=1, max_size=6)
LAYOUTS = {
    ".env": "{name}={value}",
    "app.ini": "[{group}]\n{name} = {value}",
    "a.properties": "{group}.{name}={value}",
    "a.yaml": "{group}:\n  {name}: {value}",
    "list.yaml": "- {name}: {value}\n  {group}: x",
    "compose.yaml": "- {name}={value}",
}


def by_all_questions(text: str, path: str) -> list[Finding]:
    never = {"has": mock.DEFAULT, "has_item": mock.DEFAULT}
    with mock.patch.multiple(PlainSettings, **never) as asked:
        asked["has"].return_value = asked["has_item"].return_value = False
        return find(text, path, OPTIONS)


@pytest.mark.parametrize("path", LAYOUTS)
@given(entries=ENTRIES)
def test_lines(path: str, entries: list[tuple[str, str, str]]) -> None:
    layout = LAYOUTS[path]
    text = "".join(f"{layout.format(group=group, name=name, value=value)}\n" for group, name, value in entries)
    assert find(text, path, OPTIONS) == by_all_questions(text, path)


@pytest.mark.parametrize("layout", ['"{name}": "{value}"', '"{group}": {{"{name}": "{value}"}}'])
@given(entries=ENTRIES)
def test_json(layout: str, entries: list[tuple[str, str, str]]) -> None:
    lines = ",\n  ".join(
        layout.format(group=group, name=name, value=value.replace("\\", "\\\\")) for group, name, value in entries
    )
    text = f"{{\n  {lines}\n}}\n"
    assert find(text, "a.json", OPTIONS) == by_all_questions(text, "a.json")


@given(name=NAMES, above=NAMES, values=st.lists(VALUES, min_size=1, max_size=7))
def test_items(name: str, above: str, values: list[str]) -> None:
    listed = ",\n  ".join(f'"{value}"' for value in values).replace("\\", "\\\\")
    for path, text in (
        ("a.json", f'{{"{above}": {{"{name}": [\n  {listed}\n]}}}}\n'),
        ("a.yaml", f"{above}:\n  {name}:\n" + "".join(f"  - {value}\n" for value in values)),
    ):
        assert find(text, path, OPTIONS) == by_all_questions(text, path)


def test_a_plain_item_is_one() -> None:
    text = "".join(f"  - https://api.ie1.twilio.com/{number}\n" for number in range(2))
    with mock.patch.object(PlainSettings, "has_item", autospec=True, side_effect=PlainSettings.has_item) as asked:
        find(f"endpoints:\n{text}allowed:\n{text}", "a.yaml", OPTIONS)
    assert [PlainSettings.has_item(*call.args) for call in asked.call_args_list] == [True, True, False, False]


def test_a_plain_setting_is_one() -> None:
    with mock.patch.object(PlainSettings, "has", autospec=True, side_effect=PlainSettings.has) as asked:
        find("URL=https://api.ie1.twilio.com/x\nOLD_URL=https://api.ie1.twilio.com\n", ".env", OPTIONS)
    assert [PlainSettings.has(*call.args) for call in asked.call_args_list] == [True, False]
