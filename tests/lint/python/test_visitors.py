"""The visitors of libcst: whoever drives them, in whatever order, each finds the same by itself."""

from __future__ import annotations

from collections.abc import Sequence
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
from edgewise.python.syntax.limits import UnparsableError
from oracle.written.cells import TABLES
from oracle.written.hard_programs import PROGRAMS
from oracle.written.uses import USES
from support import sampled

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
        alone = _driven(Module.parse(source, Options()), [family])[family]
        assert _sorted(alone) == [one for one in expected if one.code.startswith(family)]


@pytest.mark.parametrize("order", list(permutations(("EW1", "EW2", "EW3"))))
def test_the_visitors_find_the_same_in_any_order(order: tuple[str, ...]) -> None:
    for source in SOURCES.values():
        in_turn = _driven(Module.parse(source, Options()), order)
        found = [finding for family in order for finding in in_turn[family]]
        assert _sorted(found) == find(Module.parse(source, Options())).findings


MANY = [
    *PROGRAMS.values(),
    *(use.text for use in USES),
    *(cell for cells in TABLES.values() for cell in cells.values()),
]
ORDERS = list(permutations(("EW1", "EW2", "EW3")))
AT_A_TIME = 50


def _modules(source: str, count: int) -> list[Module]:
    """Return a module as often as it is wanted, nothing if libcst does not read all of it."""
    try:
        modules = [Module.parse(source, Options(processing_region="as-written")) for _ in range(count)]
    except UnparsableError:
        return []
    return modules if not modules[0].tree.unread else []


def _driven(module: Module, families: Sequence[str]) -> dict[str, list[Finding]]:
    """Return what the visitors of some families find, each driven by libcst in turn."""
    visitors = _visitors(module)
    root, _ = next(module.tree.nodes(cst.Module))
    for family in families:
        cst.visit_batched(root, [visitors[family]])
    return {family: visitors[family].findings for family in families}


@pytest.mark.parametrize("first", sampled(range(len(MANY) // AT_A_TIME), 64))
def test_many_programs_by_each_visitor_and_in_one_of_the_orders(first: int) -> None:
    found: list[Finding] = []
    for number, source in enumerate(MANY[first :: len(MANY) // AT_A_TIME]):
        order = ORDERS[number % len(ORDERS)]
        modules = _modules(source, 2 + len(order))
        if not modules:
            continue
        expected = _sorted(find(modules[0]).findings)
        found += expected
        in_turn = _driven(modules[1], order)
        assert _sorted([finding for family in order for finding in in_turn[family]]) == expected, source
        for family, module in zip(order, modules[2:], strict=True):
            alone = _sorted(_driven(module, [family])[family])
            assert alone == [one for one in expected if one.code.startswith(family)], source
    assert len(found) > AT_A_TIME / 2
