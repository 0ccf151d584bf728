"""Who may import whom, and the shape of the code. Run it first.

Everything is read from the syntax tree of the files themselves, so that a folder without an __init__.py, an import
inside a function and one below TYPE_CHECKING are all seen. What is forbidden in one place is said in one table.
"""

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "app.domain": {"app.domain"},
    "app.resources": set(),
    "app.durable": set(),
    "app.storage": {"app.storage", "app.domain", "app.resources", "app.durable"},
    "app.files": {"app.files", "app.domain", "app.resources", "app.durable"},
    "app.actions": {"app.actions", "app.storage", "app.files", "app.domain", "app.resources"},
    "app.bootstrap": {
        "app.actions",
        "app.storage",
        "app.files",
        "app.domain",
        "app.resources",
        "app.durable",
    },
    "app.cli": {"app.cli", "app.bootstrap", "app.actions", "app.domain", "app"},
    "app": set(),
    "ui": {"ui", "app.actions", "app.bootstrap", "app.domain", "app.resources", "app"},
}
"""Layer → the layers it may import. A layer is a module or a package with all below it; "app" is its
__init__.py alone, where the version stands. Storage and files are siblings: neither knows the other."""

STANDARD_LIBRARY_ONLY = {"app.domain", "app.resources", "app.durable", "app"}

LIVES_ONLY_IN = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "peewee": {"app.storage"},
    "playhouse": {"app.storage"},
    "sqlcipher3": {"app.storage"},
    "sqlite3": {"app.storage"},
    "openpyxl": {"app.files"},
    "python_calamine": {"app.files"},
    "reportlab": {"app.files"},
    "pikepdf": {"app.files"},
    "PIL": {"app.files"},
    "segno": {"app.files"},
    "pyzipper": {"app.files"},
    "pyrage": {"app.files"},
    "click": {"app.cli"},
}
"""Library → the layers that may name it. The screen is held to Qt and the standard library besides."""

MAY_CATCH_EVERYTHING = {"ui/tasks.py", "ui/errors.py"}
LONGEST_FUNCTION = 59
LONGEST_FILE = 400


@dataclass(frozen=True)
class Import:
    """One imported module, as far as it names a file of ours, or the first word of a library."""

    target: str
    line: int
    for_types_only: bool
    inside_function: bool


