"""Clients of the other languages that are used for what a region does not serve: by accessors, or by imports."""

from __future__ import annotations

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Finding, Safety
from edgewise.options import Options
from edgewise.twilio.table import ProcessingRegion

ON = ("EW", "EW205")

# A file, a program with REGION in it, what asks for something, its line, and what IE1 and AU1 do not serve of it.
PROGRAMS = [
    ("a.js", 'const twilio = require("twilio");\nconst c = twilio(a, b, { region: "REGION" });\nc.messages.create({ to });\n',
     "c.messages", 3, "", "Messages"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nawait c.verify.v2.services(s).verifications.create({});\n',
     "c.verify", 2, "Verify", "Verify"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nc.lookups.v1.phoneNumbers(n).fetch();\n',
     "c.lookups.v1", 2, "Lookup v1", "Lookup"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nc.lookups.v2.phoneNumbers(n).fetch();\n',
     "c.lookups.v2", 2, "", "Lookup"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nc.outgoingCallerIds.list();\n',
     "c.outgoingCallerIds", 2, "verified caller IDs", "verified caller IDs"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nconst { messages } = c;\nmessages.create({});\n',
     "messages", 2, "", "Messages"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nc["messages"].create({});\n',
     'c["messages"]', 2, "", "Messages"),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nc.calls.create({ to });\n', "", 0, "", ""),
    ("a.js", 'const c = require("twilio")(a, b, { region: "REGION" });\nother.messages.create({ to });\n', "", 0, "", ""),
    ("a.ts", 'import { Twilio } from "twilio";\n\nconst c = new Twilio(a, b, { region: "REGION" });\n'
     "export const send = async (): Promise<void> => {\n  await c.api.v2010.accounts(s).messages.create({ to });\n};\n",
     "c.api.v2010.accounts(s).messages", 5, "", "Messages"),
    ("a.ts", 'import twilio from "twilio";\n\nclass Sms {\n  private readonly client = twilio(a, b, { region: "REGION" });\n\n'
     "  send() {\n    return this.client.flexApi.v1.interaction.create({});\n  }\n}\n",
     "this.client.flexApi", 7, "Flex", "Flex"),
    ("a.ts", 'import twilio from "twilio";\n\nconst c = twilio(a, b);\nc.region = "REGION";\nc.video.v1.rooms.list();\n',
     "c.video", 5, "Video", "Video"),
    ("a.rb", "client = Twilio::REST::Client.new(sid, token, nil, 'REGION')\nclient.messages.create(to: number)\n",
     "client.messages", 2, "", "Messages"),
    ("a.rb", "client = Twilio::REST::Client.new(sid, token)\nclient.region = 'REGION'\nclient.messages('SM1').fetch\n",
     "client.messages('SM1')", 3, "", "Messages"),
    ("a.rb", "client = Twilio::REST::Client.new(sid, token, nil, 'REGION')\nclient.verify.v2.services('VA1').fetch\n",
     "client.verify", 2, "Verify", "Verify"),
    ("a.rb", "client = Twilio::REST::Client.new(sid, token, nil, 'REGION')\nclient.studio.v2.flows.list\n",
     "client.studio", 2, "", "Studio"),
    ("a.rb", "client = Twilio::REST::Client.new(sid, token, nil, 'REGION')\nclient.calls.create(to: number)\n", "", 0, "", ""),
    ("a.php", '<?php\nuse Twilio\\Rest\\Client;\n$c = new Client($sid, $token, null, "REGION");\n$c->messages->create($to, []);\n',
     "$c->messages", 4, "", "Messages"),
    ("a.php", '<?php\nuse Twilio\\Rest\\Client;\n$c = new Client($sid, $token, null, "REGION");\n$c->bulkexports->v1->exports("Calls");\n',
     "$c->bulkexports", 4, "BulkExport", "BulkExport"),
    ("a.php", '<?php\nuse Twilio\\Rest\\Client;\n$c = new Client($sid, $token, null, "REGION");\n$c->calls->read();\n', "", 0, "", ""),
    ("a.go", 'package a\n\nimport "github.com/twilio/twilio-go"\n\nfunc f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion("REGION")\n'
     "\tc.Api.CreateMessage(p)\n}\n", "c.Api.CreateMessage", 8, "", "Messages"),
    ("a.go", 'package a\n\nimport "github.com/twilio/twilio-go"\n\nfunc f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion("REGION")\n'
     "\tc.VerifyV2.CreateVerification(s, p)\n}\n", "c.VerifyV2", 8, "Verify", "Verify"),
    ("a.go", 'package a\n\nimport "github.com/twilio/twilio-go"\n\nfunc f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion("REGION")\n'
     "\tc.LookupsV1.FetchPhoneNumber(n, nil)\n}\n", "c.LookupsV1", 8, "Lookup v1", "Lookup"),
    ("a.go", 'package a\n\nimport "github.com/twilio/twilio-go"\n\nfunc f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion("REGION")\n'
     "\tc.Api.CreateCall(p)\n}\n", "", 0, "", ""),
    ("A.java", 'import com.twilio.Twilio;\nimport com.twilio.rest.verify.v2.service.Verification;\n\nclass A {\n  void a() {\n'
     '    Twilio.setRegion("REGION");\n    Verification.creator(s, to, "sms").create();\n  }\n}\n',
     "com.twilio.rest.verify.v2.service.Verification", 2, "Verify", "Verify"),
    ("A.java", 'import com.twilio.Twilio;\nimport com.twilio.rest.api.v2010.account.*;\n\nclass A {\n  void a() {\n'
     '    Twilio.setRegion("REGION");\n    Message.creator(to, from, "x").create();\n  }\n}\n',
     "Message.creator", 7, "", "Messages"),
    ("A.java", 'import com.twilio.Twilio;\nimport com.twilio.rest.api.v2010.account.*;\n\nclass A {\n  void a() {\n'
     '    Twilio.setRegion("REGION");\n    Call.creator(to, from, uri).create();\n  }\n}\n', "", 0, "", ""),
    ("A.java", "import com.twilio.http.TwilioRestClient;\nimport com.twilio.rest.lookups.v1.PhoneNumber;\n\nclass A {\n  void a() {\n"
     '    TwilioRestClient c = new TwilioRestClient.Builder(u, p).region("REGION").build();\n'
     "    PhoneNumber.fetcher(n).fetch(c);\n  }\n}\n", "com.twilio.rest.lookups.v1.PhoneNumber", 2, "Lookup v1", "Lookup"),
    ("A.cs", 'using Twilio;\nusing Twilio.Rest.Api.V2010.Account;\n\nTwilioClient.SetRegion("REGION");\n'
     "var m = MessageResource.Create(to: x);\n", "MessageResource.Create", 5, "", "Messages"),
    ("A.cs", 'using Twilio.Clients;\nusing Twilio.Rest.Verify.V2.Service;\n\nvar c = new TwilioRestClient(a, b, region: "REGION");\n'
     "var v = await VerificationResource.CreateAsync(to: x, client: c);\n",
     "Twilio.Rest.Verify.V2.Service", 2, "Verify", "Verify"),
    ("A.cs", 'using Twilio;\nusing Twilio.Rest.Api.V2010.Account;\n\nTwilioClient.SetRegion("REGION");\n'
     "var c = CallResource.Create(to: x);\n", "", 0, "", ""),
]  # fmt: skip


