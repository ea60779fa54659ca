"""Commands of Twilio's command line, and the configuration of Twilio.AspNet.Core: regions without their edges."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods.rewrite import rewrite_source

REWRITES = [
    # path, text, with the processing region as written, with us1
    (
        "a.sh",
        "twilio login AC1 --auth-token x --region ie1\n",
        "twilio login AC1 --auth-token x --region ie1 --edge dublin\n",
        "twilio login AC1 --auth-token x --region us1\n",
    ),
    (
        "a.sh",
        "twilio profiles:create --region=au1 && ls\n",
        "twilio profiles:create --region=au1 --edge=sydney && ls\n",
        "twilio profiles:create --region=us1 && ls\n",
    ),
    (
        "a.sh",
        "npx twilio profiles:add \\\n  --region 'ie1' \\\n  --profile x\n",
        "npx twilio profiles:add \\\n  --region 'ie1' --edge 'dublin' \\\n  --profile x\n",
        "npx twilio profiles:add \\\n  --region 'us1' \\\n  --profile x\n",
    ),
    (
        "Dockerfile",
        'CMD ["twilio", "login", "--region", "ie1"]\n',
        'CMD ["twilio", "login", "--region", "ie1", "--edge", "dublin"]\n',
        'CMD ["twilio", "login", "--region", "us1"]\n',
    ),
    (
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    steps:\n      - run: twilio profiles:create --region ie1 -f\n",
        "jobs:\n  a:\n    steps:\n      - run: twilio profiles:create --region ie1 --edge dublin -f\n",
        "jobs:\n  a:\n    steps:\n      - run: twilio profiles:create --region us1 -f\n",
    ),
    (
        "package.json",
        '{"scripts": {"deploy": "twilio-run deploy --region de1", "login": "twilio login --edge dublin --region ie1"}}\n',
        '{"scripts": {"deploy": "twilio-run deploy --region us1", "login": "twilio login --edge dublin --region ie1"}}\n',
        None,
    ),
    (
        "appsettings.json",
        '{\n  "Twilio": {\n    "Client": {\n      "AccountSid": "AC1",\n      "Region": "ie1"\n    }\n  }\n}\n',
        '{\n  "Twilio": {\n    "Client": {\n      "AccountSid": "AC1",\n      "Region": "ie1",\n      "Edge": "dublin"\n    }\n  }\n}\n',
        '{\n  "Twilio": {\n    "Client": {\n      "AccountSid": "AC1",\n      "Region": "us1"\n    }\n  }\n}\n',
    ),
    (
        "secrets.json",
        '{ "Twilio:Client:Region": "au1" }\n',
        '{ "Twilio:Client:Region": "au1", "Twilio:Client:Edge": "sydney" }\n',
        '{ "Twilio:Client:Region": "us1" }\n',
    ),
    (
        ".env",
        "Twilio__Client__Region=ie1\nX=1\n",
        "Twilio__Client__Region=ie1\nTwilio__Client__Edge=dublin\nX=1\n",
        "Twilio__Client__Region=us1\nX=1\n",
    ),
    (
        "docker-compose.yml",
        "services:\n  web:\n    environment:\n      TWILIO__CLIENT__REGION: ie1\n",
        "services:\n  web:\n    environment:\n      TWILIO__CLIENT__REGION: ie1\n      TWILIO__CLIENT__EDGE: dublin\n",
        "services:\n  web:\n    environment:\n      TWILIO__CLIENT__REGION: us1\n",
    ),
]


@pytest.mark.parametrize(("path", "text", "as_written", "us1"), REWRITES)
def test_rewrites(path: str, text: str, as_written: str, us1: str | None) -> None:
    for way, expected in (("as-written", as_written), ("us1", us1)):
        result = rewrite_source(Source(text), FileKind.TEXT, Options(processing_region=way), unsafe=False, path=path)
        assert result.error is None
        assert expected is None or result.text == expected


SILENT = [
    ("a.sh", "twilio login --region ie1 --edge dublin\n"),
    ("a.sh", "twilio login --region us1\n"),
    ("a.sh", 'twilio login --region "$TWILIO_REGION"\n'),
    ("a.sh", "twilio serverless:deploy --region ie1\ntwilio-run deploy --region au1\n"),
    ("a.sh", "twilio phone-numbers:list --region ie1\n"),
    ("a.sh", "# twilio login --region ie1\n"),
    ("a.sh", "twilio login\naws --region ie1\n"),
    ("a.sh", "twilio login && aws s3 ls --region ie1\n"),
    ("a.sh", "twilio login --edge dublin\n"),
    ("README.md", "twilio login --region ie1\n"),
    ("appsettings.json", '{ "Twilio": { "Client": { "Region": "ie1", "Edge": "dublin" } } }\n'),
    ("appsettings.json", '{ "Aws": { "Client": { "Region": "ie1" } }, "Twilio": { "Region": "ie1" } }\n'),
    ("config.yml", "twilio:\n  client:\n    region: ie1\n"),
    (".env", "Twilio__Client__Region=ie1\nTwilio__Client__Edge=dublin\n"),
]


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    assert find(text, path, Options()) == []


def test_an_edge_alone_fails_for_the_serverless_commands() -> None:
    (finding,) = find("twilio serverless:deploy --edge=dublin\n", "a.sh", Options())
    assert finding.code == "EW302"
    assert "--region is not set with it" in finding.message
    assert finding.fix is not None
    assert finding.fix.edits[0].content == " --region=us1"


def test_a_mismatch() -> None:
    (finding,) = find("twilio login --region ie1 --edge sydney\n", "a.sh", Options())
    assert finding.code == "EW303"


PROVIDERS = [
    # files, and the code and place of what is found in main.tf
    (
        {"main.tf": 'provider "twilio" {\n  region = var.region\n}\nvariable "region" {\n  default = "ie1"\n}\n'},
        "EW301",
        "",
    ),
    (
        {
            "main.tf": 'provider "twilio" {\n  region = local.region # here\n}\nlocals {\n  other = { region = "us1" }\n  region = "au1"\n}\n'
        },
        "EW301",
        "",
    ),
    (
        {
            "main.tf": 'provider "twilio" {\n  region = var.region\n}\n',
            "variables.tf": 'variable "region" {\n  type = string\n}\n',
            "prod.auto.tfvars": 'region = "ie1"\n',
        },
        "EW301",
        "prod.auto.tfvars",
    ),
    (
        {
            "main.tf": 'provider "twilio" {\n  region = local.place\n  edge   = var.edge\n}\n',
            "locals.tf": "locals {\n  place = var.region\n}\n",
            "variables.tf": 'variable "region" {\n  default = "ie1"\n}\nvariable "edge" {\n  default = "sydney"\n}\n',
        },
        "EW303",
        "variables.tf",
    ),
    (
        {"main.tf": 'provider "twilio" {\n  region = var.region\n}\nvariable "region" {\n  default = "us1"\n}\n'},
        None,
        "",
    ),
    ({"main.tf": 'provider "twilio" {\n  region = var.region\n}\nvariable "region" {}\n'}, None, ""),
    (
        {
            "main.tf": 'provider "twilio" {\n  region = var.region\n  edge = var.edge\n}\nvariable "region" {\n  default = "ie1"\n}\n'
        },
        None,
        "",
    ),
    (
        {
            "main.tf": 'provider "aws" {\n  region = var.region\n}\nvariable "region" {\n  default = "ie1"\n}\n# twilio\n'
        },
        None,
        "",
    ),
]


@pytest.mark.parametrize(("files", "code", "place"), PROVIDERS)
def test_variables_and_locals_of_a_provider(
    tmp_path: Path, files: dict[str, str], code: str | None, place: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = find(files["main.tf"], str(tmp_path / "main.tf"), Options())
    assert [finding.code for finding in found] == ([code] if code else [])
    if found:
        start = files["main.tf"].index("region")
        assert found[0].start == start
        assert place in found[0].message
        assert found[0].help
