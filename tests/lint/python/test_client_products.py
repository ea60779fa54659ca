"""Clients that are used for what a region does not serve: what makes a fix unsafe, and what EW205 finds."""

from __future__ import annotations

import pytest

from edgewise.findings import Finding, Safety
from edgewise_codemods import fix_source
from support import CLIENT, block, findings

ON = ("EW", "EW205")

# What stands behind `client = Client("AC", "t", region=...)` on line 2, and what IE1 and AU1 do not serve of it.
ACCESSORS = [
    ("client.verify.v2.services(s).verifications.create()", "client.verify", "Verify", "Verify"),
    ("client.messages.create(to=n)", "client.messages", "", "Messages"),
    ("client.notify.v1.services.list()", "client.notify", "Notify", "Notify"),
    ("client.video.v1.rooms.list()", "client.video", "Video", "Video"),
    ("client.sync.v1.services.list()", "client.sync", "Sync", "Sync"),
    ("client.chat.v2.services.list()", "client.chat", "Chat", "Chat"),
    ("client.ip_messaging.v2.services.list()", "client.ip_messaging", "Programmable Chat", "Programmable Chat"),
    ("client.proxy.v1.services.list()", "client.proxy", "Proxy", "Proxy"),
    ("client.flex_api.v1.flex_flow.list()", "client.flex_api", "Flex", "Flex"),
    ("client.lookups.v1.phone_numbers(n).fetch()", "client.lookups.v1", "Lookup v1", "Lookup"),
    ("client.lookups.phone_numbers(n).fetch()", "client.lookups.phone_numbers", "Lookup v1", "Lookup"),
    ("client.lookups.v2.phone_numbers(n).fetch()", "client.lookups.v2", "", "Lookup"),
    ("client.bulkexports.v1.exports('Calls').fetch()", "client.bulkexports", "BulkExport", "BulkExport"),
    ("client.outgoing_caller_ids.list()", "client.outgoing_caller_ids", "verified caller IDs", "verified caller IDs"),
    ("client.validation_requests.create(n)", "client.validation_requests", "verified caller IDs", "verified caller IDs"),
    ("client.studio.v2.flows.list()", "client.studio", "", "Studio"),
    ("client.taskrouter.v1.workspaces.list()", "client.taskrouter", "", "TaskRouter"),
    ("client.conversations.v1.conversations.list()", "client.conversations", "", "Conversations"),
    ("client.messaging.v1.services.list()", "client.messaging", "", "Messaging"),
    ("client.serverless.v1.services.list()", "client.serverless", "", "Functions and Assets"),
    ("client.api.v2010.accounts(s).messages.list()", "client.api.v2010.accounts(s).messages", "", "Messages"),
    ("client.api.account.messages.list()", "client.api.account.messages", "", "Messages"),
    ("client.trunking.v1.trunks(s).phone_numbers.list()", "client.trunking.v1.trunks(s).phone_numbers",
     "the phone numbers of a trunk", "the phone numbers of a trunk"),
    ("client.calls.create(to=n)", "", "", ""),
    ("client.conferences.list()", "", "", ""),
    ("client.recordings.list()", "", "", ""),
    ("client.api.v2010.accounts(s).calls.list()", "", "", ""),
    ("client.voice.v1.byoc_trunks.list()", "", "", ""),
    ("client.trusthub.v1.customer_profiles.list()", "", "", ""),
    ("client.numbers.v2.regulatory_compliance.bundles.list()", "", "", ""),
    ("print(client.account_sid)", "", "", ""),
    ("log.messages.create(client)", "", "", ""),
    ("client.http_client.verify = True", "", "", ""),
]  # fmt: skip


def of_client(found: list[Finding]) -> Finding:
    (finding,) = [finding for finding in found if finding.code == "EW201"]
    assert finding.fix is not None
    return finding


@pytest.mark.parametrize("region", ["ie1", "au1"])
@pytest.mark.parametrize(("line", "said", "ie1", "au1"), ACCESSORS)
def test_an_accessor(line: str, said: str, ie1: str, au1: str, region: str) -> None:
    missing = ie1 if region == "ie1" else au1
    source = f'{CLIENT}client = Client("AC", "t", region="{region}")\nif n:\n    {line}\n'
    finding = of_client(findings(source))
    assert finding.fix is not None
    assert finding.fix.safety is (Safety.UNSAFE if missing else Safety.SAFE)
    note = f"`{said}` on line 4: {region.upper()} does not serve {missing} (Twilio, 2026-10)"
    assert (note in finding.message) is bool(missing)
    assert finding.message.endswith(", and `--processing-region us1` is what works") is bool(missing)
    assert (f"where `{said}` on line 4 fails" in finding.fix.message) is bool(missing)
    kept = of_client(findings(source, processing_region="us1"))
    assert kept.fix is not None
    assert kept.fix.safety is Safety.SAFE
    assert "serve" not in kept.message


