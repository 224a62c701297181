"""The rules of the house, as tests."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "desktop_app").rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def test_the_layers_know_only_those_below_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert len(read_configuration()["contracts_options"]) >= 6
    # In a process of its own: it switches off every logger that there is.
    lint = "import importlinter.cli, sys; sys.exit(importlinter.cli.lint_imports(no_cache=True))"
    checked = subprocess.run([sys.executable, "-c", lint], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@cache
def _syntax() -> list[tuple[str, str, ast.Module]]:
    sources = [(str(file.relative_to(ROOT)), file.read_text("utf-8")) for file in FILES]
    return [(file, source, ast.parse(source)) for file, source in sources]


def test_files_and_functions_stay_small() -> None:
    too_long = []
    for file, source, tree in _syntax():
        if len(source.splitlines()) > LONGEST_FILE:
            too_long.append(f"{file} has {len(source.splitlines())} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{file}: {node.name} has {length} lines")
    assert too_long == []


def test_no_way_around_the_event_loop_s_rules() -> None:
    ways = []
    for file, _source, tree in _syntax():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                if node.attr in {"exec", "exec_", "asyncSlot", "asyncClose"}:
                    ways.append(f"{file}, line {node.lineno}: {node.attr}")
                if node.attr == "create_task" and Path(file).name != "tasks.py":
                    ways.append(f"{file}, line {node.lineno}: a task without an owner")
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = {alias.name for alias in node.names} & {"asyncSlot", "asyncClose", "QEventLoop"}
                ways += [f"{file}, line {node.lineno}: {name}" for name in names]
    assert ways == []


def test_folders_are_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for folder in sorted((ROOT / "desktop_app").iterdir()):
        if folder.is_dir() and folder.name != "__pycache__":
            assert f"{folder.name}/" in readme, f"README's map lacks {folder.name}/"


def test_no_two_parts_of_the_window_call_a_task_the_same() -> None:
    """Who begins one ends its namesake, and nothing would tell why that never came to an end."""
    owners: dict[str, set[str]] = {}
    for file, _source, tree in _syntax():
        if not file.startswith("desktop_app/ui/"):
            continue
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "start" in node.func.attr:
                for word in (*node.args, *(each.value for each in node.keywords if each.arg == "name")):
                    name = constants.get(word.id) if isinstance(word, ast.Name) else getattr(word, "value", None)
                    if isinstance(name, str):
                        owners.setdefault(name, set()).add(file)
    assert len(owners) > 50
    assert {name: sorted(files) for name, files in owners.items() if len(files) > 1} == {}


def _constants(tree: ast.Module) -> dict[str, object]:
    """Return what the module calls by names of its own, one name or several to a line."""
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            pairs = zip(names, values, strict=False)
            found |= {n.id: v.value for n, v in pairs if isinstance(n, ast.Name) and isinstance(v, ast.Constant)}
    return found
