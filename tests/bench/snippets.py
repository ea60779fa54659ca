"""The findings and traps that the generator plants, in the forms that real code has; see :mod:`bench.planted`.

A ``$name`` is filled in by the generator. Of one family at most one snippet goes into a file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines for the top of a Python module, and a block for its body."""

    family: str
    imports: str
    body: str


HOSTS = [
    Snippet("host", "", '$NOUN_URL = "https://api.$region.twilio.com/2010-04-01/Accounts"  «host EW101»'),
    Snippet(
        "host",
        "",
        """\
$NOUN_BASES = {
    "us": "https://api.twilio.com",
    "local": "https://api.$region.twilio.com",  «host EW101»
}""",
    ),
    Snippet(
        "host",
        "",
        """\
def $noun_endpoint(path: str, base: str = "https://verify.$region.twilio.com/v2") -> str:  «host EW102»
    return base + "/" + path.lstrip("/")""",
    ),
    Snippet(
        "host",
        "",
        """\
$NOUN_REGION = "$region"


def $noun_service(sid: str) -> str:
    # until April this was https://api.$region.twilio.com  «trap»
    return f"https://messaging.{$NOUN_REGION}.twilio.com/v1/Services/{sid}"  «host-parts EW102»""",
    ),
    Snippet(
        "host",
        "",
        """\
def $noun_recordings(region: str, sid: str) -> str:
    return f"https://api.{region}.twilio.com/2010-04-01/Recordings/{sid}"  «host-hole EW106»""",
    ),
    Snippet(
        "host",
        "",
        """\
def $noun_host(region: str) -> str:
    return "https://api." + region + ".twilio.com"  «host-hole EW106»""",
    ),
    Snippet(
        "host",
        "",
        """\
$NOUN_PLACE = "$region"
$NOUN_HOST = "https://api." + $NOUN_PLACE + ".twilio.com"  «host-parts EW101»""",
    ),
    Snippet("host", "", '$NOUN_ADDRESS = "https://api.%s.twilio.com/2010-04-01" % "$region"  «host-parts EW101»'),
    Snippet(
        "host",
        "",
        """\
def $noun_template(region: str) -> str:
    return "https://api.{}.twilio.com".format(region)  «host-hole EW106»""",
    ),
]

CLIENTS = [
    Snippet(
        "client",
        "from twilio.rest import Client",
        """\
def $noun_client(sid: str, token: str) -> Client:
    return Client(sid, token, region="$region")  «client EW201»""",
    ),
    Snippet(
        "client",
        "from twilio.rest import Client as TwilioClient",
        '$noun_client = TwilioClient(SID, TOKEN, region="$region")  «client EW201»',
    ),
    Snippet(
        "client",
        "import twilio.rest",
        """\
def connect_$noun(sid: str, token: str):
    return twilio.rest.Client(sid, token, region="$region")  «client EW201»""",
    ),
    Snippet(
        "client",
        "from twilio import rest",
        '$noun_client = rest.Client(SID, TOKEN, region="$region")  «client EW201»',
    ),
    Snippet(
        "client",
        "",
        """\
def open_$noun(sid, token):
    from twilio.rest import Client

    return Client(sid, token, region="$region")  «client EW201»""",
    ),
    Snippet(
        "client",
        "from twilio.rest import Client",
        """\
$noun_client = Client(SID, TOKEN, region="$region")  «client EW201»
$noun_fallback = Client(SID, TOKEN, region="ie1", edge="dublin")""",
    ),
    Snippet(
        "client",
        "from twilio.rest import Client",
        """\
def $noun_for(region: str) -> Client:
    return Client(SID, TOKEN, region=region)  «client EW204»""",
    ),
    Snippet(
        "client",
        "from twilio.rest import Client",
        """\
$noun_client = Client(SID, TOKEN)
$noun_client.region = "$region"  «client-other EW201»""",
    ),
    Snippet(
        "client",
        "from twilio.rest import Client",
        '$noun_client = Client(SID, TOKEN, None, "$region")  «client-other EW201»',
    ),
    Snippet(
        "client",
        "from functools import partial\n\nfrom twilio.rest import Client",
        'connect_$noun = partial(Client, region="$region")  «client-other EW201»',
    ),
]

