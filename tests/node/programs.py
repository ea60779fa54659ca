"""Programs that make clients in every way that people do, put together at random: each is whole and can be run."""

from __future__ import annotations

import random
from dataclasses import dataclass

IMPORTS = {
    # what is written on top, and what then makes a client of arguments
    "import twilio from 'twilio'": "twilio({})",
    'import sdk from "twilio"': "sdk({})",
    "import * as twilio from 'twilio'": "new twilio.Twilio({})",
    "import { Twilio } from 'twilio'": "new Twilio({})",
    'import { Twilio as TwilioClient } from "twilio"': "new TwilioClient({})",
    "import twilio, { Twilio } from 'twilio'": "new Twilio({})",
    "import { default as make } from 'twilio'": "make({})",
    "import t = require('twilio')": "t({})",
    "const twilio = require('twilio')": "twilio({})",
    'const twilio = require("twilio")': "new twilio({})",
    "var Sdk = require('twilio')": "new Sdk.Twilio({})",
    "const { Twilio } = require('twilio')": "new Twilio({})",
    "const { Twilio: C } = require('twilio')": "new C({})",
    "const C = require('twilio').Twilio": "new C({})",
    "const lib = require('twilio'), C = lib.Twilio": "new C({})",
    "let lazy": "(lazy = require('twilio'))({})",
    "const nothing = 0": "require('twilio')({})",
    "const nothing = 1": "new (require('twilio').Twilio)({})",
    "const nothing = 2": "(await import('twilio')).default({})",
    "const { default: dyn } = await import('twilio')": "dyn({})",
    "const _twilio = ((m) => m && m.__esModule ? m : { default: m })(0), twilio = require('twilio/lib')": "twilio({})",
    "const Direct = require('twilio/lib/rest/Twilio')": "new Direct({})",
    "const called = require('twilio')": "called.call(null, {})",
    "const applied = require('twilio')": "applied.apply(null, [{}])",
    "const bound = require('twilio')": "bound.bind(null, {})()",
    "const spread = require('twilio')": "spread(...[{}])",
    "const merged = require('twilio')": "Object.assign(merged({}), { timeout: 1 })",
    "function __importDefault(m) { return { default: m } }\nconst twilio_1 = __importDefault(require('twilio'))": (
        "(0, twilio_1.default)({})"
    ),
    "function _interopRequireDefault(e) { return { default: e } }\nvar _twilio = _interopRequireDefault(require('twilio'))": (
        "(0, _twilio.default)({})"
    ),
}
REGIONS = ("ie1", "ie1", "au1", "de1", "us1", "IE1", "dublin.ie1", "jp1", "xx9", "")
EDGES = ("dublin", "sydney", "frankfurt", "")
OTHERS = ("lazyLoading: true", "timeout: 3000", "logLevel: 'debug'", "accountSid: 'AC' + 1", "autoRetry: true")


@dataclass
class Style:
    """How the author writes."""

    quote: str
    semicolon: str
    indent: str
    trailing: bool


