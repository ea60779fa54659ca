"""Slices of a module: which units matter for its findings, by the names through which values come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.twilio.accessors import PYTHON_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edgewise.python.prefilter.clusters import Cluster, Unit

_LOOKED_UP = frozenset(f".{name}" for name in PYTHON_NAMES)
_ENVIRONMENT = frozenset({"environ", ".environ"})


class Slice:
    """Chooses units.

    A cluster is *hot* that may hold a finding, or get a value of one: what becomes of that decides how safe a fix is.
    It is *cold* if it gives values to others: then what may change these matters as well, and no other use of them.

    :param ends: see :meth:`Signs.may_have_host`.
    :param names_environment: there is a setting in the environment; what becomes of that decides how safely a variable
        in it may be followed by another one.
    """

    def __init__(self, units: Sequence[Unit], *, ends: bool, names_environment: bool) -> None:
        self._units = units
        self._ends = ends
        self._clusters = [cluster for unit in units for cluster in unit.clusters]
        self._by_bound = _by_name((cluster.bound, cluster) for cluster in self._clusters)
        self._by_used = _by_name((cluster.names.used, cluster) for cluster in self._clusters)
        self._by_touched = _by_name((cluster.names.touched, cluster) for cluster in self._clusters)
        self._by_called = _by_name((cluster.called, cluster) for cluster in self._clusters)
        self._changeable = {name for cluster in self._clusters for name in cluster.changed}
        self._environment = _ENVIRONMENT if names_environment else frozenset[str]()

    def units(self) -> set[Unit]:
        """Return the units that matter; a method without the class around it."""
        of_clients = self._of_clients()
        configured = any(cluster.signs.may_configure for cluster in of_clients)
        hot = {
            cluster
            for cluster in self._clusters
            if cluster.signs.may_have_host(ends=self._ends) or (cluster.signs.may_configure and cluster in of_clients)
        }
        if configured:
            # What a client is used for decides how safely it is moved, and it may be handed in where it is used.
            hot |= {cluster for cluster in self._clusters if not _LOOKED_UP.isdisjoint(cluster.names.used)}
            hot |= self._expectations()
        if not hot:
            return set()
        hot |= {cluster for cluster in self._clusters if cluster.signs.sets_edge}
        if configured:
            # The methods of a client are called by the library.
            classes = {unit for unit in self._units if unit.clusters[0] in of_clients}
            hot |= {cluster for unit in self._units if unit.owner in classes for cluster in unit.clusters}
        chosen = self._complete(hot, clients=configured)
        return {unit for unit in self._units if not chosen.isdisjoint(unit.clusters)}

    def _expectations(self) -> set[Cluster]:
        """Return the clusters that state what is expected of a client: that has to go with its region."""
        stated = {name for cluster in self._clusters if cluster.signs.names_region for name in cluster.names.bound}
        return {
            cluster
            for cluster in self._clusters
            if cluster.signs.asserts
            and (cluster.signs.names_region or cluster.signs.is_fragment or not stated.isdisjoint(cluster.names.used))
        }

    def _of_clients(self) -> set[Cluster]:
        """Return the clusters that a client's class, or a client, may come to."""
        users, functions = _Search(self._by_used), _Search(self._by_called)
        todo = [cluster for cluster in self._clusters if cluster.signs.imports_client]
        found = {*todo}
        for cluster in todo:
            names = cluster.bound | cluster.called | self._changed_by(cluster)
            if "*" in names:
                return {*self._clusters}  # what a module gives in all is called by names that nobody knows here
            for other in (*users.of(names), *functions.of(names | cluster.names.used)):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def _changed_by(self, cluster: Cluster) -> set[str]:
        """Return the names by which others get what a cluster assigns, or puts into something."""
        names = cluster.names
        calls = any(name in self._by_called for name in names.used)
        return names.assigned | names.altered | (names.touched & self._changeable if calls else set[str]())

    def _complete(self, hot: set[Cluster], *, clients: bool) -> set[Cluster]:
        """Return hot clusters with all that these need, and that need them.

        :param clients: there are clients that may be given a region.
        """
        bind, call, change = _Search(self._by_bound), _Search(self._by_used), _Search(self._by_touched)
        take, get, are_handed = _Search(self._by_called), _Search(self._by_used), _Search(self._by_touched)
        # Each cluster that is found, and whether it is hot.
        todo = [(cluster, True) for cluster in (*hot, *get.of(self._environment))]
        todo += [(cluster, False) for cluster in bind.of({"*"})]
        known: dict[Cluster, bool] = {}
        while todo:
            cluster, is_hot = todo.pop()
            # What is edited may stand in what is needed: others that use it get another value then.
            is_hot = is_hot or cluster.signs.is_fragment or (clients and cluster.signs.may_configure)
            if known.get(cluster, False) or (cluster in known and not is_hot):
                continue
            known[cluster] = is_hot
            used, called = cluster.names.used, cluster.called
            if is_hot:
                values = (
                    *take.of(used),
                    *get.of(called | self._changed_by(cluster)),
                    *are_handed.of(cluster.handed_on),
                )
                todo += [(other, True) for other in values if not known.get(other)]
            needed = (*bind.of(used), *call.of(called), *change.of(cluster.changed))
            todo += [(other, False) for other in needed if other not in known]
        return {*known}


class _Search:
    """Finds clusters by names, each cluster once for each of its names."""

    def __init__(self, clusters: Mapping[str, list[Cluster]]) -> None:
        self._clusters = clusters
        self._done: set[str] = set()

    def of(self, names: Iterable[str]) -> list[Cluster]:
        """Return the clusters of names that were not asked for before."""
        new = [name for name in names if name in self._clusters and name not in self._done]
        self._done.update(new)
        return [cluster for name in new for cluster in self._clusters[name]]


def _by_name(clusters: Iterable[tuple[Iterable[str], Cluster]]) -> Mapping[str, list[Cluster]]:
    found: dict[str, list[Cluster]] = {}
    for names, cluster in clusters:
        for name in names:
            found.setdefault(name, []).append(cluster)
    return found