SETTINGS = [
    Snippet("setting", "", 'os.environ["TWILIO_REGION"] = "$region"  «setting EW301»'),
    Snippet(
        "setting",
        "",
        """\
$NOUN_ENVIRONMENT = {
    "TWILIO_ACCOUNT_SID": "AC0123",
    "TWILIO_REGION": "$region",  «setting EW301»
}""",
    ),
]

TRAPS = [
    Snippet("trap", "", "# The old name, api.ie1.twilio.com, is still in the recordings of 2025.  «trap»"),
    Snippet("trap", "", '$NOUN_TRUNK = "sip:$noun@example.pstn.ie1.twilio.com"'),
    Snippet(
        "trap",
        "import boto3",
        '$noun_session = boto3.session.Session(region_name="eu-west-1")',
    ),
    Snippet("trap", "", '$NOUN_PLAIN = "https://api.twilio.com/2010-04-01"'),
]

# What is nowhere a finding, in the words of voice frameworks, bots and integrations that know Twilio among others.
HARMLESS = [
    Snippet(
        "word",
        "",
        """\
$noun_transports = {
    "daily": lambda: dict(audio_in_enabled=True, audio_out_enabled=True),
    "twilio": lambda: dict(audio_in_enabled=True, audio_out_enabled=True),
    "webrtc": lambda: dict(audio_in_enabled=True),
}""",
    ),
    Snippet(
        "word",
        "from twilio.rest import Client as TwilioClient",
        """\
def $noun_message(sid: str, token: str, to: str, body: str) -> str:
    client = TwilioClient(sid, token)
    return client.messages.create(to=to, from_="+15005550006", body=body).sid""",
    ),
    Snippet(
        "word",
        "from twilio.twiml.voice_response import Connect, Stream, VoiceResponse",
        """\
def $noun_answer(host: str) -> str:
    \"\"\"Return the TwiML with which Twilio streams a call to this server.\"\"\"
    response = VoiceResponse()
    connect = Connect()
    connect.append(Stream(url=f"wss://{host}/ws"))
    response.append(connect)
    return str(response)""",
    ),
    Snippet(
        "word",
        "",
        """\
async def $noun_serializer(message: dict, provider: str):
    \"\"\"Twilio, Telnyx and Plivo each wrap the audio in a message of their own.\"\"\"
    if provider == "twilio":
        # See https://www.twilio.com/docs/voice/media-streams/websocket-messages
        return message["start"]["streamSid"], message["start"]["callSid"]
    raise ValueError(f"no serializer for {provider}: use twilio, telnyx or plivo")""",
    ),
    Snippet(
        "word",
        "import os",
        """\
class Twilio$NounHandler:
    \"\"\"Handles what Twilio posts about a $noun.\"\"\"

    docs_url = "https://www.twilio.com/docs/usage/webhooks"

    def __init__(self) -> None:
        self.twilio_sid = os.environ.get("TWILIO_ACCOUNT_SID", "")
        self.twilio_token = os.environ.get("TWILIO_AUTH_TOKEN", "")""",
    ),
    Snippet(
        "word",
        "",
        """\
def $noun_hangup(session, sid: str, token: str, call: str):
    \"\"\"End a call by the REST API of Twilio.\"\"\"
    endpoint = f"https://api.twilio.com/2010-04-01/Accounts/{sid}/Calls/{call}.json"
    return session.post(endpoint, auth=(sid, token), data={"Status": "completed"})""",
    ),
]

# What is put between the filler of other languages: {suffix or name: blocks}.
ELSEWHERE = {
    ".ts": [
        'export const $nounUrl = "https://api.$region.twilio.com/2010-04-01"; «host EW101»',
        "export const $nounHost = (region: string) => `https://api.${region}.twilio.com`; «host-hole EW106»",
        '// was https://api.ie1.twilio.com until April «trap»\nexport const $nounBase = "https://api.dublin.ie1.twilio.com";',
    ],
    ".yaml": [
        "  $noun-worker:\n    environment:\n      TWILIO_ACCOUNT_SID: AC0123\n      TWILIO_REGION: $region «setting EW301»",
        '  $noun-gateway:\n    url: "https://api.$region.twilio.com" «host EW101»',
    ],
    ".json": ['  "$nounUrl": "https://api.$region.twilio.com/2010-04-01", «host EW101»'],
    ".env": ["TWILIO_ACCOUNT_SID=AC0123\nTWILIO_REGION=$region «setting EW301»"],
    ".sh": ['curl --fail "https://api.$region.twilio.com/2010-04-01/Accounts.json" «host EW101»'],
}
