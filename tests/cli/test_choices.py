"""The commands about what answers in a session: chosen, kept, told, and never another session's."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import open_services
from desktop_app.cli.parser import parse
from desktop_app.cli.run import run as run_command
from desktop_app.cli.server_verbs import lend_key
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.search import what_is_wrong
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import Reply, ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.services import Services


class Line:
    """A command line on the services of this process, with engines that say what they were asked with."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._paths = Paths(data_dir, data_dir)
        self._capsys = capsys
        prepare(self._paths)

    async def ask(self, *words: str, code: int = 0) -> Any:
        """Run a command that must end with that code; return its document, or the sentence of its error."""
        shown = await self.say(*words, "--json", code=code)
        document = json.loads(shown)
        return document["error"]["message"] if code else document

    async def say(self, *words: str, code: int = 0) -> str:
        """Run a command that must end with that code; return what it printed."""
        self._capsys.readouterr()
        ended = await run_command(parse(words), self._opening, lambda: pytest.fail("no doctor is needed"), None)
        shown = self._capsys.readouterr()
        assert ended == code, shown
        return shown.out or shown.err

    @asynccontextmanager
    async def _opening(self) -> AsyncIterator[Services]:
        makers = dict.fromkeys(("builtin", "llama"), _engine)
        async with open_services(self._paths, Settings(user="ada"), makers=makers) as services:
            yield services


def _engine(choice: EngineChoice) -> ScriptedEngine:
    def reply(request: EngineRequest) -> Reply:
        asked = request.parameters
        return [f"{choice.name} {Path(request.model).name} {asked.temperature} {asked.seed} {asked.top_p}"]

    engine = ScriptedEngine(reply)
    engine.name = choice.name
    return engine


@pytest.fixture
def line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(data_dir, capsys)


