"""The rules about clients of the helper library (EW2xx)."""

from __future__ import annotations

from edgewise.rules.rule import Rule

RULES = (
    Rule(
        "EW201",
        "client-region-without-edge",
        "safe",
        r"""
A Twilio client that is given a region and no edge.

By keyword, by position, in a dictionary behind `**`, through `functools.partial`, a subclass or a function of the file
that hands its arguments on, or by `client.region = ...`. What counts is that the name is bound to Twilio's
`Client` or `ClientBase`, or to a class that the `clients` setting names.

## Why it matters

The library puts region and edge into the hostname as they are: `region="ie1"` alone builds `api.ie1.twilio.com`, which
was switched off on 2026-04-28 (see EW101).

## Example

```python
from twilio.rest import Client

client = Client(sid, token, region="ie1")
```

becomes, with `--processing-region us1`,

```python
from twilio.rest import Client

client = Client(sid, token)
```

and with `--processing-region as-written`

```python
from twilio.rest import Client

client = Client(sid, token, region="ie1", edge="dublin")
```

## The fix

With `us1` the region goes: requests are processed where they were before, with the same credentials. With `as-written`
they are really processed in Ireland from then on: the client needs an IE1 auth token or API key, and IE1's data. Before
`processing-region` says which, nothing is changed. A region that processes nothing, such as de1, goes either way.

It depends on the release of twilio that the project pins (or the setting `twilio-version` names):

- Before 6.40.0 there is no `edge`: given to the constructor it is a TypeError, which is reported too; set later, it
  has no effect. No fix adds one; upgrade. Until then `region="dublin.ie1"` builds the valid host.
- 9.8.8 to 9.10.0 add the edge of a `region=` in the constructor by themselves, and raise KeyError for a region that is
  none of theirs ("IE1", "dublin.ie1", ""). The finding is about the next upgrade, and adding the edge moves nothing.
  Removing the region does: processing goes back to US1, so that this fix is unsafe.

A fix is unsafe too where the file itself reads the region that it changes, and where a pin of twilio cannot be read and
nothing beside it names a version.

A client without an `edge` argument also reads TWILIO_EDGE from its environment, which cannot be seen in the source. If
it is set wherever this runs, ignore the finding with a comment that says so.

## In other languages

The clients of the libraries for JavaScript and TypeScript (Vue and Svelte too), Java, C#, Ruby, PHP and Go are found in
the same way, by what a name is bound to, and rewritten where nothing else has a say:

```javascript
const twilio = require("twilio");

const client = twilio(sid, token, { region: "ie1" });
```

becomes, with `--processing-region as-written`,

```javascript
const twilio = require("twilio");

const client = twilio(sid, token, { region: "ie1", edge: "dublin" });
```

Where a constructor takes no edge, it is a statement behind it (`client.edge = 'dublin'` in Ruby, in PHP
`$client->setEdge('dublin');`, in Go `client.SetEdge("dublin")`), if the client is assigned to a name by a statement of
its own. An object of options that has other readers too, or a type of your own, is changed with `--unsafe-fixes` only.

These libraries know edges from twilio 3.43.0 (npm), twilio-java 7.52.0, twilio-csharp 5.41.0, twilio-ruby 5.35.0,
twilio/sdk 6.5.0 and twilio-go 0.6.0 on. Which release is meant is said by package.json, pom.xml, Gradle's files,
projects of .NET, Gemfile, composer.json, go.mod and their lock files; without one the newest is assumed. C#, Ruby and
Java's builder read no TWILIO_EDGE.
""",
    ),
    Rule(
        "EW202",
        "client-unsupported-region",
        "unsafe",
        r"""
A Twilio client whose region does not process requests.

That is a region such as de1 together with an edge, or an edge that is given as region. A region such as de1 without an
edge is EW201.

## Why it matters

Only US1, IE1 and AU1 process requests; the library builds a hostname of every other value all the same.

## Example

```python
from twilio.rest import Client

client = Client(sid, token, region="de1", edge="frankfurt")
```

With `--unsafe-fixes` this becomes

```python
from twilio.rest import Client

client = Client(sid, token)
```

## The fix

Without region and edge the client talks to the plain host, which is processed in US1. It is unsafe because the author
asked for a place: `edge="frankfurt"` alone enters the network there and is processed in US1 too.
""",
        level="warning",
    ),
    Rule(
        "EW203",
        "client-edge-mismatch",
        "unsafe",
        r"""
A Twilio client for IE1 or AU1 with an edge that is not the region's own.

## Why it matters

IE1 is documented with the edge dublin and AU1 with sydney. What happens with another edge depends on the product: some
take it, some refuse the request.

## Example

```python
from twilio.rest import Client

client = Client(sid, token, region="ie1", edge="sydney")
```

With `--unsafe-fixes` and `--processing-region us1` this becomes

```python
from twilio.rest import Client

client = Client(sid, token)
```

and with `--processing-region as-written`

```python
from twilio.rest import Client

client = Client(sid, token, region="ie1", edge="dublin")
```

## The fix

With `as-written` it keeps the region, which decides where data is processed, and exchanges the edge; with `us1` both
go. It is unsafe because either of the two may be the mistake.
""",
        level="warning",
    ),
    Rule(
        "EW204",
        "client-dynamic-region",
        "none",
        r"""
A Twilio client whose region is only known at run time, with no edge visible.

Also one that may get its region or its edge out of a `**` argument that cannot be followed.

## Why it matters

For every region but us1, a client without an edge builds a hostname that is retired or undocumented (see EW201). No
edge can be written down for a region that is not known.

## Example

```python
from twilio.rest import Client


def connect(sid, token, region):
    return Client(sid, token, region=region)
```

Write instead

```python
from twilio.rest import Client


def connect(sid, token, region, edge):
    return Client(sid, token, region=region, edge=edge)
```

Or drop the region: without region and edge the client stays in US1, where Twilio processed the requests to the retired
names too. The edges of the regions that process requests are dublin for ie1 and sydney for au1.

If TWILIO_EDGE is set in the environment wherever a region is, which the source cannot show, ignore the finding with a
comment that says so.
""",
        level="warning",
    ),
    Rule(
        "EW205",
        "client-product-not-in-region",
        "none",
        r"""
A Twilio client that is used for a product which its region does not serve.

That is a client with the region ie1 or au1 and an edge. What counts is what the file looks up on it:
`client.verify`, `client.messages`, `client.lookups.v1`.

## Why it matters

Regions work in isolation. A product that a region does not serve fails there, with the right hostname and the right
credentials too. A client asks its region for all products.

## Example

```python
from twilio.rest import Client

client = Client(sid, token, region="ie1", edge="dublin")
client.verify.v2.services(service).verifications.create(to=number, channel="sms")
```

Write instead, with US1 credentials for that client:

```python
from twilio.rest import Client

client = Client(sid, token)
client.verify.v2.services(service).verifications.create(to=number, channel="sms")
```

## Why it is off

Twilio adds products to regions, so that the table ages: `edgewise --version` says when it was last compared with
Twilio's pages. `extend-select = ["EW205"]` switches the rule on. A prefix such as `EW2` does not. There is no fix,
because the client may be right for other products: those need a client of their own then.

A client without an edge is a matter of EW201: where the file uses it for such a product, the fix that would move it
there is unsafe, and its message says why.

## In other languages

What is looked up on a client counts in JavaScript and TypeScript, Ruby, PHP and Go as well. In Java and C# it is what
the file imports of the library (`com.twilio.rest.verify`, `Twilio.Rest.Verify`).
""",
        level="warning",
        is_off=True,
    ),
)
