"""The age of the dated tables, for whoever maintains them: ``python -m edgewise.twilio.age``.

It is a command and no test, because a test would fail some day without anybody having changed anything.
"""

from __future__ import annotations

import datetime
import sys

from edgewise.twilio.availability import AVAILABILITY_DATE
from edgewise.twilio.table import TABLE_DATE

MAX_AGE = datetime.timedelta(days=365)
"""After that, nobody should trust a table any more."""
_TABLES = (("edgewise/twilio/table.py", TABLE_DATE), ("edgewise/twilio/availability.py", AVAILABILITY_DATE))


def overdue(today: datetime.date) -> list[str]:
    """Return a sentence for each table that was last compared with Twilio's pages more than :data:`MAX_AGE` ago."""
    return [
        f"{path} was last compared with Twilio's pages on {date}, more than {MAX_AGE.days} days ago: "
        "compare it again, and then move its date"
        for path, date in _TABLES
        if today - datetime.date.fromisoformat(date) > MAX_AGE
    ]


def main() -> int:
    """Say how old the tables are, and return the exit code: 1 where one of them has to be compared again."""
    said = overdue(datetime.datetime.now(datetime.timezone.utc).date())
    dates = [f"{path} was last compared with Twilio's pages on {date}" for path, date in _TABLES]
    sys.stdout.write("".join(f"{line}\n" for line in said or dates))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
