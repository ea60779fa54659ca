"""EW101 to EW107 in Python: every form of string, every place, and the traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import block, findings, fixed, seen

if TYPE_CHECKING:
    from edgewise.twilio.table import ProcessingRegion

# source, what is reported, as written, kept in the United States
FORMS = [
    ('x = "https://api.ie1.twilio.com/2010"', "EW101", 'x = "https://api.dublin.ie1.twilio.com/2010"', 'x = "https://api.twilio.com/2010"'),
    ("x = 'https://api.au1.twilio.com'", "EW101", "x = 'https://api.sydney.au1.twilio.com'", "x = 'https://api.twilio.com'"),
    ('x = r"api.de1.twilio.com"', "EW101", 'x = r"api.twilio.com"', 'x = r"api.twilio.com"'),
    ('x = b"api.ie1.twilio.com"', "EW101", 'x = b"api.dublin.ie1.twilio.com"', 'x = b"api.twilio.com"'),
    ('x = """a\nhttps://api.ie1.twilio.com\nb"""', "EW101", 'x = """a\nhttps://api.dublin.ie1.twilio.com\nb"""', 'x = """a\nhttps://api.twilio.com\nb"""'),
    ('x = "api.ie1" ".twilio.com"', "EW101", 'x = "api.dublin.ie1" ".twilio.com"', 'x = "api" ".twilio.com"'),
    ('x = ("https://api.ie1"\n     ".twilio.com/x")', "EW101", 'x = ("https://api.dublin.ie1"\n     ".twilio.com/x")', 'x = ("https://api"\n     ".twilio.com/x")'),
    ('x = "https://api." "ie1" f".twilio.com/{y}"', "EW101", 'x = "https://api.dublin." "ie1" f".twilio.com/{y}"', 'x = "https://api." "" f"twilio.com/{y}"'),
    ('x = "https://api.ie1.twi" "lio.com"', "EW101", 'x = "https://api.dublin.ie1.twi" "lio.com"', 'x = "https://api.twi" "lio.com"'),
    ('x = "https://api." + "ie1" + ".twilio.com"', "EW101", 'x = "https://api.dublin." + "ie1" + ".twilio.com"', 'x = "https://api.twilio.com"'),
    ('x = "https://" + "api.ie1.twilio.com" + "/x"', "EW101", 'x = "https://" + "api.dublin.ie1.twilio.com" + "/x"', 'x = "https://" + "api.twilio.com" + "/x"'),
    ('R = "ie1"\nx = "https://api." + R + ".twilio.com"', "EW101", 'R = "ie1"\nx = "https://api.dublin." + R + ".twilio.com"', 'R = "ie1"\nx = "https://api.twilio.com"'),
    ('R = "ie1"\nx = f"https://api.{R}.twilio.com"', "EW101", 'R = "ie1"\nx = f"https://api.dublin.{R}.twilio.com"', 'R = "ie1"\nx = "https://api.twilio.com"'),
    ('R = "de1"\nx = f"https://api." + R + f".twilio.com/{y}"', "EW101", 'R = "de1"\nx = f"https://api.twilio.com/{y}"', 'R = "de1"\nx = f"https://api.twilio.com/{y}"'),
    ('R = "de1"\nx = f"https://api." + R + ".twilio.com/{y}"', "EW101", None, None),
    ('R = "de1"\nx = r"https://api." + R + ".twilio.com/\\n"', "EW101", None, None),
    ('R = "de1"\nx = ("https://api."  # why\n     + R + ".twilio.com")', "EW101", None, None),
    ('R = "de1"\nx = ("https://api."\n     + R\n     + ".twilio.com")', "EW101", 'R = "de1"\nx = ("https://api.twilio.com")', 'R = "de1"\nx = ("https://api.twilio.com")'),
    ('R = "de1"\nx = f"https://api.{R}.twilio.com/{{y}}"', "EW101", 'R = "de1"\nx = f"https://api.twilio.com/{{y}}"', 'R = "de1"\nx = f"https://api.twilio.com/{{y}}"'),
    ('R = "de1"\nx = RF"https://api.{R}.twilio.com/\\d" f"{y}"', "EW101", 'R = "de1"\nx = R"https://api.twilio.com/\\d" f"{y}"', 'R = "de1"\nx = R"https://api.twilio.com/\\d" f"{y}"'),
    ('x = f"https://api.{\'de1\'}.twilio.com"', "EW101", 'x = "https://api.twilio.com"', 'x = "https://api.twilio.com"'),
    ('R = "ie1"\nx = f"https://api.{R!s}.twilio.com"', "EW101", 'R = "ie1"\nx = f"https://api.dublin.{R!s}.twilio.com"', None),
    ('R = "de1"\nx = f"https://api.{R}.twilio.com"', "EW101", 'R = "de1"\nx = "https://api.twilio.com"', 'R = "de1"\nx = "https://api.twilio.com"'),
    ('P, R = "voice", "ie1"\nx = f"{P}.{R}.twilio.com"', "EW102", 'P, R = "voice", "ie1"\nx = f"{P}.dublin.{R}.twilio.com"', 'P, R = "voice", "ie1"\nx = f"{P}.twilio.com"'),
    ('A = "api.ie1"\nx = A + ".twilio.com"', "EW101", None, None),
    ('A = "api.ie1"\nx = f"{A}.twilio.com"', "EW101", None, None),
    ('R = "ie"\nR += "1"\nx = f"https://api.{R}.twilio.com"', "EW101", 'R = "ie"\nR += "1"\nx = f"https://api.dublin.{R}.twilio.com"', 'R = "ie"\nR += "1"\nx = "https://api.twilio.com"'),
    ('def region(): return "ie1"\nx = f"https://api.{region()}.twilio.com"', "EW101", 'def region(): return "ie1"\nx = f"https://api.dublin.{region()}.twilio.com"', 'def region(): return "ie1"\nx = "https://api.twilio.com"'),
    ('def region(): print(1); return "de1"\nx = f"https://api.{region()}.twilio.com"', "EW101", None, None),
    ('D = {"r": "ie1"}\nx = "https://api.%(r)s.twilio.com" % D', "EW101", 'D = {"r": "ie1"}\nx = "https://api.dublin.%(r)s.twilio.com" % D', None),
    ('x = str.join(".", ["api", "ie1", "twilio", "com"])', "EW101", 'x = str.join(".", ["api", "dublin.ie1", "twilio", "com"])', None),
    ('x = "https://" + ".".join(y for y in ("api", "ie1", "twilio.com"))', "EW101", None, None),
    ('x = "https://api.{:s}.twilio.com".format("ie1")', "EW101", 'x = "https://api.dublin.{:s}.twilio.com".format("ie1")', 'x = "https://api.{:s}twilio.com".format("")'),
    ('x = b"https://api.ie1.twilio.com".decode()', "EW101", 'x = b"https://api.dublin.ie1.twilio.com".decode()', 'x = b"https://api.twilio.com".decode()'),
    ('x = ["https://api.%s.twilio.com" % r for r in ("ie1",)]', "EW101", 'x = ["https://api.dublin.%s.twilio.com" % r for r in ("ie1",)]', 'x = ["https://api.twilio.com" for r in ("ie1",)]'),
    ('x = f"https://{user}:{key}@api.ie1.twilio.com:8443/x"', "EW101", 'x = f"https://{user}:{key}@api.dublin.ie1.twilio.com:8443/x"', 'x = f"https://{user}:{key}@api.twilio.com:8443/x"'),
    ('x = f"{f\'https://api.ie1.twilio.com\'}/x"', "EW101", 'x = f"{f\'https://api.dublin.ie1.twilio.com\'}/x"', 'x = f"{f\'https://api.twilio.com\'}/x"'),
    ('x = f"{get(\'https://api.ie1.twilio.com\'):>{width}}"', "EW101", 'x = f"{get(\'https://api.dublin.ie1.twilio.com\'):>{width}}"', 'x = f"{get(\'https://api.twilio.com\'):>{width}}"'),
    ('x = rf"api\\.ie1\\.twilio\\.com/{y}"', "EW101", 'x = rf"api\\.dublin\\.ie1\\.twilio\\.com/{y}"', 'x = rf"api\\.twilio\\.com/{y}"'),
    ('x = "https://api.%s.twilio.com" % "ie1"', "EW101", 'x = "https://api.dublin.%s.twilio.com" % "ie1"', 'x = "https://api.twilio.com"'),
    ('x = "https://%s.%s.twilio.com/%s" % ("api", "ie1", y)', "EW101", 'x = "https://%s.dublin.%s.twilio.com/%s" % ("api", "ie1", y)', 'x = "https://%s.twilio.com/%s" % ("api", y)'),
    ('x = "https://api.%(r)s.twilio.com" % {"r": "ie1"}', "EW101", 'x = "https://api.dublin.%(r)s.twilio.com" % {"r": "ie1"}', 'x = "https://api.twilio.com"'),
    ('x = "https://%s" % "api.ie1.twilio.com"', "EW101", 'x = "https://%s" % "api.dublin.ie1.twilio.com"', 'x = "https://%s" % "api.twilio.com"'),
    ('x = "https://api.{}.twilio.com".format("ie1")', "EW101", 'x = "https://api.dublin.{}.twilio.com".format("ie1")', 'x = "https://api.twilio.com"'),
    ('x = "https://{1}.{0}.twilio.com".format("ie1", "api")', "EW101", 'x = "https://{1}.dublin.{0}.twilio.com".format("ie1", "api")', 'x = "https://{1}.{0}twilio.com".format("", "api")'),
    ('x = "https://api.{r}.twilio.com/{v}".format(r="ie1", v=v)', "EW101", 'x = "https://api.dublin.{r}.twilio.com/{v}".format(r="ie1", v=v)', 'x = "https://api.twilio.com/{v}".format(v=v)'),
    ('x = "https://api.{r}.twilio.com/{r}".format(r="ie1")', "EW101", 'x = "https://api.dublin.{r}.twilio.com/{r}".format(r="ie1")', None),
    ('x = "".join(["https://api.", "ie1", ".twilio.com"])', "EW101", 'x = "".join(["https://api.dublin.", "ie1", ".twilio.com"])', 'x = "".join(["https://api.", "twilio.com"])'),
    ('x = ".".join(("api", "ie1", "twilio", "com"))', "EW101", 'x = ".".join(("api", "dublin.ie1", "twilio", "com"))', 'x = ".".join(("api", "twilio", "com"))'),
    ('R = "de1"\nx = "https://%s.%s.twilio.com" % ("api", R)', "EW101", 'R = "de1"\nx = "https://%s.twilio.com" % ("api",)', 'R = "de1"\nx = "https://%s.twilio.com" % ("api",)'),
    ('R = "de1"\nx = "https://api.%s.twilio.com/%s" % (R, y,)', "EW101", 'R = "de1"\nx = "https://api.twilio.com/%s" % (y,)', 'R = "de1"\nx = "https://api.twilio.com/%s" % (y,)'),
    ('R = "de1"\nx = "https://%(p)s.%(r)s.twilio.com" % {"p": "api", "r": R}', "EW101", 'R = "de1"\nx = "https://%(p)s.twilio.com" % {"p": "api"}', 'R = "de1"\nx = "https://%(p)s.twilio.com" % {"p": "api"}'),
    ('R = "de1"\nx = "https://api.{r}.twilio.com".format(r=R)', "EW101", 'R = "de1"\nx = "https://api.twilio.com"', 'R = "de1"\nx = "https://api.twilio.com"'),
    ('R = "de1"\nx = "https://{p}.{}.twilio.com/{}".format(R, y, p="api")', "EW101", 'R = "de1"\nx = "https://{p}.twilio.com/{}".format(y, p="api")', 'R = "de1"\nx = "https://{p}.twilio.com/{}".format(y, p="api")'),
    ('R = "de1"\nx = ("https://api.{}.twilio.com"\n     "/{}").format(R, y)', "EW101", 'R = "de1"\nx = ("https://api.twilio.com"\n     "/{}").format(y)', 'R = "de1"\nx = ("https://api.twilio.com"\n     "/{}").format(y)'),
    ('R = "de1"\nx = ("https://api.%s.twilio.com") % R', "EW101", 'R = "de1"\nx = ("https://api.twilio.com")', 'R = "de1"\nx = ("https://api.twilio.com")'),
    ('R = "de1"\nx = "https://{h}/{p}".format(h="api.%s.twilio.com" % R, p=y)', "EW101", 'R = "de1"\nx = "https://{h}/{p}".format(h="api.twilio.com", p=y)', 'R = "de1"\nx = "https://{h}/{p}".format(h="api.twilio.com", p=y)'),
    ('R = "de1"\nx = "/".join(["https://api." + R + ".twilio.com", y])', "EW101", 'R = "de1"\nx = "/".join(["https://api.twilio.com", y])', 'R = "de1"\nx = "/".join(["https://api.twilio.com", y])'),
    ('R = "de1"\nx = "https://api.{0}.twilio.com/{1}".format(R, y)', "EW101", None, None),
    ('R = "de1"\nx = "https://api.{}.twilio.com/{{y}}".format(R)', "EW101", None, None),
    ('R = "de1"\nx = "https://api.%s.twilio.com/%*d" % (R, y, z)', "EW101", None, None),
    ('R = "de1"\nx = "https://api.{}.twilio.com".format(R) + "/x"', "EW101", 'R = "de1"\nx = "https://api.twilio.com" + "/x"', 'R = "de1"\nx = "https://api.twilio.com" + "/x"'),
    ('R = "de1"\nx = "https://{p}.{r}.twilio.com".format(\n    p="api",\n    r=R,\n)', "EW101", 'R = "de1"\nx = "https://{p}.twilio.com".format(\n    p="api",\n)', 'R = "de1"\nx = "https://{p}.twilio.com".format(\n    p="api",\n)'),
    ('x = "-".join(["a", "api.ie1.twilio.com"])', None, None, None),
    ('x = "/".join(["https:/", "api.ie1.twilio.com", y])', "EW101", 'x = "/".join(["https:/", "api.dublin.ie1.twilio.com", y])', 'x = "/".join(["https:/", "api.twilio.com", y])'),
    ('x = "api\\x2eie1.twilio.com"', "EW101", None, None),
    ('x = "api.\\u0069e1.twilio.com"', "EW101", None, None),
    ('x = "\\tapi.ie1.twilio.com"', "EW101", 'x = "\\tapi.dublin.ie1.twilio.com"', 'x = "\\tapi.twilio.com"'),
    ('x = "https://api.ie1.twilio\\\n.com"', "EW101", 'x = "https://api.dublin.ie1.twilio\\\n.com"', 'x = "https://api.twilio\\\n.com"'),
    ('x = "é" + "https://api.ie1.twilio.com"', "EW101", 'x = "é" + "https://api.dublin.ie1.twilio.com"', 'x = "é" + "https://api.twilio.com"'),
    ('x = "api.ie1.twilio.com".upper()', "EW101", 'x = "api.dublin.ie1.twilio.com".upper()', 'x = "api.twilio.com".upper()'),
    ('x = r"^https://api\\.ie1\\.twilio\\.com/"', "EW101", 'x = r"^https://api\\.dublin\\.ie1\\.twilio\\.com/"', 'x = r"^https://api\\.twilio\\.com/"'),
    ('x = "^https://api\\\\.ie1\\\\.twilio\\\\.com/"', "EW101", 'x = "^https://api\\\\.dublin\\\\.ie1\\\\.twilio\\\\.com/"', 'x = "^https://api\\\\.twilio\\\\.com/"'),
    ('x = r"\\bapi[.]ie1[.]twilio[.]com\\b"', "EW101", 'x = r"\\bapi[.]dublin[.]ie1[.]twilio[.]com\\b"', 'x = r"\\bapi[.]twilio[.]com\\b"'),
    ('x = "https://studio.ie1.twilio.com/v2"', "EW102", 'x = "https://studio.dublin.ie1.twilio.com/v2"', 'x = "https://studio.twilio.com/v2"'),
    ('x = "serverless-upload.ie1.twilio.com"', "EW102", 'x = "serverless-upload.dublin.ie1.twilio.com"', 'x = "serverless-upload.twilio.com"'),
    ('x = "api.jp2.twilio.com"', "EW102", 'x = "api.twilio.com"', 'x = "api.twilio.com"'),
    ('x = "API.IE1.TWILIO.COM."', "EW101", 'x = "API.dublin.IE1.TWILIO.COM."', 'x = "API.TWILIO.COM."'),
    ('x = "https%3A%2F%2Fapi.ie1.twilio.com%2Fx"', "EW101", 'x = "https%3A%2F%2Fapi.dublin.ie1.twilio.com%2Fx"', 'x = "https%3A%2F%2Fapi.twilio.com%2Fx"'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "as_written", "us1"), FORMS, ids=[form[0] for form in FORMS])
