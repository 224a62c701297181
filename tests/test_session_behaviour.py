"""The page of promises names tests and commands; all of them exist."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from desktop_app.cli.parser import parse

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "session-behaviour.md").read_text("utf-8")
ROWS = [
    line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| promised", "| kept to"))
]
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
COMMANDS = sorted(set(re.findall(r"`parley ([^`]+)`", PAGE)))


@cache
def _tests_in(file: str) -> set[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds) and node.name.startswith("test_")}


def test_every_promise_is_shown_by_something() -> None:
    assert len(ROWS) > 70
    for row in ROWS:
        assert re.search(r"\| `(tests/[\w/]+\.py::\w+|parley [^`]+)` \|$", row), row


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _file, name in TESTS])
def test_every_test_that_is_named_exists(file: str, name: str) -> None:
    assert name in _tests_in(file)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_that_is_named_is_understood(words: str) -> None:
    assert parse(shlex.split(words)).command


def test_all_five_documents_are_there() -> None:
    for title in (
        "Session Auto-Creation",
        "Session management fix",
        "Session Management",
        "Session Creation Feature Guide",
        "Session Creation Bug Fix",
    ):
        assert f"## {title}\n" in PAGE
