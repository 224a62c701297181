"""Lorebooks read from JSON documents and written into them, where only what changed is touched."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields
from itertools import count
from typing import Any

from desktop_app.domain.loose_values import at_path, put_at_path
from desktop_app.domain.lore_fields import BOOK_FIELDS, DEFAULT_ENTRY, ENTRY_FIELDS, NEEDED
from desktop_app.domain.lorebooks import BookForm, Lorebook, LoreEntry

_ENTRY_NAMES = tuple(field.name for field in fields(LoreEntry) if field.name != "document")


def lorebook_from(document: Mapping[str, Any], form: BookForm = "book", name: str = "") -> Lorebook:
    """Return the book that `document` is, called `name` where it has no name of its own.

    What is of another type than it should be counts as not given; it stays in the document all the same.
    """
    inner = _inner(document, form)
    known = {field: codec.read(at_path(inner, codec.path)) for field, codec in BOOK_FIELDS.items()}
    known["name"] = known["name"] or name
    entries = tuple(_entry_from(raw, form) for _key, raw in _raw_entries(inner))
    return Lorebook(**known, entries=entries, form=form, document=document)


def lorebook_document(book: Lorebook, form: BookForm | None = None) -> dict[str, Any]:
    """Return `book` as a document of that form, its own where none is given, with all unknown fields that it has."""
    form = form or book.form
    shape = _shape(form)
    same = shape == _shape(book.form)
    inner = deepcopy(dict(_inner(book.document, book.form)))
    raw = inner.pop("entries", None)
    before = lorebook_from(inner, shape)
    for field, codec in BOOK_FIELDS.items():
        if getattr(book, field) != getattr(before, field):
            put_at_path(inner, codec.path, codec.write(getattr(book, field)))
    if same and book.entries == lorebook_from(book.document, book.form).entries:
        if raw is not None:
            inner["entries"] = raw
    else:
        written = [_entry_document(entry, book.form, form) for entry in book.entries]
        keyed = isinstance(raw, Mapping) if same and raw is not None else shape == "world_info"
        inner["entries"] = dict(_with_keys(book, written)) if keyed else written
    if form != "lorebook_v3":
        return inner
    outer = dict(book.document) if book.form == "lorebook_v3" else {"spec": "lorebook_v3"}
    return outer | {"data": inner}


def _shape(form: BookForm) -> BookForm:
    return "world_info" if form == "world_info" else "book"


def _inner(document: Mapping[str, Any], form: BookForm) -> Mapping[str, Any]:
    data = document.get("data") if form == "lorebook_v3" else document
    return data if isinstance(data, Mapping) else {}


def _raw_entries(inner: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the entries that are any, in a list or in a mapping, with their keys in it."""
    entries = inner.get("entries")
    if isinstance(entries, Mapping):
        yield from ((str(key), raw) for key, raw in entries.items() if isinstance(raw, Mapping))
    elif isinstance(entries, list):
        yield from ((str(number), raw) for number, raw in enumerate(entries) if isinstance(raw, Mapping))


def _entry_from(raw: Mapping[str, Any], form: BookForm) -> LoreEntry:
    codecs = ENTRY_FIELDS[_shape(form)]
    return LoreEntry(
        **{name: codecs[name].read(at_path(raw, codecs[name].path)) for name in _ENTRY_NAMES}, document=raw
    )


def _entry_document(entry: LoreEntry, source: BookForm, target: BookForm) -> dict[str, Any]:
    codecs = ENTRY_FIELDS[_shape(target)]
    if entry.document and _shape(source) == _shape(target):
        document = deepcopy(dict(entry.document))
        before = _entry_from(document, target)
        changed = [name for name in _ENTRY_NAMES if getattr(entry, name) != getattr(before, name)]
    else:
        unknown = _unknown(entry, source)
        document = {"extensions": {_shape(source): unknown}} if unknown else {"extensions": {}}
        changed = [
            name for name in _ENTRY_NAMES if name in NEEDED or getattr(entry, name) != getattr(DEFAULT_ENTRY, name)
        ]
    for name in changed:
        put_at_path(document, codecs[name].path, codecs[name].write(getattr(entry, name)))
    return document


def _unknown(entry: LoreEntry, source: BookForm) -> dict[str, Any]:
    """Return what is in an entry's document beside the fields that Parley knows."""
    left = deepcopy(dict(entry.document))
    for codec in ENTRY_FIELDS[_shape(source)].values():
        place: Any = left
        for step in codec.path[:-1]:
            place = place.get(step) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.pop(codec.path[-1], None)
    if not left.get("extensions", True):
        del left["extensions"]
    return left


def _with_keys(book: Lorebook, written: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each entry the key that it had, and new ones the next free number."""
    had = {id(raw): key for key, raw in _raw_entries(_inner(book.document, book.form))}
    taken = set(had.values())
    fresh = (str(number) for number in count() if str(number) not in taken)
    for entry, document in zip(book.entries, written, strict=True):
        key = had.pop(id(entry.document), "")
        yield key or next(fresh), document