async def test_one_question_asks_for_what_it_wants_and_the_session_stays_as_it_was(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.gguf").touch()
    monkeypatch.chdir(tmp_path)
    words = ("--engine", "llama", "--model", "m.gguf", "--temperature", "0.5", "--seed", "7", "--set", "top-p=0.9")
    once = await line.ask("chat", "hi", "--session", "s", *words)
    assert once["reply"] == "llama m.gguf 0.5 7 0.9"
    assert once["chosen"] == {
        "name": "llama",
        "base_url": None,
        "model": str(tmp_path / "m.gguf"),
        "parameters": {"temperature": 0.5, "top_p": 0.9, "seed": 7},
        "chosen_by": "question",
    }
    assert (await line.ask("sessions", "show", "s"))["engine"] is None
    again = await line.ask("chat", "hi", "--session", "other")
    assert again["reply"].startswith("llama m.gguf None"), "where nobody chose, what was chosen last answers"
    assert (again["chosen"]["chosen_by"], again["chosen"]["tried"][0]["step"]) == ("ladder", "last used")


async def test_a_session_s_choice_holds_in_it_alone(line: Line) -> None:
    await line.ask("sessions", "create", "--id", "s", "--name", "Warm")
    await line.ask("sessions", "create", "--id", "t")
    document = await line.ask("sessions", "engine", "Warm", "--model", "/models/w.gguf", "--set", "temperature=1.5")
    assert document["engine"] == {"name": "llama", "model": "/models/w.gguf", "parameters": {"temperature": 1.5}}
    assert (await line.ask("chat", "hi", "--session", "s"))["reply"] == "llama w.gguf 1.5 None None"
    assert (await line.ask("chat", "hi", "--session", "t", "--engine", "builtin"))["reply"].startswith("builtin  None")
    changed = await line.ask("sessions", "engine", "s", "--set", "temperature=", "--set", "seed=3")
    assert changed["engine"] == {"name": "llama", "model": "/models/w.gguf", "parameters": {"seed": 3}}
    assert (await line.ask("sessions", "show", "s"))["engine"] == changed["engine"]
    assert "seed=3" in await line.say("sessions", "engine", "s")
    assert (await line.ask("sessions", "engine", "s", "--reset"))["engine"] is None
    for words, told in (
        (("--set", "warm=1"), "There is no parameter “warm”."),
        (("--set", "seed"), "“seed” is not of the form KEY=VALUE."),
        (("--set", "seed=x"), "seed must be a whole number from 0 to 4,294,967,294."),
        (("--engine", "oracle"), "There is no engine “oracle”. Choose one of: builtin, llama."),
        (("--preset", "none"), "You have no preset “none”."),
    ):
        assert (await line.ask("sessions", "engine", "s", *words, code=1)).startswith(told)
    assert (await line.ask("sessions", "engine", "s"))["engine"] is None


async def test_a_message_goes_to_a_session_by_id_or_name_and_an_unknown_word_is_the_id_of_a_new_one(line: Line) -> None:
    await line.ask("sessions", "create", "--id", "longer", "--name", "Tea")
    await line.ask("sessions", "create", "--id", "tea party", "--name", "long")
    for word, session, made in (("tea", "longer", False), ("longer", "longer", False), ("lon", "lon", True)):
        sent = await line.ask("chat", "hi", "--session", word)
        assert (sent["session_id"], sent["session_created"]) == (session, made)
    await line.ask("sessions", "trash", "Tea")
    assert (await line.ask("chat", "hi", "--session", "tea"))["session_id"] == "tea", "what is in the trash has no name"


async def test_what_answers_is_told_without_contradiction(line: Line) -> None:
    await line.ask("sessions", "create", "--id", "s")
    assert await line.say("sessions", "engine", "s") == (
        "Nothing is chosen for this session.\n"
        "Answers come from the built-in responder, which was found: no engine is chosen "
        "(a model file: none was found).\n"
    )
    assert await line.say("sessions", "engine", "s", "--model", "small") == (
        "Chosen for this session: small.\nAnswers come from the built-in responder (a model file: none was found).\n"
    )


async def test_a_key_in_the_environment_is_for_the_server_that_is_named_alone(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_API_KEY", " sk-1 ")
    async with line._opening() as services:
        keys = services.servers._access.keys
        lend_key(EngineChoice("openai"), services)
        lend_key(EngineChoice("openai", "http://127.0.0.1:9/v1"), services)
        assert keys.find("http://127.0.0.1:9") == "sk-1"
        assert [keys.find(f"http://{other}") for other in ("127.0.0.1:8/v1", "127.0.0.1/v1", "box.lan:9/v1")] == [
            ""
        ] * 3
        assert keys.place("http://127.0.0.1:9") is None, "it is kept nowhere"


async def test_presets_are_taken_by_copy(line: Line) -> None:
    await line.ask("sessions", "create", "--id", "s")
    assert (await line.say("presets", "list")) == "No presets.\n"
    await line.ask("presets", "save", "Cold", "--model", "/m.gguf", "--set", "temperature=0")
    assert (await line.ask("sessions", "engine", "s", "--preset", "cold", "--set", "seed=1"))["engine"] == {
        "name": "llama",
        "model": "/m.gguf",
        "parameters": {"temperature": 0.0, "seed": 1},
    }
    saved = await line.ask("presets", "save", "Mine", "--session", "s", "--set", "top_p=0.5")
    assert saved["engine"]["parameters"] == {"temperature": 0.0, "top_p": 0.5, "seed": 1}
    await line.ask("presets", "rename", "Mine", "Yours")
    assert not (await line.ask("presets", "save", "cold", "--set", "temperature=2"))["created"]
    await line.ask("presets", "delete", "yours")
    assert (await line.say("presets", "list")) == "cold  temperature=2\n"
    assert (await line.ask("sessions", "show", "s"))["engine"]["parameters"]["temperature"] == 0.0


async def test_the_list_of_engines_tells_what_answers_and_why(line: Line) -> None:
    document = await line.ask("engines", "list")
    assert (document["chosen"]["name"], document["chosen"]["chosen_by"]) == ("builtin", "ladder")
    assert document["chosen"]["tried"][-1] == {
        "step": "built-in",
        "about": "the built-in responder",
        "taken": True,
        "reason": None,
    }


async def test_a_model_file_that_is_not_there_is_told_when_it_is_chosen(line: Line, tmp_path: Path) -> None:
    (tmp_path / "there.gguf").touch()
    await line.ask("sessions", "create", "--id", "s")
    saved = await line.ask("presets", "save", "Gone", "--model", str(tmp_path / "gone.gguf"), "--set", "temperature=0")
    taken = await line.ask("sessions", "engine", "s", "--preset", "Gone")
    assert saved["warnings"] == taken["warnings"]
    assert saved["warnings"][0].startswith(f"There is no model file {tmp_path / 'gone.gguf'}.")
    assert "temperature=0\n" in await line.say("presets", "list")
    assert not (await line.ask("sessions", "engine", "s", "--model", str(tmp_path / "there.gguf")))["warnings"]


async def test_what_is_asked_in_vain_is_told_with_its_reason(line: Line) -> None:
    await line.ask("sessions", "create", "--id", "a-long-id", "--name", "Tea")
    for words, told in (
        (("search", "before:yesterday"), "“before:yesterday” narrows nothing"),
        (("search", "role:foo", "x"), "role: takes user, me, assistant or system"),
        (("search", "xyzzy:foo"), "“xyzzy:” is no filter"),
        (("search", "in:"), "nothing stands after “in:”"),
        (("search", ""), "There is nothing to look for."),
        (("sessions", "delete", "a-long"), "parley sessions delete a-long-id"),
        (("sessions", "delete", "Tea"), "by its whole id"),
        (("sessions", "rename", "Tea", "a\u202eb"), "its character U+202E cannot be shown"),
        (("sessions", "rename", "Tea", "x" * 201), "it is over 200 characters long"),
    ):
        assert told in await line.ask(*words, code=1)
    assert not what_is_wrong("http://example.org role:me before:2026-03")
    assert (await line.ask("sessions", "delete", "a-long-id"))["deleted"]["sessions"] == 1
