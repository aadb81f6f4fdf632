"""Who may import whom, and how large things may grow. Direction: wsgi, web, knowledge, triage."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = ("triage", "knowledge", "web")
STANDARD = sys.stdlib_module_names
ENGINE_MAY = STANDARD | {"triage", "rapidfuzz", "ahocorasick_rs"}
ROUTES = {"get", "post", "route", "put", "delete"}
AGENTS = ("Manager", "Handler", "Processor", "Service", "Calculator", "Context", "Util", "Helper")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*packages: str) -> list[Path]:
    """Our own Python files; migrations are records of the past and stay as they were."""
    return [
        path
        for package in packages
        for path in sorted((HOUSE / package).rglob("*.py"))
        if not {"node_modules", "versions"} & set(path.parts)
    ]


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imported(source: ast.Module, package: str = "") -> Iterator[str]:
    """Every module that the source names in an import, wherever it stands."""
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield f"{package}.{base}" if node.level else base
            if base in PACKAGES:
                yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def roots(path: Path) -> set[str]:
    package = path.relative_to(HOUSE).parts[0]
    return {module.split(".")[0] for module in imported(tree(path), package)}


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def lines(function: Function) -> int:
    """How long it is without its docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def is_view(function: Function) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr in ROUTES
        for mark in function.decorator_list
    )


def test_the_reader_of_imports_sees_every_kind() -> None:
    source = "import os.path\nfrom triage import find\ndef f():\n    from ..model import X\n"
    seen = {"os.path", "triage", "triage.find", "web.model"}
    assert {*imported(ast.parse(source), "web")} == seen


def test_the_ruler_leaves_the_docstring_out() -> None:
    (function,) = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n').body
    assert isinstance(function, Function)
    assert lines(function) == 2


def test_the_engine_imports_two_packages_and_itself() -> None:
    strangers = {name(path): roots(path) - ENGINE_MAY for path in modules("triage")}
    strangers["triage/__main__.py"] -= {"knowledge"}
    assert {path: found for path, found in strangers.items() if found} == {}


def test_knowledge_knows_nothing_of_the_web() -> None:
    forbidden = {"web", "flask", "werkzeug", "sqlalchemy", "wsgi"}
    assert [name(path) for path in modules("knowledge") if roots(path) & forbidden] == []


def test_within_the_web_only_conversations_knows_the_engine() -> None:
    knowing = [name(path) for path in modules("web") if "triage" in roots(path)]
    assert [path for path in knowing if not path.startswith("web/conversations")] == []


def test_the_entry_names_the_web_alone() -> None:
    assert roots(HOUSE / "wsgi.py") - STANDARD == {"web"}


def test_a_module_has_at_most_250_lines() -> None:
    long = {
        name(path): length
        for path in [*modules(*PACKAGES), HOUSE / "dev.py"]
        if (length := len(path.read_text("utf-8").splitlines())) > 250
    }
    assert long == {}


def test_a_function_has_at_most_40_lines_and_a_view_25() -> None:
    long = {
        f"{name(path)} {function.name}": lines(function)
        for path in [*modules(*PACKAGES, "tests"), HOUSE / "dev.py"]
        for function in functions(path)
        if lines(function) > (25 if is_view(function) else 40)
    }
    assert long == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_half_of_the_functions_have_at_most_seven_lines(package: str) -> None:
    assert median(lines(one) for path in modules(package) for one in functions(path)) <= 7


def test_a_class_is_named_for_what_it_is() -> None:
    named = [
        f"{name(path)} {node.name}"
        for path in modules(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(AGENTS)
    ]
    assert named == []


def test_engine_and_knowledge_are_tested_without_stand_ins() -> None:
    tests = modules("tests/triage", "tests/knowledge")
    assert [name(path) for path in tests if "patch(" in path.read_text("utf-8")] == []
