"""Turns said in another way, or gone on with: each beside what was there before, or added to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus, Role, asked_preview
from desktop_app.domain.sessions import Session, title_from
from desktop_app.store.database import Database
from desktop_app.store.message_rows import add_message, message_by_id, set_status, with_attachments
from desktop_app.store.schema import affinity_events, messages, sessions
from desktop_app.store.session_rows import get_session, restore_session, title_columns, update_session
from desktop_app.store.uninterrupted import uninterrupted


@dataclass(frozen=True, slots=True)
class Again:
    """Which message is said again: by a user a question of that text, or by a persona an answer to it."""

    user_id: str
    session_id: str
    message_id: int
    engine: str
    now: datetime
    text: str | None = None
    """The new text of a question; None where it is answered anew as it stands."""
    persona: str | None = None
    attachments: tuple[int, ...] | None = None
    """What is attached to the new version; None for what was attached to the one before."""


@dataclass(frozen=True, slots=True)
class Several:
    """A question that several engines answer side by side: a new one of that text, or the one that is there."""

    user_id: str
    session_id: str
    engines: tuple[str, ...]
    """One for each answer; the first one's is shown."""
    now: datetime
    text: str | None = None
    message_id: int | None = None
    """Where there is no text: the question, or an answer to it."""
    persona: str | None = None
    attachments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GoOn:
    """Which answer goes on where its text ends."""

    user_id: str
    session_id: str
    message_id: int
    engine: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """An exchange that is stored: the changed session, the question, and the answer that is streamed into."""

    session: Session
    question: Message
    answer: Message
    version: int = 0
    """How many answers the question had before this one."""
    first: bool = True
    """Whether no answer to the question was whole before, so that this one brings points."""
    left: int | None = None
    """The end of the branch that was shown before."""
    before: Message | None = None
    """The answer as it was, where it goes on."""


