"""The rules of the house, as tests."""

import ast
import subprocess
import sys
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


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_small(file: Path) -> None:
    source = file.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_way_around_the_event_loop_s_rules(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"exec", "exec_", "asyncSlot", "asyncClose"}, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and node.attr == "create_task":
            assert file.name == "tasks.py", f"line {node.lineno}: a task without an owner"
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = {alias.name for alias in node.names}
            assert not names & {"asyncSlot", "asyncClose", "QEventLoop"}, f"line {node.lineno}"


def test_folders_are_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for folder in sorted((ROOT / "desktop_app").iterdir()):
        if folder.is_dir() and folder.name != "__pycache__":
            assert f"{folder.name}/" in readme, f"README's map lacks {folder.name}/"
