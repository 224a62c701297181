"""What was said on the shown branch, for looking through all of it."""

from desktop_app.domain.messages import MessageStatus, Role, Said
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.said import SaidStore
from desktop_app.store.sessions import SessionStore
from tests.support.values import MOMENT, a_session


async def test_it_is_the_branch_in_its_order_and_nothing_else(database: Database) -> None:
    sessions, messages, said = SessionStore(database), MessageStore(database), SaidStore(database)
    session, _ = await sessions.create(a_session())
    assert await said.on_branch(session) == []
    other, _ = await sessions.create(a_session())
    await messages.ask(other, "elsewhere", engine="builtin", now=MOMENT)
    expected = []
    for number in range(3):
        _, asked, empty = await messages.ask(session, f"question {number}", engine="builtin", now=MOMENT)
        answer = empty._replace(content=f"answer {number}", status=MessageStatus.COMPLETE)
        await messages.finish("ada", answer, context={}, now=MOMENT)
        expected += [Said(asked.id, Role.USER, asked.content), Said(answer.id, Role.ASSISTANT, answer.content)]
    shown = await sessions.get("ada", session.id)
    assert await said.on_branch(shown) == expected
    _, earlier = await sessions.show_branch("ada", session.id, expected[0].id)
    assert await said.on_branch(earlier) == expected
