"""Lorebooks in files of their own: as the specification of cards has them, or as the world info of SillyTavern."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebook_documents import lorebook_document, lorebook_from
from desktop_app.domain.lorebooks import BookForm, Lorebook
from desktop_app.domain.texts import one_line
from desktop_app.formats.cards.json_document import MAX_TEXT, read_object, written
from desktop_app.formats.cards.reading import looks_like_json, read_card

_LONGEST_NAME: Final = 100


def read_lorebook(name: str, data: bytes) -> Lorebook:
    """Return the lorebook in a file, called like the file where it has no name of its own; the one in a card as well.

    Raises `UserError`, calling the file `name`, for what holds none.
    """
    own_name = one_line(PurePath(name).stem, _LONGEST_NAME)
    document = read_object(name, data, "not_a_lorebook") if looks_like_json(data) else None
    form = None if document is None else _form_of(document)
    if document is not None and form is not None:
        book = lorebook_from(document, form, own_name)
    else:
        book = _in_card(name, data)
    if any(len(entry.content) > MAX_TEXT for entry in book.entries):
        raise UserError("card_too_large", name=name, problem=f"a text of over {MAX_TEXT:,} characters")
    return book


def _in_card(name: str, data: bytes) -> Lorebook:
    try:
        book = read_card(name, data).lorebook
    except UserError as error:
        if error.code != "not_a_card":
            raise
        raise UserError("not_a_lorebook", name=name, problem="there are no entries in it") from error
    if book is None:
        raise UserError("not_a_lorebook", name=name, problem="it is a card without one")
    return book


def write_lorebook(book: Lorebook) -> bytes:
    """Return a book as a JSON file, in the form in which it was read, or that of the specification."""
    return written(lorebook_document(book, "lorebook_v3" if book.form == "book" else book.form))


def _form_of(document: Mapping[str, Any]) -> BookForm | None:
    data = document.get("data")
    if isinstance(data, Mapping):
        return "lorebook_v3" if isinstance(data.get("entries"), list | Mapping) else None
    entries = document.get("entries")
    if not isinstance(entries, list | Mapping):
        return None
    inner = entries.values() if isinstance(entries, Mapping) else entries
    first = next((entry for entry in inner if isinstance(entry, Mapping)), None)
    if first is None:
        return "world_info" if isinstance(entries, Mapping) else "book"
    return "book" if "keys" in first else "world_info" if "key" in first else None
