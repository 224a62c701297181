"""Merges how answers were made, and the summaries, of a snapshot's session into the store."""

from dataclasses import replace

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.store.merge import Merged
from desktop_app.store.receipt_rows import add_receipt
from desktop_app.store.schema import summaries
from desktop_app.store.snapshot_values import KeptSession


async def merge_receipts(connection: AsyncConnection, found: KeptSession, merged: Merged) -> None:
    """Give the messages that were added the receipts and summaries that they had in the snapshot."""
    for message_id, receipt in found.receipts.items():
        if message_id in merged.new:
            await add_receipt(connection, merged.ids[message_id], _here(receipt, merged))
    rows = [
        {
            "message_id": merged.ids[each.message_id],
            "content": each.text,
            "engine": each.engine,
            "model": each.model,
            "edited": each.edited,
            "created_at": each.created_at,
        }
        for each in found.summaries
        if each.message_id in merged.new
    ]
    if rows:
        await connection.execute(insert(summaries), rows)


def _here(receipt: AnswerReceipt, merged: Merged) -> AnswerReceipt:
    """Return a receipt that names its first message by the id that it has here."""
    first = receipt.prompt.first_message_id
    prompt = replace(receipt.prompt, first_message_id=None if first is None else merged.ids.get(first))
    return replace(receipt, prompt=prompt)