def test_a_host_in_every_form_of_string(source: str, code: str | None, as_written: str | None, us1: str | None) -> None:
    assert [found for found, _ in seen(source)] == ([code] if code else [])
    assert fixed(source) == (as_written or source)
    assert fixed(source, processing_region="us1") == (us1 or source)
    if as_written:
        assert seen(as_written) == []
    if us1:
        assert seen(us1) == []


PLACES = [
    "def f(x=@@): ...",
    "def f(*, x: Literal[@@] = None) -> @@: ...",
    "@route(@@)\ndef f(): ...",
    "class A(Base, url=@@): ...",
    "x[@@] = 1",
    "x = {'a': @@}",
    "x = lambda y=@@: y",
    "x = y if z else @@",
    "for x in [@@]: ...",
    "x = [y for y in (@@,)]",
    "assert x == @@, @@",
    "raise ValueError(@@)",
    "x: str = @@",
    "f(*[@@], **{'a': @@})",
    "print(@@, file=y)",
    "y = (x := @@)",
    "del x[@@]",
    "async def f():\n    await g(@@)",
    "def f():\n    yield @@",
    "try: pass\nexcept E(@@): pass",
    "type X = Literal[@@]",
    "def f[T: Literal[@@]](x: T): ...",
    "x = not @@",
    "x = f'{y[@@]}'",
    "return_ = -x[@@:@@]",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_in_any_place_a_string_may_stand(place: str) -> None:
    source = place.replace("@@", '"api.ie1.twilio.com"') + "\n"
    assert seen(source) == [("EW101", "api.ie1.twilio.com")] * place.count("@@")
    assert fixed(source, unsafe=True) == source.replace("api.ie1", "api.dublin.ie1")


DYNAMIC = [
    'x = f"https://api.{region}.twilio.com"',
    'x = f"https://{product}.{region}.twilio.com"',
    'x = f"https://{product}.ie1.twilio.com"',
    'x = f"https://api.{region_prefix}twilio.com"',
    'x = f"https://api{suffix}.twilio.com"',
    'x = f"https://api.{country}1.twilio.com"',
    'x = f"https://api.ie{number}.twilio.com"',
    'x = f"https://api.ie1{suffix}.twilio.com"',
    'x = f"https://api.abc{part}.twilio.com"',
    'x = "https://api." + region + ".twilio.com"',
    'x = "https://api." + region + "." + "twilio.com"',
    'x = "https://api.%s.twilio.com" % region',
    'x = "https://api.%s.twilio.com/%s" % (region, path)',
    'x = "https://api.%(region)s.twilio.com" % options',
    'x = "https://api.{}.twilio.com".format(region)',
    'x = "https://api.{0}.twilio.com/{1}".format(*parts)',
    'x = "https://api.{region}.twilio.com".format(**options)',
    'x = "https://api.{region}.twilio.com".format_map(options)',
    'x = ".".join(["api", region, "twilio", "com"])',
    'x = "https://api.{region}.twilio.com"',
    'x = "https://api.%s.twilio.com"',
    'x = Template("https://api.$region.twilio.com")',
    'x = Template("https://api.${region}.twilio.com")',
    'logger.info("asking https://api.%s.twilio.com", region)',
    'x = b"https://api.%s.twilio.com" % region',
    'R = "ie1"\nif home:\n    R = "us1"\nx = f"https://api.{R}.twilio.com"',
    'R = "ie1"\nfor R in regions:\n    x = f"https://api.{R}.twilio.com"',
    'R = "ie1"\ndef f(R):\n    return f"https://api.{R}.twilio.com"',
    'def f(R="ie1"):\n    return f"https://api.{R}.twilio.com"',
    'R = "ie1"\ndef f():\n    global R\n    R = "us1"\nx = f"https://api.{R}.twilio.com"',
    'R = "ie"\nR += number\nx = f"https://api.{R}.twilio.com"',
    'class A:\n    R = "ie1"\n    def f(self):\n        return f"https://api.{R}.twilio.com"',
    'import os\nx = f"https://api.{os.environ.get(\'TWILIO_REGION\', \'ie1\')}.twilio.com"',
    'x = f"https://api.{\'ie1\' if eu else \'us1\'}.twilio.com"',
    'x = f"https://api.{R:>3}.twilio.com"',
    'x = rf"api\\.{region}\\.twilio\\.com"',
]  # fmt: skip


@pytest.mark.parametrize("source", DYNAMIC)
def test_a_host_whose_region_is_not_known(source: str) -> None:
    assert [code for code, _ in seen(source)] == ["EW106"]
    assert findings(source)[0].fix is None


@pytest.mark.parametrize(
    ("host", "message"),
    [
        (
            "{p}.{r}",
            "`{p}.{r}.twilio.com`: its product and region are not known here, and there is no edge between them",
        ),
        (
            "{p}.ie1",
            "`{p}.ie1.twilio.com`: a hostname with a region needs an edge before it, and there is none before IE1",
        ),
        ("api.{r}", "`api.{r}.twilio.com`: its region is not known here, and there is no edge before it"),
    ],
)
def test_what_is_said_of_a_host_that_is_not_known(host: str, message: str) -> None:
    assert [finding.message for finding in findings(f'x = f"https://{host}.twilio.com"')] == [message]


@pytest.mark.parametrize(
    ("source", "regions"),
    [
        ('def f(r="ie1"):\n    return f"https://api.{r}.twilio.com"\n', "`ie1`"),
        ('import os\nx = "https://api." + (os.getenv("TWILIO_REGION") or "ie1") + ".twilio.com"', "`ie1`"),
        ('r = "us1"\nif eu:\n    r = "ie1"\nx = "https://api.%s.twilio.com" % r', "`ie1` or `us1`"),
        ('def f(r):\n    return f"https://api.{r}.twilio.com"\nf("ie1")\nf("au1")\n', "`au1` or `ie1`"),
        ('class C:\n    r = "ie1"\npatch.object(C, "r", "us1")\nx = f"https://api.{C.r}.twilio.com"', "`ie1` or `us1`"),
    ],
)
def test_the_regions_that_are_seen_to_fill_a_hole_are_told(source: str, regions: str) -> None:
    (finding,) = findings(source)
    assert finding.fix is None
    assert finding.code == "EW106"
    assert finding.message.endswith(
        f"its region is not known here, and there is no edge before it; it may be {regions}"
    )


def test_a_template_is_followed_to_its_use() -> None:
    source = 'URL = "https://api.%s.twilio.com"\nx = URL % "ie1"\ny = URL % region\n'
    assert [code for code, _ in seen(source)] == ["EW106", "EW101"]
    assert fixed(source) == source.replace('% "ie1"', '% "dublin.ie1"')


def test_a_constant_is_reported_where_it_stands() -> None:
    source = 'HOST = "api.ie1.twilio.com"\nx = f"https://{HOST}/x"\ny = "https://" + HOST\n'
    assert seen(source) == [("EW101", "api.ie1.twilio.com")]


SILENT = [
    'url.replace("api.ie1.twilio.com", "api.twilio.com")',
    '"https://api.REGION.twilio.com".replace("REGION.", "")',
    '"""api.ie1.twilio.com"""',
    'def f():\n    """api.ie1.twilio.com"""',
    'class A:\n    "api.ie1.twilio.com"\n    x = 1\n    "https://api.de1.twilio.com"',
    "# api.ie1.twilio.com\nx = 1  # https://api.de1.twilio.com",
    'x = "api.twilio.com"',
    'x = "api.us1.twilio.com"',
    'x = "https://api.dublin.ie1.twilio.com/x"',
    'x = "api.sydney.au1.twilio.com"',
    'x = "api.tokyo.us1.twilio.com"',
    'x = "my-api.ie1.twilio.com"',
    'x = "foo.api.ie1.twilio.com"',
    'x = "foo_api.ie1.twilio.com"',
    'x = "*.ie1.twilio.com"',
    'x = ".api.ie1.twilio.com"',
    'x = "api.ie1.twilio.com.evil.example"',
    'x = "api.ie1.twilio.community"',
    'x = "api.ie1.twilio.com-mirror"',
    'x = "https://api.ie1.twilio.com@evil.example/"',
    'x = "https://api.ie1.twilio.com:pw@evil.example/"',
    'x = "api.ie1.nottwilio.com"',
    'x = "ie1.twilio.com"',
    'x = "x.pstn.ie1.twilio.com"',
    'x = "acme.sip.ie1.twilio.com"',
    'x = "acme.sip.dublin.twilio.com"',
    'x = "api.sip.dublin.twilio.com"',
    'x = "sip.ie1.twilio.com"',
    'x = "voice-js.ie1.twilio.com"',
    'x = "chunderw-vpc-gll-ie1.twilio.com"',
    'x = "eventgw.ie1.twilio.com ers.ie1.twilio.com matrix.ie1.twilio.com"',
    'x = "tsock.ie1.twilio.com mcs.ie1.twilio.com cds.ie1.twilio.com media.ie1.twilio.com aim.ie1.twilio.com"',
    'x = "sdkgw.ie1.twilio.com ecs.ie1.twilio.com ie1.vss.twilio.com stun.ie1.twilio.com"',
    'x = "global.stun.twilio.com console.ie1.twilio.com www.twilio.com help.twilio.com"',
    'x = "api.stage.twilio.com api.dev.twilio.com api.dublin.stage.twilio.com api.stage.ie1.twilio.com"',
    'x = "https://example.com/hook#e=dublin"',
    'x = f"https://api.{edge}.{region}.twilio.com"',
    'x = f"https://{product}.{edge}.{region}.twilio.com"',
    'x = f"https://{product}.twilio.com"',
    'x = f"https://{host}.us1.twilio.com"',
    'x = f"https://api.{edge}.ie1.twilio.com"',
    'x = f"https://api.dublin.{region}.twilio.com"',
    'x = f"https://api.{edge_prefix}{region_prefix}twilio.com"',
    'x = f"https://api{part}.ie1.twilio.com"',
    'x = f"https://api{edge}{region}.twilio.com"',
    'x = f"https://mirror{part}.twilio.com"',
    'x = f"https://api.{part}-ix.twilio.com"',
    'x = f"https://api.sydn{part}.twilio.com"',
    'x = f"https://api.us{part}a1.twilio.com"',
    'x = f"https://api.1{part}.twilio.com"',
    'x = f"https://api.a1b{part}.twilio.com"',
    'x = f"https://api.{{edge}}.{{region}}.twilio.com"',
    'x = f"https://api.{{region}}.twilio.com"',
    'x = "https://api.{{region}}.twilio.com".format()',
    'x = f"sip.{region}.twilio.com"',
    'x = f"https://{name}.sip.{region}.twilio.com"',
    'x = "https://api.%s.%s.twilio.com" % (edge, region)',
    'edge = f"{e}."\nx = f"https://api.{edge}{region}.twilio.com"',
    'R = "dublin.ie1"\nx = f"https://api.{R}.twilio.com"',
    'R = "us1"\nx = f"https://api.{R}.twilio.com"',
    'R = "ie1"\nR = "us1"\nx = f"https://api.{R}.twilio.com"',
    'import re\nre.compile(r"(?:[\\w-]+\\.){1,3}twilio\\.com")',
    'import re\nre.compile(r"api\\.twilio\\.com")',
    'import re\nre.compile(r"api(\\.[a-z0-9-]+){0,2}\\.twilio\\.com")',
    'import re\nre.compile(r"\\.twilio\\.com$").search(x)',
]  # fmt: skip


@pytest.mark.parametrize("source", SILENT)
def test_what_is_fine_is_silent(source: str) -> None:
    assert seen(source + "\n") == []


def test_several_hosts_in_one_literal() -> None:
    source = 'x = "https://api.ie1.twilio.com,https://voice.de1.twilio.com https://api.us1.twilio.com"\n'
    wanted = 'x = "https://api.dublin.ie1.twilio.com,https://voice.twilio.com https://api.us1.twilio.com"\n'
    assert [code for code, _ in seen(source)] == ["EW101", "EW102"]
    assert fixed(source) == source  # a list of hosts in a text may be what passes
    assert fixed(source, unsafe=True) == wanted


UNSAFE = [
    ('x = "api.dublin.twilio.com"', "EW103", 'x = "api.dublin.us1.twilio.com"'),
    ('x = "api.frankfurt.de1.twilio.com"', "EW104", 'x = "api.twilio.com"'),
    ('x = "api.tokyo.jp1.twilio.com"', "EW104", 'x = "api.twilio.com"'),
    ('x = "api.sydney.ie1.twilio.com"', "EW105", 'x = "api.dublin.ie1.twilio.com"'),
    ('ok = {"api.twilio.com", "api.ie1.twilio.com"}', "EW101", 'ok = {"api.twilio.com", "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"}'),
    ('ok = frozenset(["api.ie1.twilio.com"])', "EW101", 'ok = frozenset(["api.ie1.twilio.com", "api.dublin.ie1.twilio.com"])'),
    ('HOSTS = ["api.twilio.com", "api.ie1.twilio.com"]', "EW101", 'HOSTS = ["api.twilio.com", "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"]'),
    ('CSP_CONNECT_SRC = ("https://api.ie1.twilio.com", "x")', "EW101", 'CSP_CONNECT_SRC = ("https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com", "x")'),
    ('class A:\n    ALLOWED_HOSTS: list[str] = ["api.ie1.twilio.com"]', "EW101", 'class A:\n    ALLOWED_HOSTS: list[str] = ["api.ie1.twilio.com", "api.dublin.ie1.twilio.com"]'),
    ('url.replace("api.ie1.twilio.com", host)', "EW101", 'url.replace("api.dublin.ie1.twilio.com", host)'),
    ('x = f"{scheme}api.ie1.twilio.com"', "EW101", 'x = f"{scheme}api.dublin.ie1.twilio.com"'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "rewritten"), UNSAFE, ids=[item[0] for item in UNSAFE])
def test_where_a_human_should_look_the_fix_is_unsafe(source: str, code: str, rewritten: str) -> None:
    assert [found for found, _ in seen(source)] == [code]
    assert fixed(source) == source
    assert fixed(source, unsafe=True) == rewritten


OLD, NEW = '"api.ie1.twilio.com"', '"api.dublin.ie1.twilio.com"'
ADDED = [
    (f"if h not in ({OLD}, y): raise ValueError(h)", f"if h not in ({OLD}, {NEW}, y): raise ValueError(h)"),
    (f"OK = [{OLD}]\ndef f(h):\n    if h not in OK: return False", f"OK = [{OLD}, {NEW}]\ndef f(h):\n    if h not in OK: return False"),
    (f"class A:\n    OK = ({OLD},)\n    def f(self, h):\n        if h not in self.OK: raise ValueError(h)",
     f"class A:\n    OK = ({OLD}, {NEW},)\n    def f(self, h):\n        if h not in self.OK: raise ValueError(h)"),
    (f"OK: set[str] = {{\n    {OLD},  # Ireland\n    y,\n}}\nif h not in OK or not h: raise ValueError(h)",
     f"OK: set[str] = {{\n    {OLD},  # Ireland\n    {NEW},\n    y,\n}}\nif h not in OK or not h: raise ValueError(h)"),
    (f"OK = frozenset([{OLD}])\nif h not in OK: raise ValueError(h)", f"OK = frozenset([{OLD}, {NEW}])\nif h not in OK: raise ValueError(h)"),
    ("OK = {'https://api.ie1.twilio.com/x'}\nif url not in OK: raise ValueError(url)",
     "OK = {'https://api.ie1.twilio.com/x', 'https://api.dublin.ie1.twilio.com/x'}\nif url not in OK: raise ValueError(url)"),
    ("OK = {'api.de1.twilio.com', 'api.jp1.twilio.com'}\nif h not in OK: raise ValueError(h)",
     "OK = {'api.de1.twilio.com', 'api.twilio.com', 'api.jp1.twilio.com'}\nif h not in OK: raise ValueError(h)"),
    (f"OK = {{{OLD}}}\nBASE = 'https://api.ie1.twilio.com/x'\nif h not in OK: raise ValueError(h)\nrequests.get(BASE)",
     f"OK = {{{OLD}, {NEW}}}\nBASE = 'https://api.dublin.ie1.twilio.com/x'\nif h not in OK: raise ValueError(h)\nrequests.get(BASE)"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "rewritten"), ADDED, ids=[item[0] for item in ADDED])
def test_a_list_of_what_may_pass_gets_another_member(source: str, rewritten: str) -> None:
    assert fixed(source) == rewritten
    assert seen(rewritten) == []


@pytest.mark.parametrize(
    "use", ["len(OK)", "zip(OK, names)", "[get(h) for h in OK]", "OK[0]", "OK == other", "f(OK)", "OK.append(h)"]
)
def test_a_list_that_is_used_otherwise_gets_none(use: str) -> None:
    source = f"OK = [{OLD}, y]\nif h not in OK: raise ValueError(h)\n{use}\n"
    assert seen(source) != []
    assert fixed(source, unsafe=True) == source


UNSAFELY_ADDED = [
    f"x = h in ({OLD}, y)",
    f"rows = [row for row in rows if row.host not in ({OLD}, y)]",
    f"OK = [{OLD}, y]\ndef f(h): return h in OK",
]


@pytest.mark.parametrize("source", UNSAFELY_ADDED)
def test_where_nobody_shows_that_they_may_pass_a_human_adds_it(source: str) -> None:
    assert fixed(source) == source
    assert fixed(source, unsafe=True) == source.replace(f"{OLD}, y", f"{OLD}, {NEW}, y")


def test_a_list_that_stays_holds_what_it_lets_through() -> None:
    source = f"OK = [{OLD}, y]\nif h not in OK: raise ValueError(len(OK))\nrequests.get('https://api.ie1.twilio.com')\n"
    assert fixed(source) == source


@pytest.mark.parametrize("rows", [
    '@parameterized.expand([("ie1", "https://api.ie1.twilio.com")])',
    '@ddt.data("https://api.ie1.twilio.com")',
    '@pytest.mark.parametrize("url", ["https://api.ie1.twilio.com"])',
    '@cases(url="https://api.ie1.twilio.com")',
])  # fmt: skip
def test_rows_of_a_test_are_expectations(rows: str) -> None:
    source = f"import ddt, pytest\nfrom parameterized import parameterized\nfrom shop import cases\n{rows}\ndef test_x(*a, **k):\n    assert f(*a)\n"
    assert fixed(source) == source
    assert "a test expects it on line 4" in findings(source)[0].message


REFUSED = [
    'form = Form({"url": "https://api.ie1.twilio.com"})\nassert not form.is_valid()',
    'form = Form({"url": "https://api.ie1.twilio.com"})\nassert form.is_valid() is False\nassert form.errors == {"url": [1]}',
    'class F(Form): pass\nf = F({"url": "https://api.ie1.twilio.com"})\nassert "url" in f.errors',
    'errors = validate({"host": "api.ie1.twilio.com"})\nassert errors',
    'found = look("https://api.ie1.twilio.com")\nassert len(found.errors) == 1',
    'ok = check("https://api.ie1.twilio.com")\nassert not ok',
    'answer = client.post("/hook", json={"url": "https://api.ie1.twilio.com"})\nassert answer.status_code == 422',
    'assert client.post("/hook", json={"url": "https://api.ie1.twilio.com"}).status_code == 400',
    'answer = client.post("/x", {"u": "https://api.ie1.twilio.com"})\nassert answer.status_code == status.HTTP_422_UNPROCESSABLE_ENTITY',
    'answer = client.post("/x", {"u": "https://api.ie1.twilio.com"})\nassert answer.status_code == HTTPStatus.BAD_REQUEST',
    'body = {"url": "https://api.ie1.twilio.com"}\nanswer = client.put("/hook", body)\nself.assertEqual(answer.status_code, 422)',
    'form = Form({"url": "https://api.ie1.twilio.com"})\nself.assertFalse(form.is_valid())\nself.assertIn("url", form.errors)',
    'import warnings\nwith warnings.catch_warnings(record=True) as caught:\n    check("api.ie1.twilio.com")\nassert len(caught) == 1',
]
"""What tests expect to be refused, by what they say of an answer that has got a name."""
ACCEPTED = [
    'form = Form({"url": "https://api.ie1.twilio.com"})\nassert form.is_valid()\nassert not form.errors',
    'form = Form({"url": "https://api.ie1.twilio.com"})\nself.assertEqual(form.errors, {})\nself.assertFalse(form.errors)',
    'errors = validate({"host": "api.ie1.twilio.com"})\nassert not errors',
    'found = look("https://api.ie1.twilio.com")\nassert len(found.errors) == 0',
    'found = look("https://api.ie1.twilio.com")\nassert found is not None',
    'answer = client.post("/hook", json={"url": "https://api.ie1.twilio.com"})\nassert answer.status_code == 201',
    'answer = client.post("/hook", json={"url": "https://api.ie1.twilio.com"})\nassert answer.status_code != 422',
    'gateway = Gateway("https://api.ie1.twilio.com")\nassert not gateway.is_closed\nassert gateway.last_error == ""',
    'gateway = Gateway("https://api.ie1.twilio.com")\nanswer = gateway.send("x")\nassert answer.status_code == 400',
    'import requests\nanswer = requests.get("https://api.ie1.twilio.com")\nassert answer.status_code == 403',
    'import warnings\nwith warnings.catch_warnings(record=True) as caught:\n    check("api.ie1.twilio.com")\nassert not caught',
]


@pytest.mark.parametrize("source", REFUSED)
def test_what_a_test_expects_to_be_refused_is_silent(source: str) -> None:
    assert findings(source + "\n") == []


@pytest.mark.parametrize("source", ACCEPTED)
def test_what_a_test_does_not_expect_to_be_refused_is_reported(source: str) -> None:
    assert [found.code for found in findings(source + "\n")] == ["EW101"]


SILENT_ROLES = [
    'with pytest.raises(ValueError): check("api.ie1.twilio.com")',
    'with self.assertRaisesRegex(ValueError, \'x\') as c:\n    if y: check("api.ie1.twilio.com")',
    'self.assertRaises(ValueError, check, "api.ie1.twilio.com")',
    'assert not check("api.ie1.twilio.com")',
    'assert check("api.ie1.twilio.com") is False',
    'assert check("api.ie1.twilio.com") == None',
    'assert x != "api.ie1.twilio.com"',
    'self.assertFalse(check("api.ie1.twilio.com"))',
    'self.assertNotEqual(x, "api.ie1.twilio.com")',
    'self.assertIs(check("api.ie1.twilio.com"), False)',
    'for url in ("api.ie1.twilio.com", \'x\'):\n    with pytest.raises(ValueError): check(url)',
    '@mark.parametrize(\'url\', ["api.ie1.twilio.com"])\ndef test(url):\n    x = 1\n    with pytest.raises(ValueError): check(url)',
    '@mark.parametrize(\'url, ok\', [("api.ie1.twilio.com", False), (\'x\', True)])\ndef test(url, ok): assert check(url) is ok',
    'URL = "https://api.ie1.twilio.com"\ndef test():\n    with pytest.raises(OSError): get(URL, timeout=3)',
    'URL = "https://api.ie1.twilio.com"\ndef ask(): return get(URL)\ndef test():\n    with pytest.raises(OSError): ask()',
    'def test():\n    try:\n        get("https://api.ie1.twilio.com")\n        pytest.fail()\n    except OSError: pass',
    'try:\n    look_up("api.ie1.twilio.com")\nexcept OSError: pass\nelse:\n    raise AssertionError(1)',
    'with suppress(OSError):\n    get("https://api.ie1.twilio.com")\n    assert False',
    "raise ValueError('api.ie1.twilio.com is retired')",
    "warnings.warn('api.ie1.twilio.com is retired')",
    "logger.error('Twilio has shut down api.ie1.twilio.com; set an edge')",
    "HELP = 'Seit April ist api.ie1.twilio.com abgeschaltet'",
    'x = "api.ie1.twilio.com became api.dublin.ie1.twilio.com"',
    'NEW = {"api.ie1.twilio.com": "api.dublin.ie1.twilio.com"}',
    'MOVES = [("https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com")]',
    'RULE = {"old": "https://api.ie1.twilio.com", "new": "https://api.dublin.ie1.twilio.com"}',
    'RULE = {"old": "https://api.ie1.twilio.com", "new": "https://api.twilio.com"}',
    'migrate(old="api.ie1.twilio.com", new="api.twilio.com")',
    'x = url.replace("api.ie1.twilio.com", "api.twilio.com")',
    'assert migrate("https://api.ie1.twilio.com/x") == "https://api.dublin.ie1.twilio.com/x"',
    'x = load("old: https://api.ie1.twilio.com\\nnew: https://api.twilio.com\\n")',
    'x = load("""\n-url: https://api.ie1.twilio.com\n+url: https://api.dublin.ie1.twilio.com\n""")',
    "x = 'update t set u = \\'https://api.twilio.com\\'\\nwhere u = \\'https://api.ie1.twilio.com\\''",
    'open("tests/cassettes/api.ie1.twilio.com/send.yaml")',
    'import uuid\nuuid.uuid5(uuid.NAMESPACE_DNS, "api.ie1.twilio.com")',
    'A = ["api.ie1.twilio.com"]\ndef f(url):\n    for host in A:\n        if host in url:\n            raise ValueError(url)',
    'A = ("api.ie1.twilio.com",)\ndef f(host):\n    if host in A:\n        return False\n    return True',
    'def f(url):\n    if "api.ie1.twilio.com" in url:\n        raise ValueError',
    'import subprocess\nsubprocess.run(["sed", "-e", "s/api.ie1.twilio.com/api.dublin.ie1.twilio.com/", "x"])',
    'import re\nA = [(re.compile("api.ie1.twilio.com"), "api.dublin.ie1.twilio.com")]\nfor rx, new in A:\n    x = rx.sub(new, x)',
    'A, B = ["api.ie1.twilio.com"], ["api.dublin.ie1.twilio.com"]\nx = open("x").read()\nfor a, b in zip(A, B):\n    x = x.replace(a, b)',
    'A, B = "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"\ndef f():\n    for g in G.objects.filter(base=A):\n        g.base = g.base.replace(A, B)',
    'A, B = "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"\ndef f(x):\n    if A in x:\n        x = x.replace(A, B)\n    return x',
]  # fmt: skip
UNSAFE_ROLES = [
    ('T = Template("{% if eu in url %}x{% endif %}")\nx = T.render(eu="api.ie1.twilio.com")', "it is compared on line 2"),
    (
        'env = Environment()\nenv.globals["eu"] = "https://api.ie1.twilio.com"\nT = env.from_string("{{ 1 if r.url.startswith(eu) }}")',
        "it is compared on line 2",
    ),
    (
        'T = "{% for h in hosts %}{% if h == url %}{% endif %}{% endfor %}"\nx = render(T, {"hosts": ["api.ie1.twilio.com"]})',
        "it is compared on line 2",
    ),
    ('import requests\ns = requests.Session()\ns.mount("https://api.ie1.twilio.com/", a)', "something is looked up by it"),
    ('import requests\ns = requests.Session()\ns.headers["Host"] = "api.ie1.twilio.com"', "it is sent or stored as data"),
    ('EU = "api.ie1.twilio.com"\nimport sys\nx = getattr(sys.modules[__name__], "EU") == y', "it is compared on line 1"),
    ('if host == "api.ie1.twilio.com": region = "ie1"', "it is compared on line 1"),
    ('def f(host): return "api.ie1.twilio.com" != host', "it is compared on line 1"),
    ('x = [u for u in urls if u.startswith("https://api.ie1.twilio.com/")]', "it is compared on line 1"),
    ('x = u.split("https://api.ie1.twilio.com", 1)', "it is compared on line 1"),
    ('x = u.replace("api.ie1.twilio.com", host)', "it is compared on line 1"),
    ('match host:\n    case "api.ie1.twilio.com": pass', "it is compared on line"),
    ('while x != "api.ie1.twilio.com": pass', "it is compared on line 1"),
    ('A = "api.ie1.twilio.com"\n\ndef f(url):\n    return A in url', "it is compared on line 4"),
    ('def a():\n    return "api.ie1.twilio.com"\n\ndef f(x):\n    return x == a()', "it is compared on line 5"),
    ('A = {"x": "api.ie1.twilio.com"}\nB = {v: k for k, v in A.items()}', "something is looked up by it on line 2"),
    ('A = "api.ie1.twilio.com"\nx = A.split(".")[1]', "its text is taken apart on line 2"),
    ('A = "https://api.ie1.twilio.com"\nx = A[8:]', "its text is taken apart on line 2"),
    ('cursor.execute("DELETE FROM media WHERE host = \'api.ie1.twilio.com\'")', "it selects what is stored"),
    ('Gateway.objects.filter(base_url="https://api.ie1.twilio.com")', "it selects what is stored"),
    ('Gateway.objects.get(base_url="https://api.ie1.twilio.com")', "it selects what is stored"),
    ('A = {"x": "api.ie1.twilio.com"}\ndef f(h):\n    return h in A.values()', "it is in a list of what may pass: add"),
    ("Q = \"SELECT sid FROM media WHERE url LIKE 'https://api.ie1.twilio.com/%'\"", "it selects what is stored"),
    ("CSP = \"connect-src 'self' https://api.ie1.twilio.com https://x.example\"", "it is in a list of what may pass: add"),
    ('client.post("/x", json={"url": "https://api.ie1.twilio.com"})', "it is sent or stored as data on line 1"),
    ('B = "api.ie1.twilio.com"\nQ = "select 1 from t where h = \'%s\'" % (B,)', "it selects what is stored"),
    ('B = "api.ie1.twilio.com"\nQ = f"select 1 from t where h = \'{B}\'"', "it selects what is stored"),
    ('print("https://api.ie1.twilio.com")', "it is only shown on line 1"),
    ('raise ValueError("api.ie1.twilio.com")', "it is only shown on line 1"),
    ('assert check("api.ie1.twilio.com")', "it is compared on line 1"),
    ('assert x == "api.ie1.twilio.com"', "a test expects it on line 1"),
    ('assert u.startswith("https://api.ie1.twilio.com")', "it is compared on line 1"),
    ('self.assertEqual(url("ie1"), "https://api.ie1.twilio.com")', "a test expects it on line 1"),
    ('import responses\nresponses.add("GET", "https://api.ie1.twilio.com/x")', None),
    ('errors = S().validate({"url": "https://api.ie1.twilio.com"})\nfor error in errors: pass', "it is sent or stored as data"),
    ('errors = S().validate({"url": "https://api.ie1.twilio.com"})\nx = len(errors)', "it is sent or stored as data"),
    ('import configparser\nc = configparser.ConfigParser()\nc.read_dict({"a": {"b": "api.ie1.twilio.com"}})\nx = c["a"]["b"] in url', "it is sent or stored as data"),
    ('import operator\nfrom functools import partial\nis_ours = partial(operator.contains, ["api.ie1.twilio.com"])', "it is compared on line 3"),
    ('x = root.findall(".//m[@host=\'api.ie1.twilio.com\']")', "it selects what is stored"),
    ("x = page.select('a[href*=\"//api.ie1.twilio.com\"]')", "it selects what is stored"),
    ('import os\nos.environ["X"] = "api.ie1.twilio.com"\ndef f(url): return os.environ["X"] in url', "it is compared on line 3"),
    ('app.config["X"] = "api.ie1.twilio.com"\n\ndef f(url): return app.config["X"] in url', "it is compared on line 3"),
    ('found = check("https://api.ie1.twilio.com")\nassert found.reasons == [1]', "a test expects it on line 1"),
    ('import subprocess\nsubprocess.run(["grep", "-c", "api.ie1.twilio.com", "x"])', "not all of its uses can be followed"),
    ('import subprocess\nsubprocess.run("cat x | grep -c api.ie1.twilio.com", shell=True)', "not all of its uses can be followed"),
    ('import subprocess\nsubprocess.run(["./deploy.sh", "https://api.ie1.twilio.com"])', "not all of its uses can be followed"),
    ('import os\nA = "https://api.ie1.twilio.com"\nos.system(f"curl -V; ./deploy.sh {A}")', "not all of its uses can be followed"),
    ('from string import Template\nx = Template("... WHERE u LIKE \'$u%\'").substitute(u="https://api.ie1.twilio.com")', "it selects what is stored"),
    ('t = env.from_string("select 1 from x where u = \'{{ u }}\'")\nx = t.render(u="https://api.ie1.twilio.com")', "it selects what is stored"),
    ('x = db.fetch("select 1 from x where u = $1", "https://api.ie1.twilio.com")', "it selects what is stored"),
    ('open("x.conf", "w").write("url=https://api.ie1.twilio.com")', "it is sent or stored as data on line 1"),
    ('from pathlib import Path\nPath("x").write_text("https://api.ie1.twilio.com")', "it is sent or stored as data on line 2"),
    ('run("curl https://api.twilio.com\\ncurl https://api.ie1.twilio.com")', "not all of its uses can be followed"),
    ('from starlette.routing import Host\nx = Host("api.ie1.twilio.com", app)', "it is compared on line 2"),
    ('x = load("{% if \'api.ie1.twilio.com\' in url %}a{% endif %}")', "it selects what is stored"),
    ('import conf\nx = conf.Settings(HOST="api.ie1.twilio.com")\ny = x.HOST in url', "it is compared on line 2"),
    ('import conf\nconf.settings.configure(HOST="api.ie1.twilio.com")\ny = conf.settings.HOST in url', "it is compared on line 2"),
    ('import conf\nx = conf.load(HOST="api.ie1.twilio.com")\ny = x["HOST"] == host', "it is compared on line 2"),
    ('import difflib\nx = difflib.get_close_matches("api.ie1.twilio.com", names)', "not all of its uses can be followed"),
    ('x = load("[api.ie1.twilio.com]\\nrate = 3")', "something is looked up by it"),
    ('x = load("rates:\\n  api.ie1.twilio.com: 3")', "something is looked up by it"),
    ('import requests\nx = requests.get("/").text.count("api.ie1.twilio.com")', "it is compared on line 2"),
    ('x = open("x").read().split("api.ie1.twilio.com")', "it is compared on line 1"),
    ('A = "api.ie1.twilio.com api.twilio.com".split()', "its text is taken apart on line 1"),
    ('A = "api.ie1.twilio.com,api.twilio.com".split(",")', "its text is taken apart on line 1"),
    ('RETIRED = ("api.ie1.twilio.com", \'x\')', "its name says that it is the old one"),
    (
        'def test():\n    gone = False\n    try:\n        get("https://api.ie1.twilio.com")\n    except OSError: gone = True\n    assert gone',
        "not all of its uses can be followed on line 4",
    ),
    (
        'import pytest\n@pytest.mark.vcr\ndef test():\n    get("https://api.ie1.twilio.com")',
        "a recording answers in its place, for the old host on line 4",
    ),
    (
        'import vcr\nA = "https://api.ie1.twilio.com"\ndef ask():\n    return get(A)\ndef test():\n    with vcr.use_cassette("a.yaml"): ask()',
        "a recording answers in its place, for the old host on line 4",
    ),
    ('def test(betamax_session): betamax_session.get("https://api.ie1.twilio.com")', "a recording answers in its place"),
    ('import vcr\nclass A(VCRTestCase):\n    def test(self): get("https://api.ie1.twilio.com")', "a recording answers"),
    ('pytestmark = [pytest.mark.vcr]\ndef test(): get("https://api.ie1.twilio.com")', "a recording answers in its place"),
    (
        'from django.db import models\nclass A(models.TextChoices):\n    IE = "api.ie1.twilio.com", "x"\nx = C(choices=A.choices)',
        "something is looked up by it",
    ),
    ('import enum\nclass A(enum.Enum):\n    IE = "api.ie1.twilio.com"\nx = Column(E(A))', "something is looked up by it"),
    ('from enum import Enum\nclass A(Enum):\n    IE = "api.ie1.twilio.com"\nclass C(M):\n    a: A', "looked up by it"),
    ('from enum import Enum\nclass A(Enum):\n    IE = "api.ie1.twilio.com"\n@get("/")\ndef f(a: A): ...', "looked up by it"),
    ('OLD_URL: str = "api.ie1.twilio.com"', "its name says that it is the old one"),
    ('x = f(legacy_host="api.ie1.twilio.com")', "its name says that it is the old one"),
]  # fmt: skip
SAFE_ROLES = [
    'T = Template("{% if show %}{{ base }}/x{% endif %}")\nx = T.render(show=1, base="https://api.ie1.twilio.com")',
    'import requests\ns = requests.Session()\ns.post("https://api.ie1.twilio.com/", a)',
    'class A:\n    base = "https://api.ie1.twilio.com"\n    def u(self, sid):\n        return "%s/x/%s" % (self.base, sid)',
    'B = "api.ie1.twilio.com"\nx = "https://%(host)s/x" % {"host": B}',
    'with pytest.raises(ValueError): pass\nx = "api.ie1.twilio.com"',
    'def test():\n    try:\n        get("https://api.ie1.twilio.com")\n    finally: close()',
    'try:\n    get("https://api.ie1.twilio.com")\n    sys.exit(0)\nexcept OSError: sys.exit(1)',
    'def send():\n    try:\n        r = get("https://api.ie1.twilio.com")\n        if r: return r\n        raise E(r)\n    except OSError: pass',
    'with span():\n    r = get("https://api.ie1.twilio.com")\n    raise E(r)',
    'try:\n    get("https://api.ie1.twilio.com")\nexcept OSError: log()\nelse:\n    sys.exit(0)',
    'def send():\n    try:\n        get("https://api.ie1.twilio.com")\n    except OSError: pass',
    'def f():\n    """The host.\n\n    >>> f()\n    1\n\n    It is not api.de1.twilio.com.\n    """\n    return "api.ie1.twilio.com"',
    'from enum import Enum\nclass A(Enum):\n    IE = "api.ie1.twilio.com"\ndef f(a: A): return get(a.value)',
    'SWALLOWED = ["api.ie1.twilio.com"]',
    'x = u.replace(host, "api.ie1.twilio.com")',
    'household = "api.ie1.twilio.com"',
    'x = f(bold="api.ie1.twilio.com")',
    'for url in ("api.ie1.twilio.com",):\n    check(url)',
    'x = [("api.ie1.twilio.com", False)]',
    'A = dict(zip(["us", "eu"], ["https://api.twilio.com", "https://api.ie1.twilio.com"]))\nfetch(A["eu"])',
    'def f(x):\n    match x:\n        case str(): fetch(x)\n        case None | 5: pass\nf("https://api.ie1.twilio.com")',
    'import subprocess\nsubprocess.run("curl -s https://api.ie1.twilio.com/x | grep sid", shell=True)',
    'form = Form({"url": "https://api.ie1.twilio.com"})\nform.save()',
    'from urllib.parse import urlparse\nparts = urlparse("https://api.ie1.twilio.com/x")\nassert parts.scheme == "https"\nport = parts.port or 443\nconnect(parts.netloc, port)',
    'from unittest.mock import patch\nimport requests\nA = "https://api.ie1.twilio.com"\n@patch("requests.get")\ndef test(get):\n    requests.get(A + "/x", timeout=3)\n    get.assert_called_once_with("https://api.ie1.twilio.com/x", timeout=3)',
    'A = "https://api.ie1.twilio.com"\nif A.endswith("/"):\n    A += "x"',
    'import requests\nA = "https://api.ie1.twilio.com"\nif len(A) > 5:\n    print("POST", A)\n    requests.post(f"{A}/x")',
    'import requests\nrequests.get("https://api.ie1.twilio.com", timeout=3)',
    'import socket\nsocket.create_connection(("api.ie1.twilio.com", 443))',
    'import subprocess\nsubprocess.run(["curl", "-s", "https://api.ie1.twilio.com/x"])',
    'import subprocess\nsubprocess.run(["x"], env={"URL": "https://api.ie1.twilio.com"})',
    'import subprocess\nA = "https://api.ie1.twilio.com"\nsubprocess.run(f"X=1 /usr/bin/curl -s {A}/x", shell=True)',
    'from string import Template\nx = Template("$u/x").substitute(u="https://api.ie1.twilio.com")',
    'add_argument("--url", default="https://api.ie1.twilio.com", help="where to send it, like this")',
    'x = json.loads(\'{"us1": "https://api.twilio.com", "ie1": "https://api.ie1.twilio.com"}\')',
    'x = yaml.safe_load("""\nus:\n  url: https://api.twilio.com\neu:\n  url: https://api.ie1.twilio.com\n""")',
    'x = load("US_URL=https://api.twilio.com\\nEU_URL=https://api.ie1.twilio.com\\n")',
    'from twilio.http.http_client import TwilioHttpClient\nTwilioHttpClient().request("GET", "https://api.ie1.twilio.com/x")',
    'PRIMARY, FALLBACK = "https://api.twilio.com", "https://api.ie1.twilio.com"',
    'A = ["https://api.twilio.com", "https://api.ie1.twilio.com"]\nfor url in A:\n    fetch(url)',
    'x = dict(us="https://api.twilio.com", eu="https://api.ie1.twilio.com")',
    'def base():\n    return "https://api.ie1.twilio.com"\n\ndef test():\n    assert base() == "https://api.ie1.twilio.com"',
]  # fmt: skip


@pytest.mark.parametrize("source", SILENT_ROLES)
def test_the_old_host_is_meant(source: str) -> None:
    assert seen(source) == []


@pytest.mark.parametrize(("source", "why"), UNSAFE_ROLES)
def test_something_depends_on_what_it_says(source: str, why: str | None) -> None:
    (finding,) = findings(source)
    assert finding.code == "EW101"
    assert why is None or why in finding.message
    assert fixed(source) == source
    assert fixed(source, unsafe=True) == source.replace("api.ie1", "api.dublin.ie1")


@pytest.mark.parametrize("source", SAFE_ROLES)
def test_a_request_or_an_address(source: str) -> None:
    assert fixed(source) == source.replace("api.ie1", "api.dublin.ie1")


def test_an_example_of_a_docstring_expects_a_host() -> None:
    source = 'def f(r):\n    """The host.\n\n    >>> f("ie")\n    \'api.ie1.twilio.com\'\n    """\n    return {"ie": "api.ie1.twilio.com"}[r]\n'
    (finding,) = findings(source)
    assert finding.message.endswith("a test expects it on line 4")
    assert fixed(source) == source


def test_what_is_refused_stays_with_what_may_be_there_to_be_refused() -> None:
    source = 'def check(u):\n    if "//api.ie1.twilio.com" in u:\n        raise ValueError\nf = Form({"url": "https://api.ie1.twilio.com"})\n'
    (finding,) = findings(source)
    assert finding.message.endswith("the same host stays on line 2, where what has it is refused")
    assert fixed(source) == source


@pytest.mark.parametrize("way", ["as-written", "us1"])
def test_a_match_is_a_comparison_where_another_case_would_be_chosen(way: ProcessingRegion) -> None:
    source = 'A = "https://api.ie1.twilio.com"\nmatch A:\n    case "https://api.twilio.com": f(A)\n    case _: g(A)\n'
    assert (fixed(source, processing_region=way) == source) is (way == "us1")


def test_where_something_goes_by_the_old_host_the_address_stays() -> None:
    source = 'HOST = "api.ie1.twilio.com"\nif host == "api.ie1.twilio.com": pass\n'
    assert [finding.message.rpartition("; ")[2] for finding in findings(source)] == [
        "the same host stays on line 2, where it is compared",
        "it is compared on line 2",
    ]
    assert fixed(source) == source


@pytest.mark.parametrize(
    "given", ['make(base="https://api.ie1.twilio.com")', 'B = "https://api.ie1.twilio.com"\nmake(B)']
)
def test_a_client_stays_with_what_a_test_answers_in_its_place(given: str) -> None:
    source = f'import responses\nfrom x import make\nresponses.add("GET", "https://api.ie1.twilio.com/x")\n{given}\n'
    assert [finding.message.rpartition("; ")[2] for finding in findings(source)] == [
        "a test answers in its place on line 3",
        "the same host stays on line 3, where a test answers in its place",
    ]
    assert fixed(source) == source


MOCKED = """\
import responses
from twilio.rest import Client
def test():
    responses.post("https://api.ie1.twilio.com/x", json={{}})
    {0}
"""


@pytest.mark.parametrize(
    "client",
    [
        'client = Client("a", "b", region="ie1")',
        'Client("a", "b", region="ie1").calls.create(to="+1")',
        'Client("a", "b", region="ie1").calls.create(to="+1"); Client("a", "b", region=x).calls.list()',
        'client = Client("a", "b", region="ie1"); client.calls.create(to="+1"); assert client.edge is None',
        'Client("a", "b", region="ie1").calls.create(to="+1"); send(f"https://api.{x}.twilio.com")',
        'Client("a", "b", region="ie1").calls.create(to="+1"); assert HOST == "api.ie1.twilio.com"',
        'Client("a", "b", region="ie1").calls.create(to="+1")  # edgewise: ignore[EW201] here as well',
    ],
)
@pytest.mark.parametrize("way", ["as-written", "us1"])
def test_a_client_and_what_a_test_answers_in_its_place_stay(client: str, way: ProcessingRegion) -> None:
    source = MOCKED.format(client)
    assert fixed(source, processing_region=way) == source


def test_of_two_urls_that_a_test_answers_none_becomes_the_other() -> None:
    source = MOCKED.format(
        'responses.post("https://api.dublin.ie1.twilio.com/x"); import requests; requests.post("https://api.ie1.twilio.com/x")'
    )
    assert fixed(source) == source
    assert fixed(source, processing_region="us1") == source.replace("api.ie1.", "api.")


@pytest.mark.parametrize("record", ["request.call_args[0]", "mock_calls", "request.call_args_list[0].args"])
def test_a_client_stays_where_a_test_reads_what_its_http_client_got(record: str) -> None:
    source = f'from unittest.mock import MagicMock\nfrom twilio.rest import Client\nhttp = MagicMock()\nClient("a", "b", region="ie1", http_client=http).calls.list()\nassert "x" in http.{record}\n'
    assert fixed(source) == source
    plain = source.replace(f"http.{record}", "http.other")
    assert fixed(plain) == plain.replace('"ie1"', '"ie1", edge="dublin"')


@pytest.mark.parametrize(
    "test",
    [
        '@patch("twilio.rest.Client")\ndef test(cls):\n    make()\n    assert len(cls.call_args.kwargs) == 1',
        '@patch("twilio.rest.Client")\ndef test(cls):\n    make()\n    assert sorted(cls.call_args[1]) == X',
        'def request(self, method, uri): X.append(self.get_hostname(uri))\ndef test(monkeypatch):\n    monkeypatch.setattr(twilio.rest.Client, "request", request)\n    make()',
    ],
)
def test_a_client_stays_where_a_test_counts_what_it_is_given(test: str) -> None:
    source = f'from unittest.mock import patch\nimport twilio.rest\ndef make(): return twilio.rest.Client("a", "b", region="ie1")\n{test}\n'
    (finding,) = findings(source)
    assert "on line" in finding.message
    assert fixed(source) == source


def test_the_message_for_an_allow_list_says_what_to_do() -> None:
    (finding,) = findings('ok = {"api.twilio.com", "api.ie1.twilio.com"}\n')
    assert "add `api.dublin.ie1.twilio.com` and keep the old host" in finding.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("api.twilio.com api.ie1.twilio.com", 1),
        ("connect-src 'self' https://api.twilio.com https://api.ie1.twilio.com; img-src *", 1),
        ("https://api.ie1.twilio.com/2010-04-01, https://api.twilio.com", 1),
        ("api.ie1.twilio.com api.dublin.ie1.twilio.com", 0),
        ("api.ie1.twilio.com=api.twilio.com", 0),
        ("s/api.ie1.twilio.com/api.twilio.com/", 0),
        ("from api.ie1.twilio.com, to api.twilio.com", 0),
    ],
)
def test_hosts_that_follow_each_other_in_a_text_are_no_pair(text: str, found: int) -> None:
    assert len(findings(f"x = {text!r}\n")) == found


