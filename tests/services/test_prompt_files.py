"""What engines are given of attached files: as much as there is room for, pictures only where they are seen."""

from contextlib import aclosing

import pytest

from desktop_app.domain.context import estimated_tokens
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from tests.support.images import png


async def send(services: Services, text: str, *files: bytes) -> None:
    ids = tuple([(await services.attachments.add("ada", f"{n}.x", data)).id for n, data in enumerate(files, 1)])
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s", attachments=ids))) as events:
        assert [event async for event in events]


async def test_a_text_goes_whole_where_there_is_room(services: Services, engine: ScriptedEngine) -> None:
    await send(services, "look", b"one two three", b"four")
    (turn,) = engine.requests[-1].turns
    assert [(file.name, file.text, file.characters) for file in turn.attachments] == [
        ("1.x", "one two three", 13),
        ("2.x", "four", 4),
    ]


async def test_a_text_that_is_too_long_is_cut_and_leaves_the_others_theirs(
    services: Services, engine: ScriptedEngine
) -> None:
    await send(services, "look", b"long words " * 100_000, b"short")
    (turn,) = engine.requests[-1].turns
    long, short = turn.attachments
    assert long.characters == 1_100_000
    assert long.text
    assert long.text == ("long words " * 100_000)[: len(long.text)]
    assert short.text == "short"
    assert 1000 < estimated_tokens(long.text) < services.settings.engine.context_tokens


async def test_what_was_attached_before_stays_as_it_was_given(services: Services, engine: ScriptedEngine) -> None:
    await send(services, "first", b"early " * 3_000)
    before = engine.requests[-1].turns[0]
    text = before.attachments[0].text
    assert text
    assert len(text) < len("early " * 3_000)
    await send(services, "second", b"late")
    early, _answer, late = engine.requests[-1].turns
    assert (early, late.attachments[0].text) == (before, "late")
    await send(services, "third", b"much " * 100_000)
    assert [turn.content for turn in engine.requests[-1].turns] == ["third"]


async def test_pictures_go_only_to_those_who_see(services: Services, engine: ScriptedEngine) -> None:
    await send(services, "look", png())
    assert engine.requests[-1].turns[-1].attachments[0].data is None
    engine.sees = True
    await send(services, "", png(9, 9))
    first, _answer, last = engine.requests[-1].turns
    assert (first.attachments[0].data, last.attachments[0].data) == (png(), png(9, 9))
    assert (last.attachments[0].width, last.attachments[0].text) == (9, None)


async def test_an_engine_without_a_window_reads_so_many_files_and_no_more(
    services: Services, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScriptedEngine, "has_context_window", False)
    for number in range(3):
        await send(services, "look", *(b"%d %d" % (number, n) for n in range(9)))
    turns = [turn for turn in engine.requests[-1].turns if turn.attachments]
    read = [sum(file.text is not None for file in turn.attachments) for turn in turns]
    assert read == [2, 9, 9]
