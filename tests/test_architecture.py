"""The rules of the house, as tests."""

import ast
import subprocess
import sys
from collections.abc import Iterator
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


def _syntax() -> Iterator[tuple[str, str, ast.Module]]:
    for file in FILES:
        source = file.read_text("utf-8")
        yield str(file.relative_to(ROOT)), source, ast.parse(source)


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
