"""Libraries: the releases of twilio that a piece of code may meet, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.twilio.releases import Behaviour


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer: what the library does, and by what that is known ("" without a pin)."""

    behaviour: Behaviour
    said: str = ""


@dataclass(frozen=True, slots=True)
class Libraries:
    """All answers for a place, of different behaviours; there is at least one.

    ``flaws`` are sentences: what is meant to say a version there, and cannot be read.
    """

    readings: tuple[Reading, ...]
    flaws: tuple[str, ...] = ()
    doubted: bool = False
    """Whether what cannot be read might say otherwise: it is nearer than these answers, or they are of a range."""

    @property
    def assumed(self) -> bool:
        """Whether something is meant to say a version and nothing says one, so that it is a guess."""
        return bool(self.flaws) and not any(reading.said for reading in self.readings)
