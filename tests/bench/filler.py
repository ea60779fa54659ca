"""Code and configuration about nothing in particular, for the lines around what is planted. ``$name`` is filled in."""

from __future__ import annotations

NOUNS = (
    "account address batch booking campaign caller cart channel charge claim contact coupon delivery device dialog "
    "document driver email event export feed forecast gateway group guest handset import inbox invoice journal label "
    "ledger letter line list location mailbox menu meter notice number offer order package parcel patient payment "
    "permit phone pickup plan poll portal price profile queue quote reading receipt record refund reminder report "
    "reservation return review rota route schedule score seat segment sender shift signal site slot stock subscriber "
    "summary survey tariff task team ticket token tour trip trunk unit user vehicle visit voucher waitlist webhook"
).split()

HEADER = '''\
"""$Noun handling for the $other service."""

from __future__ import annotations

import datetime
import logging
import os
from dataclasses import dataclass, field
$imports

logger = logging.getLogger(__name__)

SID = os.environ.get("ACCOUNT_SID", "AC0123")
TOKEN = os.environ.get("AUTH_TOKEN", "")
'''

PYTHON = [
    '''\
@dataclass
class $Noun:
    """A $noun as the $other service knows it."""

    identifier: str
    created: datetime.datetime
    labels: dict[str, str] = field(default_factory=dict)
    attempts: int = 0

    @property
    def age(self) -> datetime.timedelta:
        return datetime.datetime.now(datetime.timezone.utc) - self.created

    def as_row(self) -> dict[str, object]:
        row = {"id": self.identifier, "created": self.created.isoformat(), "attempts": self.attempts}
        for key, value in sorted(self.labels.items()):
            row[f"label_{key}"] = value
        return row

    def __str__(self) -> str:
        return f"{self.identifier} ({self.attempts} attempts, {len(self.labels)} labels)"
''',
    '''\
def load_$noun(path: str, *, strict: bool = False) -> list[dict[str, str]]:
    """Read every $noun from a file with one ``key=value;...`` record a line."""
    found = []
    with open(path, encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            try:
                found.append(dict(part.split("=", 1) for part in line.split(";")))
            except ValueError:
                if strict:
                    raise ValueError(f"{path}:{number}: not a $noun: {line!r}") from None
                logger.warning("%s:%d: passed over", path, number)
    return found
''',
    '''\
def next_$noun(pending: list[str], seen: set[str], limit: int = $number) -> str | None:
    """Return the next $noun that was not seen, None after ``limit`` of them."""
    if len(seen) >= limit:
        logger.info("limit of %d reached", limit)
        return None
    while pending:
        candidate = pending.pop(0)
        if candidate not in seen:
            seen.add(candidate)
            return candidate
    return None
''',
    '''\
class $NounStore:
    """Keeps every $noun in memory, by its identifier."""

    def __init__(self, capacity: int = $number) -> None:
        self._capacity = capacity
        self._kept: dict[str, object] = {}
        self._hits = 0
        self._misses = 0

    def put(self, identifier: str, value: object) -> None:
        if len(self._kept) >= self._capacity:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
        self._kept[identifier] = value

    def get(self, identifier: str) -> object | None:
        try:
            value = self._kept[identifier]
        except KeyError:
            self._misses += 1
            return None
        self._hits += 1
        return value

    @property
    def ratio(self) -> float:
        asked = self._hits + self._misses
        return self._hits / asked if asked else 0.0
''',
    '''\
def summarise_$noun(rows: list[dict[str, float]], key: str = "$other") -> tuple[float, float, float]:
    """Return least, mean and greatest value of a column; zeros where there is none."""
    values = [row[key] for row in rows if row.get(key) is not None]
    if not values:
        return 0.0, 0.0, 0.0
    return min(values), sum(values) / len(values), max(values)
''',
    '''\
async def retry_$noun(action, attempts: int = 5, delay: float = 0.$number):
    """Await ``action()`` until it succeeds, with a delay that doubles."""
    import asyncio

    for attempt in range(1, attempts + 1):
        try:
            return await action()
        except (TimeoutError, ConnectionError) as failure:
            if attempt == attempts:
                raise
            logger.debug("attempt %d of %d: %s", attempt, attempts, failure)
            await asyncio.sleep(delay)
            delay *= 2
    return None
''',
    '''\
$NOUN_STATES = {
    "new": ("open", "dropped"),
    "open": ("sent", "failed", "dropped"),
    "sent": ("confirmed", "failed"),
    "failed": ("open", "dropped"),
    "confirmed": (),
    "dropped": (),
}


def move_$noun(state: str, wanted: str) -> str:
    """Return the new state of a $noun."""
    if wanted not in $NOUN_STATES[state]:
        allowed = ", ".join($NOUN_STATES[state]) or "nothing"
        raise ValueError(f"a $noun that is {state} may become {allowed}, not {wanted}")
    return wanted
''',
]

TYPESCRIPT = [
    """\
export interface $Noun {
  id: string;
  created: Date;
  labels: Record<string, string>;
}
""",
    """\
export function group$Nouns(items: $Noun[], key: string): Map<string, $Noun[]> {
  const groups = new Map<string, $Noun[]>();
  for (const item of items) {
    const name = item.labels[key] ?? "none";
    const group = groups.get(name) ?? [];
    group.push(item);
    groups.set(name, group);
  }
  return groups;
}
""",
    """\
export async function load$Noun(path: string, attempts = $number): Promise<unknown> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const response = await fetch(path, { headers: { accept: "application/json" } });
    if (response.ok) {
      return response.json();
    }
  }
  throw new Error(`no $noun after ${attempts} attempts`);
}
""",
]

YAML = [
    """\
  $noun-$serial:
    image: registry.example.org/$other/$noun:1.$number
    restart: unless-stopped
    environment:
      LOG_LEVEL: info
      WORKERS: "$number"
    ports:
      - "80$number:8080"
""",
    """\
  $noun-$other-$serial:
    image: registry.example.org/$noun:2.$number
    depends_on:
      - database
    healthcheck:
      test: ["CMD", "true"]
      interval: 30s
""",
]

JSON = ['  "$noun-$serial": {\n    "enabled": true,\n    "limit": $number,\n    "labels": ["$other", "$noun"]\n  },\n']
ENV = ["$NOUN_$serial_LIMIT=$number\n$NOUN_$serial_NAME=$other\n"]
SHELL = ['for $noun in "$@"; do\n    echo "$noun: $number"\ndone\n']