def test_a_plain_host_in_a_text_is_a_replacement_for_those_who_keep_us1() -> None:
    assert not findings("x = 'api.twilio.com api.ie1.twilio.com'\n", processing_region="us1")


def test_a_table_of_urls_by_region_is_no_allow_list() -> None:
    source = 'URLS = {"ie1": "https://api.ie1.twilio.com", "us1": "https://api.twilio.com"}\n'
    assert fixed(source) == source.replace("api.ie1", "api.dublin.ie1")


REFUSING = [
    r're.compile(r"^https://api(\.[a-z0-9-]+)?\.twilio\.com/")',
    r're.match(r"https://api\.\w+\.twilio\.com", url)',
    r're.fullmatch(r"(?:api|verify)\.(ie1|au1)\.twilio\.com", host)',
    r're.search(r"^[^.]+\.[^.]+\.twilio\.com$", host)',
    r'PATTERN = r"(?i)^api\.[a-z]{2}\d\.twilio\.com$"',
    r're.compile(b"^api[.][a-z]+1[.]twilio[.]com$")',
    r'HOST = re.compile(r"\w+\.\w+\.twilio\.com")' + "\nHOST.fullmatch(x)",
    r're.match(r"https://api(\.[a-z0-9-]+)?\.twilio\.com/2010-04-01/Accounts/(?P<sid>AC[0-9a-f]{32})", url)',
    r'RegexValidator(r"^https://api(\.\w+)?\.twilio\.com/.*/Media/")',
    r'responses.add("GET", re.compile(r"https://api(\.\w+)?\.twilio\.com/2010-04-01/.*"))',
    r're.compile(r"""'
    + "\n  ^https://api  # product\n"
    + r'  (?:\.[a-z0-9]+)? \.twilio\.com / .+ $""", re.VERBOSE | re.I)',
    r're.compile("^API(\\.[A-Z0-9]+)?\\.TWILIO\\.COM:443$", flags=re.IGNORECASE | re.M)',
    r're.sub(r"^https://api(\.\w+)?\.twilio\.com/", BASE, url)',
]
UNKNOWN_PARTS = [
    r're.compile(rf"^https://api(\.\w+)?\.twilio\.com/2010-04-01/Accounts/{sid}/Calls$")',
    r're.compile(r"^https://api(\.\w+)?\.twilio\.com/" + re.escape(path) + "$")',
    r're.search(rf"{scheme}://api(\.\w+)?\.twilio\.com[:/]", url)',
]
FINDING = [
    r're.sub(r"^https://api\.(ie1|au1)\.twilio\.com$", BASE, url)',
    r'OLD = re.compile(r"api\.(ie1|au1)\.twilio\.com")' + "\nOLD.findall(text)",
    r'RETIRED = re.compile(r"^api\.(ie1|au1)\.twilio\.com$")',
    r'if re.fullmatch(r"api\.(ie1|au1)\.twilio\.com", host):' + "\n    raise ValueError(host)",
    r'assert not re.fullmatch(r"api\.(ie1|au1)\.twilio\.com", host)',
    r'series.str.contains(r"api\.(ie1|au1|de1)\.twilio\.com")',
]


