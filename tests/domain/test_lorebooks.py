"""Lorebooks: what documents of several kinds say, and that they can be written again without loss."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.lorebook_documents import lorebook_document, lorebook_from
from desktop_app.domain.lorebooks import BookForm, Decorator, LoreEntry

WORLD: dict[str, Any] = {
    "entries": {
        "0": {"uid": 0, "key": ["harbour"], "content": "Frozen.", "order": 100, "position": 0, "depth": 4},
        "7": {
            "uid": 7,
            "key": ["gull"],
            "keysecondary": ["storm"],
            "disable": True,
            "position": 4,
            "selectiveLogic": 3,
        },
    },
    "odd": 1,
}
BOOK: dict[str, Any] = {
    "name": "Burrow",
    "scan_depth": 4,
    "entries": [
        {"keys": ["tea"], "content": "At dusk.", "insertion_order": 2.0, "extensions": {"depth": 1}, "id": "x"},
        7,
    ],
}


@pytest.mark.parametrize(
    ("document", "form"), [(WORLD, "world_info"), (BOOK, "book"), ({"spec": "x", "data": BOOK, "y": 1}, "lorebook_v3")]
)
def test_a_book_is_written_as_it_was_read(document: dict[str, Any], form: BookForm) -> None:
    assert lorebook_document(lorebook_from(document, form)) == document


def test_world_info_is_read() -> None:
    book = lorebook_from(WORLD, "world_info", "port")
    assert book.name == "port"
    assert [entry.keys for entry in book.entries] == [("harbour",), ("gull",)]
    gull = book.entries[1]
    assert (gull.enabled, gull.position, gull.secondary_rule, gull.secondary_keys) == (
        False,
        "after_char",
        "all",
        ("storm",),
    )


def test_only_what_changed_is_written() -> None:
    book = lorebook_from(WORLD, "world_info")
    entries = (replace(book.entries[1], content="New."), LoreEntry(("sea",), "Deep."))
    written = lorebook_document(replace(book, entries=entries))
    assert written["odd"] == 1
    assert written["entries"]["7"] == {**WORLD["entries"]["7"], "content": "New."}
    assert written["entries"]["1"]["key"] == ["sea"]
    assert list(written["entries"]) == ["7", "1"]


def test_a_book_of_another_form_keeps_what_is_unknown() -> None:
    book = lorebook_from(WORLD, "world_info", "port")
    inside = lorebook_document(book, "book")
    again = lorebook_from(inside)
    assert [replace(entry, document={}) for entry in again.entries] == [
        replace(entry, document={}) for entry in book.entries
    ]
    assert inside["entries"][0]["extensions"] == {"world_info": {"depth": 4}}
    assert inside["name"] == "port"


@pytest.mark.parametrize("nonsense", [None, 7, "x", [], {}, [None], [[[]]], True, 1e308, 10**300, -5])
def test_values_of_other_types_count_as_not_given(nonsense: object) -> None:
    known = (
        "keys",
        "content",
        "enabled",
        "insertion_order",
        "position",
        "extensions",
        "id",
        "secondary_keys",
        "priority",
    )
    document = {"entries": [dict.fromkeys(known, nonsense)], "scan_depth": nonsense, "name": nonsense}
    for form in ("book", "world_info", "lorebook_v3"):
        book = lorebook_from(document, form)
        assert lorebook_document(book) == document or form == "lorebook_v3"
    assert all(isinstance(key, str) for entry in lorebook_from(document).entries for key in entry.keys)
    assert not lorebook_from({"entries": nonsense}).entries


def test_decorators_are_no_part_of_what_a_model_is_told() -> None:
    entry = LoreEntry((), "@@depth 4\n@@@role system\n\n@@activate\nThe sea.\n@@not one")
    assert entry.decorators == (
        Decorator("depth", "4"),
        Decorator("role", "system", fallback=True),
        Decorator("activate"),
    )
    assert entry.text == "The sea.\n@@not one"
    assert LoreEntry((), " plain ").text == " plain "
    assert len(LoreEntry((), "@@a\n" * 100_000).decorators) == 50