@uninterrupted
class TurnStore:
    """Adds versions of turns, and lets answers go on; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, again: Again) -> Begun:
        """Store a question's new version, where it has one, and an empty answer, and show both.

        Nothing that was there is changed: what is said again stands beside it. A message may be a question or an
        answer to it.
        """
        await self._database.writer.announce()
        async with self._database.writing() as connection:
            session = await get_session(connection, again.user_id, again.session_id)
            return await self._again(connection, session, again)

    async def go_on(self, going: GoOn) -> Begun:
        """Open the answer at the end of the shown branch to more text, its own kept.

        An answer that failed without a word gets another one beside it.
        """
        await self._database.writer.announce()
        async with self._database.writing() as connection:
            session = await get_session(connection, going.user_id, going.session_id)
            answer = await _message(connection, session.id, going.message_id)
            if answer.status is MessageStatus.STREAMING:
                raise UserError("answer_streaming")
            question = await message_by_id(connection, answer.parent_id)
            if answer.role is not Role.ASSISTANT or session.active_leaf_id != answer.id or question is None:
                raise UserError("cannot_continue")
            if answer.status is MessageStatus.FAILED and not answer.content:
                again = Again(going.user_id, session.id, answer.id, going.engine, going.now, persona=answer.persona)
                return await self._again(connection, session, again)
            if session.trashed_at is not None:
                session = await restore_session(connection, session, going.now)
            mine = {"writer": self._database.writer.id}
            await set_status(connection, messages.c.id == answer.id, MessageStatus.STREAMING, mine)
            changed = await update_session(connection, session.id, {"last_activity_at": going.now})
            return Begun(
                changed,
                question,
                answer._replace(status=MessageStatus.STREAMING),
                version=sum(each < answer.id for each in await _versions(connection, answer)),
                first=await _is_first(connection, question),
                left=answer.id,
                before=answer,
            )

    async def begin_several(self, asked: Several) -> list[Begun]:
        """Store a question, where it is new, and an empty answer for each engine, and show the first, all at once."""
        await self._database.writer.announce()
        async with self._database.writing() as connection:
            session = await get_session(connection, asked.user_id, asked.session_id)
            if session.trashed_at is not None:
                session = await restore_session(connection, session, asked.now)
            question = await self._asked_of_several(connection, session, asked)
            answers = [await self._answer(connection, session, asked, question, each) for each in asked.engines]
            new = int(asked.text is not None)
            columns: dict[str, Any] = {
                "active_leaf_id": answers[0].id,
                "message_count": sessions.c.message_count + len(answers) + new,
                "query_count": sessions.c.query_count + new,
                "last_activity_at": asked.now,
                "preview": asked_preview(question),
            }
            if session.title is None:
                columns |= title_columns(title_from(question.content or asked_preview(question)))
            changed = await update_session(connection, session.id, columns)
            first, beside = await _is_first(connection, question), await _versions(connection, answers[0])
            left = session.active_leaf_id
            return [Begun(changed, question, each, beside.index(each.id), first, left) for each in answers]

    async def _asked_of_several(self, connection: AsyncConnection, session: Session, asked: Several) -> Message:
        if asked.text is None:
            again = Again(asked.user_id, session.id, asked.message_id or 0, asked.engines[0], asked.now)
            return await _question(connection, again)
        row = {"session_id": session.id, "created_at": asked.now, "metadata": {}}
        said = {"parent_id": session.active_leaf_id, "role": "user", "status": "complete"}
        question = await add_message(connection, asked.text, row | said)
        return await with_attachments(connection, asked.user_id, question, asked.attachments)

    async def _answer(
        self, connection: AsyncConnection, session: Session, asked: Several, question: Message, engine: str
    ) -> Message:
        row = {"session_id": session.id, "created_at": asked.now, "metadata": {}, "parent_id": question.id}
        who = {"persona": asked.persona or session.persona, "engine": engine, "writer": self._database.writer.id}
        return await add_message(connection, "", row | {"role": "assistant", "status": "streaming"} | who)

    async def _again(self, connection: AsyncConnection, session: Session, again: Again) -> Begun:
        question = await _question(connection, again)
        if session.trashed_at is not None:
            session = await restore_session(connection, session, again.now)
        row: dict[str, Any] = {"session_id": session.id, "created_at": again.now, "metadata": {}}
        if again.text is not None:
            said = {"parent_id": question.parent_id, "role": "user", "status": "complete"}
            kept = [each.id for each in question.attachments] if again.attachments is None else again.attachments
            if not again.text.strip() and not kept:
                raise UserError("empty_message")
            question = await add_message(connection, again.text, row | said)
            question = await with_attachments(connection, again.user_id, question, kept)
        filled = {"parent_id": question.id, "role": "assistant", "status": "streaming"}
        who = {"persona": again.persona or session.persona, "engine": again.engine, "writer": self._database.writer.id}
        answer = await add_message(connection, "", row | filled | who)
        asked = int(again.text is not None)
        columns = {
            "active_leaf_id": answer.id,
            "message_count": sessions.c.message_count + 1 + asked,
            "query_count": sessions.c.query_count + asked,
            "last_activity_at": again.now,
            "preview": asked_preview(question),
        }
        return Begun(
            await update_session(connection, session.id, columns),
            question,
            answer,
            version=len(await _versions(connection, answer)) - 1,
            first=await _is_first(connection, question),
            left=session.active_leaf_id,
        )


async def _message(connection: AsyncConnection, session_id: str, message_id: int | None) -> Message:
    message = await message_by_id(connection, message_id)
    if message is None or message.session_id != session_id:
        raise UserError("message_not_found")
    return message


async def _question(connection: AsyncConnection, again: Again) -> Message:
    """Return the question that is asked or answered again; an answer is answered again by way of its question."""
    message = await _message(connection, again.session_id, again.message_id)
    if message.role is Role.ASSISTANT and again.text is None:
        message = await _message(connection, again.session_id, message.parent_id)
    if message.role is not Role.USER:
        raise UserError("message_not_found")
    return message


async def _versions(connection: AsyncConnection, message: Message) -> list[int]:
    beside: ColumnElement[bool] = messages.c.parent_id.is_not_distinct_from(message.parent_id)
    statement = select(messages.c.id).where(
        messages.c.session_id == message.session_id, messages.c.role == message.role.value, beside
    )
    return list((await connection.scalars(statement.order_by(messages.c.id))).all())


async def _is_first(connection: AsyncConnection, question: Message) -> bool:
    """Tell whether no answer to a question has brought points yet."""
    brought = exists().where(affinity_events.c.message_id == messages.c.id, affinity_events.c.reason == "exchange")
    statement = select(messages.c.id).where(messages.c.parent_id == question.id, brought).limit(1)
    return await connection.scalar(statement) is None