@pytest.mark.parametrize("source", REFUSING + UNKNOWN_PARTS)
def test_a_pattern_that_refuses_the_new_host(source: str) -> None:
    (finding,) = findings(f"import re\n{source}\n")
    assert (finding.code, finding.fix) == ("EW107", None)
    assert "twilio.com" in finding.message


@pytest.mark.parametrize("source", FINDING)
def test_a_pattern_that_looks_for_retired_hosts_is_silent(source: str) -> None:
    assert seen(f"import re\n{source}\n") == []


def test_a_pattern_built_to_explode_is_given_up() -> None:
    source = 'import re\nre.compile(r"^(([a-z0-9.-]+)+)+!api\\.twilio\\.com$")\n'
    assert seen(source) == []


def test_prose_is_reported_on_request_and_never_rewritten() -> None:
    source = block('''
        """Since April api.ie1.twilio.com is gone."""
        # so is api.de1.twilio.com
        x = 1
    ''')
    assert seen(source, prose=True) == [("EW101", "api.ie1.twilio.com"), ("EW101", "api.de1.twilio.com")]
    assert [finding.fix for finding in findings(source, prose=True)] == [None, None]


def test_the_fix_says_whose_credentials_it_needs() -> None:
    (finding,) = findings('x = "api.ie1.twilio.com"\n')
    assert finding.fix is not None
    assert finding.fix.processing_region == "ie1"
    assert finding.fix.message == "Replace with `api.dublin.ie1.twilio.com` (processed in IE1: needs IE1 credentials)"


