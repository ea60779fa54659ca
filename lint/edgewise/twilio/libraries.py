"""The helper libraries of all languages: since when each knows edges, when it added them by itself, what it reads.

Sources: the hosts for which clients of the npm releases asked when they were called, and the client and request classes
of the tagged sources of twilio-java, twilio-csharp, twilio-ruby, twilio-php and twilio-go.
"""

from __future__ import annotations

from typing import NamedTuple

from edgewise.twilio.releases import ERAS, Behaviour, Era


class HelperLibrary(NamedTuple):
    """One library: what messages call it, and what its releases do.

    ``environment`` says whether its clients read TWILIO_REGION and TWILIO_EDGE.
    """

    title: str
    eras: tuple[Era, ...]
    environment: bool = True

    @property
    def edge_since(self) -> str:
        """The first release that knows edges."""
        without = (Behaviour.NO_EDGE, Behaviour.IGNORES_EDGE)
        return next(era.first for era in self.eras if era.behaviour not in without)

    @property
    def adding(self) -> str:
        """The releases that add edges by themselves, as messages name them; "" where there are none."""
        adding = (Behaviour.ADDS_EDGE, Behaviour.COMPLETES_EDGE)
        return next((f"{era.first} to {era.last}" for era in self.eras if era.behaviour in adding), "")


def _library(title: str, releases: str, *, environment: bool = True) -> HelperLibrary:
    """Return a library by six releases: its first, the last without edges and so on to the newest; "-" for none."""
    bounds = releases.split()
    behaviours = (Behaviour.IGNORES_EDGE, Behaviour.AS_GIVEN, Behaviour.COMPLETES_EDGE, Behaviour.AS_GIVEN)
    spans = zip(bounds[::2], bounds[1::2], behaviours, strict=True)
    return HelperLibrary(title, tuple(Era(*span) for span in spans if "-" not in span), environment)


PYTHON = HelperLibrary("twilio", ERAS)
NODE = _library("twilio", "3.0.0 3.42.2 3.43.0 5.10.6 5.10.7 5.12.0 5.12.1 6.3.1")
JAVA = _library("twilio-java", "7.0.0 7.51.0 7.52.0 11.1.1 11.2.0 11.3.2 11.3.3 12.0.0")
CSHARP = _library("twilio-csharp", "5.0.0 5.40.4 5.41.0 7.13.7 7.13.8 7.14.2 7.14.3 7.14.9", environment=False)
RUBY = _library("twilio-ruby", "5.0.0 5.34.2 5.35.0 7.8.7 7.8.8 7.10.0 7.10.1 7.11.0", environment=False)
PHP = _library("twilio/sdk", "5.0.0 6.4.1 6.5.0 8.8.7 8.9.0 8.10.1 8.10.2 8.12.0")
GO = _library("twilio-go", "- - 0.6.0 1.28.7 1.28.8 1.30.0 1.30.1 1.30.9")

SERVERLESS_EDGES = frozenset({"us1", "au1", "ie1"})
"""The regions to which @twilio-labs/serverless-api 5.5.0 to 5.7.0 adds the edge by itself, whatever the date."""
