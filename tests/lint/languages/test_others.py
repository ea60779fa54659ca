"""Clients of the helper libraries for Java, C#, Ruby, PHP and Go: what is found, and what a fix makes of it."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.languages.find import find
from edgewise.options import Options
from edgewise_codemods.rewrite import rewrite_source

FRAMES = {
    "java": (
        "A.java",
        "import com.twilio.Twilio;\nimport com.twilio.http.TwilioRestClient;\n\nclass A {\n"
        '    static final String REGION = "ie1";\n\n    void f(String region, boolean x) {\n{}    }\n}\n',
        "        ",
    ),
    "csharp": (
        "A.cs",
        "using Twilio;\nusing Twilio.Clients;\n\nclass A\n{\n"
        '    const string Region = "ie1";\n\n    void F(string region, bool x)\n    {\n{}    }\n}\n',
        "        ",
    ),
    "ruby": ("a.rb", "require 'twilio-ruby'\n\n{}\nputs 1\n", ""),
    "php": (
        "a.php",
        "<?php\nuse Twilio\\Rest\\Client;\nuse Twilio\\Rest\\Client as Alias;\n\nconst REGION = 'ie1';\n"
        "function f($region, $x) {\n{}}\n",
        "    ",
    ),
    "go": (
        "main.go",
        'package main\n\nimport (\n\t"github.com/twilio/twilio-go"\n)\n\nconst Region = "ie1"\n\n'
        "func f(region string, x bool) {\n{}}\n",
        "\t",
    ),
}


def framed(language: str, text: str) -> tuple[str, str]:
    path, frame, margin = FRAMES[language]
    return path, frame.replace("{}", indent(text + "\n", margin), 1)


def rewritten(path: str, source: str, **options: object) -> str:
    result = rewrite_source(Source(source), FileKind.TEXT, Options(**options), unsafe=False, path=path)
    assert result.error is None
    return result.text


ROWS = [
    # language, source, as written, us1
    (
        "ruby",
        "c = Twilio::REST::Client.new(a, b)\nc.public_send(:region=, 'ie1')",
        "c = Twilio::REST::Client.new(a, b)\nc.public_send(:region=, 'ie1')\nc.public_send(:edge=, 'dublin')",
        "c = Twilio::REST::Client.new(a, b)",
    ),
    (
        "csharp",
        'services.Configure<TwilioClientOptions>(o => { o.Region = "ie1"; }); TwilioClient.Init(u, p);',
        'services.Configure<TwilioClientOptions>(o => { o.Region = "ie1"; o.Edge = "dublin"; }); TwilioClient.Init(u, p);',
        None,
    ),
    (
        "php",
        "Holder::$c = new Client(1, 2, null, 'ie1');",
        "Holder::$c = new Client(1, 2, null, 'ie1');\nHolder::$c->setEdge('dublin');",
        "Holder::$c = new Client(1, 2, null);",
    ),
    (
        "ruby",
        "include Twilio::REST\nc = Client.new(a, b, nil, 'ie1')",
        "include Twilio::REST\nc = Client.new(a, b, nil, 'ie1')\nc.edge = 'dublin'",
        "include Twilio::REST\nc = Client.new(a, b, nil)",
    ),
    ("java", 'Twilio.setRegion("ie1");', 'Twilio.setRegion("ie1");\nTwilio.setEdge("dublin");', ""),
    (
        "java",
        'com.twilio.Twilio.setRegion("au1"); // why',
        'com.twilio.Twilio.setRegion("au1"); // why\ncom.twilio.Twilio.setEdge("sydney");',
        "",
    ),
    ("java", "Twilio.setRegion(REGION);", 'Twilio.setRegion(REGION);\nTwilio.setEdge("dublin");', ""),
    (
        "java",
        'TwilioRestClient c = new TwilioRestClient.Builder(u, p).region("ie1").build();',
        'TwilioRestClient c = new TwilioRestClient.Builder(u, p).region("ie1").edge("dublin").build();',
        "TwilioRestClient c = new TwilioRestClient.Builder(u, p).build();",
    ),
    (
        "java",
        'use(new TwilioRestClient.Builder(u, p)\n    .region("ie1")\n    .accountSid(a)\n    .build());',
        'use(new TwilioRestClient.Builder(u, p)\n    .region("ie1")\n    .edge("dublin")\n    .accountSid(a)\n    .build());',
        "use(new TwilioRestClient.Builder(u, p)\n    .accountSid(a)\n    .build());",
    ),
    (
        "java",
        'var b = new com.twilio.http.TwilioRestClient.Builder(u, p);\nb.region("ie1");',
        'var b = new com.twilio.http.TwilioRestClient.Builder(u, p);\nb.region("ie1");\nb.edge("dublin");',
        "var b = new com.twilio.http.TwilioRestClient.Builder(u, p);",
    ),
    ("csharp", 'TwilioClient.SetRegion("ie1");', 'TwilioClient.SetRegion("ie1");\nTwilioClient.SetEdge("dublin");', ""),
    (
        "csharp",
        'var c = new TwilioRestClient(u, p, region: "ie1");',
        'var c = new TwilioRestClient(u, p, region: "ie1", edge: "dublin");',
        "var c = new TwilioRestClient(u, p);",
    ),
    (
        "csharp",
        'var c = new TwilioRestClient(u, p, s, "ie1");',
        'var c = new TwilioRestClient(u, p, s, "ie1", edge: "dublin");',
        "var c = new TwilioRestClient(u, p, s);",
    ),
    (
        "csharp",
        "var c = new TwilioRestClient(u, p, s, Region, http);",
        'var c = new TwilioRestClient(u, p, s, Region, http, edge: "dublin");',
        "var c = new TwilioRestClient(u, p, s, null, http);",
    ),
    (
        "csharp",
        'var c = new Twilio.Clients.TwilioRestClient(u, p, strategy, null, "ie1");',
        'var c = new Twilio.Clients.TwilioRestClient(u, p, strategy, null, "ie1", edge: "dublin");',
        "var c = new Twilio.Clients.TwilioRestClient(u, p, strategy, null);",
    ),
    (
        "csharp",
        'TwilioRestClient c = new(u, p, s, "ie1");',
        'TwilioRestClient c = new(u, p, s, "ie1", edge: "dublin");',
        "TwilioRestClient c = new(u, p, s);",
    ),
    (
        "csharp",
        'var c = new TwilioRestClient(\n    u,\n    p,\n    region: "ie1"\n);',
        'var c = new TwilioRestClient(\n    u,\n    p,\n    region: "ie1",\n    edge: "dublin"\n);',
        "var c = new TwilioRestClient(\n    u,\n    p\n);",
    ),
    (
        "csharp",
        's.AddTwilioClient(options => {\n    options.Region = "ie1";\n});',
        's.AddTwilioClient(options => {\n    options.Region = "ie1";\n    options.Edge = "dublin";\n});',
        "s.AddTwilioClient(options => {\n});",
    ),
    (
        "ruby",
        "client = Twilio::REST::Client.new(sid, token, nil, 'ie1')",
        "client = Twilio::REST::Client.new(sid, token, nil, 'ie1')\nclient.edge = 'dublin'",
        "client = Twilio::REST::Client.new(sid, token, nil)",
    ),
    (
        "ruby",
        '@client = ::Twilio::REST::Client.new sid, token, nil, "ie1", http',
        '@client = ::Twilio::REST::Client.new sid, token, nil, "ie1", http\n@client.edge = "dublin"',
        "@client = ::Twilio::REST::Client.new sid, token, nil, nil, http",
    ),
    (
        "ruby",
        "client = Twilio::REST::Client.new(a, b)\nclient.region = 'au1' # why",
        "client = Twilio::REST::Client.new(a, b)\nclient.region = 'au1' # why\nclient.edge = 'sydney'",
        None,
    ),
    (
        "ruby",
        "Twilio.configure do |config|\n  config.region = 'ie1'\nend",
        "Twilio.configure do |config|\n  config.region = 'ie1'\n  config.edge = 'dublin'\nend",
        "Twilio.configure do |config|\nend",
    ),
    (
        "ruby",
        "class A\n  R = 'ie1'\n  def initialize\n    @c = Twilio::REST::Client.new(a, b, nil, R)\n  end\nend",
        "class A\n  R = 'ie1'\n  def initialize\n    @c = Twilio::REST::Client.new(a, b, nil, R)\n    @c.edge = 'dublin'\n  end\nend",
        "class A\n  R = 'ie1'\n  def initialize\n    @c = Twilio::REST::Client.new(a, b, nil)\n  end\nend",
    ),
    (
        "php",
        "$client = new Client($sid, $token, null, 'ie1');",
        "$client = new Client($sid, $token, null, 'ie1');\n$client->setEdge('dublin');",
        "$client = new Client($sid, $token, null);",
    ),
    (
        "php",
        '$this->c = new Alias($sid, $token, region: "ie1");',
        '$this->c = new Alias($sid, $token, region: "ie1");\n$this->c->setEdge("dublin");',
        "$this->c = new Alias($sid, $token);",
    ),
    (
        "php",
        "$c = new \\Twilio\\Rest\\Client($sid, $token, null, REGION, $http);",
        "$c = new \\Twilio\\Rest\\Client($sid, $token, null, REGION, $http);\n$c->setEdge('dublin');",
        "$c = new \\Twilio\\Rest\\Client($sid, $token, null, null, $http);",
    ),
    (
        "go",
        'client := twilio.NewRestClient()\nclient.SetRegion("ie1")\nuse(client)',
        'client := twilio.NewRestClient()\nclient.SetRegion("ie1")\nclient.SetEdge("dublin")\nuse(client)',
        "client := twilio.NewRestClient()\nuse(client)",
    ),
    (
        "go",
        "client := twilio.NewRestClientWithParams(twilio.ClientParams{Username: u})\nclient.RequestHandler.Region = Region\nuse(client)",
        "client := twilio.NewRestClientWithParams(twilio.ClientParams{Username: u})\nclient.RequestHandler.Region = Region\n"
        'client.RequestHandler.Edge = "dublin"\nuse(client)',
        "client := twilio.NewRestClientWithParams(twilio.ClientParams{Username: u})\nuse(client)",
    ),
    (
        "go",
        "s.client = twilio.NewRestClient()\ns.client.SetRegion(`au1`)",
        "s.client = twilio.NewRestClient()\ns.client.SetRegion(`au1`)\ns.client.SetEdge(`sydney`)",
        "s.client = twilio.NewRestClient()",
    ),
    (
        "java",
        'Twilio.setRegion(Regions.EU);\n}\ninterface Regions {\n    String EU = "ie1";',
        'Twilio.setRegion(Regions.EU);\nTwilio.setEdge("dublin");\n}\ninterface Regions {\n    String EU = "ie1";',
        None,
    ),
    (
        "csharp",
        'var c = new TwilioRestClient(u, p, region: @"ie1");',
        'var c = new TwilioRestClient(u, p, region: @"ie1", edge: "dublin");',
        None,
    ),
    (
        "csharp",
        'TwilioRestClient C() => new(u, p, s, "ie1");',
        'TwilioRestClient C() => new(u, p, s, "ie1", edge: "dublin");',
        None,
    ),
    (
        "csharp",
        'TwilioRestClient C() { if (x) { return new(u, p, s, "ie1"); } return null; }',
        'TwilioRestClient C() { if (x) { return new(u, p, s, "ie1", edge: "dublin"); } return null; }',
        None,
    ),
    (
        "ruby",
        "def client\n  @client ||= Twilio::REST::Client.new(a, b).tap do |c|\n    c.region = 'ie1'\n  end\nend",
        "def client\n  @client ||= Twilio::REST::Client.new(a, b).tap do |c|\n    c.region = 'ie1'\n    c.edge = 'dublin'\n  end\nend",
        None,
    ),
    (
        "ruby",
        "EU = 'ie1'.freeze\nc = Twilio::REST::Client.new(a, b, nil, EU)",
        "EU = 'ie1'.freeze\nc = Twilio::REST::Client.new(a, b, nil, EU)\nc.edge = 'dublin'",
        None,
    ),
    (
        "ruby",
        "class Eu < Twilio::REST::Client\nend\nc = Eu.new(a, b, nil, 'ie1')",
        "class Eu < Twilio::REST::Client\nend\nc = Eu.new(a, b, nil, 'ie1')\nc.edge = 'dublin'",
        "class Eu < Twilio::REST::Client\nend\nc = Eu.new(a, b, nil)",
    ),
    (
        "php",
        "class Eu extends Alias {}\n$c = new Eu($sid, $token, null, 'ie1');",
        "class Eu extends Alias {}\n$c = new Eu($sid, $token, null, 'ie1');\n$c->setEdge('dublin');",
        "class Eu extends Alias {}\n$c = new Eu($sid, $token, null);",
    ),
    (
        "go",
        'a, err := make()\na.SetRegion("ie1")\nmake := func() (any, error) { return twilio.NewRestClient(), nil }',
        'a, err := make()\na.SetRegion("ie1")\na.SetEdge("dublin")\n'
        "make := func() (any, error) { return twilio.NewRestClient(), nil }",
        "a, err := make()\nmake := func() (any, error) { return twilio.NewRestClient(), nil }",
    ),
    (
        "go",
        'a, b := twilio.NewRestClient(), other.New()\na.SetRegion("ie1")\nb.SetRegion("ie1")',
        'a, b := twilio.NewRestClient(), other.New()\na.SetRegion("ie1")\na.SetEdge("dublin")\nb.SetRegion("ie1")',
        'a, b := twilio.NewRestClient(), other.New()\nb.SetRegion("ie1")',
    ),
    (
        "go",
        'c := twilio.NewRestClient(); c.SetRegion("ie1"); use(c)',
        'c := twilio.NewRestClient(); c.SetRegion("ie1"); c.SetEdge("dublin"); use(c)',
        "c := twilio.NewRestClient(); use(c)",
    ),
    (
        "php",
        "$r = 'ie1';\n$f = fn () => log($r);\n$c = new Client(1, 2, null, $r);",
        "$r = 'ie1';\n$f = fn () => log($r);\n$c = new Client(1, 2, null, $r);\n$c->setEdge('dublin');",
        "$r = 'ie1';\n$f = fn () => log($r);\n$c = new Client(1, 2, null);",
    ),
    (
        "php",
        "$r = 'ie1';\n$f = function () use ($r) { $r = 'us1'; };\n$c = new Client(1, 2, null, $r, null, []);",
        "$r = 'ie1';\n$f = function () use ($r) { $r = 'us1'; };\n$c = new Client(1, 2, null, $r, null, []);\n"
        "$c->setEdge('dublin');",
        None,
    ),
    (
        "go",
        'var c *twilio.RestClient\nc = twilio.NewRestClient()\nc.SetRegion("ie1")',
        'var c *twilio.RestClient\nc = twilio.NewRestClient()\nc.SetRegion("ie1")\nc.SetEdge("dublin")',
        "var c *twilio.RestClient\nc = twilio.NewRestClient()",
    ),
    (
        "go",
        's := &Service{name: "x", client: twilio.NewRestClient()}\ns.client.SetRegion("ie1")',
        's := &Service{name: "x", client: twilio.NewRestClient()}\ns.client.SetRegion("ie1")\ns.client.SetEdge("dublin")',
        's := &Service{name: "x", client: twilio.NewRestClient()}',
    ),
]


@pytest.mark.parametrize(("language", "source", "as_written", "us1"), ROWS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_rewrites(language: str, source: str, as_written: str, us1: str | None, ending: str) -> None:
    path, text = framed(language, source)
    text = text.replace("\n", ending)
    expected = framed(language, as_written)[1].replace("\n", ending)
    assert rewritten(path, text, processing_region="as-written") == expected
    assert rewritten(path, expected, processing_region="as-written") == expected
    if us1 is not None:
        kept = framed(language, us1)[1] if us1 else FRAMES[language][1].replace("{}", "", 1)
        assert rewritten(path, text, processing_region="us1") == kept.replace("\n", ending)


UNPACKED = [
    # language, source, as written: what a call unpacks is not taken apart
    (
        "php",
        "$a = ['accountSid' => 3, 'region' => 'ie1'];\n$c = new Client(1, 2, ...$a);",
        "$a = ['accountSid' => 3, 'region' => 'ie1'];\n$c = new Client(1, 2, ...$a);\n$c->setEdge('dublin');",
    ),
    (
        "ruby",
        "KEYS = [a, b, nil, 'ie1'].freeze\nc = Twilio::REST::Client.new(*KEYS)",
        "KEYS = [a, b, nil, 'ie1'].freeze\nc = Twilio::REST::Client.new(*KEYS)\nc.edge = 'dublin'",
    ),
]


@pytest.mark.parametrize(("language", "source", "as_written"), UNPACKED)
def test_what_a_call_unpacks_keeps_its_region(language: str, source: str, as_written: str) -> None:
    path, text = framed(language, source)
    assert rewritten(path, text, processing_region="as-written") == framed(language, as_written)[1]
    assert rewritten(path, text, processing_region="us1") == text
    assert [found.code for found in find(text, path, Options(processing_region="us1"))] == ["EW201"]


LEFT = [
    # language, code, source that is found and not rewritten
    ("php", "EW204", "static $r = 'ie1';\n$c = new Client(1, 2, null, $r);\n$r = 'us1';"),
    ("go", "EW201", 'c := twilio.NewRestClient()\nif c.SetRegion("ie1"); x {\n\tuse(c)\n}'),
    ("go", "EW201", 'c := twilio.NewRestClient()\nfor c.SetRegion("ie1"); x; {\n\tuse(c)\n}'),
    ("java", "EW201", 'for (Twilio.setRegion("ie1"); x; ) { break; }'),
    ("csharp", "EW201", 'for (TwilioClient.SetRegion("ie1"); x; ) { break; }'),
    ("php", "EW204", "$r = 'ie1';\nextract($x);\n$c = new Client(1, 2, null, $r);"),
    ("php", "EW204", "$r = 'ie1';\n$$x = 'us1';\n$c = new Client(1, 2, null, $r);"),
    ("csharp", "EW204", 'var r = "ie1";\n(r, var n) = Load();\nvar c = new TwilioRestClient(u, p, region: r);'),
    ("go", "EW201", 'c := twilio.NewRestClient()\nvar err error\nc.RequestHandler.Region, err = "ie1", nil'),
    ("go", "EW204", "c := twilio.NewRestClient()\nc.RequestHandler.Region, err = load()"),
    ("ruby", "EW201", "c = Twilio::REST::Client.new(a, b)\nc.region, @x = 'ie1', 1"),
    (
        "csharp",
        "EW201",
        'TwilioClient.Init(u, p);\n#if EU\nTwilioClient.SetRegion("ie1");\n#else\nTwilioClient.SetEdge("ashburn");\n#endif',
    ),
    ("ruby", "EW204", "l = [a, b, nil, 'ie1']\nl << c\nTwilio::REST::Client.new(*l)"),
    ("php", "EW204", "$a = [1, 2, null, 'ie1'];\n$a[] = 3;\n$c = new Client(...$a);"),
    ("php", "EW204", "$c = new Client(...$x, region: 'ie1');"),
    ("php", "EW201", "use_it(new Client(...[1, 2], ...['region' => 'ie1']));"),
    (
        "php",
        "EW204",
        "}\nclass A { public $r; function f() { $this->r = 'ie1'; $c = new Client(1, 2, null, $this->r); }",
    ),
    (
        "php",
        "EW204",
        "}\nclass A { static $r; function f() { self::$r = 'ie1'; $c = new Client(1, 2, null, self::$r); }",
    ),
    ("php", "EW204", "$r = 'ie1';\nadjust($r);\n$c = new Client(1, 2, null, $r);\n}\nfunction adjust(&$r) {"),
    (
        "php",
        "EW204",
        "$r = 'ie1';\n$o->adjust(1, $r);\n$c = new Client(1, 2, null, $r);\n}\nfunction adjust($x, &$r) {",
    ),
    ("php", "EW204", "$r = 'ie1';\n$other = &$r;\n$c = new Client(1, 2, null, $r);"),
    ("php", "EW204", "$r = 'ie1';\n$all = [&$r];\n$c = new Client(1, 2, null, $r);"),
    (
        "php",
        "EW204",
        "$r = 'ie1';\n$f = function () use (&$r) { $r = 'us1'; };\n$f();\n$c = new Client(1, 2, null, $r);",
    ),
    ("php", "EW204", "$r = 'ie1';\n[$r, $s] = load();\n$c = new Client(1, 2, null, $r);"),
    ("php", "EW204", "global $r;\n$r = $r ?: 'ie1';\n$c = new Client(1, 2, null, $r);"),
    ("php", "EW204", "$c = new Client(1, 2, null, 'ie1', null, ['TWILIO_EDGE' => 'dublin']);"),
    ("php", "EW204", "$c = new Client(1, 2, region: 'ie1', environment: $environment);"),
    ("java", "EW204", 'Twilio.setRegion("ie1");\nTwilio.setEdge(System.getenv("TWILIO_EDGE"));'),
    ("java", "EW204", 'Twilio.setRegion(p.getProperty("r", "ie1"));\nTwilio.setEdge(System.getProperty("e"));'),
    (
        "csharp",
        "EW204",
        'TwilioClient.SetRegion("ie1");\nTwilioClient.SetEdge(Environment.GetEnvironmentVariable("E"));',
    ),
    ("ruby", "EW204", "c = Twilio::REST::Client.new(a, b, nil, ENV.fetch('R', 'ie1'))\nc.edge = ENV['E']"),
    ("php", "EW204", "$c = new Client($sid, $token, null, env('R', 'ie1'));\n$c->setEdge(env('E'));"),
    ("go", "EW204", 'c := twilio.NewRestClient()\nc.SetRegion("ie1")\nc.SetEdge(os.Getenv("E"))'),
    ("java", "EW201", 'if (x) Twilio.setRegion("ie1");'),
    ("java", "EW204", "Twilio.setRegion(region);"),
    ("java", "EW204", 'new TwilioRestClient.Builder(u, p).region(System.getenv("R")).build();'),
    ("java", "EW203", 'new TwilioRestClient.Builder(u, p).region("ie1").edge("sydney").build();'),
    ("java", "EW202", 'Twilio.setRegion("de1");\nTwilio.setEdge("frankfurt");'),
    ("csharp", "EW201", 'if (x) TwilioClient.SetRegion("ie1");'),
    ("csharp", "EW204", "TwilioClient.SetRegion(region);"),
    ("csharp", "EW204", "new TwilioRestClient(u, p, s, region);"),
    ("csharp", "EW203", 'new TwilioRestClient(u, p, region: "ie1", edge: "sydney");'),
    ("csharp", "EW203", 'new TwilioRestClient(u, p, region: "ie1") { Edge = "sydney" };'),
    ("ruby", "EW201", "Twilio::REST::Client.new(a, b, nil, 'ie1').messages"),
    ("go", "EW204", 'var cfg = load()\nif x {\n\tcfg.R = "ie1"\n}\nc := twilio.NewRestClient()\nc.SetRegion(cfg.R)'),
    ("csharp", "EW204", 'var o = Load();\nif (x) { o.R = "ie1"; }\nTwilioClient.SetRegion(o.R);'),
    ("java", "EW204", 'Cfg o = load();\nif (x) { o.r = "ie1"; }\nTwilio.setRegion(o.r);'),
    ("php", "EW204", "$o = load();\nif ($x) { $o->r = 'ie1'; }\n$c = new Client($a, $b, null, $o->r);"),
    ("go", "EW204", 'r := "ie1"\nflag.StringVar(&r, "region", r, "")\nc := twilio.NewRestClient()\nc.SetRegion(r)'),
    ("go", "EW204", 'o := Cfg{R: "ie1"}\njson.Unmarshal(d, &o)\nc := twilio.NewRestClient()\nc.SetRegion(o.R)'),
    ("go", "EW204", 'o := &Cfg{R: "ie1"}\nload(o)\nc := twilio.NewRestClient()\nc.SetRegion(o.R)'),
    ("csharp", "EW204", 'string r = "ie1";\no.TryGet("r", out r);\nTwilioClient.SetRegion(r);'),
    ("csharp", "EW204", 'string r = "ie1";\nLoad(ref r);\nTwilioClient.SetRegion(r);'),
    ("go", "EW204", 'r := "ie1"\nfor _, r = range list {\n}\nc := twilio.NewRestClient()\nc.SetRegion(r)'),
    ("php", "EW204", "$r = 'ie1';\nforeach ($l as $r) { }\n$c = new Client($a, $b, null, $r);"),
    ("php", "EW204", "$r = 'ie1';\nforeach ($l as $k => $r) { }\n$c = new Client($a, $b, null, $r);"),
    ("ruby", "EW201", "l = [a, b, nil, 'ie1']\nTwilio::REST::Client.new(*l)"),
    ("ruby", "EW201", "l = [nil, 'ie1']\nTwilio::REST::Client.new(a, b, *l)"),
    ("ruby", "EW201", "class Eu < Twilio::REST::Client\n  def initialize\n    super(a, b, nil, 'ie1')\n  end\nend"),
    (
        "php",
        "EW201",
        "class Eu extends Client { function __construct() { parent::__construct($a, $b, null, 'ie1'); } }",
    ),
    (
        "go",
        "EW204",
        "type S struct { *twilio.RestClient }\ns := &S{RestClient: twilio.NewRestClient()}\n"
        's.RestClient.SetRegion("ie1")\ns.SetEdge("dublin")',
    ),
    ("go", "EW204", 'type S struct { *twilio.RestClient }\ns := &S{twilio.NewRestClient()}\ns.SetRegion("ie1")'),
    ("ruby", "EW201", "def client\n  @client ||= Twilio::REST::Client.new(a, b, nil, 'ie1')\nend"),
    ("ruby", "EW201", "c = Twilio::REST::Client.new(a, b)\nc.region = 'ie1' if x"),
    ("ruby", "EW204", "c = Twilio::REST::Client.new(a, b, nil, ENV['TWILIO_REGION'])"),
    ("php", "EW201", "return new Client($sid, $token, null, 'ie1');"),
    ("php", "EW201", "if ($x) $c = new Client($sid, $token, null, 'ie1');"),
    ("php", "EW204", "$c = new Client($sid, $token, null, $region);"),
    ("php", "EW203", "$c = new Client($sid, $token, null, 'ie1');\n$c->setEdge('sydney');"),
    ("go", "EW204", "c := twilio.NewRestClient()\nc.SetRegion(region)"),
    ("go", "EW203", 'c := twilio.NewRestClient()\nc.SetRegion("ie1")\nc.SetEdge("sydney")'),
]


HANDED = [
    (
        "a.go",
        'package a\n\nimport tw "github.com/twilio/twilio-go"\n\ntype S struct {\n\tc *tw.RestClient\n}\n\nfunc (s *S) f() {\n\t{}\n}\n',
        "s.c.SetRegion(",
    ),
    (
        "a.go",
        'package a\n\nimport tw "github.com/twilio/twilio-go"\n\nfunc f(c *tw.RestClient) {\n\t{}\n}\n',
        "c.SetRegion(",
    ),
    ("A.java", "import com.twilio.http.*;\nclass A { void f(TwilioRestClient.Builder b) { {}; } }\n", "b.region("),
]


@pytest.mark.parametrize(("path", "frame", "call"), HANDED)
def test_a_client_that_is_made_elsewhere_may_have_an_edge(path: str, frame: str, call: str) -> None:
    text = frame.replace("{}", f'{call}"ie1")', 1)
    (finding,) = find(text, path, Options())
    assert (finding.code, finding.fix) == ("EW204", None)
    assert "wherever the client is made" in finding.message
    assert find(text.replace("tw.Rest", "other.Rest").replace("(TwilioRest", "(Other"), path, Options()) == []


BARE = [
    # the import, the statement, what is added to it, "" where nothing may be
    ("A.java", "import static com.twilio.Twilio.*;", 'setRegion("ie1");', 'setEdge("dublin");'),
    ("A.java", "import static com.twilio.Twilio.setRegion;", 'setRegion("ie1");', ""),
    (
        "A.java",
        "import static com.twilio.Twilio.setEdge;\nimport static com.twilio.Twilio.setRegion;",
        'setRegion("au1");',
        'setEdge("sydney");',
    ),
    ("A.cs", "using static Twilio.TwilioClient;", 'SetRegion("ie1");', 'SetEdge("dublin");'),
    ("A.cs", "global using static global::Twilio.TwilioClient;", 'SetRegion("ie1");', 'SetEdge("dublin");'),
]


@pytest.mark.parametrize(("path", "imports", "statement", "added"), BARE)
def test_methods_that_are_called_without_their_class(path: str, imports: str, statement: str, added: str) -> None:
    text = f"{imports}\n\nclass A {{\n    void f() {{\n        {statement}\n    }}\n}}\n"
    assert [found.code for found in find(text, path, Options())] == ["EW201"]
    wanted = text.replace(statement, f"{statement}\n        {added}") if added else text
    assert rewritten(path, text, processing_region="as-written") == wanted
    assert rewritten(path, text, processing_region="us1") == text.replace(f"        {statement}\n", "")
    own = text.replace("void f", f"void {statement.partition('(')[0]}(String x) {{}}\n    void f")
    assert find(own, path, Options()) == []


@pytest.mark.parametrize(("language", "code", "source"), LEFT)
def test_what_is_in_doubt_is_reported_and_left(language: str, code: str, source: str) -> None:
    path, text = framed(language, source)
    assert {found.code for found in find(text, path, Options())} == {code}
    assert rewritten(path, text, processing_region="as-written") == text


SILENT = [
    ("ruby", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\nc.send('edge=', 'dublin')"),
    ("ruby", "c = Twilio::REST::Client.new(a, b)\nc.region, c.edge = 'ie1', 'dublin'"),
    ("go", 'c := twilio.NewRestClient()\nc.RequestHandler.Region, c.RequestHandler.Edge = "ie1", "dublin"'),
    (
        "csharp",
        '#if EU\nTwilioClient.SetRegion("ie1");\nTwilioClient.SetEdge("dublin");\n#endif\nTwilioClient.Init(u, p);',
    ),
    ("ruby", "include Twilio::REST\nclass Client\nend\nc = Client.new(a, b, nil, 'ie1')"),
    ("ruby", "include Acme::REST\n# Twilio::\nc = Client.new(a, b, nil, 'ie1')"),
    ("php", "self::$c = new Client(1, 2, null, 'ie1');\nself::$c->setEdge('dublin');"),
    ("java", 'Twilio.setRegion("ie1");\nTwilio.setEdge("dublin");'),
    ("java", 'Twilio.setEdge("dublin");\nTwilio.init(a, b);\nTwilio.setRegion("ie1");'),
    ("java", 'new TwilioRestClient.Builder(u, p).edge("dublin").region("ie1").build();'),
    ("java", 'new AccessToken.Builder(a, b, c).region("ie1").build();'),
    ("java", 's3.setRegion("ie1");\nAmazonS3ClientBuilder.standard().region("ie1");'),
    ("java", '// Twilio.setRegion("ie1");'),
    ("csharp", 'TwilioClient.SetRegion("ie1");\nTwilioClient.SetEdge("dublin");'),
    ("csharp", 'new TwilioRestClient(u, p, region: "ie1") { Edge = "dublin" };'),
    ("csharp", 'var c = new TwilioRestClient(u, p, s, "ie1");\nc.Edge = "dublin";'),
    ("csharp", 'new TwilioRestClient(u, p, s, "ie1", null, "dublin");'),
    ("csharp", 'new Token(a, b, c, region: "ie1");'),
    ("csharp", 's.AddTwilioClient(o => { o.Region = "ie1"; o.Edge = "dublin"; });'),
    ("csharp", 's.AddOther(o => { o.Region = "ie1"; });'),
    ("ruby", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\nc.edge = 'dublin'"),
    ("ruby", "Twilio.configure { |c| c.edge = 'dublin' }\nc = Twilio::REST::Client.new(a, b, nil, 'ie1')"),
    ("ruby", "Twilio::JWT::AccessToken.new(a, b, c, region: 'ie1')"),
    ("ruby", "Aws.configure { |c| c.region = 'ie1' }"),
    ("ruby", "other.region = 'ie1'"),
    ("php", "$c = new Client($sid, $token, null, 'ie1');\n$c->setEdge('dublin');"),
    ("php", "new AccessToken($sid, $key, $secret, 3600, 'x', 'ie1');"),
    ("php", "$c = new Other\\Client($sid, $token, null, 'ie1');"),
    ("php", "putenv('TWILIO_REGION=us1');\n$c = new Client($sid, $token, null, 'us1');"),
    ("go", 'c := twilio.NewRestClient()\nc.SetRegion("ie1")\nc.SetEdge("dublin")'),
    ("go", 'aws.SetRegion("ie1")'),
    ("go", 'type S struct { *aws.Client }\ns := &S{}\ns.SetRegion("ie1")'),
    ("ruby", "class Eu < Other\n  def initialize\n    super(a, b, nil, 'ie1')\n  end\nend\nTwilio::REST::Client"),
    ("ruby", "class Eu < Twilio::REST::Client\n  def build(x)\n    super(x, b, nil, 'ie1')\n  end\nend"),
    (
        "ruby",
        "class Eu < Twilio::REST::Client\n  def initialize(a, b, c, d)\n    @d = d\n  end\nend\nEu.new(a, b, nil, 'ie1')",
    ),
]


@pytest.mark.parametrize(("language", "source"), SILENT)
def test_what_is_right_or_no_client_is_silent(language: str, source: str) -> None:
    path, text = framed(language, source)
    assert [(found.code, found.message) for found in find(text, path, Options())] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.php", "<?php\nuse GuzzleHttp\\Client;\n// Twilio\\Rest\n$c = new Client($sid, $token, null, 'ie1');\n"),
        ("A.java", 'import other.Twilio;\n// com.twilio\nclass A { void f() { Twilio.setRegion("ie1"); } }\n'),
        (
            "a.rb",
            "module Twilio; module REST; class Client; end; end; end\nTwilio::REST::Client.new(1, 2, nil, 'ie1')\n",
        ),
        (
            "A.cs",
            'class TwilioClient { static void SetRegion(string r) {} }\nclass A { void F() { TwilioClient.SetRegion("ie1"); } }\n',
        ),
        (
            "main.go",
            'package main\nimport twilio "github.com/kevinburke/twilio-go"\n// "github.com/twilio/twilio-go"\n'
            'func f() { c := twilio.NewRestClient(); c.SetRegion("ie1") }\n',
        ),
    ],
)
def test_libraries_and_classes_of_the_same_name(path: str, source: str) -> None:
    assert find(source, path, Options()) == []


@pytest.mark.parametrize(
    ("language", "source", "environment"),
    [
        ("java", 'Twilio.setRegion("ie1");', True),
        ("java", 'new TwilioRestClient.Builder(u, p).region("ie1").build();', False),
        ("csharp", 'TwilioClient.SetRegion("ie1");', False),
        ("ruby", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')", False),
        ("php", "$c = new Client($sid, $token, null, 'ie1');", True),
        ("go", 'c := twilio.NewRestClient()\nc.SetRegion("ie1")', True),
    ],
)
def test_a_message_says_only_of_those_that_they_read_the_environment(
    language: str, source: str, environment: bool
) -> None:
    path, text = framed(language, source)
    (finding,) = find(text, path, Options())
    assert ("TWILIO_EDGE" in finding.message) is environment


GO = {
    "a package variable that init sets": (
        'import "github.com/twilio/twilio-go"\n\nvar client *twilio.RestClient\n\n'
        'func init() {\n\tclient = twilio.NewRestClient()\n\tclient.SetRegion("ie1")\n}\n'
    ),
    "all names imported": (
        'import . "github.com/twilio/twilio-go"\n\nfunc f() {\n\tclient := NewRestClient()\n\tclient.SetRegion("ie1")\n}\n'
    ),
    "all names imported, in a list": (
        'import (\n\t"fmt"\n\t. "github.com/twilio/twilio-go"\n)\n\n'
        'func f() {\n\tvar client = NewRestClient()\n\tclient.SetRegion("ie1")\n}\n'
    ),
}


@pytest.mark.parametrize("source", GO.values(), ids=GO)
def test_where_a_client_stands_in_go(source: str) -> None:
    text = f"package main\n\n{source}"
    expected = text.replace('("ie1")\n', '("ie1")\n\tclient.SetEdge("dublin")\n')
    assert rewritten("a.go", text, processing_region="as-written") == expected
    assert rewritten("a.go", text, processing_region="us1") == text.replace('\tclient.SetRegion("ie1")\n', "")


def test_another_import_of_all_names_in_go() -> None:
    text = 'package main\n\nimport . "other"\n\n// github.com/twilio/twilio-go"\n\nfunc f() {\n\tc := NewRestClient()\n\tc.SetRegion("ie1")\n}\n'
    assert find(text, "a.go", Options()) == []


MADE_OF = {
    "a constructor that calls that of the client": (
        "using Twilio.Clients;\nclass Eu : TwilioRestClient, IEu\n{\n"
        '    public Eu(string a, string b) : base(a, b, region: "ie1") { }\n'
        "    public Eu(string a) : this(a, a) { }\n}\n"
        'class No : Other\n{\n    public No(string a) : base(a, a, region: "ie1") { }\n}\n'
    ),
    "a primary constructor": (
        'using Twilio.Clients;\npublic class Eu(string a, string b) : TwilioRestClient(a, b, region: "ie1"), IEu;\n'
        'class No(string a) : Other(a, a, region: "ie1"), TwilioRestClient;\n'
    ),
}


@pytest.mark.parametrize("text", MADE_OF.values(), ids=MADE_OF)
def test_a_class_that_is_made_of_the_client_in_csharp(text: str) -> None:
    expected = text.replace('region: "ie1")', 'region: "ie1", edge: "dublin")', 1)
    assert rewritten("A.cs", text, processing_region="as-written") == expected
    assert rewritten("A.cs", expected, processing_region="as-written") == expected
    assert rewritten("A.cs", text, processing_region="us1") == text.replace(', region: "ie1"', "", 1)


def test_a_field_of_an_enumeration_in_java() -> None:
    text = (
        'enum A { EU("ie1"); final String r; A(String r) { this.r = r; }\n'
        "void f() { com.twilio.Twilio.setRegion(r); } }\n"
    )
    assert [found.code for found in find(text, "A.java", Options())] == ["EW204"]


OPEN = {
    "protected in PHP": (
        "a.php",
        "<?php\nclass A { protected string $r = 'ie1'; function f() { $c = new Twilio\\Rest\\Client(1, 2, null, $this->r); } }\n",
    ),
    "private in PHP, with a setter": (
        "a.php",
        "<?php\nclass A { private $r = 'ie1'; function s($x) { $this->r = $x; }\n"
        "function f() { $c = new Twilio\\Rest\\Client(1, 2, null, $this->r); } }\n",
    ),
    "changed by a method": (
        "a.go",
        'package a\n\nimport "github.com/twilio/twilio-go"\n\ntype S struct{ R string }\n\n'
        'func f() {\n\ts := S{R: "ie1"}\n\ts.Load()\n\ttwilio.NewRestClient().SetRegion(s.R)\n}\n',
    ),
    "changed by a method of its own": (
        "a.ts",
        "const s = { r: 'ie1', load() { this.r = x; } };\ns.load();\nrequire('twilio')(a, b, { region: s.r });\n",
    ),
    "a constant of a class that is made of this one": (
        "a.php",
        "<?php\nclass A { const R = 'ie1'; function f() { $c = new Twilio\\Rest\\Client(1, 2, null, static::R); } }\n",
    ),
    "accessor of a module": (
        "a.rb",
        "class A\n  mattr_accessor :sid,\n    :r\n  @@r = 'ie1'\n"
        "  def c\n    Twilio::REST::Client.new(a, b, nil, @@r)\n  end\nend\n# region\n",
    ),
    "setter": (
        "A.java",
        'class A { private String r = "ie1"; void setR(String r) { this.r = r; }\n'
        "void f() { com.twilio.Twilio.setRegion(r); } }\n",
    ),
    "static factory": (
        "A.java",
        'class A { private String r = "ie1"; static A of(String r) { var a = new A(); a.r = r; return a; }\n'
        "void f() { com.twilio.Twilio.setRegion(r); } }\n",
    ),
    "annotated class": (
        "A.java",
        '@Data\nclass A { private String r = "ie1"; void f() { com.twilio.Twilio.setRegion(r); } }\n',
    ),
    "stored by a name": (
        "a.rb",
        "class A\n  def initialize(x)\n    @r = 'ie1'\n    instance_variable_set(x, 1)\n  end\n"
        "  def c\n    Twilio::REST::Client.new(a, b, nil, @r)\n  end\nend\n",
    ),
    "protected": (
        "a.ts",
        "class A { protected r = 'ie1'; c() { return require('twilio')(a, b, { region: this.r }); } }\n",
    ),
    "decorated": (
        "a.ts",
        "class A { @Prop() r = 'ie1'; c() { return require('twilio')(a, b, { region: this.r }); } }\n",
    ),
    "annotated": (
        "A.java",
        'class A { @Option("--r") private String r = "ie1"; void f() { com.twilio.Twilio.setRegion(r); } }\n',
    ),
    "public": ("A.java", 'class A { public String r = "ie1"; void f() { com.twilio.Twilio.setRegion(r); } }\n'),
    "property": (
        "A.cs",
        'class A { public string R { get; set; } = "ie1"; void F() { Twilio.TwilioClient.SetRegion(R); } }\n',
    ),
    "attribute": (
        "A.cs",
        'class A { [Option] string R { get; set; } = "ie1"; void F() { Twilio.TwilioClient.SetRegion(R); } }\n',
    ),
    "exported variable": (
        "a.go",
        'package a\n\nimport "github.com/twilio/twilio-go"\n\nvar R = "ie1"\n\n'
        "func f() {\n\ttwilio.NewRestClient().SetRegion(R)\n}\n",
    ),
    "accessor": (
        "a.rb",
        "class A\n  attr_accessor :sid, :r\n  def initialize\n    @r = 'ie1'\n  end\n"
        "  def c\n    Twilio::REST::Client.new(a, b, nil, @r)\n  end\nend\n",
    ),
}


@pytest.mark.parametrize(("path", "text"), OPEN.values(), ids=OPEN)
def test_a_field_that_others_may_set_is_no_constant(path: str, text: str) -> None:
    found = find(text, path, Options(processing_region="us1"))
    assert [(one.code, one.fix) for one in found] == [("EW204", None)]


CLOSED = {
    "private in PHP": (
        "a.php",
        "<?php\nclass A { private string $r = 'ie1'; function f() { $c = new Twilio\\Rest\\Client(1, 2, null, $this->r); } }\n",
    ),
    "a constant of this class": (
        "a.php",
        "<?php\nclass A { const R = 'ie1'; function f() { $c = new Twilio\\Rest\\Client(1, 2, null, self::R); } }\n",
    ),
    "annotated class": (
        "A.java",
        '@Component\nclass A { private final String r = "ie1"; void f() { com.twilio.Twilio.setRegion(r); } }\n',
    ),
    "read alone in TypeScript": (
        "a.ts",
        "class A { protected readonly r = 'ie1'; c() { return require('twilio')(a, b, { region: this.r }); } }\n",
    ),
    "constant": (
        "a.go",
        'package a\n\nimport "github.com/twilio/twilio-go"\n\nconst R = "ie1"\n\n'
        "func f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion(R)\n}\n",
    ),
    "final": ("A.java", 'class A { static final String R = "ie1"; void f() { com.twilio.Twilio.setRegion(R); } }\n'),
    "private": ("A.java", 'class A { private String r = "ie1"; void f() { com.twilio.Twilio.setRegion(r); } }\n'),
    "read alone": (
        "A.cs",
        'class A { public string R { get; } = "ie1"; void F() { Twilio.TwilioClient.SetRegion(R); } }\n',
    ),
    "const": ("A.cs", 'class A { public const string R = "ie1"; void F() { Twilio.TwilioClient.SetRegion(R); } }\n'),
    "reader": (
        "a.rb",
        "# region\nclass A\n  attr_reader :r\n  def initialize\n    @r = 'ie1'\n  end\n"
        "  def c\n    Twilio::REST::Client.new(a, b, nil, @r)\n  end\nend\n",
    ),
}


@pytest.mark.parametrize(("path", "text"), CLOSED.values(), ids=CLOSED)
def test_a_field_that_nobody_else_sets_is_one(path: str, text: str) -> None:
    (found,) = find(text, path, Options(processing_region="us1"))
    assert found.code == "EW201"
    assert found.fix is not None


READ = [
    # path, a client with a region and a use of it, whether a fix is safe that adds an edge, or takes the region away
    ("a.ts", "const c = require('twilio')(a, b, { region: 'ie1' });\nconst { edge: e } = c;\n", False, True),
    ("a.ts", "const c = require('twilio')(a, b, { region: 'ie1' });\nlet region;\n({ region } = c);\n", True, False),
    (
        "A.java",
        "import com.twilio.http.TwilioRestClient;\nclass A { void f() { var c = new TwilioRestClient.Builder(u, p)"
        '.region("ie1").build(); is("ie1", c.getRegion()); } }\n',
        True,
        False,
    ),
    (
        "A.java",
        "import com.twilio.http.TwilioRestClient;\nclass A { void f() { var c = new TwilioRestClient.Builder(u, p)"
        '.region("ie1").build(); is(null, c.getEdge()); } }\n',
        False,
        True,
    ),
    ("a.rb", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\nexpect(c.region).to eq('ie1')\n", True, False),
    ("a.rb", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\nexpect(c.edge).to be_nil\n", False, True),
    ("a.php", "<?php\n$c = new Twilio\\Rest\\Client(1, 2, null, 'ie1');\nis('ie1', $c->getRegion());\n", True, False),
    ("a.ts", "const c = require('twilio')(a, b, { region: 'ie1' });\nis(c.edge, undefined);\n", False, True),
    ("a.ts", "const c = require('twilio')(a, b, { region: 'ie1' });\nis(other.edge, other.region);\n", True, True),
]


@pytest.mark.parametrize(("path", "text", "adds", "removes"), READ)
def test_what_is_read_of_a_client_is_not_changed_safely(path: str, text: str, adds: bool, removes: bool) -> None:
    assert (rewritten(path, text, processing_region="as-written") != text) == adds
    assert (rewritten(path, text, processing_region="us1") != text) == removes


EXPECTED = [
    # path, a client with a region and what a test expects, whether a fix is safe that adds an edge, or takes the region
    # away, and the reason that is told
    (
        "a.test.ts",
        "const c = require('twilio')(a, b, { region: 'ie1' });\nexpect(hostOf(c)).toBe('https://api.ie1.twilio.com');\n",
        False,
        False,
        "a test expects `https://api.ie1.twilio.com` on line 2",
    ),
    (
        "a.test.ts",
        "const c = require('twilio')(a, b, { region: 'ie1' });\nexpect(regionOf(c)).toBe('ie1');\n",
        True,
        False,
        "a test expects `ie1` on line 2",
    ),
    (
        "a.test.ts",
        "const c = make(require('twilio')(a, b, { region: 'ie1' }));\n"
        "expect(mocked).toHaveBeenCalledWith(a, b, { region: 'ie1' });\n",
        False,
        False,
        "a test expects `ie1` on line 2",
    ),
    (
        "A.java",
        "import com.twilio.http.TwilioRestClient;\nclass A { void f() { var c = new TwilioRestClient.Builder(u, p)"
        '.region("ie1").build();\n Assertions.assertEquals("ie1", regionOf(c)); } }\n',
        True,
        False,
        "a test expects `ie1` on line 3",
    ),
    (
        "A.cs",
        'var c = new Twilio.Clients.TwilioRestClient(u, p, region: "ie1");\nRegionOf(c).Should().Be("ie1");\n',
        True,
        False,
        "a test expects `ie1` on line 2",
    ),
    (
        "a.rb",
        "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\nexpect(host(c)).to eq('api.ie1.twilio.com')\n",
        False,
        False,
        "a test expects `api.ie1.twilio.com` on line 2",
    ),
    (
        "a.php",
        "<?php\n$c = new Twilio\\Rest\\Client(1, 2, null, 'ie1');\nself::assertSame('https://api.ie1.twilio.com', host($c));\n",
        False,
        False,
        "a test expects `https://api.ie1.twilio.com` on line 3",
    ),
    (
        "a.go",
        'package a\n\nimport "github.com/twilio/twilio-go"\n\nfunc f(t *testing.T) {\n\tc := twilio.NewRestClient()\n'
        '\tc.SetRegion("ie1")\n\tif host(c) != "api.ie1.twilio.com" {\n\t\tt.Fatal(c)\n\t}\n}\n',
        False,
        False,
        "a test expects `api.ie1.twilio.com` on line 8",
    ),
    (
        "a.test.ts",
        "it('is ie1', () => {\n  const c = require('twilio')(a, b, { region: 'ie1' });\n  expect(c).toBeDefined();\n});\n",
        True,
        True,
        "",
    ),
]


@pytest.mark.parametrize(("path", "text", "adds", "removes", "why"), EXPECTED)
def test_what_a_test_expects_of_a_client_is_not_changed_safely(
    path: str, text: str, adds: bool, removes: bool, why: str
) -> None:
    assert (rewritten(path, text, processing_region="as-written") != text) == adds
    assert (rewritten(path, text, processing_region="us1") != text) == removes
    assert why in find(text, path, Options(processing_region="us1"))[0].message


@pytest.mark.parametrize(
    ("beside", "safe"),
    [
        ("nock('https://api.ie1.twilio.com').get('/x').reply(200);", False),
        ("if (url.host === 'api.ie1.twilio.com') pass();", False),
        ("fetch('https://api.ie1.twilio.com/x');", True),
        ("nock('https://api.au1.twilio.com').get('/x').reply(200);", True),
        ("// api.ie1.twilio.com", True),
    ],
)
def test_the_host_of_a_client_that_stays_in_the_text(beside: str, safe: bool) -> None:
    text = f"const c = require('twilio')(a, b, {{ region: 'ie1' }});\n{beside}\n"
    for way in ("as-written", "us1"):
        found, _ = check_source(Source(text), FileKind.TEXT, Options(processing_region=way), "a.test.js")
        (client,) = [one for one in found if one.code == "EW201"]
        assert client.has_safe_fix == safe
        assert safe or client.message.endswith("`api.ie1.twilio.com` stays on line 2")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ('package a\n\nfunc init() { r = "au1" }\n', "EW204"),
        ('package a\n\nfunc init() { flag.StringVar(&r, "r", "ie1", "") }\n', "EW204"),
        ("package a\n\nfunc f() bool { r := 1; return r == x.r }\n", "EW201"),
    ],
)
def test_a_variable_that_another_file_of_the_package_assigns(tmp_path: Path, other: str, code: str) -> None:
    (tmp_path / "b.go").write_text(other)
    text = (
        'package a\n\nimport "github.com/twilio/twilio-go"\n\nvar r = "ie1"\n\n'
        "func f() {\n\tc := twilio.NewRestClient()\n\tc.SetRegion(r)\n}\n"
    )
    assert [found.code for found in find(text, str(tmp_path / "a.go"), Options())] == [code]
