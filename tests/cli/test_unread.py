"""Commands whose output nobody can read: a sentence, and nothing is lost."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import pytest

from desktop_app.app import main, open_services
from desktop_app.cli.output import say
from desktop_app.cli.parser import parse
from desktop_app.cli.run import run
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.services import Services


def closed() -> None:
    """Standard output as it is where it was closed before the start."""


def no_room() -> TextIO:
    if not os.path.exists("/dev/full"):
        pytest.skip("this computer has no device that is always full")
    return open("/dev/full", "w", encoding="utf-8")


def broken() -> TextIO:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w", encoding="utf-8")


@pytest.mark.parametrize("opened", [closed, no_room, broken])
async def test_an_answer_that_cannot_be_printed_is_made_and_stored_to_its_end(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], opened: object
) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)

    @asynccontextmanager
    async def opening() -> AsyncIterator[Services]:
        async with open_services(paths, Settings(user="ada")) as services:
            yield services

    async def do(*words: str) -> int:
        return await run(parse(words), opening, lambda: pytest.fail("no doctor is needed"), None)

    assert callable(opened)
    for words in (("chat", "What is the capital of Portugal?", "--session", "s"), ("sessions", "list")):
        with monkeypatch.context() as patching, opened() or nullcontext() as stdout:
            patching.setattr(sys, "stdout", stdout)
            if opened is broken:
                with pytest.raises(BrokenPipeError):
                    await do(*words)
            else:
                assert await do(*words) == 1
                assert capsys.readouterr().err.splitlines()[-1].startswith("That could not be printed")
    say("printed again")
    async with opening() as services:
        _question, answer = await services.sessions.history("ada", "s")
        assert answer.status == "complete"
        assert answer.content


@pytest.mark.parametrize("opened", [closed, no_room, broken])
@pytest.mark.parametrize(
    "words", [["--help"], ["sessions", "--help"], ["--version"], ["sessions", "--json", "nonsense"]]
)
def test_help_that_cannot_be_printed_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], opened: object, words: list[str]
) -> None:
    assert callable(opened)
    with monkeypatch.context() as patching, opened() or nullcontext() as stdout:
        patching.setattr(sys, "stdout", stdout)
        patching.setattr(sys, "argv", ["parley", *words])
        assert main() == 1
    said = capsys.readouterr().err
    assert said == "" if opened is broken else said.startswith("That could not be printed")
