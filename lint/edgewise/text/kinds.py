"""Path -> what kind of text it is: in which notation its settings stand, how its comments look, whether it is prose.

A new kind of file is one row here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from edgewise.patterns import on_demand

HASH = "#"
"""In place of a lexer: comments start with ``#`` at the start of a line or behind a space, as in most configuration."""
SEMICOLON = "#;"
"""As :data:`HASH`, and with ``;``."""
EXCLAMATION = "#!"
"""Comments start with ``#`` or ``!`` at the start of a line, as in files of Java's properties."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is to know of a file before its text is read.

    ``notation`` says who reads its settings (:mod:`edgewise.text.find`), "" for nobody. ``lexer`` is :data:`HASH`,
    :data:`SEMICOLON`, the name of a Pygments lexer or, where older releases lack that, several in a row; "" where
    nothing is known.
    ``upstream`` says why the file should not be changed here ("" if it may be): it is made or kept elsewhere.
    ``history`` says that it tells what was: a migration that has run, an answer that was recorded.
    ``has_rows`` says that each line is a row of a table.
    ``of_tests`` says that it is data which tests read; what they compare with it is in other files.
    ``of_people`` says that it is a catalogue of texts that are shown to people, in their language.
    """

    notation: str = ""
    lexer: str = ""
    prose: bool = False
    upstream: str = ""
    history: bool = False
    has_rows: bool = False
    of_tests: bool = False
    of_people: bool = False


_PROSE = Kind(prose=True)
_UNKNOWN = Kind("lines")
_DOTENV = Kind("dotenv", HASH)
_SHELL = Kind("shell", "bash")
_DOCKER = Kind("docker", HASH)
_YAML = Kind("yaml", HASH)
_JSON = Kind("json", "javascript")
_INI = Kind("ini", SEMICOLON)
_TOML = Kind("ini", HASH)
_TERRAFORM = Kind("terraform", "terraform")
_GROOVY = Kind("groovy", "groovy")
_TRAVIS = Kind("travis", HASH)
_REQUEST = Kind("", "http")
_MAKE = Kind("shell", HASH)
_CRON = Kind("cron", HASH)
_XML = Kind("xml", "xml")

_NAMES = {
    ".flaskenv": _DOTENV, ".dev.vars": _DOTENV, "environment": _DOTENV,
    ".envrc": _SHELL, ".profile": _SHELL, ".bashrc": _SHELL, ".bash_profile": _SHELL, ".zshrc": _SHELL,
    ".zshenv": _SHELL, "procfile": _MAKE, "justfile": _MAKE, "makefile": _MAKE, "gnumakefile": _MAKE,
    ".htaccess": _INI, ".bazelrc": Kind("shell", HASH),
    ".travis.yml": _TRAVIS, ".travis.yaml": _TRAVIS,
    "pipfile": _TOML, "jenkinsfile": _GROOVY, "cmakelists.txt": Kind("", "cmake"),
    "vagrantfile": Kind("groovy", "ruby"), "rakefile": Kind("", "ruby"), "gemfile": Kind("", "ruby"),
    "caddyfile": Kind("", HASH), "earthfile": _DOCKER, "tiltfile": Kind("", "python"), "robots.txt": _PROSE,
    "crontab": _CRON,
    ".babelrc": _JSON, ".eslintrc": _JSON, "hosts": Kind("lines", HASH),
    **dict.fromkeys((".gitattributes", ".gitignore", ".mailmap", ".git-blame-ignore-revs"), _PROSE),
    **dict.fromkeys(("readme", "changelog", "changes", "history", "news", "license", "licence", "copying", "authors",
                     "contributing", "notice", "notes", "todo", "security", "codeowners", "metadata",
                     "pkg-info"), _PROSE),
}  # fmt: skip

