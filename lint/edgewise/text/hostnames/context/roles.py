"""The role that a host has by its context: the first question that has an answer decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.text.hostnames.context.answering import Answering
from edgewise.text.hostnames.context.assertions import Assertions
from edgewise.text.hostnames.context.comparisons import Comparisons
from edgewise.text.hostnames.context.data.forms import Forms
from edgewise.text.hostnames.context.data.records import Records
from edgewise.text.hostnames.context.paths import Paths
from edgewise.text.hostnames.context.prose import Prose
from edgewise.text.hostnames.context.queries import Queries
from edgewise.text.hostnames.context.replacements import Replacements
from edgewise.text.hostnames.context.rules import RuleSigns
from edgewise.text.hostnames.context.templates import Templates

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces


class ContextRoles:
    """Answers for the hosts of one text; what answers one question alone is public as well."""

    def __init__(self, places: HostPlaces) -> None:
        self.replacements = Replacements(places)
        self.queries = Queries(places)
        self.assertions = Assertions(places, self.replacements)
        self.comparisons = Comparisons(places)
        self.answering = Answering(places)
        records, rules = Records(places), RuleSigns(places)
        self._prose = Prose(places, self.queries)
        self._questions = (
            *(self.assertions, self.replacements, self.queries, Paths(places), Templates(places), self.answering),
            *(Forms(places), self._prose, self.comparisons, records, rules),
        )
        self.has_more_than_settings = (
            self.queries.has_sql or self.assertions.has_tests or self.replacements.has_maps
        ) or (rules.has_rules or records.has_records)
        """Whether lines of the text may be parts of something larger: a statement, a test, a map of a proxy, a rule."""

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role that a host has by its context, None where that says nothing.

        :param product: the first label of the host; its replacement has the same.
        """
        if self._prose.is_told_in_node(place):
            return Role.TOLD
        for question in self._questions:
            role = question.role(place, product)
            if role is not None:
                return role
        return None
