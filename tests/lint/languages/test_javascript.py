"""Clients of the npm package twilio in JavaScript and TypeScript: what is found, and what a fix makes of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.languages.find import find
from edgewise.options import Options
from edgewise_codemods.rewrite import rewrite_source
from support import block
from warm import python

IMPORT = 'import twilio from "twilio";\n'


def seen(source: str, path: str = "app.ts", **options: object) -> list[tuple[str, str]]:
    """Return the code and the source text of every finding."""
    return [(finding.code, source[finding.start : finding.end]) for finding in find(source, path, Options(**options))]


def rewritten(source: str, path: str = "app.ts", *, unsafe: bool = False, **options: object) -> str:
    """Return what ``fix`` makes of a file."""
    result = rewrite_source(Source(source), FileKind.TEXT, Options(**options), unsafe, path)
    assert result.error is None
    return result.text


FORMS = {
    "npm: of Deno": ('import t from "npm:twilio@5.3.0";\n', "t(a, b, { region: 'ie1' });"),
    "a class from a network": (
        'import { Twilio } from "https://esm.sh/twilio@4.19.0";\n',
        "new Twilio(a, b, { region: 'ie1' });",
    ),
    "a class by its file from a network": (
        'import T from "https://cdn.jsdelivr.net/npm/twilio@5/lib/rest/Twilio.js/+esm";\n',
        "new T(a, b, { region: 'ie1' });",
    ),
    "default import": ('import twilio from "twilio";\n', "twilio(a, b, { region: 'ie1' });"),
    "default import of another name": ('import sdk from "twilio";\n', "sdk(a, b, { region: 'ie1' });"),
    "default as": ('import { default as sdk } from "twilio";\n', "sdk(a, b, { region: 'ie1' });"),
    "namespace import": ('import * as twilio from "twilio";\n', "twilio(a, b, { region: 'ie1' });"),
    "class of a namespace": ('import * as t from "twilio";\n', "new t.Twilio(a, b, { region: 'ie1' });"),
    "default of a namespace": ('import * as t from "twilio";\n', "t.default(a, b, { region: 'ie1' });"),
    "named import": ('import { Twilio } from "twilio";\n', "new Twilio(a, b, { region: 'ie1' });"),
    "named import with alias": ('import { Twilio as T } from "twilio";\n', "new T(a, b, { region: 'ie1' });"),
    "import = require": ('import t = require("twilio");\n', "t(a, b, { region: 'ie1' });"),
    "require": ('const t = require("twilio");\n', "t(a, b, { region: 'ie1' });"),
    "require in place": ("", "require('twilio')(a, b, { region: 'ie1' });"),
    "new require": ('const t = require("twilio");\n', "new t(a, b, { region: 'ie1' });"),
    "destructured": ("const { Twilio } = require('twilio');\n", "new Twilio(a, b, { region: 'ie1' });"),
    "destructured with alias": ("const { Twilio: T } = require('twilio');\n", "new T(a, b, { region: 'ie1' });"),
    "class of require": ("", "new (require('twilio').Twilio)(a, b, { region: 'ie1' });"),
    "alias of an alias": ("const t = require('twilio');\nconst make = t;\n", "make(a, b, { region: 'ie1' });"),
    "dynamic import": ("", "const c = (await import('twilio')).default(a, b, { region: 'ie1' });"),
    "dynamic import, named": (
        "const { default: t } = await import('twilio');\n",
        "t(a, b, { region: 'ie1' });",
    ),
    "dynamic import, continued": ("", "import('twilio').then((m) => new m.Twilio(a, b, { region: 'ie1' }));"),
    "dynamic import, continued, destructured": (
        "",
        "import('twilio').then(({ default: t }) => { t(a, b, { region: 'ie1' }); });",
    ),
    "what a continuation gives back": (
        "const t = await import('twilio').then((m) => m.default);\n",
        "t(a, b, { region: 'ie1' });",
    ),
    "AMD": ("", "define(['x', 'twilio'], function (x, t) { return t(a, b, { region: 'ie1' }); });"),
    "AMD, named": ("", "define('app', ['twilio'], ({ Twilio }) => new Twilio(a, b, { region: 'ie1' }));"),
    "AMD, at once": ("", "require(['twilio'], t => t(a, b, { region: 'ie1' }));"),
    "transpiled by Babel": (
        "var _twilio = _interopRequireDefault(require('twilio'));\n",
        "(0, _twilio.default)(a, b, { region: 'ie1' });",
    ),
    "transpiled by TypeScript": (
        "const twilio_1 = __importDefault(require('twilio'));\n",
        "(0, twilio_1.default)(a, b, { region: 'ie1' });",
    ),
    "transpiled, with tslib": (
        "const twilio_1 = tslib_1.__importStar(require('twilio'));\n",
        "new twilio_1.Twilio(a, b, { region: 'ie1' });",
    ),
    "lib": ("import t from 'twilio/lib';\n", "t(a, b, { region: 'ie1' });"),
    "the class by its path": ("import T from 'twilio/lib/rest/Twilio';\n", "new T(a, b, { region: 'ie1' });"),
    "required class by its path": ("const T = require('twilio/lib/rest/Twilio');\n", "new T(a, b, { region: 'ie1' });"),
    "a Function's context": (
        "",
        "exports.handler = function (context, event, callback) { context.getTwilioClient({ region: 'ie1' }); }",
    ),
    "a Function's global name": ("", "new Twilio.Twilio(a, b, { region: 'ie1' });"),
    "a function that makes it": (
        "import t from 'twilio';\nconst load = () => t;\n",
        "load()(a, b, { region: 'ie1' });",
    ),
    "a class of the user's own": (
        "import { Twilio } from 'twilio';\n",
        "class Mine extends Twilio { constructor() { super(a, b, { region: 'ie1' }); } }",
    ),
    "NestJS": (
        "import { TwilioModule } from 'nestjs-twilio';\n",
        "TwilioModule.forRoot({ accountSid: a, authToken: b, options: { region: 'ie1' } });",
    ),
    "NestJS 5": (
        "import { TwilioModule } from 'nestjs-twilio';\n",
        "TwilioModule.forRoot({ accountSid: a, authToken: b, region: 'ie1' });",
    ),
    "NestJS with a factory": (
        "import { TwilioModule } from 'nestjs-twilio';\n",
        "TwilioModule.forRootAsync({ useFactory: () => ({ options: { region: 'ie1' } }) });",
    ),
    "NestJS with a factory that returns": (
        "import { TwilioModule } from 'nestjs-twilio';\n",
        "TwilioModule.forRootAsync({ useFactory: async (c) => { return { options: { region: 'ie1' } }; } });",
    ),
    "setOpts": ("import t from 'twilio';\n", "const c = t(a, b);\nc.setOpts({ region: 'ie1' });"),
    "required later": ("let t;\nt = require('twilio');\n", "t(a, b, { region: 'ie1' });"),
    "required in a function": ("", "function f() { const t = require('twilio'); return t(a, b, { region: 'ie1' }); }"),
}


@pytest.mark.parametrize(("imports", "call"), FORMS.values(), ids=FORMS)
def test_the_library_is_known_by_what_a_name_is_bound_to(imports: str, call: str) -> None:
    source = f"{imports}{call}\n"
    assert seen(source) == [("EW201", "region: 'ie1'")]
    assert rewritten(source) == source.replace("region: 'ie1'", "region: 'ie1', edge: 'dublin'")


DECOYS = {
    "another package of a network": "import t from \"https://esm.sh/twilio-video@2\";\nt(a, b, { region: 'ie1' });",
    "another host": "import t from \"https://example.com/twilio@5\";\nt(a, b, { region: 'ie1' });",
    "an edge by an alias": IMPORT + "const o = { region: 'ie1' };\nconst p = o;\np.edge = 'dublin';\ntwilio(a, b, o);",
    "both at once": "const c = twilio(a, b);\n[c.region, c.edge] = ['ie1', 'dublin'];",
    "arguments that are changed": "const make = (...k) => { k[2].edge = 'dublin'; return twilio(...k); };\nmake(a, b, { region: 'ie1' });",
    "an edge, and a region later": "const c = twilio(a, b, { edge: 'dublin' });\nObject.assign(c, { region: 'ie1' });",
    "a region, and an edge later": "const c = twilio(a, b, { region: 'ie1' });\nObject.assign(c, { edge: 'dublin' });",
    "both merged": "const c = twilio(a, b);\nObject.assign(c, { edge: 'dublin' }, { region: 'ie1' });",
    "merged and set": "const c = twilio(a, b);\nObject.assign(c, { region: 'ie1' });\nc.edge = 'dublin';",
    "a region that a pattern takes out": "const { region, ...o } = { region: 'ie1', x };\ntwilio(a, b, o);",
    "an edge that options get": "const o = { region: 'ie1' };\nObject.assign(o, { edge: 'dublin' });\ntwilio(a, b, o);",
    "computed keys": "const R = 'region', E = 'edge';\ntwilio(a, b, { [E]: 'dublin', [R]: 'ie1' });",
    "access token": "new twilio.jwt.AccessToken(a, b, c, { identity, region: 'ie1' });",
    "grant": "new twilio.jwt.AccessToken.VoiceGrant({ region: 'ie1' });",
    "device": "import { Device } from '@twilio/voice-sdk';\nnew Device(token, { region: 'ie1' });",
    "video": "import { connect } from 'twilio-video';\nconnect(token, { region: 'ie1' });",
    "conversations": "import { Client } from '@twilio/conversations';\nnew Client(token, { region: 'ie1' });",
    "chat": "const Chat = require('twilio-chat');\nChat.Client.create(token, { region: 'ie1' });",
    "a call": "twilio(a, b).calls.create({ region: 'ie1' });",
    "an address": "const c = twilio(a, b);\nc.addresses.create({ region: 'ie1' });",
    "another argument": "twilio(a, { region: 'ie1' });",
    "another library": "import aws from 'aws-sdk';\nnew aws.S3(a, b, { region: 'ie1' });",
    "a name of the user's own": "function f(twilio) { return twilio(a, b, { region: 'ie1' }); }",
    "a local class": "class Twilio {}\nnew Twilio(a, b, { region: 'ie1' });",
    "the class without new": "twilio.Twilio(a, b, { region: 'ie1' });",
    "us1": "twilio(a, b, { region: 'us1' });",
    "an edge": "twilio(a, b, { region: 'ie1', edge: 'dublin' });",
    "nothing": "twilio(a, b, { region: undefined });",
    "another's region": "client.region = 'ie1';",
    "the edge in the region": "twilio(a, b, { region: 'dublin.ie1' });",
    "a comment": "// twilio(a, b, { region: 'ie1' });",
    "an own method": "class A { getTwilioClient(o) {} f() { this.getTwilioClient({ region: 'ie1' }); } }",
    "another property": "twilio(a, b, { metadata: { region: 'ie1' } });",
    "set in an object": "const all = { eu: twilio(a, b, { region: 'ie1' }) };\nall.eu.edge = 'dublin';",
    "edge set where it is made": "let c;\nfunction f() { c = twilio(a, b); c.region = 'ie1'; c.edge = 'dublin'; }",
    "a table of both": "const all = { eu: { region: 'ie1', edge: 'dublin' } };\ntwilio(a, b, all[key]);",
    "a mock": "expect(twilio).toHaveBeenCalledWith(a, b, { region: 'ie1' });",
    "both, if they are there": "twilio(a, b, { ...(region && { region }), ...(edge && { edge }) });",
    "the edge, if it is there": "twilio(a, b, { region: config.region, ...(config.edge ? { edge: config.edge } : {}) });",
    "another module of AMD": "define(['twilio', 'x'], (t, x) => x(a, b, { region: 'ie1' }));",
    "a module that is continued": "import('./x').then((m) => m.default(a, b, { region: 'ie1' }));",
    "a client of another's type": "function f(client: Twilio) { client.region = 'ie1'; }",
    "a promise of a client": "function f(client: Promise<twilio.Twilio>) { client.region = 'ie1'; }",
    "an edge for a client of others": "function f(c: twilio.Twilio) { c.region = 'ie1'; c.edge = 'dublin'; }",
    "a field of another's type": "interface A { c: twilio.Twilio }\ninterface B { c: S3 }\na.c.region = 'ie1';",
    "a region of the text's own": "class A extends Base { constructor() { super(a, b); this.region = 'ie1'; } }",
    "both of the environment": "twilio(a, b, { region: process.env.REGION, edge: process.env.EDGE });",
    "both with a default": "twilio(a, b, { region: process.env.R ?? 'ie1', edge: process.env.E ?? 'dublin' });",
    "what a function puts in": "function f(o) { o = { ...o, edge: 'dublin' }; return twilio(a, b, o); }\nf({ region: 'ie1' });",
    "what a function sets": "function f(o) { o.edge = 'dublin'; return twilio(a, b, o); }\nf({ region: 'ie1' });",
    "what others may call": "export const make = (o) => twilio(a, b, o);\nmake({ region: 'ie1' });",
    "both handed on": "function f(region, edge) { return twilio(a, b, { region, edge }); }",
}


@pytest.mark.parametrize("source", DECOYS.values(), ids=DECOYS)
def test_what_is_no_client_with_a_region_alone_is_silent(source: str) -> None:
    assert seen(IMPORT + source + "\n") == []


REWRITES = [
    # source, with the processing region as written, with us1
    (
        "const land = 'ie';\ntwilio(a, b, { x, region: `${land}1` });",
        "const land = 'ie';\ntwilio(a, b, { x, region: `${land}1`, edge: \"dublin\" });",
        "const land = 'ie';\ntwilio(a, b, { x });",
    ),
    (
        "Reflect.construct(twilio.Twilio, [a, b, { x, region: 'ie1' }]);",
        "Reflect.construct(twilio.Twilio, [a, b, { x, region: 'ie1', edge: 'dublin' }]);",
        "Reflect.construct(twilio.Twilio, [a, b, { x }]);",
    ),
    (
        "const make = (k, ...args) => twilio(k, ...args);\nmake(a, b, { x, region: 'ie1' });\nmake(a, b, { region: 'us1' });",
        "const make = (k, ...args) => twilio(k, ...args);\n"
        "make(a, b, { x, region: 'ie1', edge: 'dublin' });\nmake(a, b, { region: 'us1' });",
        "const make = (k, ...args) => twilio(k, ...args);\nmake(a, b, { x });\nmake(a, b, { region: 'us1' });",
    ),
    (
        "class Eu extends twilio.Twilio { constructor(...args) { super(...args); } }\nnew Eu(a, b, { x, region: 'ie1' });",
        "class Eu extends twilio.Twilio { constructor(...args) { super(...args); } }\n"
        "new Eu(a, b, { x, region: 'ie1', edge: 'dublin' });",
        "class Eu extends twilio.Twilio { constructor(...args) { super(...args); } }\nnew Eu(a, b, { x });",
    ),
    (
        "const c = twilio(a, b);\nObject.defineProperty(c, 'region', { value: 'ie1', writable: true });",
        "const c = twilio(a, b);\nObject.defineProperty(c, 'region', { value: 'ie1', writable: true });\n"
        "Object.defineProperty(c, 'edge', { value: 'dublin', writable: true });",
        "const c = twilio(a, b);",
    ),
    (
        "class Eu extends twilio.Twilio {}\nnew Eu(a, b, { region: 'ie1' });",
        "class Eu extends twilio.Twilio {}\nnew Eu(a, b, { region: 'ie1', edge: 'dublin' });",
        "class Eu extends twilio.Twilio {}\nnew Eu(a, b);",
    ),
    (
        "twilio.call(null, a, b, { region: 'ie1' });",
        "twilio.call(null, a, b, { region: 'ie1', edge: 'dublin' });",
        "twilio.call(null, a, b);",
    ),
    (
        "twilio.apply(null, [a, b, { region: 'ie1' }]);",
        "twilio.apply(null, [a, b, { region: 'ie1', edge: 'dublin' }]);",
        "twilio.apply(null, [a, b, {}]);",
    ),
    (
        "const l = [a, b, { region: 'ie1' }];\ntwilio(...l);\ntwilio(...l);",
        "const l = [a, b, { region: 'ie1', edge: 'dublin' }];\ntwilio(...l);\ntwilio(...l);",
        "const l = [a, b, {}];\ntwilio(...l);\ntwilio(...l);",
    ),
    (
        "const l = [a, b];\ntwilio(...l, { region: 'ie1' });",
        "const l = [a, b];\ntwilio(...l, { region: 'ie1', edge: 'dublin' });",
        "const l = [a, b];\ntwilio(...l);",
    ),
    (
        "const K = { r: 'region' };\ntwilio(a, b, { [K.r]: 'ie1' });",
        "const K = { r: 'region' };\ntwilio(a, b, { [K.r]: 'ie1', edge: 'dublin' });",
        "const K = { r: 'region' };\ntwilio(a, b);",
    ),
    (
        "twilio(a, b, _.merge({}, { y }, { region: 'ie1', x }));",
        "twilio(a, b, _.merge({}, { y }, { region: 'ie1', edge: 'dublin', x }));",
        "twilio(a, b, _.merge({}, { y }, { x }));",
    ),
    (
        "const c = twilio(a, b);\nObject.assign(c, { region: 'ie1' });",
        "const c = twilio(a, b);\nObject.assign(c, { region: 'ie1', edge: 'dublin' });",
        "const c = twilio(a, b);\nObject.assign(c);",
    ),
    (
        "const c = Object.assign(twilio(a, b), { region: 'ie1' });",
        "const c = Object.assign(twilio(a, b), { region: 'ie1', edge: 'dublin' });",
        "const c = Object.assign(twilio(a, b));",
    ),
    (
        "const o = {};\nObject.assign(o, { region: 'ie1' });\ntwilio(a, b, o);",
        "const o = {};\nObject.assign(o, { region: 'ie1', edge: 'dublin' });\ntwilio(a, b, o);",
        "const o = {};\nObject.assign(o, {});\ntwilio(a, b, o);",
    ),
    (
        "twilio(a, b, {\n  accountSid : c,\n  region     : 'ie1',\n});",
        "twilio(a, b, {\n  accountSid : c,\n  region     : 'ie1',\n  edge       : 'dublin',\n});",
        "twilio(a, b, {\n  accountSid : c,\n});",
    ),
    (
        "twilio(a, b, {\n  accountSid: c,\n  region:     'ie1'\n});",
        "twilio(a, b, {\n  accountSid: c,\n  region:     'ie1',\n  edge:       'dublin'\n});",
        "twilio(a, b, {\n  accountSid: c\n});",
    ),
    (
        "twilio(a, b, {\n  accountSid: c,\n  region: 'ie1'});",
        "twilio(a, b, {\n  accountSid: c,\n  region: 'ie1',\n  edge: 'dublin'});",
        "twilio(a, b, {\n  accountSid: c});",
    ),
    (
        "twilio(a, b, { region: 'ie1'\n             , accountSid: c\n             });",
        "twilio(a, b, { region: 'ie1'\n             , edge: 'dublin'\n             , accountSid: c\n             });",
        "twilio(a, b, { accountSid: c\n             });",
    ),
    (
        "const R = Object.freeze({ EU: 'ie1' });\ntwilio(a, b, { region: R.EU });",
        "const R = Object.freeze({ EU: 'ie1' });\ntwilio(a, b, { region: R.EU, edge: \"dublin\" });",
        "const R = Object.freeze({ EU: 'ie1' });\ntwilio(a, b);",
    ),
    (
        "twilio(a, b, {\n    x: 1\n  , region: 'ie1'\n});",
        "twilio(a, b, {\n    x: 1\n  , region: 'ie1'\n  , edge: 'dublin'\n});",
        "twilio(a, b, {\n    x: 1\n});",
    ),
    (
        "twilio(a, b, {\n\tregion: 'ie1' /* Ireland */, // why\n\tx,\n});",
        "twilio(a, b, {\n\tregion: 'ie1' /* Ireland */, // why\n\tedge: 'dublin',\n\tx,\n});",
        "twilio(a, b, {\n\tx,\n});",
    ),
    (
        "twilio(a, b, { region: 'ie1', // Ireland\n});",
        "twilio(a, b, { region: 'ie1', edge: 'dublin', // Ireland\n});",
        "twilio(a, b);",
    ),
    (
        "twilio(a, b, {\n  region: 'ie1', /* two\n  lines */\n  x,\n});",
        "twilio(a, b, {\n  region: 'ie1', edge: 'dublin', /* two\n  lines */\n  x,\n});",
        "twilio(a, b, {\n  /* two\n  lines */\n  x,\n});",
    ),
    (
        "const c = twilio(a, b)\nc.region = 'ie1'\n;[1].map(f)",
        "const c = twilio(a, b)\nc.region = 'ie1'\nc.edge = 'dublin'\n;[1].map(f)",
        "const c = twilio(a, b)\n;[1].map(f)",
    ),
    (
        "let c = twilio(a, b); c.region = 'au1' // why",
        "let c = twilio(a, b); c.region = 'au1'; c.edge = 'sydney' // why",
        "let c = twilio(a, b); // why",
    ),
    (
        "const c = twilio(a, b);\n(c as any).region = 'ie1'",
        "const c = twilio(a, b);\n(c as any).region = 'ie1'\n;(c as any).edge = 'dublin'",
        "const c = twilio(a, b);",
    ),
    (
        "const c = twilio(a, b);\nc['region'] = `ie1`;",
        "const c = twilio(a, b);\nc['region'] = `ie1`;\nc['edge'] = `dublin`;",
        "const c = twilio(a, b);",
    ),
    (
        "const base = { region: 'ie1' };\ntwilio(a, b, { ...base, x });",
        "const base = { region: 'ie1', edge: 'dublin' };\ntwilio(a, b, { ...base, x });",
        "const base = {};\ntwilio(a, b, { ...base, x });",
    ),
    (
        "twilio(a, b, { region: 'ie1', edge: undefined });",
        "twilio(a, b, { region: 'ie1', edge: 'dublin' });",
        "twilio(a, b, { edge: undefined });",
    ),
    (
        "import { ClientOpts } from 'twilio/lib/base/BaseTwilio';\nconst o: ClientOpts = { region: 'ie1' };\ntwilio(a, b, o);",
        "import { ClientOpts } from 'twilio/lib/base/BaseTwilio';\nconst o: ClientOpts = { region: 'ie1', edge: 'dublin' };\n"
        "twilio(a, b, o);",
        "import { ClientOpts } from 'twilio/lib/base/BaseTwilio';\nconst o: ClientOpts = {};\ntwilio(a, b, o);",
    ),
    (
        "enum R { I = 'ie1' }\ntwilio(a, b, { region: R.I });",
        "enum R { I = 'ie1' }\ntwilio(a, b, { region: R.I, edge: \"dublin\" });",
        "enum R { I = 'ie1' }\ntwilio(a, b);",
    ),
    ("twilio(a, b, { region: 'ie1' });", "twilio(a, b, { region: 'ie1', edge: 'dublin' });", "twilio(a, b);"),
    ('twilio(a, b, {region:"au1"});', 'twilio(a, b, {region:"au1", edge:"sydney"});', "twilio(a, b);"),
    ('twilio(a, b, {"region": "IE1"});', 'twilio(a, b, {"region": "IE1", "edge": "dublin"});', "twilio(a, b);"),
    ("twilio(a, b, { region: 'de1', x });", "twilio(a, b, { x });", "twilio(a, b, { x });"),
    (
        "twilio(a, b, { x, region: 'ie1' });",
        "twilio(a, b, { x, region: 'ie1', edge: 'dublin' });",
        "twilio(a, b, { x });",
    ),
    (
        "twilio(a, b, {\n  region: 'ie1', // Ireland\n  x,\n});",
        "twilio(a, b, {\n  region: 'ie1', // Ireland\n  edge: 'dublin',\n  x,\n});",
        "twilio(a, b, {\n  x,\n});",
    ),
    (
        "twilio(a, b, {\n  x,\n  region: 'ie1'\n});",
        "twilio(a, b, {\n  x,\n  region: 'ie1',\n  edge: 'dublin'\n});",
        "twilio(a, b, {\n  x\n});",
    ),
    (
        "const region = 'ie1';\ntwilio(a, b, { region });",
        "const region = 'ie1';\ntwilio(a, b, { region, edge: \"dublin\" });",
        "const region = 'ie1';\ntwilio(a, b);",
    ),
    (
        "const options = { region: 'ie1' };\ntwilio(a, b, options);",
        "const options = { region: 'ie1', edge: 'dublin' };\ntwilio(a, b, options);",
        "const options = {};\ntwilio(a, b, options);",
    ),
    (
        "const c = twilio(a, b);\nc.region = 'ie1';\nc.x();",
        "const c = twilio(a, b);\nc.region = 'ie1';\nc.edge = 'dublin';\nc.x();",
        "const c = twilio(a, b);\nc.x();",
    ),
    (
        "const c = twilio(a, b)\nc.region = 'ie1'\nc.x()",
        "const c = twilio(a, b)\nc.region = 'ie1'\nc.edge = 'dublin'\nc.x()",
        "const c = twilio(a, b)\nc.x()",
    ),
    (
        "if (x) { const c = twilio(a, b); c.region = 'ie1'; c.x(); }",
        "if (x) { const c = twilio(a, b); c.region = 'ie1'; c.edge = 'dublin'; c.x(); }",
        "if (x) { const c = twilio(a, b); c.x(); }",
    ),
    (
        "class A {\n  constructor() {\n    this.c = twilio(a, b);\n    this.c.region = 'ie1';\n  }\n}",
        "class A {\n  constructor() {\n    this.c = twilio(a, b);\n    this.c.region = 'ie1';\n"
        "    this.c.edge = 'dublin';\n  }\n}",
        "class A {\n  constructor() {\n    this.c = twilio(a, b);\n  }\n}",
    ),
]


@pytest.mark.parametrize(("source", "as_written", "us1"), REWRITES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_fix_keeps_the_layout(source: str, as_written: str, us1: str, ending: str) -> None:
    source, as_written, us1 = (f"{IMPORT}{text}\n".replace("\n", ending) for text in (source, as_written, us1))
    assert rewritten(source) == as_written
    assert rewritten(source, processing_region="us1") == us1
    assert rewritten(as_written) == as_written


LEFT = [
    # code, source that is found and not rewritten
    ("EW204", "const all = { a, b, region: 'ie1' };\nconst { a: x, ...o } = all;\ntwilio(x, b, o);"),
    ("EW204", "const list = [];\nlist.push(a, b);\nlist.push({ region: 'ie1' });\ntwilio(...list);"),
    ("EW201", "const c = twilio(a, b);\nfor (c.region = 'ie1'; x; ) break;"),
    ("EW201", "const o = { region: 'ie1' };\ntwilio(a, b, structuredClone(o));"),
    ("EW204", "const c = twilio(a, b, { region: 'ie1' });\nfor (const k in o) c[k] = o[k];"),
    ("EW201", "const c = twilio(a, b);\n[c.region, x] = ['ie1', 1];"),
    ("EW201", "const make = (o = {}) => twilio(a, b, { ...o, region: 'ie1' });"),
    (
        "EW204",
        "const make = (...args) => twilio(...args);\nmake(...keys, { region: 'ie1' });\ntwilio(...k, { region });",
    ),
    ("EW201", "Object.defineProperties(twilio(a, b), {});\nReflect.set(twilio(a, b), 'region', 'ie1');"),
    ("EW201", "const o = { region: 'ie1' };\nlog(o);\nReflect.construct(twilio.Twilio, [a, b, o]);"),
    (
        "EW204",
        "class A { r = 'ie1'; c() { return twilio(a, b, { region: this.r }); } }\nclass B extends A { r = 'au1'; }",
    ),
    ("EW204", "const c = { r: 'ie1' };\nObject.assign(c, load());\ntwilio(a, b, { region: c.r });"),
    ("EW204", "const c = { r: 'ie1' };\nload(c);\ntwilio(a, b, { region: c.r });"),
    ("EW204", "const c = { r: 'ie1' };\nc[x] = y;\ntwilio(a, b, { region: c.r });"),
    ("EW204", "const c = { eu: 'ie1' };\ntwilio(a, b, { region: c[eu] });"),
    ("EW204", "let region = 'ie1';\n({ region } = load());\ntwilio(a, b, { region });"),
    ("EW204", "function f(c) { if (!c.r) c.r = 'ie1'; return twilio(a, b, { region: c.r }); }"),
    ("EW204", "const c = load();\nif (!c.r) { c.r = 'ie1'; }\ntwilio(a, b, { region: c.r });"),
    ("EW201", "const make = twilio.bind(null, a, b, { region: 'ie1' });"),
    ("EW204", "const l = [a, b, { region: 'ie1' }];\nl.push(x);\ntwilio(...l);"),
    ("EW204", "const l = [a, , { region: 'ie1' }];\ntwilio(...l);"),
    ("EW204", "let l = [a, b, { region: 'ie1' }];\nl = [a, b];\ntwilio(...l);"),
    ("EW204", "const f = (k) => twilio(a, b, { [k]: 'ie1' });"),
    ("EW201", "class A { static c = twilio(a, b); static f() { return (A.c.region = 'au1'); } }"),
    ("EW201", "const o = () => ({ region: 'ie1' });\ntwilio(a, b, o());\nother(o());"),
    ("EW201", "function o() { return { region: 'ie1' }; }\ntwilio(a, b, o());"),
    ("EW201", "class A { o = { region: 'ie1' }; f() { log(this.o); return twilio(a, b, this.o); } }"),
    ("EW201", "twilio(a, b, { region: 'ie1' } satisfies Mine);"),
    ("EW201", "app.o = { region: 'ie1' };\ntwilio(a, b, app.o);"),
    ("EW204", "twilio(a, b, { region: process.env.TWILIO_REGION });"),
    ("EW204", "twilio(a, b, { region: process.env.TWILIO_REGION || 'ie1' });"),
    ("EW204", "function f(region = 'ie1') { return twilio(a, b, { region }); }"),
    ("EW204", "twilio(a, b, { region: x ? 'ie1' : 'au1' });"),
    ("EW204", "twilio(a, b, { ...base, region: 'ie1' });"),
    ("EW204", "twilio(a, b, { region: 'ie1', ...base });"),
    ("EW201", "const o = { region: 'ie1' };\nlog(o);\ntwilio(a, b, o);"),
    ("EW201", "export const o = { region: 'ie1' };\ntwilio(a, b, o);"),
    ("EW201", "const o: Mine = { region: 'ie1' };\ntwilio(a, b, o);"),
    ("EW201", "let t = x ? twilio : other;\nt(a, b, { region: 'ie1' });"),
    ("EW201", "const c = twilio(a, b);\nif (x) c.region = 'ie1';"),
    ("EW201", "const o = {};\no.region = 'ie1';\ntwilio(a, b, o);"),
    ("EW201", "expect(() => twilio(a, b, { region: 'ie1' })).toThrow();"),
    ("EW201", "assert.throws(() => { twilio(a, b, { region: 'ie1' }); });"),
    ("EW204", "twilio(...keys, { region: 'ie1' });"),
    ("EW204", "process.env.TWILIO_EDGE = 'dublin';\ntwilio(a, b, { region: 'ie1' });"),
    ("EW204", "twilio(a, b, { get region() { return 'ie1'; } });"),
    ("EW204", "for (const region of ['ie1', 'au1']) twilio(a, b, { region });"),
    ("EW201", "const s = { t: { region: 'ie1' } };\nlog(s);\ntwilio(a, b, s.t);"),
    ("EW201", "twilio(a, b, { region: 'ie1', ...(x ? { edge: 'dublin' } : {}) });"),
    ("EW204", "twilio(a, b, { region: process.env.TWILIO_REGION ?? 'ie1', edge: process.env.TWILIO_EDGE });"),
    ("EW204", "const { R = 'ie1', E } = process.env;\ntwilio(a, b, { region: R, edge: E });"),
    ("EW204", "function f({ region = 'ie1', edge }) { return twilio(a, b, { region, edge }); }"),
    ("EW204", "function f(edge?: string) { return twilio(a, b, { region: 'ie1', edge }); }"),
    ("EW204", "twilio(a, b, { region: config.get('R', 'ie1'), edge: process.env['E'] });"),
    ("EW201", "const c = twilio(a, b);\nc.region ??= 'ie1';"),
    ("EW201", "const make = (o: Mine) => twilio(a, b, o);\nmake({ region: 'ie1' });"),
    ("EW201", "set(twilio(a, b));\nset(other);\nfunction set(c) { c.region = 'ie1'; }"),
    ("EW204", "function f(client: twilio.Twilio | null) { client!.region = 'ie1'; }"),
    ("EW204", "class A { constructor(private readonly c: twilio.Twilio) {} f() { this.c.region = 'ie1'; } }"),
    ("EW204", "interface Deps { client: twilio.Twilio }\nfunction f(deps: Deps) { deps.client.region = 'ie1'; }"),
    ("EW204", "class A extends twilio.Twilio { constructor() { super(a, b, options); this.region = 'ie1'; } }"),
    ("EW201", "const all = { eu: twilio(a, b) };\nall.eu.region = 'ie1';\nall.eu = twilio(a, b, { edge: 'dublin' });"),
    ("EW204", "class A { @Inject() c: twilio.Twilio; f() { this.c.setOpts({ region: 'ie1' }); } }"),
    ("EW201", "function f(client: twilio.Twilio = twilio(a, b)) { client.region = 'ie1'; }"),
    ("EW201", "function f(client = twilio(a, b)) { client.region = 'ie1'; }"),
    ("EW203", "twilio(a, b, { region: 'ie1', edge: 'sydney' });"),
    ("EW201", "const c = twilio(a, b, { region: 'ie1' });\ndelete c.region;"),
    ("EW201", "const c = twilio(a, b);\nc.region = 'ie1';\nif (us) delete c['region'];"),
    ("EW202", "twilio(a, b, { region: 'de1', edge: 'frankfurt' });"),
]


@pytest.mark.parametrize(("code", "source"), LEFT)
def test_what_is_in_doubt_is_reported_and_left(code: str, source: str) -> None:
    source = f"{IMPORT}{source}\n"
    assert [found for found, _ in seen(source)] == [code]
    assert rewritten(source) == source


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            "const o = { region: 'ie1' };\nlog(o);\ntwilio(a, b, o);",
            "what `o` stands for is used for more than this client",
        ),
        ("const o: Mine = { region: 'ie1' };\ntwilio(a, b, o);", "`o` has a type that may not accept the change"),
        ("twilio(a, b, { region: 'ie1' } satisfies Mine);", "it has to satisfy a type that may not accept the change"),
        ("expect(() => twilio(a, b, { region: 'ie1' })).toThrow();", "a test expects that it fails"),
        ("const c = twilio(a, b);\nc.region = 'ie1';\ndelete c.region;", "the region of a client is deleted here"),
        ("const c = twilio(a, b, { region: 'ie1' });\nlog(c.region, c.edge);", "its region is read on line 3"),
    ],
)
def test_the_message_says_why_a_fix_is_unsafe(source: str, why: str) -> None:
    (found,) = find(f"{IMPORT}{source}\n", "app.ts", Options(processing_region="us1"))
    assert found.fix is not None and not found.has_safe_fix
    assert found.message.endswith(f"; {why}")


def test_unsafe_fixes() -> None:
    source = block(
        """
        import twilio from 'twilio';
        twilio(a, b, { region: 'ie1', edge: 'sydney' });
        twilio(a, b, { region: 'de1', edge: 'frankfurt', x });
        """
    )
    assert rewritten(source, unsafe=True) == block(
        """
        import twilio from 'twilio';
        twilio(a, b, { region: 'ie1', edge: 'dublin' });
        twilio(a, b, { x });
        """
    )


@pytest.mark.parametrize(
    "source",
    [
        "const make = (o) => twilio(a, b, o);\nmake({ region: 'ie1'+ });\nmake({ region: 'ie1', edge: 'dublin' });",
        "function make({ options }) { return twilio(a, b, options); }\nmake({ options: { region: 'ie1'+ } });",
    ],
)
def test_what_a_function_of_the_text_is_given(source: str) -> None:
    before = f"{IMPORT}{source}\n".replace("+", "")
    assert rewritten(before) == f"{IMPORT}{source}\n".replace("+", ", edge: 'dublin'")


def test_a_client_that_a_function_of_the_text_is_given() -> None:
    source = f"{IMPORT}const c = twilio(a, b);\nset(c);\nfunction set(client) {{\n  client.region = 'ie1';\n}}\n"
    assert rewritten(source) == source.replace("'ie1';\n", "'ie1';\n  client.edge = 'dublin';\n")


def test_settings_of_a_class_that_is_made_of_the_client() -> None:
    source = block(
        """
        import { Twilio } from 'twilio';
        export class Irish extends Twilio {
          private inner = new Twilio(a, b);
          constructor(sid: string, token: string) {
            super(sid, token);
            this.region = 'ie1';
            this.inner.region = 'au1';
          }
        }
        """
    )
    expected = source.replace("'ie1';", "'ie1';\n    this.edge = 'dublin';")
    assert rewritten(source) == expected.replace("'au1';", "'au1';\n    this.inner.edge = 'sydney';")


def test_settings_of_a_client_that_a_function_makes() -> None:
    source = block(
        """
        const twilio = require('twilio')
        function connect() {
          return twilio(a, b)
        }
        const client = connect()
        client.region = 'ie1'
        """
    )
    assert rewritten(source) == source + "client.edge = 'dublin'\n"


REEXPORTS = {
    "twilio.ts": "import twilio from 'twilio';\nexport { Twilio } from 'twilio';\nexport default twilio;\n",
    "twilio-star.js": "export * from 'twilio';\nexport { default } from 'twilio';\n",
    "twilio-cjs.js": "module.exports = require('twilio');\n",
    "twilio-equals.ts": "import t = require('twilio');\nexport = t;\n",
    "twilio/index.js": "const twilio = require('twilio');\nexports.Twilio = twilio.Twilio;\nexports.default = twilio;\n",
    "twilio-object.cjs": "const t = require('twilio');\nmodule.exports = { default: t, Twilio: t.Twilio };\n",
    "twilio-const.mjs": "import t from 'twilio';\nexport const Twilio = t.Twilio;\nexport { t as default };\n",
}


@pytest.mark.parametrize("name", REEXPORTS)
def test_a_module_that_hands_the_library_on(tmp_path: Path, name: str) -> None:
    file = tmp_path / "lib" / name
    file.parent.mkdir(parents=True)
    file.write_text(REEXPORTS[name])
    place = f"./lib/{name.removesuffix('/index.js')}"
    source = f"import make, {{ Twilio }} from '{place}';\nmake(a, b, {{ region: 'ie1' }});\nnew Twilio(a, b, {{ region: 'au1' }});\n"
    assert [code for code, _ in seen(source, str(tmp_path / "app.ts"))] == ["EW201", "EW201"]
    bare = source.replace(place, place.rpartition(".")[0] if "." in place[2:] else place)
    assert [code for code, _ in seen(bare, str(tmp_path / "app.ts"))] == ["EW201", "EW201"]


def test_a_module_that_hands_the_library_on_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "lib.ts").write_text("export { default as twilio } from 'twilio';\n")
    for start in ("import {\n  twilio,\n} from './lib'", "const { twilio } = require('./lib')"):
        source = f"{start};\ntwilio(a, b, {{ region: 'ie1' }});\n"
        assert [code for code, _ in seen(source, str(tmp_path / "app.ts"))] == ["EW201"]


@pytest.mark.parametrize(
    "text",
    [
        "import other from 'other';\n// twilio\nexport default other;\n",
        "import twilio from 'twilio';\nexport default function (a, b, o) { return twilio(a, b, { ...o, edge }); }\n",
        "export { default } from './further/twilio';\n",
        "",
    ],
    ids=["another library", "a wrapper", "two hops", "nothing"],
)
def test_a_module_that_does_more_than_hand_on(tmp_path: Path, text: str) -> None:
    (tmp_path / "twilio.js").write_text(text)
    (tmp_path / "further").mkdir()
    (tmp_path / "further" / "twilio.js").write_text("module.exports = require('twilio');\n")
    source = "import make from './twilio';\nmake(a, b, { region: 'ie1' });\n"
    assert seen(source, str(tmp_path / "app.ts")) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("region: 'ie1'", []),
        ("region", []),
        ("region: 'de1'", [("EW201", "region: 'de1'")]),
        ("edge: 'dublin'", [("EW202", "edge: 'dublin'")]),
        ("region: 'ie1', edge: 'dublin'", []),
        ("region: 'ie1', edge: 'sydney'", [("EW203", "region: 'ie1'")]),
    ],
)
def test_the_serverless_toolkit_completes_regions_and_no_edge(arguments: str, expected: list[tuple[str, str]]) -> None:
    source = (
        "import { TwilioServerlessApiClient } from '@twilio-labs/serverless-api';\n"
        f"new TwilioServerlessApiClient({{ accountSid, authToken, {arguments} }});\n"
    )
    assert seen(source) == expected


@pytest.mark.parametrize("name", ["App.vue", "App.svelte"])
def test_scripts_in_components(name: str) -> None:
    source = block(
        """
        <template>
          <div region="ie1">{{ isn't }} \u00e9</div>
        </template>
        <script lang="ts">
        import twilio from "twilio";
        export const client = twilio(a, b, { region: "ie1" });
        </script>
        """
    )
    assert rewritten(source, name) == source.replace('region: "ie1"', 'region: "ie1", edge: "dublin"')


def test_what_a_release_does() -> None:
    source = f"{IMPORT}twilio(a, b, {{ region: 'ie1' }});\n"
    (finding,) = find(source, "app.ts", Options())
    assert "twilio" in finding.message
    assert "api.ie1.twilio.com" in finding.message


@pytest.mark.parametrize(
    ("release", "said", "fixed"),
    [
        ("3.42.1", "twilio before 3.43.0 (twilio 3.42.1 in package.json) knows no edge", False),
        (
            "5.12.0",
            "twilio 5.10.7 to 5.12.0 (twilio 5.12.0 in package.json) asks for `api.dublin.ie1.twilio.com`",
            True,
        ),
        ("6.3.1", "the client asks for `api.ie1.twilio.com`", True),
    ],
)
def test_pins_decide_what_a_release_does(tmp_path: Path, release: str, said: str, fixed: bool) -> None:
    (tmp_path / "package.json").write_text(f'{{"dependencies": {{"twilio": "{release}"}}}}')
    source = f"{IMPORT}twilio(a, b, {{ region: 'ie1' }});\n"
    (finding,) = find(source, str(tmp_path / "app.ts"), Options(pin_roots=(str(tmp_path),)))
    assert said in finding.message
    assert (finding.fix is not None) is fixed


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command, *rest = arguments
    decided = [*python(), "-m", "edgewise", command, "--processing-region", "as-written", *rest]
    return subprocess.run(decided, check=False, capture_output=True, text=True, timeout=120)


def test_the_command_reports_suppresses_and_rewrites(tmp_path: Path) -> None:
    file = tmp_path / "app.js"
    source = (
        "\ufeffconst twilio = require('twilio');\r\n"
        "const one = twilio(a, b, { region: 'ie1' }); // edgewise: ignore[EW201] on purpose\r\n"
        "const two = twilio(a, b, { region: 'ie1' }); // \u00e9\r\n"
    )
    file.write_bytes(source.encode())
    ran = run("check", str(file))
    assert ran.returncode == 1
    assert ran.stdout.startswith(f"{file}:3:28: EW201 [*]") or "app.js:3:28: EW201 [*]" in ran.stdout
    assert run("fix", str(file)).returncode == 0
    last = source.rindex("region: 'ie1'") + len("region: 'ie1'")
    assert file.read_bytes().decode() == f"{source[:last]}, edge: 'dublin'{source[last:]}"


def test_vendored_code_and_bundles_are_not_rewritten(tmp_path: Path) -> None:
    source = f"{IMPORT}twilio(a, b, {{ region: 'ie1' }});\n"
    assert rewritten(source, "node_modules/x/app.js") == source
    assert [code for code, _ in seen(source, "node_modules/x/app.js")] == ["EW201"]


def test_what_is_not_installed_is_told(tmp_path: Path) -> None:
    for name in ("a.ts", "b.js"):
        (tmp_path / name).write_text(f"{IMPORT}twilio(a, b, {{ region: 'ie1' }});\n")
    program = (
        "import sys, importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name.startswith('tree_sitter') else find(name, *more)\n"
        "from edgewise.__main__ import run\n"
        "run()\n"
    )
    for command in (("check",), ("fix",), ("fix", "--diff")):
        ran = subprocess.run(
            [sys.executable, "-c", program, *command, str(tmp_path)], check=False, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        assert (
            "2 files use Twilio's library for JavaScript and were not examined for clients: "
            "pip install tree-sitter tree-sitter-typescript" in ran.stderr
        )