@pytest.mark.parametrize(
    ("display", "host"),
    [
        ("(product, *parts, 'twilio.com')", "{product}.{parts}.twilio.com"),
        ("[product, *parts, 'twilio', 'com']", "{product}.{parts}.twilio.com"),
    ],
)
def test_a_host_joined_of_what_is_handed_on_is_seen(display: str, host: str) -> None:
    (finding,) = findings(f'def name(product, *parts):\n    return ".".join({display})\n')
    assert finding.code == "EW106"
    assert host in finding.message


def test_members_of_an_enumeration_that_are_rows_differ_by_all_that_is_in_them() -> None:
    rows = [
        f'    {name} = ("{name}", "https://api{middle}.twilio.com")\n' for name, middle in (("A", ""), ("B", ".ie1"))
    ]
    source = "from enum import Enum\nclass Place(Enum):\n" + "".join(rows)
    assert fixed(source, processing_region="us1") == source.replace(".ie1", "")
    same = source.replace('"B"', '"A"')
    (finding,) = findings(same, processing_region="us1")
    assert "another of them would be the same" in finding.message
    assert fixed(same, processing_region="us1") == same


@pytest.mark.parametrize(
    ("asked", "is_safe"),
    [
        ("Media.objects.filter(Q(url__startswith=A))", False),
        ("irish = Q(url=A)\nMedia.objects.filter(irish | Q(x=1))", False),
        ("Media.objects.exclude(reduce(or_, [Q(url=A), Q(x=1)]))", False),
        ("print(f'{A:.30}', requests.get(A))", False),
        ("print(f'{A:<30}', f'{A:.8}', requests.get(A))", True),
        ("print('%.30s' % A, requests.get(A))", False),
        ("print('{:.30}'.format(A), requests.get(A))", False),
        ("P(url=A)", True),
        ("V(url=A)", False),
        ("W(url=A)", True),
        ("T(url=A)", False),
        ("session.mount(A, HTTPAdapter(max_retries=3)); requests.get(A)", True),
        ("session.mount(A, Recorder()); requests.get(A)", False),
    ],
)
def test_a_fix_is_as_safe_as_what_a_text_is_put_into(asked: str, is_safe: bool) -> None:
    source = (
        "import requests\nfrom functools import reduce\nfrom operator import or_\nfrom django.db.models import Q\n"
        "from requests.adapters import HTTPAdapter\nfrom pydantic import BaseModel, field_validator\n"
        "from sqlmodel import SQLModel\nfrom media.models import Media\nsession = requests.Session()\n"
        "class Recorder(HTTPAdapter):\n    pass\n"
        "class P(BaseModel):\n    url: str\n"
        'class V(BaseModel):\n    url: str\n    @field_validator("url")\n    def check(cls, value):\n        return check(value.split("."))\n'
        'class W(BaseModel):\n    url: str\n    @field_validator("url")\n    def check(cls, value):\n        return value.rstrip("/")\n'
        "class T(SQLModel, table=True):\n    url: str\n"
        f'A = "https://api.ie1.twilio.com/"\n{asked}\n'
    )
    (finding,) = findings(source, processing_region="us1")
    assert finding.has_safe_fix is is_safe, finding.message


