"""EW107: patterns as people write them, with what precedes and follows the host."""

from __future__ import annotations

import time

import pytest

from edgewise.judgement import patterns
from edgewise.judgement.patterns import Method, Trials

AT_FAULT = [
    r"^https://api(\.[a-z0-9-]+)?\.twilio\.com/2010-04-01/Accounts/(?P<sid>AC[0-9a-f]{32})",
    r"^https://api(\.[a-z0-9-]+)?\.twilio\.com/.*/Media/",
    r"^api(\.[a-z0-9-]+)?\.twilio\.com:443$",
    r"^https?://(?:[^/@]+@)?api(?:\.\w{2}\d)?\.twilio\.com(?::\d+)?/\w+/Recordings/RE[a-f0-9]{32}(?:\.(?:mp3|wav))?$",
    r"^(?P<scheme>https?)://(?P<host>[a-z]+(\.[a-z]{2}1)?\.twilio\.com)(?P<path>/.*)?$",
    r"(?i)^https://API(\.[A-Z0-9]+)?\.TWILIO\.COM/",
    r"^(?=.{1,253}$)[a-z]+(\.[a-z0-9]+)?\.twilio\.com$",
    r"(?<=https://)api(\.\w+)?\.twilio\.com(?=/2010)",
    r"^https://(?!www\.)[a-z]+(\.[a-z0-9]+)?\.twilio\.com/$",
    r"^https:\/\/(?<product>api|media)(?:\.(?<region>[a-z]{2}\d))?\.twilio\.com\/.*\.mp3$",
    r"^([^.]+)\.([^.]+\.)?twilio\.com/(\d{4}-\d{2}-\d{2})/Accounts\.json\?Page=\d+&PageToken=[\w-]+$",
    r"^wss://[a-z]+(\.[a-z0-9]+)?\.twilio\.com/v1/\w+/\w+$",
    r"^https://api(?:\.(?:ie1|au1))?\.twilio\.com/[A-Za-z]+/\d{4}$",
    r"^\s*https://api(\.[[:alnum:]]+)?\.twilio\.com[[:space:]]*$",
    r"^([\'\"])https://api(\.\w+)?\.twilio\.com/\1$",
    r"^\Qhttps://\Eapi(\.\w+)?\.twilio\.com\z",
    r"\Ahttps:\/\/api(\.[a-z0-9]+)?\.twilio\.com\/.+\/Recordings\/RE\h{32}\z",
    r"^https://api(\.\w{3})?[.]twilio[.]com/(?#path)x{2}[^]$",
    r"^GET https://api(\.\w{3})?\.twilio\.com/\S+ HTTP/1\.[01]$",
    r"^(?'scheme'https)://api(\.\w+)?\.twilio\.com/(?>\d+)(?:a|b|c){2,}+$",
    r"^https://api\.[a-z0-9]+\.twilio\.com/Accounts/[^/]+$",
]
FINE = [
    # Room for two labels, or for any number.
    r"^https://api(\.[a-z0-9-]+){0,2}\.twilio\.com/2010",
    r"^https://.*\.twilio\.com/.*/Media/",
    r"^https://([a-z0-9-]+\.)*twilio\.com(:\d+)?/",
    r"[\w.]+\.twilio\.com:443$",
    r"\.twilio\.com",
    # No room for any.
    r"^api\.twilio\.com$",
    # There to find what is retired.
    r"api\.(ie1|au1)\.twilio\.com",
    r"https://api\.(?:ie1|au1|br1|de1|jp1|sg1|us2)\.twilio\.com/",
    r"\bapi\.(?P<region>ie1|au1|de1)\.twilio\.com\b",
    r"^https://api\.(ie1|au1)\.twilio\.com",
    # None, or none that is tried.
    r"^https://api(\.\w+?\.twilio\.com$",
    r"^(?(1)a|b)api(\.\w+)?\.twilio\.com$",
    r"(?:a{1000}){1000}api(\.\w+)?\.twilio\.com",
    r"(?:api(\.\w+)?\.twilio\.com){1000000}",
    r"^(([a-z.]+)+)+!api\.twilio\.com$",
]


def refused(pattern: str, *methods: Method, flags: str = "", finds: bool = False) -> tuple[str, str] | None:
    return Trials("as-written").refused(pattern, methods or ("search",), flags, finds=finds)


@pytest.mark.parametrize("pattern", AT_FAULT)
def test_what_stands_around_the_host_does_not_matter(pattern: str) -> None:
    assert refused(pattern) == ("api.ie1.twilio.com", "api.dublin.ie1.twilio.com")


@pytest.mark.parametrize("pattern", FINE)
def test_fine(pattern: str) -> None:
    assert refused(pattern) is None


def test_what_is_made_for_whole_texts_is_a_check() -> None:
    only_old = r"(?:api|verify)\.(ie1|au1)\.twilio\.com"
    assert refused(only_old, "search") is None
    assert refused(only_old, "match") is None
    assert refused(only_old, "fullmatch") == ("api.ie1.twilio.com", "api.dublin.ie1.twilio.com")
    assert refused(only_old, "fullmatch", finds=True) is None
    assert refused(f"^{only_old}$", "match") is not None


def test_the_host_that_people_look_for_is_named() -> None:
    assert refused(r"^\w+(\.\w+)?\.twilio\.com/Media/$") == ("api.ie1.twilio.com", "api.dublin.ie1.twilio.com")
    assert refused(r"^api(\.[a-z]{2}1)?\.twilio\.com$") == ("api.ie1.twilio.com", "api.dublin.ie1.twilio.com")
    assert refused(r"^api(\.au1)?\.twilio\.com$") == ("api.au1.twilio.com", "api.sydney.au1.twilio.com")
    assert refused(r"^voice(\.\w+)?\.twilio\.com$") == ("voice.ie1.twilio.com", "voice.dublin.ie1.twilio.com")
    # What takes the place of verify.ie1 is the plain host, which this accepts: IE1 does not serve Verify.
    assert refused(r"^verify(\.\w+)?\.twilio\.com$") is None


def test_flags() -> None:
    pattern = "^https://api  # product\n (\\.[a-z0-9]+)?  # region\n \\.twilio\\.com/ .+ $"
    assert refused(pattern) is None
    assert refused(pattern, flags="x") is not None
    assert refused(r"^API(\.[A-Z0-9]+)?\.TWILIO\.COM$") is None
    assert refused(r"^API(\.[A-Z0-9]+)?\.TWILIO\.COM$", flags="gi") is not None


def test_a_budget_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MAX_SECONDS", 0.2)
    trials = Trials("as-written")
    began = time.process_time()
    for number in range(500):
        assert trials.refused(rf"^((a|b)*)*!{number}api(\.\w+)?\.twilio\.com", ("search",)) is None
    assert time.process_time() - began < 5
    # What is known is known.
    assert trials.refused(r"^api(\.\w+)?\.twilio\.com$", ("search",)) is None
