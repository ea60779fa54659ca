"""Parts of programs that have to be left alone: what looks like a host, a client or a setting of Twilio's and is none."""

from __future__ import annotations

DECOYS = {
    "docstring": '"""Twilio switched https://api.ie1.twilio.com off."""\n',
    "comment": "# see https://api.ie1.twilio.com and region=\"ie1\"\npass\n",
    "commented client": '# client = Client("AC1", "t", region="ie1")\n# os.environ["TWILIO_REGION"] = "ie1"\npass\n',
    "docstrings": 'def told@():\n    """Asks https://api.de1.twilio.com, Client(region="de1")."""\nclass Told@:\n'
    '    "It was api.ie1.twilio.com once."\n    x = 1\n    """TWILIO_REGION=ie1"""\nnote(told@())\n',
    "access token": 'from twilio.jwt.access_token import AccessToken\nnote(AccessToken("AC1", "SK1", "s", region="ie1").region)\n',
    "conference in TwiML": 'from twilio.twiml.voice_response import VoiceResponse\nr@ = VoiceResponse()\n'
    'r@.dial().conference("room", region="ie1")\nnote(str(r@))\n',
    "participant": 'from twilio.rest import Client\nk@ = Client("AC1", "t")\n'
    'k@.conferences("CF1").participants.create(from_="+1", to="+2", region="ie1")\n',
    "address": 'from twilio.rest import Client\nClient("AC1", "t").addresses.create(\n'
    '    customer_name="c", street="s", city="c", region="ie1", postal_code="p", iso_country="IE")\n',
    "in_region": 'from twilio.rest import Client\nk@ = Client("AC1", "t")\n'
    'note(len(k@.available_phone_numbers("IE").local.list(in_region="ie1", limit=1)))\n',
    "media_region": 'from twilio.rest import Client\nk@ = Client("AC1", "t")\n'
    'k@.video.v1.rooms.create(media_region="ie1", unique_name="ie1")\n',
    "own keywords": 'def call@(**kw):\n    note(kw)\ncall@(media_region="ie1", voice_region="au1", messaging_region="ie1", '
    'mixer_region="de1")\n',
    "insights": 'class Insights@:\n    def list(self, edge): return edge\nnote(Insights@().list(edge="dublin"))\n',
    "own class": 'class Other@:\n    def __init__(self, region): self.region = region\no@ = Other@(region="ie1")\n'
    'o@.region = "au1"\nnote(o@.region)\n',
    "own Client": 'def make@():\n    class Client:\n        def __init__(self, *a, region=None): self.region = region\n'
    '    return Client("AC1", "t", region="ie1")\nnote(make@().region)\n',
    "own TwilioClient": 'class TwilioClient@:\n    def __init__(self, **kw): self.kw = kw\n    def Client(self, **kw): return kw\n'
    'note((TwilioClient@(region="ie1").kw, TwilioClient@().Client(region="ie1")))\n',
    "wrapper": "from twilio.rest import Client\nclass Phone@:\n    def __init__(self, region):\n        self.region = region\n"
    '        self.client = Client("AC1", "t")\n    def ask(self):\n        self.client.api.v2010.accounts("AC7").fetch()\n'
    'p@ = Phone@(region="ie1")\np@.region = "de1"\np@.ask()\n',
    "parameter": 'def own@(Client):\n    return Client(region="ie1")\nnote(own@(dict))\n',
    "local name": 'def local@():\n    Client = dict\n    return Client(region="de1")\nnote(local@())\n',
    "boto3": 'import boto3\ns3@ = boto3.client(service_name="sns", region="ie1")\ns3@.region = "au1"\nnote(s3@.region)\n',
    "supabase": 'def base@():\n    from supabase import Client\n    return Client(url="u", key="k", region="ie1")\nnote(base@().region)\n',
    "set on a target": 'def set@(target):\n    target.region = "ie1"\nclass Box@: pass\nb@ = Box@()\nset@(b@)\nnote(b@.region)\n',
    "partial of another": 'from functools import partial\nnote(partial(dict, region="ie1")())\n',
    "sip": 'note("sip:me@example.sip.dublin.twilio.com")\nnote("example.sip.ie1.twilio.com")\nnote("sip.ie1.twilio.com")\n'.replace("me@", "me<at>"),
    "media hosts": 'note("https://media.ie1.twilio.com")\nnote("wss://tsock.ie1.twilio.com")\nnote("chunderw-vpc-gll.twilio.com")\n',
    "sdk hosts": 'note(["mcs.ie1.twilio.com", "cds.ie1.twilio.com", "aim.ie1.twilio.com", "matrix.ie1.twilio.com", "ers.ie1.twilio.com"])\n',
    "more sdk hosts": 'note(("sdkgw.ie1.twilio.com", "ecs.ie1.twilio.com", "ie1.vss.twilio.com", "global.stun.twilio.com", '
    '"global.turn.twilio.com", "stun.ie1.twilio.com"))\n',
    "chunder": 'note({"a": "chunderm.ie1.twilio.com", "b": "chunderw-gll-ie1.twilio.com", "c": "event-bridge.ie1.twilio.com"})\n',
    "pages": 'note("https://console.ie1.twilio.com")\nnote("1console.twilio.com support.twilio.com help.twilio.com status.twilio.com")\n',
    "sites": 'note("https://console.twilio.com")\nnote("https://www.twilio.com/docs/ie1")\nnote("static0.twilio.com/ie1")\n',
    "stages": 'note("https://api.stage.twilio.com")\nnote("https://api.dev.twilio.com")\nnote("api.ie1.stage.twilio.com")\n',
    "traps on the right": 'note("https://api.ie1.twilio.com.evil.example")\nnote("https://api.ie1.twilio.community")\n',
    "traps on the left": 'note("https://foo.api.ie1.twilio.com")\nnote("https://my-api.ie1.twilio.com")\nnote("x.pstn.ie1.twilio.com")\n',
    "braces": 'note(f"https://api.{{edge}}.{{region}}.twilio.com")\n',
    "valid hosts": 'note("https://api.us1.twilio.com")\nnote("https://api.dublin.ie1.twilio.com")\n',
    "more valid hosts": 'note("https://flex-api.us1.twilio.com")\nnote("https://api.ashburn.us1.twilio.com/2010-04-01")\n',
    "valid, in parts": 'E@, R@ = "dublin", "ie1"\nfetch(f"https://api.{E@}.{R@}.twilio.com/x")\n',
    "valid prefixes": 'def at@(edge, region):\n    return f"https://api.{edge + \'.\' if edge else \'\'}{region + \'.\' if region else \'\'}twilio.com"\n'
    'fetch(at@("dublin", "ie1"))\nfetch(at@("", ""))\n',
    "valid client": 'from twilio.rest import Client\nk@ = Client("AC1", "t", region="ie1", edge="dublin")\n'
    'k@.api.v2010.accounts("AC7").fetch()\n',
    "valid, set": 'from twilio.rest import Client\nk@ = Client("AC1", "t")\nk@.edge, k@.region = "sydney", "au1"\n'
    'k@.api.v2010.accounts("AC7").fetch()\n',
    "valid setting": 'settings@ = {"TWILIO_REGION": "us1"}\nnote(settings@)\n',
    "valid settings": 'settings@ = {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}\nnote(settings@)\n',
    "data": 'note({"region": "ie1", "edge": None})\n',
    "voice": 'note("https://hooks.example/x#e=dublin&r=ie1")\nnote("voice-js.dublin.twilio.com")\nnote("eventgw.ie1.twilio.com")\n',
    "printed": 'print("region", "ie1")\n',
    "names": 'note("TWILIO_REGION")\nnote(["ie1", "twilio.com"])\n',
    "read setting": 'import os\nnote(os.environ.get("TWILIO_REGION"))\n',
    "pattern": 'import re\nnote(bool(re.match(r"https://api(\\.[a-z0-9-]+){0,2}\\.twilio\\.com/", "https://api.dublin.ie1.twilio.com/x")))\n',
    "warned": 'import warnings\nwarnings.warn("region=ie1 has no edge", FutureWarning)\n',
}  # fmt: skip
"""What it is -> statements with ``@`` for a number and ``<at>`` for that character."""


def decoy(name: str, number: int) -> str:
    """Return the statements of a decoy."""
    return DECOYS[name].replace("@", str(number)).replace("<at>", "@")
