"""Parts of programs: every way of writing a URL, and what is to be left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oracle.parts import Part


@dataclass(frozen=True)
class Form:
    """A way to write the URL ``https://PRODUCT.MIDDLE.twilio.com/x`` (``MIDDLE.`` may be empty where ``any_middle``).

    In ``text`` the product is ``<p>``, the middle ``<m>`` and the number ``@``; the last line is an expression.
    """

    name: str
    text: str
    any_middle: bool = False
    doubtful: bool = False
    regions_only: bool = False

    def fits(self, middle: str) -> bool:
        """Say whether the form can be written, and is claimed to be understood, with this middle."""
        return (bool(middle) or self.any_middle) and not (
            self.regions_only and not re.fullmatch("[a-z]{2}[0-9]", middle)
        )

    def make(self, number: int, product: str, middle: str) -> Part:
        text = self.text.replace("<m.>", f"{middle}." if middle else "").replace("<m>", middle)
        text = text.replace("<p>", product).replace("@", str(number)).replace("<at>", "@")
        *setup, expression = text.split("\n---\n")
        return Part("".join(f"{line}\n" for line in setup), f"fetch({expression})\n")


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
    Form("method", '"https://<p>.{}.twilio.com/x".format("<m>".lower())', doubtful=True),
)


DECOYS = (
    '"""Twilio switched https://api.ie1.twilio.com off."""\n',
    "# see https://api.ie1.twilio.com and region=\"ie1\"\n",
    'from twilio.jwt.access_token import AccessToken\nnote(AccessToken("AC1", "SK1", "s", region="ie1").region)\n',
    'from twilio.twiml.voice_response import VoiceResponse\nr@ = VoiceResponse()\n'
    'r@.dial().conference("room", region="ie1")\nnote(str(r@))\n',
    'class Other@:\n    def __init__(self, region): self.region = region\no@ = Other@(region="ie1")\n'
    'o@.region = "au1"\nnote(o@.region)\n',
    'def own@(Client):\n    return Client(region="ie1")\nnote(own@(dict))\n',
    'def local@():\n    Client = dict\n    return Client(region="de1")\nnote(local@())\n',
    'note("sip:me@example.sip.dublin.twilio.com")\nnote("example.sip.ie1.twilio.com")\n',
    'note("https://media.ie1.twilio.com")\nnote("wss://tsock.ie1.twilio.com")\nnote("chunderw-vpc-gll.twilio.com")\n',
    'note("https://api.ie1.twilio.com.evil.example")\nnote("https://foo.api.ie1.twilio.com")\n',
    'note("x.pstn.ie1.twilio.com")\nnote("https://my-api.ie1.twilio.com")\nnote("api.ie1.twilio.community")\n',
    'note(f"https://api.{{edge}}.{{region}}.twilio.com")\n',
    'note({"region": "ie1", "edge": None})\n',
    'settings@ = {"TWILIO_REGION": "us1"}\nnote(settings@)\n',
    'note("https://api.us1.twilio.com")\nnote("https://api.dublin.ie1.twilio.com")\n',
    'from twilio.rest import Client\nk@ = Client("AC1", "t")\n'
    'k@.conferences("CF1").participants.create(from_="+1", to="+2", region="ie1")\n',
    'from twilio.rest import Client\nClient("AC1", "t").addresses.create(\n'
    '    customer_name="c", street="s", city="c", region="ie1", postal_code="p", iso_country="IE")\n',
    'class TwilioClient@:\n    def __init__(self, **kw): self.kw = kw\n    def Client(self, **kw): return kw\n'
    'note((TwilioClient@(region="ie1").kw, TwilioClient@().Client(region="ie1")))\n',
    'def set@(target):\n    target.region = "ie1"\nclass Box@: pass\nb@ = Box@()\nset@(b@)\nnote(b@.region)\n',
    'note("https://hooks.example/x#e=dublin&r=ie1")\nnote("voice-js.dublin.twilio.com")\nnote("eventgw.ie1.twilio.com")\n',
    'note("https://flex-api.us1.twilio.com")\nnote("https://api.ashburn.us1.twilio.com/2010-04-01")\n',
    'print("region", "ie1")\n',
    'note("TWILIO_REGION")\nnote(["ie1", "twilio.com"])\n',
    'import os\nnote(os.environ.get("TWILIO_REGION"))\n',
    'note("https://console.twilio.com")\nnote("https://www.twilio.com/docs/ie1")\n',
)  # fmt: skip