_SUFFIXES = {
    **dict.fromkeys("md markdown mdx mkd rst txt adoc asciidoc asc org textile rdoc pod tex "
                    "mdc text rmd qmd ronn wiki mediawiki mkdn mkd mdwn texi texinfo man roff ics vcf".split(), _PROSE),
    "env": _DOTENV, "cron": _CRON, "crontab": _CRON,
    **dict.fromkeys("sh bash zsh ksh bats".split(), _SHELL),
    "fish": Kind("shell", "fish"), "csh": _SHELL, "tcsh": _SHELL, "ps1": Kind("shell", "powershell"),
    "psm1": Kind("shell", "powershell"), "bat": Kind("shell", "batch"), "cmd": Kind("shell", "batch"), "mk": _MAKE,
    "dockerfile": _DOCKER, "containerfile": _DOCKER,
    "yaml": _YAML, "yml": _YAML,
    **dict.fromkeys("json jsonc json5 webmanifest code-workspace har geojson".split(), _JSON),
    "tfstate": Kind("json", "javascript", upstream="a state of Terraform"), "toml": _TOML,
    **dict.fromkeys("ini cfg conf cnf service container timer socket desktop".split(), _INI),
    "properties": Kind("ini", EXCLAMATION), "jq": Kind("", HASH),
    **dict.fromkeys("tf tfvars hcl nomad".split(), _TERRAFORM), "jenkinsfile": _GROOVY,
    **dict.fromkeys("js mjs cjs es6 gs".split(), Kind("", "javascript")),
    "jsx": Kind("", "jsx javascript"), "tsx": Kind("", "tsx typescript"), "vue": Kind("", "vue html"),
    **dict.fromkeys("ts mts cts".split(), Kind("", "typescript")),
    **dict.fromkeys("html htm xhtml svelte jinja jinja2 j2 hbs mustache njk liquid twig latte ftl vm "
                    "jsp jspx aspx ascx cshtml vbhtml razor gohtml marko".split(), Kind("", "html")),
    **dict.fromkeys("xml xsd svg plist csproj config resx storyboard xcscheme launch props targets".split(), _XML),
    "astro": Kind("", "astro html"),
    "erb": Kind("", "erb"), "ejs": Kind("", "erb"), "php": Kind("", "php"), "phtml": Kind("", "php"),
    "css": Kind("", "css"), "scss": Kind("", "scss"), "less": Kind("", "less"),
    "go": Kind("", "go"), "rb": Kind("", "ruby"), "java": Kind("", "java"), "kt": Kind("", "kotlin"),
    "kts": Kind("", "kotlin"), "scala": Kind("", "scala"), "groovy": _GROOVY, "gradle": _GROOVY,
    "cs": Kind("", "csharp"), "vb": Kind("", "vb.net"), "fs": Kind("", "fsharp"), "pl": Kind("", "perl"),
    "pm": Kind("", "perl"), "lua": Kind("", "lua"), "ex": Kind("", "elixir"), "exs": Kind("", "elixir"),
    "eex": Kind("", "html"), "heex": Kind("", "html"), "erl": Kind("", "erlang"), "rs": Kind("", "rust"),
    "swift": Kind("", "swift"), "m": Kind("", "objective-c"), "mm": Kind("", "objective-c"), "c": Kind("", "c"),
    "h": Kind("", "cpp"), "cc": Kind("", "cpp"), "cpp": Kind("", "cpp"), "hpp": Kind("", "cpp"), "ino": Kind("", "cpp"),
    "sql": Kind("", "sql"), "r": Kind("", "splus"), "jl": Kind("", "julia"), "dart": Kind("", "dart"),
    "graphql": Kind("", "graphql"), "proto": Kind("", "protobuf"), "clj": Kind("", "clojure"), "elm": Kind("", "elm"),
    "hs": Kind("", "haskell"), "ml": Kind("", "ocaml"), "nim": Kind("", "nimrod"), "cr": Kind("", "cr"),
    "zig": Kind("", "zig"), "coffee": Kind("", "coffeescript"), "nix": Kind("nix", "nix"), "tcl": Kind("", "tcl"),
    "cls": Kind("", "java"), "apex": Kind("", "java"), "trigger": Kind("", "java"), "sol": Kind("", "solidity"),
    "http": _REQUEST, "rest": _REQUEST, "pp": Kind("", "puppet"), "sls": _YAML,
    "feature": Kind("", "gherkin"),
    **dict.fromkeys("po pot".split(), Kind("", HASH, of_people=True)),
    **dict.fromkeys("rake gemspec ru podspec jbuilder".split(), Kind("", "ruby")), "tofu": _TERRAFORM,
    **dict.fromkeys("cljs cljc edn".split(), Kind("", "clojure")), "gql": Kind("", "graphql"),
    "fsx": Kind("", "fsharp"), "csx": Kind("", "csharp"), "sc": Kind("", "scala"), "hrl": Kind("", "erlang"),
    **dict.fromkeys("jsonnet libsonnet".split(), Kind("", "jsonnet javascript")), "cue": Kind("", "cue javascript"),
    **dict.fromkeys("bazel bzl star tiltfile".split(), Kind("", "python")), "dhall": Kind("", "dhall haskell"),
    "nginx": Kind("ini", HASH), "py": Kind("", "python"), "pyi": Kind("", "python"), "rego": Kind("", HASH),
    "bicep": Kind("", "javascript"), "ipynb": Kind("", "javascript"),
    **dict.fromkeys("csv tsv psv".split(), Kind(upstream="a data file", has_rows=True)),
    **dict.fromkeys("jsonl ndjson".split(), Kind(upstream="a data file")),
    "log": Kind(upstream="a log"), "sarif": Kind(upstream="a report"),
    "diff": Kind(upstream="a patch"), "patch": Kind(upstream="a patch"),
    "rej": Kind(upstream="a patch"), "map": Kind(upstream="a generated file"),
}  # fmt: skip

