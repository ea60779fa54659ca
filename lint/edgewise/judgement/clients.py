"""The judge of clients: what is wrong with a region and an edge, under every release of twilio that they may meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from edgewise.findings import Fix, Safety
from edgewise.judgement.verdicts import code_of, needs_credentials, safety_of
from edgewise.twilio.hosts import Status, is_region, parse
from edgewise.twilio.libraries import PYTHON
from edgewise.twilio.releases import Behaviour, ClientResolution, resolve_client
from edgewise.twilio.table import DEFAULT_REGION, EDGES, PROCESSING_REGIONS, REGION_EDGES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from edgewise.findings import Edit
    from edgewise.pins import Libraries, Reading
    from edgewise.twilio.libraries import HelperLibrary
    from edgewise.twilio.table import ProcessingRegion
    from edgewise.values import Values

_NO_EDGE = "no edge visible here"
_ENVIRONMENT = f"{_NO_EDGE} (the client also reads TWILIO_EDGE)"
_WITHOUT_EDGES = (Behaviour.NO_EDGE, Behaviour.IGNORES_EDGE)
_ADDING = (Behaviour.ADDS_EDGE, Behaviour.COMPLETES_EDGE)
_WORST_FIRST = (*_WITHOUT_EDGES, Behaviour.AS_GIVEN, *_ADDING)
_OWN_EDGES = ", ".join(
    f"{REGION_EDGES[region]} for {region}" for region in PROCESSING_REGIONS if region != DEFAULT_REGION
)
UNCOUNTABLE = (
    "this may be the client's region, but positions cannot be counted behind `*`: "
    f"give region and edge by keyword; there is {_ENVIRONMENT}"
)


@dataclass(frozen=True)
class Edge:
    """What is visible of a client's edge: nothing, a constant, some value, or a place that may bring one.

    ``elsewhere`` says that it is not an argument of the call that makes the client, so that no edit there changes it.
    """

    kind: Literal["absent", "constant", "some", "maybe"]
    value: str = ""
    """The constant, of ``some`` value the one that it may be, or the place that may bring an edge."""
    elsewhere: bool = False
    handed_on: bool = False
    """Whether the place that may bring one is the argument itself, such as a parameter whose default is None."""


def united(edges: list[Edge]) -> Edge:
    """Return what several edges that are not arguments come to; an edge set to nothing is absent, but not untouched."""
    given = {edge for edge in edges if edge.kind != "absent"}
    if not given:
        return Edge("absent", elsewhere=bool(edges))
    return replace(given.pop(), elsewhere=True) if len(given) == 1 else Edge("some", elsewhere=True)


def one_of(edges: Collection[Edge]) -> Edge:
    """Return the edge to judge by where it depends on the reading: none if that may be."""
    if any(edge.kind == "absent" for edge in edges):
        return Edge("absent")
    return min((edge for edge in edges if edge.kind == "maybe"), key=lambda edge: edge.value, default=Edge("some"))


@dataclass(frozen=True)
class ClientVerdict:
    """What is wrong with a region and edge.

    ``resolution`` is there where both are known and what it says is right under every release that may be met.
    """

    code: str
    message: str
    resolution: ClientResolution | None = None
    unsafe: bool = False
    help: str = ""
    """What to do where nothing is known to be right; "" where the message says it."""
    fails: str = ""
    """What the client is used for and its region, once it is right, does not serve; "" where all is well."""

    def warned(self, fix: Fix) -> Fix:
        """Return a fix that says what fails after it, if something does."""
        return fix._replace(message=f"{fix.message}, where {self.fails}") if self.fails else fix

    def advice(self, why: str = "") -> str:
        """Return what to write by hand, "" where that is not known.

        :param why: why there is no fix, as a sentence without a full stop.
        """
        resolution = self.resolution
        if resolution is None:
            return self.help
        if resolution.region is None and resolution.edge is None:
            said = f"Take the region away: `{resolution.resolved}`"
        else:
            wanted = (("region", resolution.region), ("edge", resolution.edge))
            given = [f"{what} `{value}`" for what, value in wanted if value]
            said = f"Give the client the {' and the '.join(given)}: `{resolution.resolved}`"
        said += needs_credentials(resolution)
        return f"{said}; {why}" if why else said


@dataclass(frozen=True)
class Question:
    """What is to be judged: ``constructed`` says that the region is an argument of the constructor."""

    region: Values
    edge: Edge
    source: str
    """The expression for the region."""
    doubt: str | None = None
    """Why the region may be another one, if it may."""
    constructed: bool = True
    environment: bool = True
    """Whether the client reads TWILIO_REGION and TWILIO_EDGE."""

    @property
    def unseen(self) -> str:
        """What a message says of an edge that is absent."""
        return _ENVIRONMENT if self.environment else _NO_EDGE

    @property
    def seen(self) -> str:
        """What a message says of an edge that is absent or constant."""
        return f"and {self.unseen}" if self.edge.kind == "absent" else f"with edge `{self.edge.value}`"


class Judge:
    """Judges the clients of one file.

    :param libraries: which releases the clients may meet. It may read files, so it is asked only where that matters.
    :param library: the helper library whose clients they are.
    """

    def __init__(
        self,
        processing_region: ProcessingRegion,
        libraries: Callable[[], Libraries],
        library: HelperLibrary = PYTHON,
    ) -> None:
        self._processing_region: ProcessingRegion = processing_region
        self._libraries = libraries
        self._library = library

    def may_be_wrong(self, values: Sequence[str]) -> bool:
        """Say whether one of the values would be a region that needs an edge, if it is meant as a region at all."""
        named = [value for value in values if is_region(value.lower()) or value.lower() in EDGES]
        return any(_is_wrong(resolve_client(value).status) for value in named)

    def judge(self, question: Question) -> ClientVerdict | None:
        """Return the worst of the verdicts under the releases that may be met, None where all is well."""
        libraries = self._libraries()
        readings = sorted(libraries.readings, key=lambda reading: _WORST_FIRST.index(reading.behaviour))
        if len(readings) > 1:
            readings = [replace(reading, said="") for reading in readings]  # the end of the message names them all
        verdicts = [self._under(reading, question) for reading in readings]
        found = [verdict for verdict in verdicts if verdict is not None]
        if not found:
            return None
        worst = found[0]
        resolution = worst.resolution
        if resolution is not None and not all(self._is_right(resolution, reading, question) for reading in readings):
            resolution = None
        return ClientVerdict(
            worst.code,
            worst.message + self._doubts(libraries),
            resolution,
            any(verdict.unsafe for verdict in found) or libraries.assumed or libraries.doubted,
            self._help(worst.code, question),
        )

    def _help(self, code: str, question: Question) -> str:
        if code != "EW204":
            return ""
        if question.edge.kind in ("constant", "some"):
            return f"Give each region its own edge: {_OWN_EDGES}"
        edge = "edge=" if question.constructed and self._library is PYTHON else "the edge"
        return f"Give {edge} as well: {_OWN_EDGES}; or drop the region to stay in US1"

    def _is_right(self, resolution: ClientResolution, reading: Reading, question: Question) -> bool:
        """Say whether a client is valid, under one reading, once it has the region and edge that it should have."""
        after = self._resolve(resolution.region, resolution.edge, reading.behaviour, constructed=question.constructed)
        return after.status is Status.VALID

    def _resolve(
        self, region: str | None, edge: str | None, behaviour: Behaviour, *, constructed: bool
    ) -> ClientResolution:
        if behaviour is Behaviour.ADDS_EDGE and not constructed:
            behaviour = Behaviour.AS_GIVEN  # it is the constructor that adds
        return resolve_client(region, edge, self._processing_region, behaviour, self._library.edge_since)

    def _under(self, reading: Reading, question: Question) -> ClientVerdict | None:
        region, edge = question.region, question.edge
        only = region.only
        if reading.behaviour in _WITHOUT_EDGES and edge.kind in ("constant", "some"):
            if reading.behaviour is Behaviour.NO_EDGE and not edge.elsewhere:
                return self._refused(reading, question)
            edge = Edge("absent", elsewhere=True)  # nobody reads it
            question = replace(question, edge=edge)
        edge_value = edge.value if edge.kind == "constant" else None
        if edge.kind == "some":
            return self._beside_some_edge(reading, question)
        constructed = question.constructed
        # A default counts too: it is what holds where nobody gives a region.
        may_raise = (
            region.empty and constructed and reading.behaviour is Behaviour.ADDS_EDGE and edge.kind != "constant"
        )
        if edge.handed_on and not may_raise and not self._may_mismatch(reading, replace(question, edge=Edge("absent"))):
            return None  # whoever gives the region gives the edge
        if may_raise and region.nothing and edge.kind == "absent" and question.doubt is None:
            return self._judge_pair("", reading, question)
        if (
            region.complete
            and not may_raise
            and all(
                not _is_wrong(self._resolve(value, edge_value, reading.behaviour, constructed=constructed).status)
                for value in region.known
            )
        ):
            return None
        if edge.kind == "constant":
            if only is not None:
                return self._judge_pair(only, reading, question)
            doubtful = self._may_mismatch(reading, question)
            return ClientVerdict("EW204", self._dynamic_message(reading, question)) if doubtful else None
        if only is None or question.doubt is not None or edge.kind == "maybe":
            return ClientVerdict("EW204", self._dynamic_message(reading, question))
        return self._judge_pair(only, reading, question)

    def _beside_some_edge(self, reading: Reading, question: Question) -> ClientVerdict | None:
        """Judge a region beside an edge that is given, whichever it is."""
        only = question.region.only
        if question.edge.value and self._may_mismatch(reading, question):
            return ClientVerdict("EW204", self._dynamic_message(reading, question))
        if only is None or question.doubt is not None:
            return None
        # An edge does not make a region of what is none.
        resolution = resolve_client(only, "dublin", self._processing_region)
        if resolution.status is not Status.UNSUPPORTED_REGION:
            return None
        return ClientVerdict("EW202", f"region `{only}` with an edge: {resolution.reason}", None)

    def _may_mismatch(self, reading: Reading, question: Question) -> bool:
        """Say whether a region that may be given does not go with the one edge that is known."""
        return any(self._judge_pair(region, reading, question) is not None for region in question.region.strings)

    def _refused(self, reading: Reading, question: Question) -> ClientVerdict | None:
        """Judge an edge that is given to a constructor which takes none."""
        only, edge = question.region.only, question.edge
        said = (
            f"region `{only or question.source}` with an edge: {self._before(reading)} has no "
            f"argument `edge` (TypeError); {self._upgrade}"
        )
        resolution = None
        if only is not None and edge.kind == "constant":
            known = resolve_client(only, edge.value, self._processing_region, reading.behaviour)
            resolution = known if known.is_known else None
        return ClientVerdict("EW201", said, resolution, unsafe=True)

    def _judge_pair(self, region: str, reading: Reading, question: Question) -> ClientVerdict | None:
        edge = question.edge.value or None
        resolution = self._resolve(region, edge, reading.behaviour, constructed=question.constructed)
        code = code_of(resolution.status, "client")
        if code is None:
            return None
        seen, adding = question.seen, f"{self._library.title} {self._library.adding}{_by(reading)}"
        asks = f"the client asks for `{resolution.built}`; {resolution.reason}"
        if reading.behaviour in _WITHOUT_EDGES:
            said = f"region `{region}`, and {self._before(reading)} knows no edge: {asks}"
            said += f"; {self._upgrade}" if resolution.needs else ""
        elif resolution.raises:
            what = f"region `{region}`" if region else "an empty region"
            said = f"{what} {seen}: {adding} knows no edge of it ({resolution.raises})"
            said += f", and other releases ask for `{resolution.built}`"
            said += "" if resolution.is_known else f"; {resolution.reason}"
        elif self._adds(reading, question) and edge is None:
            said = f"region `{region}` {seen}: {adding} asks for `{resolution.built}`"
            other = resolve_client(region).built
            said += f", every other release for `{other}`" if resolution.works else f"; {resolution.reason}"
        else:
            said = f"region `{region}` {seen}: {asks}"
        unsafe = safety_of(resolution.status) is Safety.UNSAFE
        # What works is not changed unasked.
        right = resolution if resolution.is_known else None
        return ClientVerdict(code, said, right, unsafe or (resolution.works and resolution.moves))

    @staticmethod
    def _adds(reading: Reading, question: Question) -> bool:
        """Say whether the library adds the edge by itself: python's does in its constructor, others wherever."""
        return reading.behaviour in _ADDING and (question.constructed or reading.behaviour is Behaviour.COMPLETES_EDGE)

    @property
    def _upgrade(self) -> str:
        return f"upgrade to {self._library.title} {self._library.edge_since} or later"

    def _before(self, reading: Reading) -> str:
        return f"{self._library.title} before {self._library.edge_since}{_by(reading)}"

    def _doubts(self, libraries: Libraries) -> str:
        """Return the end of a message: that pins disagree, or cannot be read."""
        said = ""
        if len(libraries.readings) > 1:
            pins = ", ".join(reading.said for reading in libraries.readings)
            said += f"; pins disagree ({pins})"
        if libraries.flaws:
            flaw, *others = libraries.flaws
            more = f" (and {len(others)} more)" if others else ""
            assumed = f", and the newest {self._library.title} is assumed" if libraries.assumed else ""
            said += f"; a pin of {self._library.title} is passed over{assumed}: {flaw}{more}"
        return said

    def _dynamic_message(self, reading: Reading, question: Question) -> str:
        region, edge, doubt = question.region, question.edge, question.doubt
        said = f"`{short(question.source)}`"
        if region.only is not None and region.only in question.source:
            what = f"region {said} is given"
        elif region.strings:
            is_sure = region.only is not None and doubt is None
            values = " or ".join(f"`{value}`" for value in region.strings)
            what = f"the region is {said}, which {'is' if is_sure else 'may be'} {values}"
            what += "" if region.complete else " or anything else"
        else:
            what = f"the region is {said}, whose value is not known here"
        if doubt is not None:
            what += f" ({doubt})"
        if reading.behaviour in _WITHOUT_EDGES:
            return f"{what}, and {self._before(reading)} knows no edge: {self._upgrade}"
        if edge.kind in ("constant", "some"):
            given = "is" if edge.kind == "constant" else "may be"
            return f"{what}, and the edge {given} `{edge.value}`: make sure that they belong together"
        if edge.kind == "maybe":
            return f"{what}, and an edge may come from {edge.value}: make sure that it does"
        needs = "a region other than us1 needs its edge"
        if self._adds(reading, question):
            needs += f", which only {self._library.title} {self._library.adding}{_by(reading)} adds by itself"
            raises = region.empty and reading.behaviour is Behaviour.ADDS_EDGE
            needs += ", with a KeyError for an empty region" if raises else ""
        return f"{what}, and there is {question.unseen}: {needs}"


def _is_wrong(status: Status) -> bool:
    return code_of(status, "client") is not None


def _by(reading: Reading) -> str:
    return f" ({reading.said})" if reading.said else ""


def short(source: str) -> str:
    """Return an expression as a message shows it."""
    said = " ".join(source.split())
    return said if len(said) <= 60 else said[:57] + "..."


def fix_of(edits: Iterable[Edit], resolution: ClientResolution, steps: Iterable[str]) -> Fix:
    """Return the fix that takes ``steps``: what it says, in which region requests are processed after it."""
    said = " and ".join(steps)
    message = f"{said[:1].upper()}{said[1:]}: `{resolution.resolved}`"
    moved = resolution.processing_region if resolution.moves else None
    if moved is not None and resolution.credentials:
        message += needs_credentials(resolution)
    elif moved is not None and resolution.works and (host := parse(resolution.built)) is not None:
        message += f" (processed in {moved.upper()}, no longer in {(host.region or DEFAULT_REGION).upper()})"
    in_order = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    return Fix(message, in_order, processing_region=moved, host=resolution.resolved, steps=said)
