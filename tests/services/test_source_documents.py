"""What the five documents promise of sessions, where no other test shows it; `docs/session-behaviour.md` lists all."""

from contextlib import aclosing
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from desktop_app.cli.documents import session_document
from desktop_app.domain.errors import UserError
from desktop_app.services.chat import Finished, SendRequest, Stored
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.script import Script


async def send(services: Services, text: str, **where: str) -> tuple[Stored, Finished]:
    async with aclosing(services.chat.send(SendRequest(services.user_id, text, **where))) as events:  # type: ignore[arg-type]
        found = [event async for event in events]
    assert isinstance(found[0], Stored)
    assert isinstance(found[-1], Finished)
    return found[0], found[-1]


async def test_where_there_is_no_session_a_default_one_is_made_kept_and_usable_at_once(opening: Opening) -> None:
    async with opening() as services:
        assert await services.sessions.list_sessions("ada") == []
        ensured = await services.sessions.ensure_default("ada")
        assert ensured.created
        stored, end = await send(services, "hello")
        assert (stored.created, end.session.id) == (False, ensured.session.id)
    async with opening() as services:
        again = await services.sessions.ensure_default("ada")
        assert (again.created, again.session.id) == (False, ensured.session.id)
        assert len(await services.sessions.history("ada", ensured.session.id)) == 2


async def test_a_session_made_on_purpose_begins_as_a_stranger_with_no_points(services: Services) -> None:
    made = await services.sessions.create("ada", persona="sakura")
    affinity = await services.chat.affinity("ada", "sakura")
    assert (affinity.points, affinity.level) == (0, "stranger")
    _, end = await send(services, "hello", session_id=made.session.id)
    assert (end.affinity.points, end.affinity.level) == (2, "stranger")


async def test_a_message_to_an_unknown_id_makes_that_session_and_several_messages_share_it(services: Services) -> None:
    created = [(await send(services, text, session_id="user_123"))[0].created for text in ("one", "two", "three")]
    assert created == [True, False, False]
    assert (await services.sessions.show("ada", "user_123")).query_count == 3


async def test_the_context_and_metadata_of_a_session_are_those_that_are_promised(
    services: Services, script: Script
) -> None:
    made = await services.sessions.create("ada", metadata={"source": "webapp", "version": "1.0"}, origin="cli")
    _, end = await send(services, "q" * 600, session_id=made.session.id)
    context = dict(end.session.context)
    assert set(context) == {"last_query", "last_response", "last_execution_time", "last_agent_used"}
    assert (len(context["last_query"]), len(context["last_response"])) == (500, 500)
    for count in (1, 2):
        script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1"))
        with pytest.raises(UserError):
            await send(services, f"again {count}", session_id=made.session.id)
        context = dict((await services.sessions.show("ada", made.session.id)).context)
        assert context["error_count"] == count
        assert "127.0.0.1" in context["last_error"]
    document = session_document(await services.sessions.show("ada", made.session.id), None)
    assert document["metadata"] == {
        "source": "webapp",
        "version": "1.0",
        "query_count": 3,
        "last_query": "again 2",
        "last_agent_type": "scripted",
        "created_from": "cli",
    }


async def test_a_store_in_memory_forgets_and_the_others_keep(opening: Opening, storage: dict[str, str]) -> None:
    async with opening() as services:
        await services.sessions.create("ada", session_id="s")
    async with opening() as services:
        assert [session.id for session in await services.sessions.list_sessions("ada")] == ["s"]
    if storage["storage_type"] == "sqlite":
        for _ in range(2):
            async with opening(storage_type="memory") as services:
                assert await services.sessions.list_sessions("ada") == []
                await services.sessions.create("ada", session_id="s")


async def test_what_looks_like_sql_is_text(services: Services) -> None:
    odd = "'); DROP TABLE sessions; --"
    made = await services.sessions.create("ada", session_id=odd, name=odd, metadata={odd: odd})
    _, end = await send(services, odd, session_id=odd)
    assert (end.session.name, end.session.id) == (odd, odd)
    assert made.session.metadata == {odd: odd}
    assert (await services.sessions.history("ada", odd))[0].content == odd


async def test_users_never_see_each_other_s_sessions(services: Services) -> None:
    await send(services, "for my eyes", session_id="mine")
    sessions, removal = services.sessions, services.removal
    for use in (
        sessions.show("eve", "mine"),
        sessions.history("eve", "mine"),
        sessions.rename("eve", "mine", "hers"),
        sessions.trash("eve", "mine"),
        sessions.ensure("mine", "eve"),
        removal.clear("eve", "mine"),
        removal.delete("eve", "mine"),
    ):
        with pytest.raises(UserError) as refused:
            await use
        assert refused.value.code == "session_of_other_user"
    assert await sessions.list_sessions("eve") == []
    assert (await removal.statistics("eve"))["total_messages"] == 0
    assert len(await sessions.history("ada", "mine")) == 2


async def test_create_session_with_provided_uuid(services: Services) -> None:
    given = str(uuid4())
    made = await services.sessions.create("ada", session_id=given)
    assert (made.session.id, made.created) == (given, True)


async def test_create_session_without_uuid(services: Services) -> None:
    made = [await services.sessions.create("ada", name=name) for name in (None, "named", None)]
    assert len({UUID(ensured.session.id) for ensured in made}) == 3


async def test_no_store_takes_a_session_without_an_id(services: Services) -> None:
    with pytest.raises((UserError, DBAPIError)):
        async with services.changes._database.writing() as connection:
            await connection.exec_driver_sql("INSERT INTO sessions (id, user_id) VALUES (NULL, 'ada')")
    assert await services.sessions.list_sessions("ada") == []


async def test_a_new_session_of_a_known_name_is_that_session_with_its_persona_and_metadata_changed(
    services: Services,
) -> None:
    first = await services.sessions.create("ada", name="cli-40f58fa9", persona="sakura", metadata={"a": 1})
    again = await services.sessions.create("ada", name="cli-40f58fa9", persona="creative_writer", metadata={"b": 2})
    assert (again.session.id, again.created) == (first.session.id, False)
    assert (again.session.persona, again.session.metadata) == ("creative_writer", {"a": 1, "b": 2})
    assert len(await services.sessions.list_sessions("ada")) == 1


async def test_switching_between_sessions_keeps_each_history(services: Services) -> None:
    for text, session_id in (("a1", "a"), ("b1", "b"), ("a2", "a")):
        await send(services, text, session_id=session_id)
    asked = {
        session_id: [each.content for each in (await services.sessions.history("ada", session_id))[::2]]
        for session_id in ("a", "b")
    }
    assert asked == {"a": ["a1", "a2"], "b": ["b1"]}