@pytest.mark.parametrize("region", ["ie1", "au1"])
@pytest.mark.parametrize(("line", "said", "ie1", "au1"), ACCESSORS)
def test_a_client_that_is_there_already(line: str, said: str, ie1: str, au1: str, region: str) -> None:
    missing = ie1 if region == "ie1" else au1
    edge = {"ie1": "dublin", "au1": "sydney"}[region]
    source = f'{CLIENT}client = Client("AC", "t", region="{region}", edge="{edge}")\nif n:\n    {line}\n'
    assert findings(source) == []
    assert findings(source, select=("EW", "EW2")) == []
    found = findings(source, select=ON)
    assert [finding.code for finding in found] == (["EW205"] if missing else [])
    for finding in found:
        assert source[finding.start : finding.end] == f'region="{region}"'
        assert finding.message.startswith(
            f"`{said}` on line 4: {region.upper()} does not serve {missing} (Twilio, 2026"
        )
        assert finding.fix is None


# Programs that use an AU1 client for Messages, and the line on which they do.
USES = [
    ('Client(a, b, region="au1").messages.create()\n', 2),
    ('c = Client(a, b, None, "au1")\nc.messages.create()\n', 3),
    ('c = Client(a, b)\nc.region = "au1"\nc.messages.create()\n', 4),
    ('def make():\n    return Client(a, b, region="au1")\n\n\nmake().messages.create()\n', 6),
    ('def send(client):\n    client.messages.create()\n\n\nsend(Client(a, b, region="au1"))\n', 3),
    ('with_region = {"region": "au1"}\nc = Client(a, b, **with_region)\nc.messages.create()\n', 4),
    ('c = Client(a, b, region="au1")\nsend = c.messages.create\nsend(to=n)\n', 3),
    ('c = Client(a, b, region="au1")\nmessages = getattr(c, "messages")\nmessages.create()\n', 3),
    ('c = Client(a, b, region="au1")\nfor number in numbers:\n    c.messages.create(to=number)\n', 4),
    ('c = Client(a, b, region="au1")\nall_of = [m.sid for m in c.messages.stream()]\n', 3),
    ('import functools\n\nmake = functools.partial(Client, region="au1")\nmake(a, b).messages.create()\n', 5),
    (
        'class Sms:\n    def __init__(self):\n        self.client = Client(a, b, region="au1")\n\n'
        "    def send(self):\n        self.client.messages.create()\n",
        7,
    ),
    (
        'class Ours(Client):\n    def __init__(self):\n        super().__init__(a, b, region="au1")\n\n'
        "    def send(self):\n        self.messages.create()\n",
        7,
    ),
    (
        'class Sms:\n    client = Client(a, b, region="au1")\n\n    @classmethod\n    def send(cls):\n'
        "        cls.client.messages.create()\n",
        7,
    ),
    ('CLIENTS = {"au": Client(a, b, region="au1")}\nCLIENTS["au"].messages.create()\n', 3),
    ('async def send():\n    client = Client(a, b, region="au1")\n    await client.messages.create_async()\n', 4),
    ('client = None\n\n\ndef get():\n    global client\n    if client is None:\n        client = Client(a, b, region="au1")\n'
     "    return client\n\n\nget().messages.create()\n", 12),
]  # fmt: skip


@pytest.mark.parametrize(("program", "line"), USES)
def test_a_use_of_a_client(program: str, line: int) -> None:
    found = [finding for finding in findings(CLIENT + program) if finding.code == "EW201"]
    assert found
    for finding in found:
        assert f" on line {line}: AU1 does not serve Messages (Twilio, 2026-10)" in finding.message
        assert finding.fix is None or finding.fix.safety is Safety.UNSAFE
    ireland = [finding for finding in findings(CLIENT + program.replace("au1", "ie1")) if finding.code == "EW201"]
    assert [finding.fix and finding.fix.safety for finding in ireland] != [
        finding.fix and finding.fix.safety for finding in found
    ]


# Programs whose clients take their region from a setting, what they are used for in place of `USE`.
BY_SETTING = [
    'client = Client("AC", "t", environment={"TWILIO_REGION": "au1"})\nUSE\n',
    'env = {"TWILIO_REGION": "au1"}\nclient = Client("AC", "t", None, None, environment=env)\nUSE\n',
    'import os\n\nclient = Client(environment={**os.environ, **{"TWILIO_REGION": "au1"}})\nUSE\n',
    'import os\n\nos.environ["TWILIO_REGION"] = "au1"\nclient = Client("AC", "t")\nUSE\n',
    'import os\n\nos.environ["TWILIO_REGION"] = "au1"\nclient = Client(environment=dict(os.environ))\nUSE\n',
    'import os\n\nos.environ.setdefault("TWILIO_REGION", "au1")\n\n\ndef send(client):\n    USE\n\n\nsend(Client())\n',
    'from os import environ\n\nenviron.update(TWILIO_REGION="au1")\n\n\nclass Sms:\n    def __init__(self):\n'
    "        self.client = Client()\n\n    def send(self):\n        self.USE\n",
    'def test_send(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "au1")\n    client = Client("AC", "t")\n    USE\n',
]


