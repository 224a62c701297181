"""Files named on the command line, to go with a message."""

from collections.abc import Sequence
from pathlib import Path

from desktop_app.domain.attachments import MAX_ATTACHMENTS, Attachment
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.services.services import Services


async def attached(
    files: Sequence[str], services: Services, choice: EngineChoice
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Take in the files and return their ids, with what is to be said of them before they are sent."""
    if len(files) > MAX_ATTACHMENTS:
        raise UserError("attachment_too_many", limit=MAX_ATTACHMENTS)
    found: list[Attachment] = []
    notes: tuple[str, ...] = ()
    try:
        for words in files:
            path = _path(words)
            found.append(await services.attachments.add(services.user_id, path.name, path))
    except UserError:
        for each in found:
            await services.attachments.remove(services.user_id, each.id)
        raise
    if any(each.is_image for each in found) and not await _are_seen(services, choice):
        notes = ("What answers cannot see pictures; it is told their names.",)
    return tuple(each.id for each in found), notes


async def _are_seen(services: Services, asked: EngineChoice) -> bool:
    """Tell whether what answers can see pictures; no where that cannot be found out."""
    choice = (await services.choosing.chosen(services.user_id, None, asked)).choice
    return await (await services.engines.resolve(choice)).takes_images(choice.model)


def _path(words: str) -> Path:
    return Path(words).expanduser()
