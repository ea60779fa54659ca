"""The shape of the house: which way imports point, what a clean run does not pay for, what the source never says."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from support import REPOSITORY

PACKAGES = {"edgewise": REPOSITORY / "lint", "edgewise_codemods": REPOSITORY / "codemods"}
LIBRARIES = (
    *("click", "libcst", "lsprotocol", "packaging", "pathspec", "pygls", "pygments", "regex", "tomli", "yaml"),
    *("tree_sitter", "tree_sitter_c_sharp", "tree_sitter_go", "tree_sitter_java", "tree_sitter_php"),
    *("tree_sitter_ruby", "tree_sitter_typescript"),
)
EXTRAS = {"edgewise.lsp": {"lsprotocol", "pygls"}}
"""The packages that need an extra, named after their last part, and the libraries that nothing else imports."""


@dataclass(frozen=True)
class Module:
    """A module of the source, by its dotted name. It is parsed once, and only where a test asks."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def imports(self) -> frozenset[str]:
        """The dotted names of all that it imports, wherever it does."""
        return frozenset(_imports(self.tree))

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def libraries(self) -> set[str]:
        """What it imports that is neither ours nor Python's."""
        heads = {name.partition(".")[0] for name in self.imports}
        return heads - set(PACKAGES) - set(sys.stdlib_module_names)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide the way that they point"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _modules() -> Iterator[Module]:
    for package, root in PACKAGES.items():
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield Module(".".join(parts).removesuffix(".__init__"), path)


MODULES = {module.name: module for module in _modules()}


def every_module(test: Callable[[Module], None]) -> Callable[[], None]:
    """Make one test of all modules: some four hundred of their own take longer to begin than to run."""

    def of_all() -> None:
        for name, module in MODULES.items():
            try:
                test(module)
            except AssertionError as error:
                raise AssertionError(name) from error

    of_all.__doc__ = test.__doc__
    return of_all


def test_there_is_something_to_look_at() -> None:
    assert {module.package for module in MODULES.values()} == set(PACKAGES)
    assert len(MODULES) > 50


@every_module
def test_finding_never_imports_rewriting(module: Module) -> None:
    if module.package == "edgewise":
        assert not [name for name in module.imports if name.startswith("edgewise_codemods")]


def test_only_the_command_line_knows_rewriting_by_its_name() -> None:
    naming = {
        name
        for name, module in MODULES.items()
        if module.package == "edgewise" and "edgewise_codemods" in module.path.read_text(encoding="utf-8")
    }
    assert naming == {"edgewise.cli.main", "edgewise.cli.narrowed", "edgewise.cli.lsp"}


def _home(imported: str) -> str:
    """Return the module of ours that an imported name is or stands in, "" for those of others."""
    while imported and imported not in MODULES:
        imported = imported.rpartition(".")[0]
    return imported


ROOMS = (
    "edgewise.__main__",
    "edgewise_codemods.cli",
    "edgewise.cli",
    "edgewise_codemods",
    "edgewise.lsp edgewise.reports",
    "edgewise.api",
    "edgewise.engine",
    "edgewise.suppressions edgewise.notebooks",
    "edgewise.python edgewise.text",
    "edgewise.languages",
    "edgewise.judgement edgewise.config",
    "edgewise.pins",
    "edgewise.templates edgewise.options edgewise.layout",
    "edgewise.twilio edgewise.rules edgewise.files edgewise.findings edgewise.values",
    "edgewise.wording edgewise.patterns",
)
"""From the top of the house to its bottom. Imports point down; rooms of one line do not know each other."""


def _floor(name: str) -> tuple[str, int] | None:
    """Return the room that a name of ours stands in and its floor, None for the front door (``import edgewise``)."""
    rooms = [(room, floor) for floor, line in enumerate(ROOMS) for room in line.split()]
    return max(
        (room for room in rooms if f"{name}.".startswith(f"{room[0]}.")), key=lambda room: len(room[0]), default=None
    )


@every_module
def test_imports_point_down_the_house(module: Module) -> None:
    here = _floor(module.name)
    if here is None:
        assert module.name == "edgewise"
        return
    for imported in map(_floor, filter(_home, module.imports)):
        if imported is not None and imported[0] != here[0]:
            assert imported[1] > here[1], (module.name, imported[0])


