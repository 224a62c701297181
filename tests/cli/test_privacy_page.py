"""docs/privacy.md names commands, files and tests: they exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from desktop_app.cli.parser import parse
from desktop_app.paths import Paths

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")


def _commands() -> Iterator[list[str]]:
    for line in re.findall(r"^    (.+)$", PAGE, re.MULTILINE):
        if re.search(r"(^| )parley( |$)", line):
            words = shlex.split(line, comments=True)
            yield words[words.index("parley") + 1 :]
    yield from (shlex.split(words) for words in re.findall(r"`parley ([a-z][^`]*)`", PAGE))


def test_its_commands_are_parley_s() -> None:
    commands = list(_commands())
    assert len(commands) > 8
    for words in commands:
        parse(words)


def test_its_tests_and_files_exist() -> None:
    named = re.findall(r"\./parley test (\S+)", PAGE)
    assert len(named) == 4
    assert [name for name in named if not (ROOT / name).exists()] == []
    paths = Paths(Path("/data"), Path("/data"))
    files = (paths.database, paths.settings, paths.keys, paths.log, paths.llama_log, paths.model_notes, paths.window)
    assert [file.name for file in files if f"`{file.name}`" not in PAGE] == []
