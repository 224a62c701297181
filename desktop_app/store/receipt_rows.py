"""What the queries about receipts share: rows to values and back, and receipts stored in others' transactions."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from sqlite3 import Connection
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.receipt_documents import receipt_document, receipt_from
from desktop_app.domain.receipts import AnswerReceipt, GivenPrompt
from desktop_app.store.driver_rows import json_text
from desktop_app.store.schema import prompt_texts, receipts, summaries
from desktop_app.store.upsert import upsert

TEXT_COLUMNS = ("persona_text", "memory_text", "summary_text")
_CHUNK = 500
_ADD_TEXT = "INSERT OR IGNORE INTO prompt_texts (sha256, content) VALUES (?, ?)"
_ADD = """INSERT INTO receipts (message_id, first_message_id, persona_text, memory_text, summary_text, document)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO UPDATE SET
    first_message_id = excluded.first_message_id, persona_text = excluded.persona_text,
    memory_text = excluded.memory_text, summary_text = excluded.summary_text, document = excluded.document"""


def text_digest(text: str) -> bytes:
    """Return what a text of a prompt is known by."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def hot_add_receipt(connection: Connection, message_id: int, receipt: AnswerReceipt) -> None:
    """Store the receipt of an answer in the place of the one of an earlier run, in plain SQL."""
    texts = _texts(receipt)
    for text in filter(None, texts):
        connection.execute(_ADD_TEXT, (text_digest(text), text))
    digests = (text_digest(text) if text else None for text in texts)
    values = (message_id, receipt.prompt.first_message_id, *digests, json_text(receipt_document(receipt)))
    connection.execute(_ADD, values)


async def add_receipt(connection: AsyncConnection, message_id: int, receipt: AnswerReceipt) -> None:
    """Do the same on any database."""
    texts = _texts(receipt)
    for text in filter(None, texts):
        await add_text(connection, text)
    values: dict[str, Any] = {
        "first_message_id": receipt.prompt.first_message_id,
        "document": receipt_document(receipt),
        **{name: text_digest(text) if text else None for name, text in zip(TEXT_COLUMNS, texts, strict=True)},
    }
    statement = upsert(connection, receipts).values(message_id=message_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["message_id"], set_=values))


async def add_text(connection: AsyncConnection, text: str) -> None:
    """Store a text of a prompt unless it is there."""
    statement = upsert(connection, prompt_texts).values(sha256=text_digest(text), content=text)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]))


async def receipt_by_message(connection: AsyncConnection, message_id: int) -> AnswerReceipt | None:
    """Return the receipt of an answer; None where there is none, or none that makes sense."""
    row = (await connection.execute(select(receipts).where(receipts.c.message_id == message_id))).first()
    if row is None:
        return None
    digests = [getattr(row, name) for name in TEXT_COLUMNS]
    found = await connection.execute(
        select(prompt_texts.c.sha256, prompt_texts.c.content).where(prompt_texts.c.sha256.in_([*filter(None, digests)]))
    )
    texts = {bytes(digest): content for digest, content in found}
    return receipt_in(row.first_message_id, [texts.get(digest or b"", "") for digest in digests], row.document)


def receipt_in(first_message_id: int | None, texts: Sequence[str], document: object) -> AnswerReceipt | None:
    """Return the receipt that a row and its texts hold; None for one that makes no sense, which the doctor tells."""
    persona, memory, summary = texts
    try:
        if not isinstance(document, dict):
            return None
        return receipt_from(document, GivenPrompt(persona, memory, summary, first_message_id, ""))
    except ValueError:
        return None


async def copy_receipts(connection: AsyncConnection, copies: Mapping[int, int]) -> None:
    """Give messages that are copies of others the receipts and summaries of those, by the ids of both."""
    originals = list(copies)
    for start in range(0, len(originals), _CHUNK):
        some = originals[start : start + _CHUNK]
        for table in (receipts, summaries):
            rows = (await connection.execute(select(table).where(table.c.message_id.in_(some)))).mappings().all()
            if rows:
                await connection.execute(insert(table), [_copied(row, copies) for row in rows])


def _copied(row: Mapping[Any, Any], copies: Mapping[int, int]) -> dict[str, Any]:
    values = {str(name): value for name, value in row.items()} | {"message_id": copies[row["message_id"]]}
    if "first_message_id" in values:
        values["first_message_id"] = copies.get(values["first_message_id"])
    return values


def _texts(receipt: AnswerReceipt) -> tuple[str, str, str]:
    return receipt.prompt.persona, receipt.prompt.memory, receipt.prompt.summary