def test_every_room_is_on_the_list() -> None:
    rooms = {room for line in ROOMS for room in line.split()}
    assert {room[0] for room in map(_floor, MODULES) if room is not None} == rooms
    assert [name for name in MODULES if _floor(name) is None] == ["edgewise"]


@pytest.mark.parametrize("room", ["edgewise.judgement", "edgewise.twilio", "edgewise.templates", "edgewise.values"])
def test_facts_and_judgement_know_no_syntax_tree(room: str) -> None:
    inside = [module for name, module in MODULES.items() if f"{name}.".startswith(f"{room}.")]
    assert inside
    assert not {library for module in inside for library in module.libraries} & {
        "libcst",
        "yaml",
        "pygments",
        "tree_sitter",
    }


def test_what_looks_into_files_compiles_no_pattern_when_it_is_imported() -> None:
    # There are some eight hundred, and a file asks few of them: see edgewise.patterns.
    rooms = re.compile(r"edgewise\.(?:judgement|languages|notebooks|python|suppressions|templates|text)\b")
    modules = [module for name, module in MODULES.items() if rooms.match(name)]
    assigned = [
        node for module in modules for node in module.tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))
    ]
    made = [ast.unparse(node.value.func) for node in assigned if isinstance(node.value, ast.Call)]
    assert made.count("on_demand") > 500
    assert "re.compile" not in made


def test_rules_of_python_leave_names_and_literals_to_the_evaluator() -> None:
    by_themselves = {"lookup", "raw_value", "evaluated_value"}
    rules = [
        module
        for name, module in MODULES.items()
        if re.match(r"edgewise\.python\.(?:clients|hostnames|settings)\.|edgewise\.python\.find\Z", name)
        and not name.endswith((".fixes", ".removal"))  # which make edits
    ]
    assert len(rules) > 10
    for module in rules:
        asked = {node.attr for node in ast.walk(ast.parse(module.path.read_bytes())) if isinstance(node, ast.Attribute)}
        assert not asked & by_themselves, module.name


def _expressions() -> set[str]:
    """Return the names of libcst's expressions and of what stands in them: items, operators, comparisons."""
    import libcst as cst

    parts = cst.BaseExpression, cst.BaseElement, cst.BaseDictElement, cst.BaseSlice, cst.BaseFormattedStringContent
    operators = cst.BaseBinaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseUnaryOp
    others = cst.Arg, cst.ComparisonTarget, cst.SubscriptElement, cst.CompFor, cst.CompIf
    kinds = (*parts, *operators, *others)
    return {name for name, kind in vars(cst).items() if isinstance(kind, type) and issubclass(kind, kinds)}


