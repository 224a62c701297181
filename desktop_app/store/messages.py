"""Messages in the store: asked, answered piece by piece, read back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.affinity import Meeting
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus, Role, asked_preview
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.sessions import Session, title_from
from desktop_app.store.affinities import meet
from desktop_app.store.database import Database
from desktop_app.store.hot_messages import Question, last_of_branch
from desktop_app.store.hot_messages import ask as hot_ask
from desktop_app.store.hot_messages import finish as hot_finish
from desktop_app.store.hot_pages import ids_of_branch, messages_by_ids
from desktop_app.store.message_rows import (
    MESSAGE_COLUMNS,
    add_message,
    message_by_id,
    messages_from,
    preview_endings,
    set_status,
    set_text,
    with_attachments,
)
from desktop_app.store.receipt_rows import add_receipt
from desktop_app.store.schema import messages, sessions
from desktop_app.store.session_rows import (
    add_session,
    find_session,
    get_session,
    restore_session,
    session_named,
    title_columns,
    update_session,
)
from desktop_app.store.texts import text_columns
from desktop_app.store.uninterrupted import finished_despite_cancellation, interruptible, uninterrupted
from desktop_app.store.unsettled import Ending, Unsettled

_ALL = 2**62
"""More messages than any session has."""


@uninterrupted
class MessageStore:
    """The messages of all sessions; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unsettled = Unsettled()

    @interruptible
    async def ask(
        self, session: Session, text: str, *, engine: str, now: datetime, attachments: Sequence[int] = ()
    ) -> tuple[Session, Message, Message]:
        """Store a question and the empty answer that will be streamed into it; return both with the changed session.

        Both hang at the end of the shown branch, in one transaction: questions asked from several processes at once
        line up, each with its own answer. The question that just failed to get an answer, asked again, gets another
        answer beside that. What is attached goes with the question.
        """
        await self.settle()
        await self._database.writer.announce()
        question = Question(session, text, engine, self._database.writer.id, now, tuple(attachments))
        asked = await self._database.hot.write(partial(hot_ask, question=question))
        if asked is not None:
            return asked
        return await finished_despite_cancellation(self._ask_anywhere(question))

    async def _ask_anywhere(self, question: Question) -> tuple[Session, Message, Message]:
        session, text, now = question.session, question.text, question.now
        async with self._database.writing() as connection:
            current = await _present(connection, session, now)
            asked = await _unanswered(connection, current, question)
            anew = asked is None
            row: dict[str, Any] = {
                "session_id": session.id,
                "persona": None,
                "engine": None,
                "created_at": now,
                "metadata": {},
            }
            if asked is None:
                said = {"parent_id": current.active_leaf_id, "role": "user", "status": "complete"}
                asked = await add_message(connection, text, row | said)
                asked = await with_attachments(connection, session.user_id, asked, question.attachments)
            answer = await add_message(
                connection,
                "",
                row
                | {"parent_id": asked.id, "role": "assistant", "status": "streaming"}
                | {"persona": current.persona, "engine": question.engine, "writer": question.writer},
            )
            columns = {
                "active_leaf_id": answer.id,
                "message_count": sessions.c.message_count + 1 + int(anew),
                "query_count": sessions.c.query_count + int(anew),
                "last_activity_at": now,
                "preview": asked_preview(asked),
                **title_columns(current.title or title_from(text or asked_preview(asked))),
            }
            return await update_session(connection, session.id, columns), asked, answer

    async def write(self, answer: Message, receipt: AnswerReceipt | None = None) -> None:
        """Store what has come of an answer that is still being streamed, with `receipt` also how it is being made."""
        async with self._database.writing() as connection:
            written = await connection.execute(
                update(messages)
                .where(messages.c.id == answer.id, messages.c.status == "streaming")
                .values(**text_columns(answer.content), metadata=dict(answer.metadata))
            )
            if receipt is not None and written.rowcount:
                await add_receipt(connection, answer.id, receipt)

    @interruptible
    async def finish(
        self,
        user_id: str,
        answer: Message,
        *,
        context: Mapping[str, Any],
        now: datetime,
        meeting: Meeting | None = None,
        receipt: AnswerReceipt | None = None,
    ) -> Session:
        """Store the end of an answer and what follows from it: context, affinity, and how it was made.

        What cannot be stored just now, such as on a full disk, is stored by the next `ask` or `settle` that can.
        """
        ending = Ending(user_id, answer, context, now, meeting, receipt)
        try:
            return await self._finish(ending)
        except UserError as failure:
            self._unsettled.keep(ending, failure)
            raise

    @interruptible
    async def settle(self) -> None:
        """Store the ends of answers that could not be stored when they came, as far as that is possible now."""
        async with self._unsettled.turn:
            while (ending := self._unsettled.first()) is not None:
                try:
                    await self._finish(ending)
                except UserError as failure:
                    if self._unsettled.keep(ending, failure):
                        return
                self._unsettled.over(ending)

    async def _finish(self, ending: Ending) -> Session:
        finished = await self._database.hot.write(partial(hot_finish, ending=ending))
        if finished is not None:
            return finished
        return await finished_despite_cancellation(self._finish_anywhere(ending))

    async def _finish_anywhere(self, ending: Ending) -> Session:
        answer = ending.answer
        async with self._database.writing() as connection:
            found = await message_by_id(connection, answer.id)
            # Where the history was cleared meanwhile, it holds the answer as well.
            holder = answer.session_id if found is None else found.session_id
            session = await get_session(connection, ending.user_id, holder)
            if found is None or found.status is MessageStatus.COMPLETE:
                return session  # deleted meanwhile, or stored by an attempt that was not told so
            finished = {
                "status": answer.status,
                "model": answer.model,
                "metadata": dict(answer.metadata),
                "writer": None,
            }
            await set_text(connection, answer.id, answer.content, finished)
            if ending.receipt is not None:
                await add_receipt(connection, answer.id, ending.receipt)
            if ending.meeting is not None and answer.persona is not None:
                await meet(connection, ending.user_id, answer.persona, ending.meeting, answer.id, ending.now)
            context, preview = ending.told_by(session)
            active = max(ending.now, session.last_activity_at)
            columns = {"context": dict(context), "preview": preview, "last_activity_at": active}
            return await update_session(connection, session.id, columns)

    @interruptible
    async def branch(self, session: Session, limit: int | None = None) -> list[Message]:
        """Return the shown branch from its beginning, or its last `limit` messages."""
        if session.active_leaf_id is None:
            return []
        hot = partial(last_of_branch, session=session, limit=_ALL if limit is None else limit)
        found = await self._database.hot.read(hot)
        if found is None:
            found = await finished_despite_cancellation(self._branch_anywhere(session, limit))
        return self._unsettled.shown(found)

    async def _branch_anywhere(self, session: Session, limit: int | None) -> list[Message]:
        depth = select(messages.c.id, messages.c.parent_id, literal(0).label("depth")).where(
            messages.c.id == session.active_leaf_id
        )
        chain = depth.cte("chain", recursive=True)
        step = select(messages.c.id, messages.c.parent_id, chain.c.depth + 1).where(messages.c.id == chain.c.parent_id)
        if limit is not None:
            step = step.where(chain.c.depth + 1 < limit)
        chain = chain.union_all(step)
        statement = select(*MESSAGE_COLUMNS).join(chain, chain.c.id == messages.c.id).order_by(chain.c.depth.desc())
        async with self._database.reading() as connection:
            return await messages_from(connection, await connection.execute(statement))

    async def all_of(self, session_id: str) -> list[Message]:
        """Return every message of a session, all branches, in the order they were stored."""
        statement = select(*MESSAGE_COLUMNS).where(messages.c.session_id == session_id).order_by(messages.c.id)
        async with self._database.reading() as connection:
            return self._unsettled.shown(await messages_from(connection, await connection.execute(statement)))

    @interruptible
    async def branch_ids(self, session: Session) -> Sequence[int]:
        """Return the ids of the shown branch from its beginning."""
        if session.active_leaf_id is None:
            return []
        found = await self._database.hot.read(partial(ids_of_branch, session=session))
        return await finished_despite_cancellation(self._branch_ids_anywhere(session)) if found is None else found

    async def _branch_ids_anywhere(self, session: Session) -> Sequence[int]:
        chain = select(messages.c.id, messages.c.parent_id, literal(0).label("depth"))
        chain_cte = chain.where(messages.c.id == session.active_leaf_id).cte("chain", recursive=True)
        step = select(messages.c.id, messages.c.parent_id, chain_cte.c.depth + 1)
        chain_cte = chain_cte.union_all(step.where(messages.c.id == chain_cte.c.parent_id))
        async with self._database.reading() as connection:
            statement = select(chain_cte.c.id).order_by(chain_cte.c.depth.desc())
            return (await connection.scalars(statement)).all()

    async def all_ids(self, session_id: str) -> list[int]:
        """Return the ids of every message of a session, all branches, in the order they were stored."""
        statement = select(messages.c.id).where(messages.c.session_id == session_id).order_by(messages.c.id)
        async with self._database.reading() as connection:
            return list((await connection.scalars(statement)).all())

    @interruptible
    async def by_ids(self, ids: Sequence[int]) -> list[Message]:
        """Return the messages with those ids, some hundreds at most, in that order; but for those that are gone."""
        found = await self._database.hot.read(partial(messages_by_ids, ids=ids))
        if found is None:
            found = await finished_despite_cancellation(self._by_ids_anywhere(ids))
        return self._unsettled.shown(found)

    async def _by_ids_anywhere(self, ids: Sequence[int]) -> list[Message]:
        statement = select(*MESSAGE_COLUMNS).where(messages.c.id.in_(ids))
        async with self._database.reading() as connection:
            rows = await messages_from(connection, await connection.execute(statement))
        found = {message.id: message for message in rows}
        return [found[number] for number in ids if number in found]

    async def interrupt_abandoned(self) -> int:
        """Mark answers as interrupted whose writing process is gone, their text kept; return how many."""
        streaming = messages.c.status == "streaming"
        async with self._database.reading() as connection:
            writers = (await connection.scalars(select(messages.c.writer).where(streaming).distinct())).all()
        dead = [writer for writer in writers if writer is None or await self._database.writer.is_dead(writer)]
        if not dead:
            return 0
        async with self._database.writing() as connection:
            abandoned = streaming & func.coalesce(messages.c.writer, "").in_([writer or "" for writer in dead])
            ended = await set_status(connection, abandoned, MessageStatus.INTERRUPTED, {"writer": None})
            await preview_endings(connection, ended)
            return len(ended)


async def _present(connection: AsyncConnection, session: Session, now: datetime) -> Session:
    """Return a session as it is now: called back from the trash, made anew where it was deleted just before."""
    current = await find_session(connection, session.user_id, session.id)
    if current is None:
        taken = session.name is not None and await session_named(connection, session.user_id, session.name) is not None
        current = Session(
            id=session.id,
            user_id=session.user_id,
            persona=session.persona,
            created_at=now,
            last_activity_at=now,
            name=None if taken else session.name,
            origin=session.origin,
            temporary=session.temporary,
            metadata=session.metadata,
            engine=session.engine,
        )
        await add_session(connection, current)
    return current if current.trashed_at is None else await restore_session(connection, current, now)


async def _unanswered(connection: AsyncConnection, session: Session, question: Question) -> Message | None:
    """Return the question at the end of the shown branch where it is this one and failed to get an answer."""
    leaf = await message_by_id(connection, session.active_leaf_id)
    if leaf is None or leaf.status is not MessageStatus.FAILED or leaf.content:
        return None
    asked = await message_by_id(connection, leaf.parent_id)
    if asked is None or asked.role is not Role.USER or asked.content != question.text:
        return None
    return asked if [each.id for each in asked.attachments] == list(question.attachments) else None
