"""Parts of programs: every way of writing a URL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oracle.generated.asks import FETCH
from oracle.generated.parts import Part


@dataclass(frozen=True)
class Form:
    """A way to write the URL ``https://PRODUCT.MIDDLE.twilio.com/x`` (``MIDDLE.`` may be empty where ``any_middle``).

    In ``text`` the product is ``<p>``, the middle ``<m>`` and the number ``@``; the last line is an expression.
    ``doubtful``: it may be reported without a fix.
    """

    name: str
    text: str
    any_middle: bool = False
    doubtful: bool = False
    regions_only: bool = False

    @property
    def is_bytes(self) -> bool:
        """Whether it makes bytes, which no library takes for a URL."""
        return self.text.startswith("b'") or self.text.startswith('b"')

    @property
    def has_host(self) -> bool:
        """Whether there is such a way to write the host alone."""
        return self.name not in _WITHOUT_HOST

    @property
    def can_hold(self) -> bool:
        """Whether its middle is a literal of its own, so that any other expression may stand there."""
        return '"<m>"' in self.text and not self.is_bytes

    def fits(self, middle: str) -> bool:
        """Say whether the form can be written, and is claimed to be understood, with this middle."""
        return (bool(middle) or self.any_middle) and not (
            self.regions_only and not re.fullmatch("[a-z]{2}[0-9]", middle)
        )

    def make(self, number: int, product: str, middle: str, *, bare: bool = False, held: str | None = None) -> Part:
        """Write the URL down.

        :param bare: whether to write the host alone.
        :param held: an expression that has the middle, if it is not to be a literal.
        """
        text = self.text.replace('"<m>"', held) if held is not None else self.text
        if bare:
            text = text.replace("https://", "").replace("/x", "")
        text = text.replace("<m.>", f"{middle}." if middle else "").replace("<m>", middle)
        text = text.replace("<p>", product).replace("@", str(number)).replace("<at>", "@")
        *setup, expression = text.split("\n---\n")
        return Part("".join(f"{line}\n" for line in setup), expression, FETCH.make(number, expression))


FORMS = (
    Form("literal", '"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("single quotes", "'https://<p>.<m.>twilio.com/x'", any_middle=True),
    Form("raw", 'r"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("bytes", 'b"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("triple", '"""https://<p>.<m.>twilio.com/x"""', any_middle=True),
    Form("userinfo and port", '"https://u:p<at><p>.<m.>twilio.com:443/x?y=1#z"', any_middle=True),
    Form("trailing dot", '"https://<p>.<m.>twilio.com./x"', any_middle=True),
    Form("upper case", '"HTTPS://<p>.<m.>TWILIO.COM/x"', any_middle=True),
    Form("implicit", '"https://<p>." "<m.>twilio.com" "/x"', any_middle=True),
    Form("implicit over lines", '(\n    "https://<p>.<m.>"  # a comment\n    r"twilio.com/x"\n)', any_middle=True),
    Form("implicit with f-string", '"https://<p>.<m.>" f"twilio.com/{1}"', any_middle=True),
    Form("escape before", '"\\x68ttps://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("escape inside", '"https://<p>.<m.>\\x74wilio.com/x"', any_middle=True),
    Form("continuation", '"https://<p>.\\\n<m.>twilio.com/x"', any_middle=True),
    Form("plus", '"https://<p>." + "<m.>" + "twilio.com/x"', any_middle=True),
    Form("plus label", '"https://<p>." + "<m>" + ".twilio.com/x"'),
    Form("plus name", 'R@ = "<m>"\n---\n"https://<p>." + R@ + ".twilio.com/x"'),
    Form("product by name", 'P@ = "<p>"\n---\n"https://" + P@ + ".<m.>twilio.com/x"', any_middle=True),
    Form(
        "all by names", 'P@ = "<p>"; R@ = "<m>"; D@ = "twilio.com"\n---\n"https://" + P@ + "." + R@ + "." + D@ + "/x"'
    ),
    Form("base", 'BASE@ = "https://<p>.<m.>twilio.com"\n---\nBASE@ + "/x"', any_middle=True),
    Form("base in f-string", 'BASE@ = "https://<p>.<m.>twilio.com"\n---\nf"{BASE@}/x"', any_middle=True),
    Form("f-string name", 'R@ = "<m>"\n---\nf"https://<p>.{R@}.twilio.com/x"'),
    Form("f-string literal", "f\"https://<p>.{'<m>'}.twilio.com/x\""),
    Form("f-string nested", 'R@ = "<m>"\n---\nf"https://{f\'<p>.{R@}\'}.twilio.com/x"'),
    Form("f-string around", 'f"https://<p>.<m.>twilio.com/{1 + 1}/{{x}}"', any_middle=True),
    Form("percent", '"https://<p>.%s.twilio.com/x" % "<m>"'),
    Form("percent name", 'R@ = "<m>"\n---\n"https://<p>.%s.twilio.com/x" % R@'),
    Form("percent tuple", '"https://%s.%s.twilio.com/%d" % ("<p>", "<m>", 5)'),
    Form("percent mapping", '"https://%(p)s.%(m)s.twilio.com/x" % {"p": "<p>", "m": "<m>"}'),
    Form("percent elsewhere", '"https://<p>.<m.>twilio.com/%s%%20" % "x"', any_middle=True),
    Form("format", '"https://{}.{}.twilio.com/x".format("<p>", "<m>")'),
    Form("format index", '"https://{1}.{0}.twilio.com/x".format("<m>", "<p>")'),
    Form("format name", '"https://<p>.{m}.twilio.com/x".format(m="<m>")'),
    Form("format spread", '"https://<p>.{m}.twilio.com/x".format(**{"m": "<m>"})'),
    Form("format twice", '"https://<p>.{0}.twilio.com/x{1}".format("<m>", 1)'),
    Form("join dots", '"https://" + ".".join(["<p>", "<m>", "twilio.com"]) + "/x"'),
    Form("join labels", '"https://" + ".".join(("<p>", "<m>", "twilio", "com"))'),
    Form("join nothing", '"".join(["https://", "<p>.", "<m.>", "twilio.com", "/x"])', any_middle=True),
    Form("join bytes", 'b"https://" + b".".join([b"<p>", b"<m>", b"twilio.com"])'),
    Form("in a dict", 'T@ = {"a": "https://<p>.<m.>twilio.com/x"}\n---\nT@["a"]', any_middle=True),
    Form("default", 'def f@(host="<p>.<m.>twilio.com"):\n    return "https://" + host\n---\nf@()', any_middle=True),
    Form("conditional", '"https://<p>.<m.>twilio.com/x" if True else None', any_middle=True),
    Form("lambda", '(lambda u="https://<p>.<m.>twilio.com/x": u)()', any_middle=True),
    Form("unknown region", 'for R@ in ["<m>"]: pass\n---\nf"https://<p>.{R@}.twilio.com/x"', doubtful=True),
    Form(
        "unknown product",
        'for P@ in ["<p>"]: pass\n---\nf"https://{P@}.<m>.twilio.com/x"',
        doubtful=True,
        regions_only=True,
    ),
    Form("f-string, other quotes", "R@ = '<m>'\n---\nf'https://{\"<p>\"}.{R@}.twilio.com/x'"),
    Form("f-string raw", "R@ = '<m>'\n---\nrf'https://<p>.{R@}.twilio.com/x'"),
    Form("f-string triple", 'f"""https://<p>.<m.>twilio.com/{1}"""', any_middle=True),
    Form("f-string with a format", "R@ = '<m>'\n---\nf'https://<p>.{R@:s}.twilio.com/x'", doubtful=True),
    Form("f-string with escapes", 'f"\\x68ttps://<p>.<m.>twilio.com/\\u0078{1}"', any_middle=True),
    Form("unicode escapes", '"https:\\u002f/<p>.<m.>twilio.com\\N{SOLIDUS}x"', any_middle=True),
    Form("octal escape", '"https://<p>.<m.>twilio\\56com/x"', any_middle=True),
    Form("percent the host", '"https://%s/x" % "<p>.<m.>twilio.com"', any_middle=True),
    Form("join slashes", '"/".join(["https:", "", "<p>.<m.>twilio.com", "x"])', any_middle=True),
    Form("join a name", 'L@ = ("<p>", "<m>", "twilio.com")\n---\n"https://" + ".".join(L@)'),
    Form("urljoin", '__import__("urllib.parse").parse.urljoin("https://<p>.<m.>twilio.com/a", "b")', any_middle=True),
    Form(
        "urlunsplit",
        '__import__("urllib.parse").parse.urlunsplit(("https", "<p>.<m.>twilio.com", "/x", "", ""))',
        any_middle=True,
    ),
    Form(
        "string.Template",
        '__import__("string").Template("https://<p>.$r.twilio.com/x").substitute(r="<m>")',
        doubtful=True,
    ),
    Form("template by name", 'T@ = "https://<p>.%s.twilio.com/x"\n---\nT@ % "<m>"', doubtful=True),
    Form("f-string continued", 'R@ = "<m>"\n---\nf"https://<p>.\\\n{R@}.twilio.com/x"'),
    Form(
        "all kinds implicit",
        'R@ = "<m>"\n---\n(\n    "https://"\n    f"<p>.{R@}"  # the region\n    r".twilio.com"\n    \'/x\'\n)',
    ),
    Form("plus over lines", '"https://<p>." \\\n    + "<m>" \\\n    + ".twilio.com/x"'),
    Form("constant of constants", 'R@ = "<m>"\nHOST@ = f"<p>.{R@}.twilio.com"\n---\n"https://%s/x" % HOST@'),
    Form(
        "class of constants",
        'class Conf@:\n    R = "<m>"\n    HOST = "<p>." + R + ".twilio.com"\n---\nf"https://{Conf@.HOST}/x"',
    ),
    Form(
        "prefixes",
        'R@ = "<m>"\n---\nf"https://<p>.{R@ + \'.\' if R@ else str()}twilio.com/x"',
        doubtful=True,
    ),
    Form(
        "made by a function",
        'def made@(region="<m>", product="<p>"):\n    return f"https://{product}.{region}.twilio.com/x"\n---\nmade@()',
        doubtful=True,
    ),
    Form(
        "made by a function of a region",
        'def made@(region):\n    return "https://<p>.{}.twilio.com/x".format(region)\n---\nmade@("<m>")',
        doubtful=True,
    ),
    Form(
        "made by a method",
        "class Conf@:\n    def __init__(self, region):\n        self.region = region\n    <at>property\n    def url(self):\n"
        '        return f"https://<p>.{self.region}.twilio.com/x"\n---\nConf@("<m>").url',
        doubtful=True,
    ),
    Form("walrus in f-string", "f\"https://<p>.{(R@ := '<m>')}.twilio.com/x\"", doubtful=True),
    Form("method", '"https://<p>.{}.twilio.com/x".format("<m>".lower())', doubtful=True),
)
_WITHOUT_HOST = frozenset({
    "bytes", "userinfo and port", "trailing dot", "upper case", "implicit with f-string", "escape before",
    "f-string around", "percent tuple", "percent elsewhere", "format twice", "join bytes", "f-string triple",
    "f-string with escapes", "unicode escapes", "all kinds implicit", "join slashes", "urljoin", "urlunsplit",
})  # fmt: skip
