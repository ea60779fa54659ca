"""The rules about a file itself."""

from __future__ import annotations

from edgewise.rules.rule import Rule

RULES = (
    Rule(
        "EW001",
        "unused-ignore",
        "safe",
        """\
An `# edgewise: ignore[...]` comment that suppresses nothing.

A comment speaks for its own line, or, alone on its line, for the statement that begins on the next one. This finding
says which of the rules that it names are not found there. Where nothing needs the comment any more, the fix removes
those rules, and the whole comment when none is left.

A comment may also be meant for a finding and not suppress it: it names no rule or another one, stands on the wrong
line, is written in another way (`# Edgewise: Ignore`, `# noqa: EW101`), or is an `ignore-file` below line 20. Then the
message says what to write, the comment stays, and the fix of the finding is unsafe: somebody wants the line as it is.

## Why it matters

A comment that suppresses nothing today hides the next real finding on its line.

## Example

Nothing is wrong with this host any more:

```python
url = "https://api.twilio.com"  # edgewise: ignore[EW101] kept for the archive
```

becomes

```python
url = "https://api.twilio.com"
```
""",
        level="note",
    ),
    Rule(
        "EW002",
        "syntax-error",
        "none",
        """\
A Python file that does not parse.

Edgewise finds clients, settings and put-together hostnames by reading the program, and a file that does not parse is
none. It is scanned as plain text instead, so hostnames that are written out are still found, and nothing in it is
rewritten. The same holds for one that is nested too deeply, or has more than 200,000 names, values and operators in
statements that matter: keep such a table in a file of data. Files without the word "twilio" are not parsed at all, nor
are those of more than 32 KiB in which no word can be part of a finding.

In a notebook this is about one cell. Where a program is valid and only libcst, the parser, cannot read it, it is about
one statement, and only if a finding may be in it: the others are looked at and rewritten as ever.

## Why it matters

What cannot be read cannot be called clean: with such a file the exit code is 2, not 0 or 1.

## Example

```python
from twilio.rest import Client

print Client().region
```

Write instead, for Python 3:

```python
from twilio.rest import Client

print(Client().region)
```

A file that is meant not to parse, such as a template, is best left out with `exclude`.
""",
    ),
)