def _apart_from_types(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of a module but for annotations, and for the kinds of nodes that are looked for in a tree."""
    todo: list[ast.AST] = [tree]
    for node in todo:
        left_out: set[ast.AST | None] = {getattr(node, "annotation", None), getattr(node, "returns", None)}
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("nodes", "enclosing")
        ):
            left_out.update(node.args)
        children = [child for child in ast.iter_child_nodes(node) if child not in left_out]
        todo += children
        yield from children


def test_rules_of_python_take_no_expression_apart() -> None:
    # They ask for values, uses, calls and items; what an expression looks like is read in two rooms, and to edit it.
    expressions = _expressions()
    assert {"Call", "Name", "Arg", "Dict", "DictElement", "NotIn", "Add", "Index", "FormattedStringText"} <= expressions
    readers = re.compile(r"edgewise\.python\.(?:inference|syntax|prefilter)\b")
    editors = re.compile(r"edgewise\.python\.(?:edits|\w+\.fixes|\w+\.removal)\Z")
    modules = [
        module
        for name, module in MODULES.items()
        if name.startswith("edgewise.python.") and not readers.match(name) and not editors.match(name)
    ]
    assert len(modules) > 20
    for module in modules:
        asked = [
            node.attr
            for node in _apart_from_types(module.tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cst"
        ]
        assert not expressions.intersection(asked), module.name


def test_no_folder_holds_more_than_a_reader_can_look_over() -> None:
    folders: dict[Path, int] = {}
    for module in MODULES.values():
        folders[module.path.parent] = folders.get(module.path.parent, 0) + 1
    assert {folder.name: count for folder, count in folders.items() if count > 16} == {}


def test_imports_make_no_circle() -> None:
    graph = {name: set(filter(None, map(_home, module.imports))) for name, module in MODULES.items()}
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError


@every_module
def test_the_command_line_library_stays_with_the_command_line(module: Module) -> None:
    if "click" in module.libraries:
        assert ".cli." in module.name


def test_the_resolver_stands_on_its_own() -> None:
    module = MODULES["edgewise.twilio.hosts"]
    assert not module.libraries
    tables = {f"edgewise.twilio.{name}" for name in ("accessors", "availability", "table")}
    assert {_home(name) for name in module.imports} - {""} == tables | {"edgewise.wording"}
    assert not any(MODULES[name].libraries for name in (*tables, "edgewise.wording"))


def test_only_the_table_knows_the_day_on_which_hosts_were_retired() -> None:
    # Rules tell it to people.
    day = re.compile(r"2026-04-28")
    knowing = {name for name, module in MODULES.items() if day.search(module.path.read_text(encoding="utf-8"))}
    assert {name for name in knowing if not name.startswith("edgewise.rules.")} == {"edgewise.twilio.table"}


@every_module
def test_no_private_names_of_others(module: Module) -> None:
    assert not [name for name in module.imports if name.partition(".")[0] in LIBRARIES and re.search(r"\._(?!_)", name)]
    bound = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.partition(".")[0] in LIBRARIES
    }
    private = [
        ast.unparse(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and ast.unparse(node.value).partition(".")[0] in bound
    ]
    assert not private


def _declared(section: str) -> set[str]:
    listed = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").partition(f"\n{section} = [")[2]
    return set(re.findall(r'^ +"([\w-]+)>=', listed.partition("\n]")[0], re.MULTILINE))


def test_every_library_that_is_imported_is_declared_and_no_other() -> None:
    imported: dict[str, set[str]] = {"": set(), **{package: set() for package in EXTRAS}}
    for name, module in MODULES.items():
        package = next((package for package in EXTRAS if f"{name}.".startswith(f"{package}.")), "")
        imported[package] |= module.libraries & EXTRAS[package] if package else module.libraries
        imported[""] |= module.libraries - EXTRAS[package] if package else set()
    imported[""] -= {"typing_extensions"}  # type checkers have it by themselves
    imported[""] |= {"tomli"}  # which is imported by its name
    names = {"pygments": "Pygments", "yaml": "PyYAML"}
    names |= {name: name.replace("_", "-") for name in LIBRARIES if name.startswith("tree_sitter")}
    assert {names.get(name, name) for name in imported[""]} == _declared("dependencies")
    for package, libraries in EXTRAS.items():
        assert imported[package] == libraries == _declared(package.rpartition(".")[2])


@every_module
def test_nothing_is_left_for_later(module: Module) -> None:
    assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", module.path.read_text(encoding="utf-8"))


@every_module
def test_every_module_says_what_it_owns(module: Module) -> None:
    sentence = (ast.get_docstring(module.tree) or "").partition("\n\n")[0]
    assert sentence.endswith((".", ":", "?", "!")), sentence


def test_source_roots_are_no_packages() -> None:
    for package, root in PACKAGES.items():
        assert not (root / "__init__.py").exists()
        assert [path.name for path in root.iterdir() if (path / "__init__.py").exists()] == [package]
        assert (root / package / "py.typed").read_bytes() == b""


# ------------------------------------------------------------------------------------------- what is paid for what

CLEAN = {
    "plain.py": "print('hello')\n",
    "client.py": "from twilio.rest import Client\n\nclient = Client('AC1', 't')\n",
    "unparsable.py": "print 'hello'\n",
    "front/app.ts": "// twilio\nexport const url = 'https://api.twilio.com/x'\n",
    "front/client.ts": "import twilio from 'twilio'\nexport const client = twilio('AC1', 't')\n",
    "deploy/app.yaml": "env:\n  TWILIO_ACCOUNT_SID: AC1\n",
    ".env": "TWILIO_AUTH_TOKEN=t\n",
    "readme.md": "Ask https://api.twilio.com.\n",
    "notes.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
    "logo.png": "\0\0\0twilio",
    ".gitignore": "*.py[cod]\nbuild/\n/dist\n.env.local\n",
}
RUN = """
import json, sys
from edgewise.cli.main import main
code = main()
print(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""


def _loaded(folder: Path, program: str, *arguments: str, code: int = 0) -> set[str]:
    roots = [str(root) for root in PACKAGES.values()]
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {roots}\n{program}", *arguments],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == code, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


def _tree(folder: Path, files: dict[str, str]) -> None:
    (folder / ".git").mkdir()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_clean_run_loads_no_more_than_it_needs(tmp_path: Path, command: str) -> None:
    _tree(tmp_path, CLEAN)
    loaded = _loaded(tmp_path, RUN, command, ".")
    assert "click" in loaded
    assert "edgewise.files.discovery" in loaded
    heavy = {"libcst", "regex", "pathspec", "multiprocessing", "concurrent.futures", "pygments", "yaml", "asyncio"}
    heavy |= {name for name in LIBRARIES if name.startswith("tree_sitter")}
    heavy |= {"edgewise.api", "edgewise.lsp"} if command == "check" else {"edgewise.lsp"}
    assert sorted(loaded & heavy) == []


def test_a_clean_check_loads_these_modules_and_no_others(tmp_path: Path) -> None:
    # A pre-commit hook starts the command for every commit: each module here is time that somebody waits.
    _tree(tmp_path, {"a.py": "print()\n"})
    loaded = _loaded(tmp_path, RUN, "check", ".")
    ours = {name.removeprefix("edgewise.") for name in loaded if name.partition(".")[0] in PACKAGES}
    assert ours - {"edgewise"} == {
        *("cli", "cli.main", "cli.check", "cli.colour", "cli.options", "cli.output", "cli.progress"),
        *("config", "config.invocation", "config.lookup", "config.config", "config.formats", "options"),
        *("twilio", "twilio.table"),
        *("engine", "engine.run", "engine.failures", "engine.prefilter", "engine.sieve", "engine.check"),
        *(
            "files",
            "files.discovery",
            "files.file",
            "files.gitignore",
            "files.reading",
            "files.repository",
            "files.worktree",
        ),
        *("reports", "reports.page", "reports.tally", "reports.place", "reports.formats", "reports.formats.concise"),
    }
    with_click = _loaded(tmp_path, "import json, click; print(json.dumps(sorted(sys.modules)))")
    others = {name for name in loaded - with_click if name.partition(".")[0] not in PACKAGES}
    assert others <= {"locale", "_locale"}  # for gettext, at the first text of click


def test_each_library_is_loaded_when_it_is_needed(tmp_path: Path) -> None:
    # Were a library never loaded at all, the test above would hold for the wrong reason.
    _tree(
        tmp_path,
        {
            "a.py": "import re\n\nHOST = re.compile(r'api(\\.[a-z0-9-]+)?\\.twilio\\.com')\n",
            "b.ts": "const a = 'https://api.ie1.twilio.com' // here\n",
            "c.yaml": "env:\n  TWILIO_REGION: ie1\n",
            "d.ts": "import twilio from 'twilio'\nexport const client = twilio('AC1', 't', { region: 'ie1' })\n",
            ".gitignore": "a?b*c[0-9]*.py\n",
            "a1bxc2.py": "",
        },
    )
    loaded = _loaded(tmp_path, RUN, "check", "--output-format", "concise", code=1)
    assert {"libcst", "regex", "pathspec", "pygments", "yaml", "tree_sitter", "tree_sitter_typescript"} <= loaded


@pytest.mark.parametrize("program", ["import edgewise", "import edgewise_codemods"])
def test_importing_a_package_costs_next_to_nothing(tmp_path: Path, program: str) -> None:
    loaded = _loaded(tmp_path, f"{program}\nimport json; print(json.dumps(sorted(sys.modules)))")
    assert not loaded & {*LIBRARIES, "importlib.metadata", "multiprocessing", "asyncio"}


def test_class_names_stand_once() -> None:
    found: dict[str, list[str]] = {}
    for name, module in MODULES.items():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(name)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}