@pytest.mark.parametrize("program", BY_SETTING)
def test_a_setting_goes_with_what_its_clients_are_used_for(program: str) -> None:
    for use, safety in (("client.messages.create()", Safety.UNSAFE), ("client.calls.create()", Safety.SAFE)):
        (finding,) = findings(CLIENT + program.replace("USE", use))
        assert finding.code == "EW301"
        assert finding.fix is not None
        assert finding.fix.safety is safety
        assert ("AU1 does not serve Messages" in finding.message) is (safety is Safety.UNSAFE)
        (home,) = findings(CLIENT + program.replace("USE", use), processing_region="us1")
        assert "serve" not in home.message


@pytest.mark.parametrize(
    "program",
    [
        'import os\n\nos.environ["TWILIO_REGION"] = "au1"\nclient = Client("AC", "t", region="us1")\nUSE\n',
        'import os\n\nos.environ["TWILIO_REGION"] = "au1"\nclient = Client("AC", "t", environment={})\nUSE\n',
        'voice = Client(environment={"TWILIO_REGION": "au1"})\nclient = Client(environment={})\nUSE\n',
    ],
)
def test_a_client_that_does_not_read_a_setting_says_nothing_about_it(program: str) -> None:
    (finding,) = findings(CLIENT + program.replace("USE", "client.messages.create()"))
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE


def test_what_another_client_is_used_for_does_not_count() -> None:
    source = block(
        """
        from twilio.rest import Client

        voice = Client("AC", "t", region="au1")
        text = Client("AC", "t")
        text.messages.create(to="+15")
        voice.calls.create(to="+15")
        """
    )
    finding = of_client(findings(source))
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE


def test_what_no_page_lists_is_addressed_and_not_promised() -> None:
    source = f'{CLIENT}c = Client("AC", "t", region="ie1")\nc.trusthub.v1.policies.list()\n'
    fix = of_client(findings(source)).fix
    assert fix is not None
    assert fix.message.endswith("(addressed to IE1: needs IE1 credentials)")


def test_many_accessors_are_counted() -> None:
    lines = "".join(f"c.video.v1.rooms({number}).fetch()\n" for number in range(5))
    finding = of_client(findings(f'{CLIENT}c = Client("AC", "t", region="ie1")\n{lines}'))
    assert (
        "`c.video` on line 3, `c.video` on line 4, `c.video` on line 5 and 2 more: IE1 does not serve"
        in finding.message
    )


def test_the_unsafe_fix_moves_and_does_not_stop_at_what_is_then_told() -> None:
    source = f'{CLIENT}c = Client("AC", "t", region="au1")\nc.messages.create()\n'
    kept = fix_source(source, processing_region="as-written", select=ON)
    assert kept.text == source
    moved = fix_source(source, processing_region="as-written", select=ON, unsafe_fixes=True)
    assert moved.error is None
    assert moved.text == source.replace('region="au1"', 'region="au1", edge="sydney"')
    assert [left.finding.code for left in moved.left] == ["EW205"]
    home = fix_source(source, processing_region="us1", select=ON)
    assert home.text == source.replace(', region="au1"', "")
    assert home.left == ()


def test_a_release_that_adds_the_edge_moves_nothing_by_a_fix() -> None:
    source = f'{CLIENT}c = Client("AC", "t", region="au1")\nc.messages.create()\n'
    finding = of_client(findings(source, twilio_version="9.9.0"))
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE
    assert "serve" not in finding.message


def test_a_client_in_another_file_is_not_guessed_at() -> None:
    source = "from app.clients import client\n\nclient.messages.create()\n"
    assert findings(source, select=ON) == []


# Clients that are handed in, which may be the one that the module makes for Ireland.
HANDED_IN = [
    ("def rooms(client: Client):\n    client.video.v1.rooms.list()\n", "`client.video` on line 4, if it is this"),
    (
        "class Service:\n    def rooms(self):\n        return self.twilio.video.v1.rooms.list()\n",
        "`self.twilio.video` on",
    ),
    ("def rooms(twilio):\n    return twilio.video.v1.rooms.list()\n", "`twilio.video` on line 4, if it is this client"),
    ("def rooms(files):\n    return files.video.rooms.list()\n", ""),
    ("def calls(client: Client):\n    client.calls.list()\n", ""),
    ("def send(chat):\n    chat.messages.create()\n", ""),
]


@pytest.mark.parametrize(("program", "said"), HANDED_IN)
def test_a_client_that_is_handed_in_may_be_this_one(program: str, said: str) -> None:
    made = 'def make():\n    return Client("AC", "t", region="ie1"{edge})\n\n\nmake()\n'
    finding = of_client(findings(CLIENT + "\n" + program + made.format(edge="")))
    assert finding.fix is not None
    assert finding.fix.safety is (Safety.UNSAFE if said else Safety.SAFE)
    assert (said if said else "serve") in finding.message or not said
    # What is not certain is no finding of its own.
    assert findings(CLIENT + "\n" + program + made.format(edge=', edge="dublin"'), select=ON) == []


def test_a_region_that_brings_its_edge_counts() -> None:
    source = f'{CLIENT}c = Client("AC", "t", region="dublin.ie1")\nc.verify.v2.services.list()\n'
    assert [finding.code for finding in findings(source, select=ON)] == ["EW205"]
