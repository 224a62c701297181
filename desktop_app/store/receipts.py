"""Receipts in the store: read back with the turns that they name."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.message_rows import MESSAGE_COLUMNS, message_by_id, messages_from
from desktop_app.store.receipt_rows import receipt_by_message
from desktop_app.store.schema import messages, receipts
from desktop_app.store.session_rows import get_session
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ReceiptStore:
    """How answers were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: str, message_id: int) -> tuple[Session, Message, AnswerReceipt | None]:
        """Return a user's answer with its session and its receipt, where there is one.

        Raises `UserError` for a message that is not there or another user's.
        """
        async with self._database.reading() as connection:
            message = await message_by_id(connection, message_id)
            if message is None:
                raise UserError("message_not_found")
            session = await get_session(connection, user_id, message.session_id)
            return session, message, await receipt_by_message(connection, message_id)

    async def documents(self, message_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """Return the receipts among those of these messages, as documents: without the texts of the prompts."""
        statement = select(receipts.c.message_id, receipts.c.document).where(receipts.c.message_id.in_(message_ids))
        async with self._database.reading() as connection:
            return {row.message_id: row.document for row in await connection.execute(statement)}

    async def turns(self, answer: Message, first_message_id: int | None) -> Sequence[Message]:
        """Return what stands before an answer from that message on, the question last; none where that is gone."""
        if first_message_id is None or answer.parent_id is None:
            return []
        about = (messages.c.id, messages.c.parent_id)
        above = select(*about).where(messages.c.id == answer.parent_id).cte("above", recursive=True)
        further = messages.c.id == above.c.parent_id
        # Parents are stored before what follows them.
        step = select(*about).where(further, above.c.id > first_message_id, messages.c.id >= first_message_id)
        above = above.union_all(step)
        statement = select(*MESSAGE_COLUMNS).join(above, above.c.id == messages.c.id).order_by(messages.c.id)
        async with self._database.reading() as connection:
            found = await messages_from(connection, await connection.execute(statement))
        return found if found and found[0].id == first_message_id else []

    async def know_model(self, message_id: int, model_sha256: str) -> None:
        """Note in a receipt what the file of its model was, unless it says so already."""
        async with self._database.writing() as connection:
            document = await _document(connection, message_id)
            if document is not None and not document.get("model_sha256"):
                changed = {**document, "model_sha256": model_sha256}
                this = receipts.c.message_id == message_id
                await connection.execute(update(receipts).where(this).values(document=changed))


async def _document(connection: AsyncConnection, message_id: int) -> dict[str, object] | None:
    found = await connection.scalar(select(receipts.c.document).where(receipts.c.message_id == message_id))
    return found if isinstance(found, dict) else None