@dataclass(frozen=True)
class Module:
    """One file of app/ or ui/."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def layer(self) -> str:
        return layer_of(self.name)


@cache
def modules(top: str) -> tuple[Module, ...]:
    """Every Python file below a top folder."""
    return tuple(read_module(path) for path in sorted((ROOT / top).rglob("*.py")))


def ours() -> tuple[Module, ...]:
    return modules("app") + modules("ui")


def read_module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    source = path.read_text(encoding="utf-8")
    return Module(name, path, source, ast.parse(source, str(path)))


def layer_of(name: str) -> str:
    """The layer a module belongs to, or nothing for one that stands beside the plan."""
    if name in ("app", "ui"):
        return name
    layers = [layer for layer in MAY_IMPORT if layer != "app" and is_below(name, layer)]
    return layers[0] if layers else ""


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@cache
def known_names() -> frozenset[str]:
    return frozenset(module.name for module in ours())


def imports_of(module: Module) -> list[Import]:
    found: list[Import] = []
    collect_imports(module, module.tree, found, for_types_only=False, inside_function=False)
    return found


def collect_imports(
    module: Module, node: ast.AST, found: list[Import], *, for_types_only: bool, inside_function: bool
) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for target in targets(module, child):
                found.append(Import(target, child.lineno, for_types_only, inside_function))
        collect_imports(
            module,
            child,
            found,
            for_types_only=for_types_only
            or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)),
            inside_function=inside_function
            or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda),
        )


def targets(module: Module, node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules an import statement reaches: `from app.domain import cases` reaches app.domain.cases."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
        for _ in range(node.level - 1):
            package = package.rpartition(".")[0]
        base = f"{package}.{base}" if base else package
    names = [f"{base}.{alias.name}" for alias in node.names]
    return [name if name in known_names() else base for name in names]


def is_ours(target: str) -> bool:
    return target.partition(".")[0] in ("app", "ui", "tests", "scripts")


def fail_with(breaches: list[str]) -> None:
    assert not breaches, "\n" + "\n".join(breaches)


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


# --- the test looks where the code is -------------------------------------------------------------------------


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT))
def test_a_layer_has_modules(layer: str) -> None:
    assert [module for module in ours() if module.layer == layer], f"no module found for {layer}"


def test_every_module_belongs_to_a_layer() -> None:
    fail_with([f"{module.where}: belongs to no layer of MAY_IMPORT" for module in ours() if not module.layer])


@pytest.mark.parametrize("top", ["app", "ui", "tests"])
def test_every_package_folder_has_an_init_file(top: str) -> None:
    folders = {
        parent
        for path in (ROOT / top).rglob("*.py")
        for parent in path.parents
        if parent.is_relative_to(ROOT / top)
    }
    assert folders
    fail_with(
        [
            f"{folder.relative_to(ROOT)}: no __init__.py"
            for folder in sorted(folders)
            if not (folder / "__init__.py").exists()
        ]
    )


# --- the arrows -----------------------------------------------------------------------------------------------


def test_a_layer_imports_only_what_is_below_it() -> None:
    breaches = []
    for module in ours():
        allowed = MAY_IMPORT.get(module.layer, set())
        for found in imports_of(module):
            if is_ours(found.target) and layer_of(found.target) not in allowed:
                breaches.append(f"{module.where}:{found.line}: {module.layer} must not import {found.target}")
    fail_with(breaches)


def test_the_rules_need_the_standard_library_only() -> None:
    breaches = []
    for module in ours():
        for found in imports_of(module):
            library = found.target.partition(".")[0]
            if (
                module.layer in STANDARD_LIBRARY_ONLY
                and not is_ours(library)
                and library not in sys.stdlib_module_names
            ):
                breaches.append(f"{module.where}:{found.line}: {module.layer} must not import {library}")
    fail_with(breaches)


def test_a_library_is_named_only_where_it_lives() -> None:
    breaches = []
    for module in ours():
        for found in imports_of(module):
            library = found.target.partition(".")[0]
            if module.layer not in LIVES_ONLY_IN.get(library, {module.layer}):
                breaches.append(
                    f"{module.where}:{found.line}: {library} belongs into {LIVES_ONLY_IN[library]}"
                )
    fail_with(breaches)


def test_the_screen_needs_qt_and_the_standard_library_only() -> None:
    breaches = []
    for module in modules("ui"):
        for found in imports_of(module):
            library = found.target.partition(".")[0]
            if not is_ours(library) and library not in sys.stdlib_module_names | {"PySide6", "shiboken6"}:
                breaches.append(f"{module.where}:{found.line}: ui must not import {library}")
    fail_with(breaches)


def test_no_import_goes_in_a_circle() -> None:
    arrows = {
        module.name: sorted(
            {
                found.target
                for found in imports_of(module)
                if found.target in known_names() and not found.for_types_only
            }
            - {module.name}
        )
        for module in ours()
    }
    assert circle_in(arrows) == []


def circle_in(arrows: dict[str, list[str]]) -> list[str]:
    """The first circle met, as the names along it; empty when there is none."""
    finished: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return []
        path.append(name)
        for target in arrows.get(name, []):
            if circle := visit(target):
                return circle
        path.pop()
        finished.add(name)
        return []

    return next((circle for name in arrows if (circle := visit(name))), [])


def test_a_circle_would_be_found() -> None:
    assert circle_in({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]


def test_an_import_inside_a_function_says_why() -> None:
    breaches = []
    for module in ours():
        lines = module.source.splitlines()
        for found in imports_of(module):
            if found.inside_function and not has_reason(lines, found.line):
                breaches.append(
                    f"{module.where}:{found.line}: an import inside a function, without its reason"
                )
    fail_with(breaches)


def has_reason(lines: list[str], line: int) -> bool:
    """Whether a comment stands on the line, or above the block of imports it belongs to."""
    index = line - 1
    while "#" not in lines[index] and lines[index].strip().startswith(("import ", "from ")):
        index -= 1
    return "#" in lines[index]


def test_app_works_without_qt() -> None:
    names = [module.name for module in modules("app")]
    script = f"""
