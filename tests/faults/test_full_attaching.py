"""Files for which there is no room: refused in a sentence, and afterwards all goes on."""

from contextlib import aclosing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services
from tests.faults.test_full_store import LONG, database_of
from tests.services.conftest import Opening
from tests.support.full_store import full
from tests.support.invariants import Acknowledged, assert_invariants

FILE = b"words " * 200_000


async def send(services: Services, text: str, *ids: int) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s", attachments=ids))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)


async def test_a_file_that_does_not_fit_is_not_stored_at_all(opening: Opening, data_dir: Path) -> None:
    async with opening() as services:
        await send(services, "before")
        async with full(database_of(services), room=40):
            with pytest.raises(UserError) as refused:
                await services.attachments.add("ada", "a.txt", FILE)
            assert refused.value.code == "store_full"
        note = await services.attachments.add("ada", "a.txt", FILE)
        await send(services, "after", note.id)
        assert await services.attachments.read("ada", note.id) == FILE
    assert_invariants(data_dir, [Acknowledged("s", "before"), Acknowledged("s", "after")])


async def test_a_question_that_does_not_fit_leaves_its_files_to_be_sent_again(opening: Opening, data_dir: Path) -> None:
    async with opening() as services:
        note = await services.attachments.add("ada", "a.txt", FILE)
        await services.sessions.ensure("s", "ada")
        await services.attachments.keep_in_draft("ada", "s", [note.id])
        async with full(database_of(services)):
            with pytest.raises(UserError) as refused:
                await send(services, LONG * 20, note.id)
            assert refused.value.code == "store_full"
        assert await services.attachments.of_draft("ada", "s") == (note,)
        await send(services, LONG, note.id)
        assert [message.attachments for message in await services.sessions.history("ada", "s")] == [(note,), ()]
        assert await services.attachments.of_draft("ada", "s") == ()
    assert_invariants(data_dir, [Acknowledged("s", LONG)])
