"""The rules of the house, as tests."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "desktop_app").rglob("*.py"))
TASK_MAKERS = {
    *("create_task", "ensure_future", "Task", "run_coroutine_threadsafe"),
    *("gather", "wait_for", "as_completed", "TaskGroup"),
}
OWNERS = {
    ("desktop_app/domain/tasks.py", "create_task"),
    ("desktop_app/domain/tasks.py", "TaskGroup"),
    ("desktop_app/store/uninterrupted.py", "create_task"),  # whoever waits for it is its owner
    ("desktop_app/ui/event_loop.py", "ensure_future"),  # the task that a loop runs
}
"""Where tasks may be made, and how."""
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
            if isinstance(node, ast.Attribute) and node.attr in {"exec", "exec_", "asyncSlot", "asyncClose"}:
                ways.append(f"{file}, line {node.lineno}: {node.attr}")
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = {alias.name for alias in node.names} & {"asyncSlot", "asyncClose", "QEventLoop"}
                ways += [f"{file}, line {node.lineno}: {name}" for name in names]
    assert ways == []


def test_every_task_has_an_owner() -> None:
    made = []
    for file, _source, tree in _syntax():
        for line, way in _ways_of_making_tasks(tree):
            if (file, way) not in OWNERS:
                made.append(f"{file}, line {line}: {way}")
    assert made == []


def test_no_way_of_making_a_task_is_overlooked() -> None:
    ways = """
import asyncio as a
from asyncio import ensure_future as later, gather
loop.create_task(x()); a.create_task(x()); later(x()); a.ensure_future(x()); gather(x(), y()); a.wait_for(x(), 1)
a.Task(x()); a.run_coroutine_threadsafe(x(), loop); a.shield(x()); a.shield(task); a.as_completed([x()]); a.TaskGroup()
"""
    found = [way for _line, way in _ways_of_making_tasks(ast.parse(ways))]
    twice = "create_task create_task ensure_future ensure_future"
    assert sorted(found) == sorted(
        f"{twice} gather wait_for Task run_coroutine_threadsafe shield as_completed TaskGroup".split()
    )


def _ways_of_making_tasks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of whatever makes a task of a coroutine, by whatever name it is called."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "asyncio")
    imported = {alias.asname or alias.name: alias.name for node in imports for alias in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else imported.get(getattr(called, "id", ""), "")
        # A future or a task can be shielded: what is called in its place would become one.
        if name in TASK_MAKERS or (name == "shield" and any(isinstance(each, ast.Call) for each in node.args)):
            yield node.lineno, name


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