# Suffixes that say what is done with a file, not what is in it: config.yaml.j2, .env.example
_OUTER = frozenset(
    "j2 jinja jinja2 tmpl tpl template erb ejs gotmpl mustache hbs example sample dist in default orig bak backup old "
    "local".split()
)
_PROCFILE = on_demand(r"procfile\.[\w-]+")
_MANUAL = on_demand(r"[a-z][\w-]*\.[1-8]")
_DOCKER_NAME = on_demand(r"(?:dockerfile|containerfile)(?:[._-].*)?")
_DOTENV_NAME = on_demand(r"\.?env(?:[._-].*)?|.*[._-]env|\.dev\.vars.*")

_LOCK_FILES = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock poetry.lock pdm.lock uv.lock pipfile.lock "
    "composer.lock gemfile.lock cargo.lock go.sum mix.lock podfile.lock pubspec.lock flake.lock packages.lock.json "
    "deno.lock .terraform.lock.hcl gradle.lockfile pylock.toml chart.lock".split()
)
_VENDORED = frozenset(
    "node_modules bower_components jspm_packages vendor vendored third_party third-party thirdparty site-packages "
    "pods carthage .yarn .terraform".split()
)
_BUILT = frozenset({"dist", "build", "out", ".next"})
_OF_TESTS = frozenset("fixtures __fixtures__ fixture testdata test-data test_data __mocks__ mocks stubs".split())
_TESTS = frozenset("test tests spec specs".split())
_TEST_FOLDERS = _TESTS | {"__tests__", "e2e"}
_WORD = on_demand(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CATALOGUES = frozenset("i18n l10n locale locales lang langs translations".split())
_CHECKS_MACHINE = on_demand(r"(?:.*[._-])?goss(?:[._-].*)?\.ya?ml")
"""The name of a file that says what is found on a machine: a test of it."""
_CONFIGURES = ("application", "bootstrap", "config", "settings", "logback", "log4j")
"""How the names of files begin that configure an application, in tests as well."""
_DATA = frozenset(("json", "yaml", "xml", "lines"))
_RECORDED = on_demand(r"__snapshots__|__recordings__|(?:[\w-]*[_-])?cassettes?")
"""A folder of what tools record for tests."""
_RECORDING = on_demand(
    r"(?:---\s+)?(?:version:[^\n]*\n)?(?:http_)?interactions:\s+-[ \t]+(?:id:[^\n]*\n[ \t]+)?request:"
    r"|\{\s*\"(?:http_interactions|recorded_with|_recordingName)\"[ \t]*:"
)
"""How the file begins that a recorder of requests writes: VCR and its likes."""
_EXPECTED = on_demand(r".+\.(?:snap|snapshot|golden|approved|verified|received)(?:\.\w+)?")
"""The name of a file that tests write themselves, to compare with what they get."""
_MIGRATIONS = frozenset({"migrations", "migrate", "migration", "changelog"})
_NUMBERED = on_demand(r"[vu]?\d{1,14}(?:[._-]\d+){0,4}[._-]")
"""The name of a migration that runs once, with the number or time that orders them: ``V12__x.sql``, ``20240101_x``."""
_BUNDLE = on_demand(r"(?:.*[.-](?:min|bundle|chunk|[0-9a-f]{8,20})|bundle)\.(?:js|mjs|cjs|css)")
_MAX_SQL = 100_000  # characters; more than that is a dump
_HELM = on_demand(r"\{\{-? *(?:define|include|template|range|with) ")
_DEFINES = on_demand(r"\s*(?:\{\{-? */\*[^*]*\*/ *-?\}\}\s*)?\{\{-? *define ")
_ASSIGNS = on_demand(r"^[A-Za-z_]\w*=", re.MULTILINE)
_MARKUP_START = on_demand(r"\s*<(?:\?xml\b|[A-Za-z][\w:.-]*(?:\s[^<>]*)?>\s*<)")
_JSON_START = on_demand(r"\s*[\[{](?!\{)\s*[\"{\[]")
_ASSIGNMENTS = on_demand(r"(?:[ \t]*(?:(?:export[ \t]+)?[A-Za-z_][\w.]*=[^\n]*|#[^\n]*)?\n)+", re.ASCII)
_COMMAS = on_demand(r",[ \t]*\r?$", re.MULTILINE)
_SHELL_SHEBANG = on_demand(r"#!\s*\S*/(?:env\s+(?:-\S+\s+)*)?(?:ba|z|k|da|a|fi|c|tc)?sh\b")
_SHEBANG = on_demand(r"#!\s*\S*/(?:env\s+(?:-\S+\s+)*)?(node|deno|bun|ruby|perl|php|lua|elixir)\b")
_SHEBANG_LEXERS = {"node": "javascript", "deno": "typescript", "bun": "typescript"}


def kind_of(path: str, text: str = "") -> Kind:
    """Return the kind of the file at ``path``; where the name says nothing, a shebang in ``text`` does."""
    *folders, name = path.replace("\\", "/").lower().split("/")
    kind = _by_name(name)
    if kind is _UNKNOWN and folders and folders[-1].startswith("cron."):
        kind = _CRON if folders[-1] == "cron.d" else _SHELL
    elif kind is _XML and ".ebextensions" in folders:
        kind = _YAML
    elif kind is _DOTENV and "define" in text and _DEFINES.match(text) and _ASSIGNS.search(text) is None:
        kind = _YAML  # `_env.tpl` of a chart
    elif kind is _UNKNOWN and folders[-2:] in (["etc", "default"], ["etc", "sysconfig"]):
        kind = _DOTENV
    if kind is _UNKNOWN:
        kind = _by_shebang(text[:200]) if text.startswith("#!") else _by_text(name, text)
    upstream = kind.upstream or _upstream(folders, name, len(text))
    history = _is_history(folders, name) or (kind.notation in _DATA and _RECORDING.match(text) is not None)
    is_data = kind.notation in _DATA or kind.lexer == "html"
    of_tests = is_data and (
        not _OF_TESTS.isdisjoint(folders)
        or _is_resource_of_tests(folders, name)
        or _CHECKS_MACHINE.fullmatch(name) is not None
    )
    of_people = kind.of_people or (is_data and not _CATALOGUES.isdisjoint(folders))
    if (upstream, history, of_tests, of_people) == (kind.upstream, kind.history, kind.of_tests, kind.of_people):
        return kind
    return replace(kind, upstream=upstream, history=history, of_tests=of_tests, of_people=of_people)


def _by_name(name: str) -> Kind:
    if name in _NAMES:
        return _NAMES[name]
    stem, _, suffix = name.rpartition(".")
    known = _SUFFIXES.get(suffix) if stem or suffix == "env" else None
    if _MANUAL.fullmatch(name) or (name.startswith(".") and name.endswith("ignore")):
        return _PROSE  # the latter say what a tool passes over
    if _PROCFILE.fullmatch(name):
        return _MAKE
    if name.endswith(".gradle.kts"):
        return Kind("groovy", "kotlin")
    if name.endswith(".tfvars.json"):
        return Kind("tfvars", "javascript")
    if _DOCKER_NAME.fullmatch(name) and (known is None or known is _DOCKER):
        return _DOCKER
    if _DOTENV_NAME.fullmatch(name) and (known is None or known is _PROSE or known is _DOTENV):
        return _DOTENV
    if suffix in _OUTER and stem:
        inner = _by_name(stem)
        if inner is not _UNKNOWN or known is None:
            return inner
    return known or _UNKNOWN


def is_test(path: str) -> bool:
    """Say whether a program is a test by its name: ``ClientTests.swift``, ``client_spec.lua``, ``Hosts.Tests.ps1``."""
    *folders, name = path.replace("\\", "/").split("/")
    stem, _, suffix = name.rpartition(".")
    said = [word.lower() for word in _WORD.findall(stem)]
    is_named = bool(said) and not _TESTS.isdisjoint((said[0], said[-1]))
    return is_named or suffix in ("bats", "t") or ("src", "test") in pairwise(folders)


def is_among_tests(path: str) -> bool:
    """Say whether a file lies in a folder of tests, or is one itself."""
    folders = path.replace("\\", "/").lower().split("/")[:-1]
    return is_test(path) or not _TEST_FOLDERS.isdisjoint(folders)


def are_assignments(text: str) -> bool:
    """Say whether each line of a text is an assignment, a comment or blank, as in a dotenv file."""
    return _ASSIGNMENTS.fullmatch(text + "\n") is not None and _COMMAS.search(text) is None


def _by_text(name: str, text: str) -> Kind:
    """Return the kind of a file whose name says nothing: a part of a Helm chart, a template of JSON, settings."""
    if name.rpartition(".")[2] in _OUTER:
        if _HELM.search(text):
            return _YAML
        return _JSON if _JSON_START.match(text) else _UNKNOWN
    if _MARKUP_START.match(text):
        return _XML
    return _DOTENV if text and "." not in name and are_assignments(text) else _UNKNOWN


def _by_shebang(text: str) -> Kind:
    if _SHELL_SHEBANG.match(text):
        return _SHELL
    found = _SHEBANG.match(text)
    return Kind("", _SHEBANG_LEXERS.get(found[1], found[1])) if found else _UNKNOWN


def _is_history(folders: list[str], name: str) -> bool:
    if _EXPECTED.fullmatch(name) or any(map(_RECORDED.fullmatch, folders)):
        return True
    numbered = _NUMBERED.match(name) or (folders and _NUMBERED.match(folders[-1]))
    return bool(numbered) and not _MIGRATIONS.isdisjoint(folders)


def _is_resource_of_tests(folders: list[str], name: str) -> bool:
    """Say whether a file lies among the resources of tests, as Maven and Gradle have them, and is no configuration."""
    return ("test", "resources") in pairwise(folders) and not name.startswith(_CONFIGURES)


def _upstream(folders: list[str], name: str, length: int) -> str:
    if name in _LOCK_FILES:
        return "a lock file"
    if _VENDORED.intersection(folders):
        return "vendored code"
    if _BUNDLE.fullmatch(name):
        return "a generated bundle"
    if _BUILT.intersection(folders) or ("public", "assets") in pairwise(folders):
        return "a folder of generated files"
    if length > _MAX_SQL and name.endswith(".sql"):
        return "a dump"
    return ""
