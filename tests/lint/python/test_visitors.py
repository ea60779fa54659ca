"""The visitors of libcst: whoever drives them, in whatever order, each finds the same by itself."""

from __future__ import annotations

from itertools import permutations

import libcst as cst
import pytest

from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.python.clients.find import Clients, ClientVisitor
from edgewise.python.find import find
from edgewise.python.hostnames.find import Hostnames, HostnameVisitor
from edgewise.python.module import Module
from edgewise.python.settings.find import Environment, SettingVisitor

SOURCES = {
    "all three": """
import os
from twilio.rest import Client
os.environ["TWILIO_REGION"] = "ie1"
REGION = "au1"
HOST = "https://api." + REGION + ".twilio.com"
client = Client("AC", "t", region=REGION)
fetch(f"{HOST}/2010-04-01", "https://api.%s.twilio.com" % os.getenv("TWILIO_REGION", "ie1"))
""",
    "what has to agree": """
from twilio.rest import Client
ALLOWED = ["api.ie1.twilio.com"]
def check(host): assert host in ALLOWED
check("api.ie1.twilio.com")
Client("AC", "t", region="ie1")
""",
    "one after the other": "from twilio.rest import Client\nr0 = 'ie1'\n"
    + "".join(f"r{at + 1} = (r{at},)[0]\n" for at in range(120))
    + "x = f'https://api.{r120}.twilio.com'\nClient(region=r120)\ny = f'https://api.{r60}.twilio.com'\n",
    "through calls": """
from twilio.rest import Client
def make(region, edge=None):
    return Client("AC", "t", region=region, edge=edge), f"https://api.{region}.twilio.com"
for name in ("ie1", "de1"):
    make(name)
env = {"TWILIO_REGION": make("au1")[1]}
""",
}


def _visitors(module: Module) -> dict[str, ClientVisitor | HostnameVisitor | SettingVisitor]:
    environment = Environment(module)
    hostnames = Hostnames(module)
    return {
        "EW1": HostnameVisitor(hostnames),
        "EW2": ClientVisitor(Clients(module, environment, hostnames)),
        "EW3": SettingVisitor(environment),
    }


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(set(findings), key=lambda finding: (finding.start, finding.end, finding.code))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_each_visitor_finds_the_same_by_itself(source: str) -> None:
    expected = find(Module.parse(source, Options())).findings
    assert expected
    for family in ("EW1", "EW2", "EW3"):
        module = Module.parse(source, Options())
        visitor = _visitors(module)[family]
        root, _ = next(module.tree.nodes(cst.Module))
        cst.visit_batched(root, [visitor])
        assert _sorted(visitor.findings) == [one for one in expected if one.code.startswith(family)]


@pytest.mark.parametrize("order", list(permutations(("EW1", "EW2", "EW3"))))
def test_the_visitors_find_the_same_in_any_order(order: tuple[str, ...]) -> None:
    for source in SOURCES.values():
        module = Module.parse(source, Options())
        visitors = _visitors(module)
        root, _ = next(module.tree.nodes(cst.Module))
        for family in order:
            cst.visit_batched(root, [visitors[family]])
        found = [finding for visitor in visitors.values() for finding in visitor.findings]
        assert _sorted(found) == find(Module.parse(source, Options())).findings
