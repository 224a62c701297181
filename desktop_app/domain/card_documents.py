"""The JSON documents of character cards: which version one is of, what it says, and it as another version."""

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_app.domain.loose_values import text

Spec = Literal["v1", "v2", "v3"]
V1_KEYS: Final = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
_PYGMALION: Final = MappingProxyType(
    {
        "char_name": "name",
        "char_persona": "description",
        "world_scenario": "scenario",
        "char_greeting": "first_mes",
        "example_dialogue": "mes_example",
    }
)
_OOBA: Final = MappingProxyType(
    {"name": "name", "context": "description", "greeting": "first_mes", "example_dialogue": "mes_example"}
)
_SAID: Final = MappingProxyType({"v2": ("chara_card_v2", "2.0"), "v3": ("chara_card_v3", "3.0")})
_V2_TEXTS: Final = ("creator_notes", "system_prompt", "post_history_instructions", "creator", "character_version")
_DATA_KEYS: Final = (
    *(*V1_KEYS, *_V2_TEXTS, "alternate_greetings", "tags", "extensions", "character_book"),
    *("nickname", "group_only_greetings", "assets", "source", "creation_date", "modification_date"),
)
"""What is the character's own where a document without an inner part says it."""


def spec_of(document: Mapping[str, Any]) -> Spec | None:
    """Return the version of the card that `document` is, None where it is no card."""
    said = text(document.get("spec"))
    data = document.get("data")
    if isinstance(data, Mapping):
        if said.startswith("chara_card_v"):
            return "v2" if said == "chara_card_v2" else "v3"
        return "v2" if not said and _is_flat(data) else None
    return "v1" if _is_flat(document) or _other_names(document) else None


def data_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a card says under the names of V2, whatever its own version calls it."""
    data = document.get("data")
    if isinstance(data, Mapping) and spec_of(document) != "v1":
        return data
    names = _other_names(document)
    return {names.get(key, key): value for key, value in document.items()} if names else document


def as_spec(document: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """Return a document as a card of another version; one that is of it already stays as it is.

    All unknown fields stay. V1 has no place for most fields, so nothing becomes one.
    """
    now = spec_of(document)
    if now == spec or spec == "v1":
        return deepcopy(dict(document))
    outer = deepcopy(dict(document))
    if now == "v1":
        flat = data_of(outer)
        others = _other_names(outer)
        unknown = {key: value for key, value in outer.items() if others.get(key, key) not in _DATA_KEYS}
        outer = {**unknown, "data": {key: flat[key] for key in _DATA_KEYS if key in flat}}
    data = outer["data"] = dict(outer.get("data", {}))
    for key in (*V1_KEYS, *_V2_TEXTS):
        data.setdefault(key, "")
    data.setdefault("alternate_greetings", [])
    data.setdefault("tags", [])
    data.setdefault("extensions", {})
    if spec == "v3":
        data.setdefault("group_only_greetings", [])
    said, version = _SAID[spec]
    return {"spec": said, "spec_version": version} | {
        key: value for key, value in outer.items() if key not in ("spec", "spec_version")
    }


def new_document() -> dict[str, Any]:
    """Return the document of a card that says nothing yet."""
    return as_spec(dict.fromkeys(V1_KEYS, ""), "v3")


def _is_flat(document: Mapping[str, Any]) -> bool:
    """Tell whether a name stands beside something that only a character has."""
    named = isinstance(document.get("name"), str)
    return named and any(isinstance(document.get(key), str) for key in V1_KEYS[1:])


def _other_names(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what V2 calls the fields of a document in which they have the names of other programs; else nothing."""
    if isinstance(document.get("char_name"), str) and any(
        isinstance(document.get(key), str) for key in tuple(_PYGMALION)[1:]
    ):
        return _PYGMALION
    said = isinstance(document.get("context"), str) or isinstance(document.get("greeting"), str)
    if isinstance(document.get("name"), str) and said and not _is_flat(document):
        return _OOBA
    return {}