import importlib, sys

class NoScreen:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "ui"):
            raise ModuleNotFoundError(f"no {{name}} on this machine", name=name)

sys.meta_path.insert(0, NoScreen())
for name in {names!r}:
    importlib.import_module(name)
try:
    import PySide6
except ModuleNotFoundError:
    print("imported", sum(name in sys.modules for name in {names!r}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"imported {len(names)}\n"


# --- the shape ------------------------------------------------------------------------------------------------


def test_no_function_is_too_long() -> None:
    breaches = []
    for module in ours():
        for function in functions(module.tree):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                breaches.append(f"{module.where}:{function.lineno}: {function.name} has {length} lines")
    fail_with(breaches)


def test_no_file_is_too_long() -> None:
    lengths = {module.where: len(module.source.splitlines()) for module in ours()}
    fail_with([f"{where}: {length} lines" for where, length in lengths.items() if length > LONGEST_FILE])


def test_everything_public_in_app_says_what_it_is() -> None:
    breaches = [
        f"{module.where}:{getattr(node, 'lineno', 1)}: {getattr(node, 'name', module.name)} has no docstring"
        for module in modules("app")
        for node in public_definitions(module.tree)
        if not ast.get_docstring(node)
    ]
    fail_with(breaches)


def public_definitions(node: ast.Module | ast.ClassDef) -> list[ast.Module | ast.ClassDef | ast.FunctionDef]:
    """The node itself, and the public classes and functions directly in it and in its public classes."""
    found: list = [node]
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            found += public_definitions(child)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in child.decorator_list}
            if not decorators & {"overload", "override", "setter"}:
                found.append(child)
    return found


def test_everything_is_caught_in_two_places_only() -> None:
    breaches = [
        f"{module.where}:{node.lineno}: catches everything"
        for module in ours()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and catches_everything(node)
        and module.where not in MAY_CATCH_EVERYTHING
    ]
    fail_with(breaches)


def catches_everything(handler: ast.ExceptHandler) -> bool:
    if isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False  # it tidies up and hands the same error on
    if handler.type is None:
        return True
    named = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(named & {"Exception", "BaseException"})


def test_nothing_is_imported_wholesale() -> None:
    breaches = [
        f"{module.where}:{node.lineno}: import *"
        for module in ours() + modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    fail_with(breaches)


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "misc", "common"}
    fail_with([module.where for module in ours() if drawers & set(module.name.split("."))])


def test_the_event_loop_is_never_pumped() -> None:
    fail_with([module.where for module in ours() if "processEvents" in module.source])


def test_the_rules_ask_no_clock_and_touch_no_file() -> None:
    clock_and_files = {
        "today",
        "now",
        "utcnow",
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
    }
    breaches = [
        f"{module.where}:{node.lineno}: {ast.unparse(node.func)}()"
        for module in modules("app")
        if module.layer == "app.domain"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called_name(node) in clock_and_files
    ]
    fail_with(breaches)


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_what_is_translated_is_a_plain_text() -> None:
    breaches = [
        f"{module.where}:{node.lineno}: {ast.unparse(node)[:60]}: format after tr(), not inside"
        for module in modules("ui")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called_name(node) in {"tr", "translate"} and composes(node)
    ]
    fail_with(breaches)


def composes(call: ast.Call) -> bool:
    """Whether an argument is put together before the translator sees it."""
    return any(
        isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and called_name(argument) in {"format", "join"})
        for argument in call.args
    )
