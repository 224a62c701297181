"""Personas as JSON documents, in which they are stored; and what of them is kept beside the document."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.lorebook_documents import lorebook_document, lorebook_from
from desktop_app.domain.lorebooks import Lorebook
from desktop_app.domain.parameters import session_engine_document, session_engine_from
from desktop_app.domain.personas import Persona

PICTURE, LOREBOOK, CARD = "picture", "lorebook", "card"
"""The keys under which documents name assets."""
_ELSEWHERE = frozenset({"id", "lorebook", "lorebook_lost", "engine", "parameters", "own", "version"})


@dataclass(frozen=True, slots=True)
class PersonaVersion:
    """A state in which a persona was saved; its lorebook is left out."""

    number: int
    persona: Persona
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class CardFile:
    """The file that a persona was read from: its name, and the asset that holds it."""

    file: str
    asset: str


def asset_name(data: bytes) -> str:
    """Return what an asset of those bytes is called."""
    return sha256(data).hexdigest()


def persona_document(persona: Persona) -> dict[str, Any]:
    """Return what a persona says, without its id and its lorebook; what is as usual is left out."""
    document: dict[str, Any] = {}
    for each in fields(Persona):
        value = getattr(persona, each.name)
        if each.name not in _ELSEWHERE and (each.name == "name" or value != each.default):
            document[each.name] = list(value) if isinstance(value, tuple) else value
    if persona.engine is not None or persona.parameters is not None:
        document["engine"] = session_engine_document(persona.own_engine)
    return document


def persona_from(persona_id: str, document: object, version: int = 1, lorebook: Lorebook | None = None) -> Persona:
    """Return the persona of a user in a document; raise `ValueError` for what Parley would not have stored."""
    if not isinstance(document, Mapping):
        raise ValueError("no object")
    found = {key: _READERS[key](document[key]) for key in _READERS.keys() & document.keys()}
    if not found.get("name"):
        raise ValueError("no name")
    engine = session_engine_from(document["engine"]) if "engine" in document else SessionEngine()
    return Persona(
        **{**_MISSING, **found},
        id=persona_id,
        engine=engine.choice if engine.choice != SessionEngine().choice else None,
        parameters=engine.parameters if engine.parameters != SessionEngine().parameters else None,
        lorebook=lorebook,
        own=True,
        version=version,
    )


def assets_in(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the assets that a document needs."""
    named = [document.get(PICTURE), document.get(LOREBOOK)]
    card = card_in(document)
    return frozenset(each for each in (*named, card and card.asset) if isinstance(each, str))


def renamed_asset(document: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return a document that names an asset by another name, in all places."""
    changed = {**document, **{key: new for key in (PICTURE, LOREBOOK) if document.get(key) == old}}
    card = card_in(document)
    return changed if card is None or card.asset != old else {**changed, CARD: {**document[CARD], "asset": new}}


def card_in(document: Mapping[str, Any]) -> CardFile | None:
    """Return the file that the persona in a document was read from, None where it was made here."""
    card = document.get(CARD)
    if not isinstance(card, Mapping):
        return None
    file, asset = card.get("file"), card.get("asset")
    return CardFile(file, asset) if isinstance(file, str) and isinstance(asset, str) else None


def lorebook_data(lorebook: Lorebook) -> bytes:
    """Return a lorebook as an asset holds it."""
    said = {"form": lorebook.form, "book": lorebook_document(lorebook)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def lorebook_in(data: bytes) -> Lorebook:
    """Return the lorebook in an asset; raise `ValueError` for what is none."""
    try:
        found = json.loads(data.decode("utf-8", "surrogatepass"))
    except RecursionError as error:
        raise ValueError("no lorebook") from error
    if not isinstance(found, dict) or not isinstance(found.get("book"), dict):
        raise ValueError("no lorebook")
    form = found.get("form")
    return lorebook_from(found["book"], form if form in ("book", "lorebook_v3", "world_info") else "book")


def _one(kind: type) -> Callable[[object], Any]:
    def read(value: object) -> object:
        if not isinstance(value, kind):
            raise ValueError("of no kind that Parley knows")
        return value

    return read


def _several(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("no list of texts")
    return tuple(value)


def _reader(sample: object) -> Callable[[object], Any]:
    if isinstance(sample, tuple):
        return _several
    return _one(bool if isinstance(sample, bool) else str)


_BLANK: Final = Persona("", "", "", "", "", "", "")
_READERS: Final = MappingProxyType(
    {each.name: _reader(getattr(_BLANK, each.name)) for each in fields(Persona) if each.name not in _ELSEWHERE}
)
_MISSING: Final = MappingProxyType(dict.fromkeys(("description", "glyph", "system_prompt", "greeting", "style"), ""))