class Author:
    """Writes one program. ``hidden`` says that it holds what no reader of its text could tell."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        some = self._random
        self.style = Style(
            some.choice("'\"'\"`"), some.choice((";", ";", "")), some.choice(("  ", "    ", "\t")), some.random() < 0.5
        )
        self._before: list[str] = []
        self._count = 0
        self.hidden = False

    def program(self) -> str:
        """Return the whole text."""
        some = self._random
        head, make = some.choice(list(IMPORTS.items()))
        body = "".join(self._client(make) for _ in range(some.choice((1, 1, 1, 2))))
        end = self.style.semicolon
        return f"{head}{end}\n" + "".join(self._before) + body

    # -- pieces

    def _name(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def _quoted(self, text: str) -> str:
        return f"{self.style.quote}{text}{self.style.quote}"

    def _line(self, text: str) -> str:
        return f"{text}{self.style.semicolon}\n"

    def _const(self, value: str, stem: str = "value") -> str:
        name = self._name(stem)
        self._before.append(self._line(f"const {name} = {value}"))
        return name

    def _value(self, text: str) -> str:
        """Return an expression for a string."""
        some = self._random
        literal = self._quoted(text)
        how = some.randrange(16)
        if how == 0:
            return self._const(literal, "region")
        if how == 1:
            return f"({literal})"
        if how == 2 and text:
            return f"{self._quoted(text[:1])} + {self._quoted(text[1:])}"
        if how == 3:
            return f"{literal} as string"
        if how == 4:
            return f"{self._const('{ value: ' + literal + ' }', 'config')}.value"
        if how == 5:
            return f"process.env.NOT_SET_HERE || {literal}"
        if how == 6:
            return f"process.env.NOT_SET_HERE ?? {literal}"
        if how == 7:
            return f"Date.now() > 0 ? {literal} : {self._quoted('au1')}"
        if how == 8:
            return f"[{literal}][0]"
        if how == 9:
            name = self._name("place")
            self._before.append(f"enum {name} {{ A = '{text}' }}\n")
            return f"{name}.A"
        return literal

    def _options(self) -> str:
        """Return an expression for the options of a client."""
        some = self._random
        entries = some.sample(OTHERS, some.choice((0, 0, 1, 2)))
        key = some.choice(("region", "region", "region", "'region'", '"region"'))
        if some.random() < 0.9:
            entries.insert(some.randint(0, len(entries)), f"{key}: {self._value(some.choice(REGIONS))}")
        if some.random() < 0.25:
            edge = some.choice((self._value(some.choice(EDGES)), "undefined", self._quoted("dublin")))
            entries.insert(some.randint(0, len(entries)), f"edge: {edge}")
        if some.random() < 0.08:
            entries.insert(some.randint(0, len(entries)), "...(Date.now() > 0 ? { edge: 'dublin' } : {})")
        if some.random() < 0.08:
            base = self._const(some.choice(("{ edge: 'dublin' }", "{ timeout: 1 }", "{ region: 'au1' }")), "base")
            entries.insert(some.randint(0, len(entries)), f"...{base}")
        literal = self._object(entries)
        how = some.randrange(16)
        if how == 0:
            return self._const(literal, "options")
        if how == 1:
            name = self._const(literal, "options")
            self._before.append(self._line(f"log({name})"))
            return name
        if how == 2:
            return f"Object.assign({{}}, {literal})"
        if how == 3:
            return f"{{ ...{literal} }}"
        if how == 4:
            return f"Date.now() > 0 ? {literal} : {self._object(['region: ' + self._quoted('ie1')])}"
        if how == 5:
            return f"Date.now() > 0 && {literal}"
        if how == 6:
            name = self._const("{} as any", "options")
            for entry in entries:
                if not entry.startswith("..."):
                    field, _, value = entry.partition(": ")
                    self._before.append(self._line(f"{name}.{field.strip(chr(34) + chr(39))} = {value}"))
            return name
        if how == 7:
            name = self._name("options")
            self._before.append(self._line(f"const {name}: Record<string, any> = {literal}"))
            return name
        return literal

    def _object(self, entries: list[str]) -> str:
        some = self._random
        if not entries:
            return "{}"
        if some.random() < 0.35:
            lines = [f"{self.style.indent}{entry}" for entry in entries]
            comment = some.choice(("", "", " // here"))
            comma = "," if self.style.trailing or comment else ""
            lines[-1] += comma + comment
            return "{\n" + ",\n".join(lines) + "\n}"
        space = some.choice((" ", " ", ""))
        return f"{{{space}{', '.join(entries)}{space}}}"

    def _client(self, make: str) -> str:
        some = self._random
        name = self._name("client")
        arguments = "'AC1', 'token'" + some.choice((", {}", ", {}", ", {}", ""))
        call = make.replace("{}", arguments.replace("{}", self._options()), 1)
        how = some.randrange(10)
        owner = name
        if how == 0:
            holder = self._name("Holder")
            later = self._later("this.api", "    ")
            return (
                f"class {holder} {{\n  api: any{self.style.semicolon or ';'}\n"
                f"  async start() {{\n    this.api = {call}{self.style.semicolon}\n{later}    return this{self.style.semicolon}\n  }}\n}}\n"
                + self._guarded(f"probe((await new {holder}().start()).api)")
            )
        if how == 1:
            made = self._line(f"let {name}") + self._line(f"{name} = {call}")
            if "(lazy" in call:
                made = f"let {name};\n" + self._line(f"{name} = {call}")
        elif how == 2:
            function = self._name("connect")
            later = self._later("made", "  ")
            return (
                f"async function {function}() {{\n  const made: any = {call}{self.style.semicolon}\n{later}"
                f"  return made{self.style.semicolon}\n}}\n" + self._guarded(f"probe(await {function}())")
            )
        elif how == 3:
            made = self._line(f"const {name}: any = {call}")
        else:
            made = self._line(f"const {name} = {call}")
        return made + self._later(owner, "") + self._guarded(f"probe({owner})")

    def _guarded(self, text: str) -> str:
        return f"{text};\n"

    def _later(self, owner: str, indent: str) -> str:
        """Return statements that change a client, or none."""
        some = self._random
        end = self.style.semicolon
        region = f"{owner}.region = {self._value(some.choice(REGIONS))}"
        edge = f"{owner}.edge = {self._quoted(some.choice(EDGES[:2]))}"
        how = some.randrange(20)
        if how == 0:
            return f"{indent}{region}{end}\n"
        if how == 1:
            return f"{indent}{region}{end}\n{indent}{edge}{end}\n"
        if how == 2:
            return f"{indent}{edge}{end}\n"
        if how == 3:
            return f"{indent}if (Date.now() > 0) {region};\n"
        if how == 4:
            return f"{indent}if (Date.now() > 0) {{\n{indent}  {region}{end}\n{indent}}}\n"
        if how == 5:
            return f"{indent}if (Date.now() < 0) {{ {region}; {edge} }} else {{ {region}; }}\n"
        if how == 6:
            return f"{indent}{region}; log(1);\n"
        if how == 7:
            return f"{indent}{owner}.setOpts?.({self._options()});\n"
        if how == 8:
            return f"{indent}Object.assign({owner}, {self._options()}){end}\n"
        return ""


def program(seed: int) -> str:
    """Return a program that is put together at random, the same for the same seed."""
    return Author(seed).program()
