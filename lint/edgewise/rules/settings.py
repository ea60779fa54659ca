"""The rules about settings from which clients read their region and edge (EW3xx)."""

from __future__ import annotations

from edgewise.rules.rule import Rule

RULES = (
    Rule(
        "EW301",
        "setting-region-without-edge",
        "safe",
        r"""
TWILIO_REGION is set, and TWILIO_EDGE is not set in the same place.

The same place is the function or module, the dict or list, or the section, stage or command of a file.

## Why it matters

A client that is given no region or edge reads them from these variables, from twilio 6.40.0 on. A region alone builds a
hostname that was switched off on 2026-04-28 (see EW101 and EW201).

## Example

```python
import os

os.environ["TWILIO_REGION"] = "ie1"
```

becomes, with `--processing-region us1`,

```python
import os

os.environ["TWILIO_REGION"] = "us1"
```

and with `--processing-region as-written`

```python
import os

os.environ["TWILIO_REGION"] = "ie1"
os.environ["TWILIO_EDGE"] = "dublin"
```

## The fix

With `us1` requests are processed where they were before, with the same credentials. With `as-written` they are really
processed in Ireland from then on and need IE1 credentials. Before `processing-region` says which, nothing is changed. A
region that processes nothing, such as de1, becomes `us1` either way.

Where the module looks TWILIO_REGION up, a fix that changes its value is unsafe: what it does may depend on it.

No second entry is written where it would have no effect: what takes inputs has to declare each (an argument of a
module, `with:`, `parameters`, `substitutions`, arguments of a build), a labelled block of Terraform is one of a kind,
and an item of a build matrix is another job. The finding stays, without a fix.

A region that is only handed on (`TWILIO_REGION=${TWILIO_REGION}`) is silent, but where the edge is seen and does not
arrive: in the `.env` next to a compose file, among the variables of a workflow, in the values of a chart. Hand on both,
and only where both are set: an edge that is not becomes "", of which some libraries build `api..us1`.

A name that a bundler hands to the browser (`VITE_TWILIO_REGION`, `NEXT_PUBLIC_`, `REACT_APP_`) is the region of the
voice SDK, which takes no edge with it: silent.

TWILIO_EDGE may be set elsewhere, in a file or process that the source cannot show. If it always is, ignore the finding
with a comment that says so.
""",
    ),
    Rule(
        "EW302",
        "setting-unsupported-region",
        "unsafe",
        r"""
TWILIO_REGION and TWILIO_EDGE are set, to a region that does not process requests.

Also where TWILIO_REGION is set to the name of an edge.

## Why it matters

Only US1, IE1 and AU1 process requests; the library builds a hostname of every other value all the same.

## Example

```python
import os

os.environ["TWILIO_REGION"] = "de1"
os.environ["TWILIO_EDGE"] = "frankfurt"
```

With `--unsafe-fixes` this becomes

```python
import os

os.environ["TWILIO_REGION"] = "us1"
os.environ["TWILIO_EDGE"] = "ashburn"
```

## The fix

Requests are processed in US1 and enter the network there, as after the fixes of EW104 and EW202. It is unsafe because
the author asked for a place: to enter the network at the edge that was set, and be processed in US1, keep that edge.
""",
        level="warning",
    ),
    Rule(
        "EW303",
        "setting-edge-mismatch",
        "unsafe",
        r"""
TWILIO_REGION is ie1 or au1, and TWILIO_EDGE is not the region's own edge.

## Why it matters

IE1 is documented with the edge dublin and AU1 with sydney. What happens with another edge depends on the product: some
take it, some refuse the request.

## Example

```python
import os

os.environ["TWILIO_REGION"] = "ie1"
os.environ["TWILIO_EDGE"] = "sydney"
```

With `--unsafe-fixes` and `--processing-region us1` this becomes

```python
import os

os.environ["TWILIO_REGION"] = "us1"
os.environ["TWILIO_EDGE"] = "ashburn"
```

and with `--processing-region as-written`

```python
import os

os.environ["TWILIO_REGION"] = "ie1"
os.environ["TWILIO_EDGE"] = "dublin"
```

## The fix

With `as-written` it keeps the region, which decides where data is processed, and exchanges the edge; with `us1` both
become those of US1. It is unsafe because either of the two may be the mistake.
""",
        level="warning",
    ),
)