def check(path: str, text: str, way: ProcessingRegion = "as-written") -> list[Finding]:
    found, error = check_source(Source(text), FileKind.TEXT, Options(way, select=ON), path)
    assert error is None
    return found


@pytest.mark.parametrize("region", ["ie1", "au1"])
@pytest.mark.parametrize(("path", "program", "said", "line", "ie1", "au1"), PROGRAMS)
def test_a_client(path: str, program: str, said: str, line: int, ie1: str, au1: str, region: str) -> None:
    missing = ie1 if region == "ie1" else au1
    (finding,) = check(path, program.replace("REGION", region))
    assert finding.code == "EW201"
    assert finding.fix is not None
    assert finding.fix.safety is (Safety.UNSAFE if missing else Safety.SAFE)
    note = f"`{said}` on line {line}"
    assert (note in finding.message and f"{region.upper()} does not serve {missing} (" in finding.message) is bool(
        missing
    )
    assert ("where `" in finding.fix.message and "fail" in finding.fix.message) is bool(missing)
    (kept,) = check(path, program.replace("REGION", region), "us1")
    assert kept.fix is not None
    assert kept.fix.safety is Safety.SAFE
    assert "serve" not in kept.message


VALID = [
    ('region: "REGION"', 'region: "REGION", edge: "EDGE"'),
    ('c.region = "REGION";', 'c.edge = "EDGE";\nc.region = "REGION";'),
    ("client.region = 'REGION'", "client.edge = 'EDGE'; client.region = 'REGION'"),
    ("nil, 'REGION')\n", "nil, 'REGION'); client.edge = 'EDGE'\n"),
    ('null, "REGION");\n', 'null, "REGION"); $c->setEdge("EDGE");\n'),
    ('c.SetRegion("REGION")', 'c.SetRegion("REGION"); c.SetEdge("EDGE")'),
    ('Twilio.setRegion("REGION");', 'Twilio.setRegion("REGION"); Twilio.setEdge("EDGE");'),
    ('.region("REGION")', '.region("REGION").edge("EDGE")'),
    ('TwilioClient.SetRegion("REGION");', 'TwilioClient.SetRegion("REGION"); TwilioClient.SetEdge("EDGE");'),
]


@pytest.mark.parametrize(("region", "edge"), [("ie1", "dublin"), ("au1", "sydney")])
@pytest.mark.parametrize(("path", "program", "said", "line", "ie1", "au1"), PROGRAMS)
def test_a_client_that_is_there_already(
    path: str, program: str, said: str, line: int, ie1: str, au1: str, region: str, edge: str
) -> None:
    missing = ie1 if region == "ie1" else au1
    old, new = next((old, new) for old, new in VALID if old in program)
    text = program.replace(old, new).replace("REGION", region).replace("EDGE", edge)
    found = check(path, text)
    assert [finding.code for finding in found] == (["EW205"] if missing else [])
    for finding in found:
        assert f"`{said}` on line {line + new.count(chr(10)) - old.count(chr(10))}" in finding.message
        assert f"{region.upper()} does not serve {missing} (Twilio, 2026-10)" in finding.message
        assert finding.fix is None


def test_the_serverless_toolkit_is_for_one_product() -> None:
    text = (
        'const { TwilioServerlessApiClient } = require("@twilio-labs/serverless-api");\n'
        'const c = new TwilioServerlessApiClient({ accountSid, authToken, region: "REGION", edge: "EDGE" });\n'
    )
    assert check("a.js", text.replace("REGION", "ie1").replace("EDGE", "dublin")) == []
    (finding,) = check("a.js", text.replace("REGION", "au1").replace("EDGE", "sydney"))
    assert finding.code == "EW205"
    assert "AU1 does not serve Functions and Assets" in finding.message
