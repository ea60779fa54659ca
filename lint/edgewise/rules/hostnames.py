"""The rules about hostnames (EW1xx)."""

from __future__ import annotations

from edgewise.rules.rule import Rule

RULES = (
    Rule(
        "EW101",
        "retired-hostname",
        "safe",
        r"""
A hostname of the Twilio API that was switched off on 2026-04-28.

These are `api.` with one of the regions ie1, au1, br1, de1, jp1, sg1 or us2 and no edge before it: in any kind of
string, put together from constants, or with escaped dots inside a regular expression.

## Why it matters

The name does not work any more, so every request to it fails. While it did, Twilio processed such requests in the
United States (US1), whatever the region in the name said.

## Example

```python
CALLS = "https://api.ie1.twilio.com/2010-04-01/Accounts.json"
```

becomes, with `--processing-region us1`,

```python
CALLS = "https://api.twilio.com/2010-04-01/Accounts.json"
```

and with `--processing-region as-written`

```python
CALLS = "https://api.dublin.ie1.twilio.com/2010-04-01/Accounts.json"
```

## The fix

Twilio documents both answers, and `processing-region` chooses; before that nothing is changed on which they differ.
With `us1` each becomes the plain host: requests go where they went before, with the same credentials. With `as-written`
those of ie1 and au1 are processed there from then on, with credentials and data of their own: a US1 auth token is
refused. Hosts of the other regions become the plain host either way, because only US1, IE1 and AU1 process requests.

What the host is there for decides how safe the fix is. It is unsafe where code compares the host, takes it apart, looks
something up by it or stores it. In a list of what may pass the new host is added and the old one stays, since stored
URLs still have the old name.
""",
    ),
    Rule(
        "EW102",
        "hostname-without-edge",
        "safe",
        r"""
A hostname of a Twilio product that names a region without an edge.

The same shape as EW101, for other products than `api` and for regions that are not among its seven.

## Why it matters

`{product}.{edge}.{region}.twilio.com` is the documented form of a REST hostname. Twilio never listed which products
answer to the shorter one; `video.de1`, `verify.ie1` and others have been seen to fail with DNS or certificate errors.

## Example

```python
FLOWS = "https://studio.ie1.twilio.com/v2/Flows"
```

becomes, with `--processing-region us1`,

```python
FLOWS = "https://studio.twilio.com/v2/Flows"
```

and with `--processing-region as-written`

```python
FLOWS = "https://studio.dublin.ie1.twilio.com/v2/Flows"
```

## The fix

As for EW101, credentials included. IE1 and AU1 do not serve every product: where the region does not serve the one in
the name, such as Verify in IE1, the message says so, the only fix is `verify.twilio.com`, and it is unsafe, because the
name asks for a place. With `--processing-region us1` the same fix is safe. `edgewise resolve` shows what is known of a
host, and by which page of Twilio's.
""",
        level="warning",
    ),
    Rule(
        "EW103",
        "hostname-without-region",
        "unsafe",
        r"""
A hostname that names an edge without a region.

## Why it matters

`api.dublin.twilio.com` does not exist. Helper libraries take an edge alone and complete it to `dublin.us1`; a hostname
that is written out has nobody to complete it.

## Example

```python
BASE = "https://api.dublin.twilio.com"
```

With `--unsafe-fixes` this becomes

```python
BASE = "https://api.dublin.us1.twilio.com"
```

## The fix

It adds `us1`, as the helper libraries do. It is unsafe because the name does not say whether Ireland (IE1) was meant as
the place of processing, and not only as the way in.
""",
    ),
    Rule(
        "EW104",
        "hostname-unsupported-region",
        "unsafe",
        r"""
A hostname with an edge and a region that does not process requests.

## Why it matters

Only US1, IE1 and AU1 process requests. The other names (br1, de1, jp1, sg1, us2) stand for places where traffic enters
Twilio's network, and no hostname with an edge is documented for them.

## Example

```python
BASE = "https://api.frankfurt.de1.twilio.com"
```

With `--unsafe-fixes` this becomes

```python
BASE = "https://api.twilio.com"
```

## The fix

The plain host is processed in US1. It is unsafe because the author asked for a place: to enter the network there and be
processed in US1, write `api.frankfurt.us1.twilio.com` instead.
""",
        level="warning",
    ),
    Rule(
        "EW105",
        "hostname-edge-mismatch",
        "unsafe",
        r"""
A hostname of IE1 or AU1 with an edge that is not the region's own.

## Why it matters

IE1 is documented with the edge dublin and AU1 with sydney. What happens with another edge depends on the product: some
take it, some refuse the request.

## Example

```python
BASE = "https://api.sydney.ie1.twilio.com"
```

With `--unsafe-fixes` and `--processing-region us1` this becomes

```python
BASE = "https://api.twilio.com"
```

and with `--processing-region as-written`

```python
BASE = "https://api.dublin.ie1.twilio.com"
```

## The fix

With `as-written` it keeps the region, which decides where data is processed, and exchanges the edge; with `us1` both
go. It is unsafe because either of the two may be the mistake.
""",
        level="warning",
    ),
    Rule(
        "EW106",
        "dynamic-hostname",
        "none",
        r"""
A hostname whose region is only known at run time, with no edge before it.

The region, or the product as well, comes out of a variable, a parameter, a setting or a template placeholder. Where the
value is a constant that can be followed, the finding is EW101 or EW102 instead, with a fix. Where it is one of several,
or a default that something else may take the place of, the regions that are seen are named.

## Why it matters

For every region but us1 such a string yields a name that is retired (EW101) or undocumented (EW102).

## Example

```python
def base_url(region):
    return f"https://api.{region}.twilio.com"
```

Write instead

```python
def base_url(edge, region):
    return f"https://api.{edge}.{region}.twilio.com"
```

or leave the hostname to `twilio.rest.Client`, which builds it from its `edge` and `region`.

Or drop the region: `https://api.twilio.com` is processed in US1, where Twilio processed the requests to the retired
names too. The edges of the regions that process requests are dublin for ie1 and sydney for au1.
""",
        level="warning",
    ),
    Rule(
        "EW107",
        "pattern-rejects-fqdn",
        "none",
        r"""
A regular expression that accepts a retired hostname and refuses the one that replaces it.

Edgewise tries the pattern on texts that it makes up from the pattern itself, first with the retired host in them, then
with its replacement. A pattern is not reported if it treats both alike, or if it is there to find retired hosts: if it
accepts no valid host, and is not made to match a whole text. A pattern that takes too long, or is too large, is not
tried.

## Why it matters

Checks of webhook, media and recording URLs are often written with room for one label: after the migration they turn
away the valid hostname, which has two.

## Example

This one accepts `api.ie1.twilio.com` and refuses `api.dublin.ie1.twilio.com`:

```python
import re

TWILIO_HOST = re.compile(r"api(\.[a-z0-9-]+)?\.twilio\.com")
```

Write instead, with room for two labels:

```python
import re

TWILIO_HOST = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
```
""",
        level="warning",
    ),
    Rule(
        "EW108",
        "hostname-product-not-in-region",
        "none",
        r"""
A valid hostname of a product that its region does not serve.

By Twilio's pages on the regions, as of the date that the message says: Verify, Video, Sync and others exist in US1
alone, AU1 has no Messages, IE1 no version 1 of Lookup. Where a URL names a resource, that counts as well.

## Why it matters

Regions work in isolation. A product that a region does not serve fails there, with the right hostname and the right
credentials too.

## Example

```python
SERVICES = "https://verify.dublin.ie1.twilio.com/v2/Services"
```

Write instead, with US1 credentials:

```python
SERVICES = "https://verify.twilio.com/v2/Services"
```

## Why it is off

Twilio adds products to regions, so that the table ages: `edgewise --version` says when it was last compared with
Twilio's pages. `extend-select = ["EW108"]` switches the rule on. A prefix such as `EW1` does not. There is no fix,
because the data may be in that region, and the other products there. `edgewise resolve` shows the row for a host, and
the page that says so.

A name that is not valid (`verify.ie1.twilio.com`) is a matter of EW102, whose message says the same.
""",
        level="warning",
        is_off=True,
    ),
)
