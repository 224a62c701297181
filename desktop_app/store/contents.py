"""Bytes of attachments and texts of prompts, which go with the last that needs them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, select

from desktop_app.store.database import Database
from desktop_app.store.receipt_rows import TEXT_COLUMNS
from desktop_app.store.schema import attachments, contents, prompt_texts, receipts
from desktop_app.store.uninterrupted import finished_despite_cancellation

_BYTES_AT_ONCE = 32 * 2**20
"""Overwritten in one transaction, so that other writers never wait long."""
_AT_ONCE = 200

UNNEEDED: ColumnElement[bool] = ~exists().where(attachments.c.sha256 == contents.c.sha256)
"""That nothing refers to some bytes."""
UNNEEDED_TEXT: ColumnElement[bool] = and_(
    *(~exists().where(receipts.c[name] == prompt_texts.c.sha256) for name in TEXT_COLUMNS)
)
"""That no receipt refers to a text."""


async def remove_unneeded(database: Database) -> int:
    """Delete the bytes and texts that nothing refers to, in steps; return how many files these were.

    Rows of attachments go with the messages, drafts and sessions that have them; whatever deletes those for good calls
    this next. Where it cannot, for the process was killed in between, the next clean-up does.
    """
    await finished_despite_cancellation(_remove_unneeded_texts(database))
    return await finished_despite_cancellation(_remove_unneeded(database))


async def _remove_unneeded_texts(database: Database) -> None:
    async with database.reading() as connection:
        if await connection.scalar(select(prompt_texts.c.sha256).where(UNNEEDED_TEXT).limit(1)) is None:
            return
    async with database.writing() as connection:
        await connection.execute(delete(prompt_texts).where(UNNEEDED_TEXT))


async def _remove_unneeded(database: Database) -> int:
    async with database.reading() as connection:
        found = (await connection.execute(select(contents.c.sha256, contents.c.size).where(UNNEEDED))).all()
    gone = 0
    for digests in _steps([(bytes(row.sha256), int(row.size)) for row in found]):
        async with database.writing() as connection:
            # Somebody may have attached the same file meanwhile.
            chosen = contents.c.sha256.in_(digests) & UNNEEDED
            gone += (await connection.execute(delete(contents).where(chosen))).rowcount
    return gone


def _steps(found: Sequence[tuple[bytes, int]]) -> Iterator[list[bytes]]:
    step: list[bytes] = []
    size = 0
    for digest, length in found:
        if step and (size + length > _BYTES_AT_ONCE or len(step) == _AT_ONCE):
            yield step
            step, size = [], 0
        step.append(digest)
        size += length
    if step:
        yield step
