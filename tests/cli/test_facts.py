"""The commands about facts, in process."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import open_services
from desktop_app.cli.parser import parse
from desktop_app.cli.run import run
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services


async def test_facts_are_learned_listed_changed_and_kept(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)

    @asynccontextmanager
    async def opening() -> AsyncIterator[Services]:
        async with open_services(paths, Settings(user="ada")) as services:
            yield services

    async def ask(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert await run(parse((*words, "--json")), opening, lambda: pytest.fail("no doctor is needed"), None) == code
        document = json.loads(capsys.readouterr().out)
        return document["error"]["code"] if code else document

    async with opening() as services:
        request = SendRequest("ada", "My name is Ana and I live in Porto.", session_id="s", persona="sakura")
        async with aclosing(services.chat.send(request)) as events:
            async for _event in events:
                pass
    name, home = (await ask("facts", "list", "--persona", "sakura"))["facts"]
    assert (name["category"], name["key"], name["value"], name["session_id"]) == ("name", "name", "Ana", "s")
    assert (await ask("facts", "list", "--persona", "creative_writer"))["count"] == 0
    assert (await ask("facts", "set", "place", "home", "Faro", "--persona", "sakura"))["fact"]["id"] == home["id"]
    (before,) = (await ask("facts", "history", str(home["id"])))["history"]
    assert (before["value"], before["reason"]) == ("Porto", "set")
    assert (await ask("facts", "share", str(home["id"])))["fact"]["persona"] is None
    assert (await ask("facts", "freeze", str(home["id"])))["fact"]["frozen"]
    assert (await ask("facts", "until", str(name["id"]), "2030-12-31"))["fact"]["until"].startswith("20")
    assert await ask("facts", "until", str(name["id"]), "soon", code=1) == "bad_fact_until"
    assert await ask("facts", "until", str(name["id"]), "2020-01-01", code=1) == "fact_until_past"
    assert await ask("facts", "set", "shoes", "size", "38", code=1) == "bad_fact_category"
    assert await ask("facts", "forget", "99", code=1) == "fact_not_found"
    assert (await ask("facts", "learning", "off"))["learning"] is False
    await ask("facts", "set", "like", "", "tea")
    await ask("facts", "forget", str((await ask("facts", "list"))["facts"][0]["id"]))
    await ask("sessions", "delete", "s", "--keep-facts")
    assert [fact["value"] for fact in (await ask("facts", "list"))["facts"]] == ["Ana", "Faro"]
