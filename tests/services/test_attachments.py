"""Files taken in, sent with a message, read back: through the services, on every kind of store."""

import os
from contextlib import aclosing
from pathlib import Path

import pytest

from desktop_app.domain.attachments import MAX_ATTACHMENTS, MAX_BYTES
from desktop_app.domain.errors import UserError
from desktop_app.services.chat import AgainRequest, Finished, SendRequest, Stored
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.images import png


async def send(services: Services, text: str, *ids: int, session_id: str = "s") -> Stored:
    request = SendRequest("ada", text, session_id=session_id, attachments=ids)
    async with aclosing(services.chat.send(request)) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    assert isinstance(found[0], Stored)
    return found[0]


async def refusal(services: Services, source: bytes | Path, name: str = "a.txt") -> str:
    with pytest.raises(UserError) as refused:
        await services.attachments.add("ada", name, source)
    assert refused.value.message
    return refused.value.code


async def test_a_file_is_attached_sent_and_read_back(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("buy towels\n")
    note = await services.attachments.add("ada", file.name, file)
    picture = await services.attachments.add("ada", "C:\\x\\leaf.png", png(8, 6))
    assert (note.name, note.media_type, note.size, note.is_image) == ("notes.txt", "text/plain", 11, False)
    assert (picture.name, picture.media_type, picture.width, picture.height) == ("leaf.png", "image/png", 8, 6)
    stored = await send(services, "look", note.id, picture.id)
    assert stored.question.attachments == (note, picture)
    history = await services.sessions.history("ada", "s")
    assert [message.attachments for message in history] == [(note, picture), ()]
    assert await services.attachments.read("ada", picture.id) == png(8, 6)
    assert (await services.attachments.read_text("ada", note.id)).text == "buy towels\n"
    assert await services.attachments.get("ada", note.id) == note


async def test_the_file_s_own_name_and_place_are_not_kept(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "secret project"
    folder.mkdir()
    file = folder / "a.txt"
    file.write_text("words")
    assert (await services.attachments.add("ada", str(file), file)).name == "a.txt"


async def test_what_cannot_be_attached_is_said_in_a_sentence(services: Services, tmp_path: Path) -> None:
    assert await refusal(services, tmp_path / "nothing") == "attachment_missing"
    assert await refusal(services, tmp_path) == "attachment_not_plain"
    assert await refusal(services, Path("a\0b")) == "attachment_unreadable"
    assert await refusal(services, b"") == "attachment_empty"
    assert await refusal(services, b"\0\1\2") == "attachment_kind"
    large = tmp_path / "large"
    with large.open("wb") as opened:
        opened.truncate(MAX_BYTES + 1)
    assert await refusal(services, large) == "attachment_too_large"
    assert await refusal(services, b"a" * (MAX_BYTES + 1)) == "attachment_too_large"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert await refusal(services, tmp_path / "pipe") == "attachment_not_plain"
        assert await refusal(services, Path("/dev/zero")) == "attachment_not_plain"


async def test_a_message_has_words_or_attachments_and_not_too_many(services: Services) -> None:
    ids = [(await services.attachments.add("ada", f"{number}.txt", b"x")).id for number in range(MAX_ATTACHMENTS + 1)]
    for text, some, code in (("", [], "empty_message"), ("x", ids, "attachment_too_many")):
        with pytest.raises(UserError) as refused:
            await send(services, text, *some)
        assert refused.value.code == code
    stored = await send(services, "", *ids[:MAX_ATTACHMENTS])
    assert len(stored.question.attachments) == MAX_ATTACHMENTS


async def test_what_failed_can_be_sent_again_with_the_same_attachments(services: Services) -> None:
    note = await services.attachments.add("ada", "a.txt", b"words")
    first = await send(services, "look", note.id)
    again = await send(services, "look again", note.id)
    assert [each.sha256 for each in again.question.attachments] == [note.sha256]
    assert again.question.attachments != first.question.attachments == (note,)


async def test_an_edited_question_keeps_its_attachments_or_gets_others(services: Services) -> None:
    note = await services.attachments.add("ada", "a.txt", b"words")
    other = await services.attachments.add("ada", "b.txt", b"others")
    question = (await send(services, "look", note.id)).question
    for attachments, names in ((None, ["a.txt"]), ((), []), ((other.id, note.id), ["b.txt", "a.txt"])):
        request = AgainRequest("ada", "s", question.id, "other words", attachments=attachments)
        async with aclosing(services.chat.say_again(request)) as events:
            stored = next(iter([event async for event in events]))
        assert isinstance(stored, Stored)
        assert [each.name for each in stored.question.attachments] == names


async def test_a_draft_s_attachments_are_there_after_a_new_start(opening: Opening) -> None:
    async with opening() as services:
        session = (await services.sessions.ensure("s", "ada")).session
        note = await services.attachments.add("ada", "a.txt", b"words")
        await services.attachments.keep_in_draft("ada", session.id, [note.id])
    async with opening() as services:
        assert await services.attachments.of_draft("ada", "s") == (note,)
        await services.attachments.remove("ada", note.id)
        assert await services.attachments.of_draft("ada", "s") == ()
        assert not (await services.sessions.show("ada", "s")).has_draft


async def test_files_that_were_chosen_and_left_are_let_go_after_a_day(services: Services, clock: FakeClock) -> None:
    left = await services.attachments.add("ada", "a.txt", b"words")
    clock.advance(hours=23)
    assert await services.attachments.forget_unsent() == 0
    clock.advance(hours=2)
    assert await services.attachments.forget_unsent() == 1
    with pytest.raises(UserError):
        await services.attachments.read("ada", left.id)