def test_long_chains_do_not_break_the_reader() -> None:
    chain = " + ".join(["'x'"] * 500)
    assert seen(f"x = {chain} + 'https://api.ie1.twilio.com'\n") == [("EW101", "api.ie1.twilio.com")]
    adjacent = " ".join(["'x'"] * 500)
    assert seen(f"x = {adjacent} ' https://api.ie1.twilio.com'\n") == [("EW101", "api.ie1.twilio.com")]


@pytest.mark.parametrize(
    "text", ["\f", "try: pass\nexcept E :\n    pass\n", "x = 1\n\f\n", "\f\nx = 1\n\fy = 2\n", "# é\n\f"]
)
def test_what_libcst_loses_does_not_shift_positions(text: str) -> None:
    source = text + 'z = "api.ie1.twilio.com"\n'
    assert seen(source) == [("EW101", "api.ie1.twilio.com")]


def test_wide_characters_do_not_shift_positions() -> None:
    assert seen('x = "😀é" ; y = "api.ie1.twilio.com"\n') == [("EW101", "api.ie1.twilio.com")]


def test_names_that_double_each_other_stay_harmless() -> None:
    doubling = "".join(f"a{number + 1} = a{number} + a{number}\n" for number in range(60))
    choosing = "".join(f"r{number + 1} = r{number} if x else r{number}\n" for number in range(60))
    source = (
        f'from twilio.rest import Client\na0 = "twilio "\n{doubling}r0 = "ie1"\n{choosing}Client(region=r60)\n'
        'y = "api.ie1.twilio.com"\n'
    )
    assert [code for code, _ in seen(source)] == ["EW201", "EW101"]


def test_what_is_joined_may_stand_elsewhere_and_be_given_to_others() -> None:
    source = (
        "from others import qualities\n\n\ndef get(x):\n"
        '    parts = ("api", "ie1", "twilio.com")\n    quality = qualities(parts)\n'
        '    return quality(fetch(f"https://{".".join(parts)}/x".format(x)))\n'
    ).replace('{".".', "{'.'.")
    (finding,) = findings(source)
    assert "parts" in source[finding.start : finding.end]
    assert finding.fix is None
