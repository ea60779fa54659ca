"""Inputs of our own to start from, and the words that a fuzzer should know."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.targets import FILES

URLS = (
    "https://api.ie1.twilio.com/2010-04-01/Accounts.json", "api.dublin.ie1.twilio.com", "verify.de1.twilio.com:443/v2",
    "https://AC1:token@api.au1.twilio.com.", "api.dublin.twilio.com?a=b", "x.pstn.ie1.twilio.com", "api.twilio.com",
    "api.ie1.twilio.com.evil.example", "https://api.ie1.twilio.com@evil.example/", "api.frankfurt.de1.twilio.com#e",
    "API.IE1.TWILIO.COM", "a\nhttps://api.ie1.twilio.com, api.us2.twilio.com b", "%2F%2Fapi.ie1.twilio.com",
    r"api\.ie1\.twilio\.com", "api[.]ie1[.]twilio[.]com", "https://api.${REGION}.twilio.com", "api.{{ r }}.twilio.com",
)  # fmt: skip

SETTINGS = {
    ".env": "TWILIO_REGION=ie1\nexport APP_TWILIO_REGION='de1' # old\nTWILIO_EDGE=\n",
    "run.sh": "export TWILIO_REGION=au1\nif x; then TWILIO_REGION=ie1 TWILIO_EDGE=sydney run; fi\ntwilio --region ie1\n",
    "Dockerfile": "FROM x\nENV TWILIO_REGION=ie1 \\\n    A=b\nENV TWILIO_REGION de1\nARG TWILIO_REGION=ie1\n",
    "a.yaml": "env:\n  - name: TWILIO_REGION\n    value: ie1\nother:\n  TWILIO_REGION: 'de1'  # x\n  TWILIO_EDGE: dublin\n",
    "a.json": '{"env": {"TWILIO_REGION": "ie1", "a": [1, null]}, "u": "https://api.ie1.twilio.com"}\n',
    "a.ini": "[a]\nTWILIO_REGION = ie1\n; c\n[Service]\nEnvironment=TWILIO_REGION=au1 A=b\n",
    "a.tf": 'provider "twilio" {\n  region = "ie1"\n}\nenvironment = {\n  TWILIO_REGION = "au1"\n}\n',
    "a.toml": '[env]\nTWILIO_REGION = "ie1"\nx = { TWILIO_REGION = "de1", b = 1 }\n',
    "a.ipynb": '{"cells": [{"cell_type": "code", "source": ["import os\\n", "os.environ[\\"TWILIO_REGION\\"] = \\"ie1\\"\\n",'
               ' "!curl https://api.ie1.twilio.com"], "outputs": []}], "metadata": {}, "nbformat": 4}\n',
    "a.ps1": '$env:TWILIO_REGION = "ie1"\n',
    "a.bat": "set TWILIO_REGION=ie1\r\n",
    "Makefile": "export TWILIO_REGION := ie1\nx:\n\tTWILIO_REGION=ie1 run\n",
    "a.properties": "twilio.region=ie1\nTWILIO_REGION: de1\n",
    "a.js": 'const a = "https://api." + region + ".twilio.com"; // api.ie1.twilio.com\nx = `api.${r}.twilio.com`\n',
    "a.fish": "set -gx TWILIO_REGION ie1\n",
    "Jenkinsfile": 'environment {\n  TWILIO_REGION = "ie1"\n}\n',
    "a.ts": 'import twilio from "twilio";\nconst c = twilio(a, b, { region: "ie1" });\nc.region = "de1";\nconst u = `api.ie1.twilio.com`;\n',
    "A.java": 'import com.twilio.Twilio;\nclass A {\n  void f() {\n    Twilio.setRegion("ie1"); // x\n  }\n}\n',
    "a.cs": 'using Twilio;\nclass A {\n  void F() {\n    TwilioClient.SetRegion("au1");\n    var c = new TwilioRestClient(u, p, region: "de1");\n  }\n}\n',
    "a.rb": "require 'twilio-ruby'\nc = Twilio::REST::Client.new a, b, nil, 'ie1'\nc.region = 'de1'\nu = 'api.ie1.twilio.com'\n",
    "a.php": "<?php\nuse Twilio\\Rest\\Client;\n$c = new Client($a, $b, null, 'ie1');\n$c->setRegion('de1');\n?>\n<p>\n",
    "a.go": 'package main\nimport "github.com/twilio/twilio-go"\nfunc f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion("ie1")\n}\n',
    "a.py": 'from twilio.rest import Client\nc = Client("a", "b", region="ie1")\nc.region = "au1"\n',
}  # fmt: skip

COMMENTS = (
    '0x = "api.ie1.twilio.com"  # edgewise: ignore[EW101] why\ny = 1  # edgewise: ignore[EW103, EW999] # noqa\n',
    '0# edgewise: ignore-file[EW101]\nx = """\napi.ie1.twilio.com\n"""  # edgewise: ignore[EW101]\n',
    "1x = api.ie1.twilio.com  # edgewise: ignore[EW101]\n; edgewise: ignore[]\n% edgewise: ignore\n",
    '2const a = "api.ie1.twilio.com"; // edgewise: ignore[EW101]\nf(/* edgewise: ignore[EW103] */ 1);\n',
    "3<a href='//api.ie1.twilio.com'> <!-- edgewise: ignore[EW101] --> {# edgewise: ignore[EW103] #}\n",
    "5select 1 -- edgewise: ignore[EW103]\n",
    "2f(/* edgewise: ignore[EW103] why */ 1);// edgewise: ignore[EW107] x #1\n/* edgewise: ignore[EW103]\n */\n",
    "7a: https://api.ie1.twilio.com # edgewise: ignore[EW101]\n# edgewise: ignore-file\n",
)

TINY = ("7A6https://api.ie1.twilio.com", "930api\\\\.ie1\\\\.twilio.com", "0:6api.<ie1>.{}.twilio.com", "5005")
PROGRAMS = ("0000001", "01000013300000141", "02:000141;120310010", "0;:6013021401", "08101300041", "030010:13024;9:01")

WORDS = (
    "twilio.com", ".twilio.com", "api.", "verify.", ".ie1", ".de1", ".us1", ".dublin", "https://", "TWILIO_REGION", "TWILIO_EDGE",
    "TWILIO_REGION=ie1", "TWILIO_REGION: ie1", "\"TWILIO_REGION\": \"ie1\"", "ie1", "dublin", "edgewise: ignore[EW101]",
    "edgewise: ignore-file", "# ", "// ", "/* ", " */", "<!-- ", " -->", "${R}", "{{ r }}", "%s", "\\.", "[.]", "\\u002e",
    "region: \"ie1\"", ".region = \"ie1\"", ".edge = \"dublin\"", "setRegion(\"ie1\");", "require('twilio')", "<% x %>", "environment:", "name: TWILIO_REGION", "value: ie1", "provider \"twilio\" {", "region = \"ie1\"", "ENV ", "export ",
    "\\\n", "\r\n", "'''", "\"\"\"", "\" + r + \"", "- ", "  ", "&a ", "*a", "|\n", "if x; then\n", "fi\n", "<<EOF\n",
)  # fmt: skip


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs that a target starts from."""
    texts: dict[str, list[str]] = {
        "resolver": [
            f"{way}{pair}{url}" for way, pair in zip("0123", ("05", "5:", "00", "45"), strict=True) for url in URLS
        ],
        "matcher": [f"{way}{url}" for way in "01" for url in URLS],
        "templates": list(TINY),
        "python": list(PROGRAMS),
        "suppressions": list(COMMENTS),
        "settings": [],
        "source": [],
    }
    yield from (text.encode() for text in texts[target])
    for name, text in SETTINGS.items() if target in ("settings", "source") else ():
        for choices in ("00", "11", "20"):
            yield bytes([FILES.index(name) + ord("0")]) + choices.encode() + text.encode()
