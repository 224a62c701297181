"""What Parley's personas have and cards have not: kept among a card's extensions, in our own corner."""

import re
from collections.abc import Mapping
from typing import Any, Final

from desktop_app.domain.engines import Parameters
from desktop_app.domain.glyphs import is_glyph
from desktop_app.domain.loose_values import at_path, text, texts
from desktop_app.domain.macros import Speaking, expanded
from desktop_app.domain.parameters import RULES, parameters_document, session_engine_from
from desktop_app.domain.personas import MAX_DESCRIPTION, MAX_OPENER, MAX_OPENERS, Persona
from desktop_app.domain.texts import one_line

OWN_EXTENSION: Final = "parley"
"""Where Parley keeps in a card what cards have no place for."""
_PLACE: Final = ("extensions", OWN_EXTENSION)
_STYLE = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


def extras_from(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return those fields of a persona that a card has in our corner; what makes no sense there is passed over.

    How much of this computer a model may take is never another one's to say.
    """
    said = at_path(data, _PLACE)
    if not isinstance(said, Mapping):
        return {}
    found: dict[str, Any] = {}
    description = one_line(text(said.get("description")), MAX_DESCRIPTION)
    glyph, style = text(said.get("glyph")), text(said.get("style"))
    if description:
        found["description"] = description
    if is_glyph(glyph):
        found["glyph"] = glyph
    if _STYLE.match(style):
        found["style"] = style
    openers = said.get("openers")
    if isinstance(openers, list):
        shown = (one_line(opener, MAX_OPENER) for opener in texts(openers)[:MAX_OPENERS])
        found["openers"] = tuple(filter(None, shown))
    found |= {name: said[name] for name in ("keep", "affinity") if isinstance(said.get(name), bool)}
    parameters = said.get("parameters")
    if isinstance(parameters, Mapping):
        found["parameters"] = _parameters_from(parameters)
    return found


def extras_of(persona: Persona) -> dict[str, Any]:
    """Return what our corner says of a persona."""
    parameters = parameters_document(persona.parameters or Parameters())
    return {
        "description": persona.description,
        "glyph": persona.glyph,
        "style": persona.style,
        "openers": list(persona.openers),
        "keep": persona.keep,
        "affinity": persona.affinity,
        "parameters": {name: value for name, value in parameters.items() if not RULES[name].loading},
    }


def put_extras(data: dict[str, Any], extras: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """Write those of `extras` into our corner that the card does not say by itself."""
    changed = {name: value for name, value in extras.items() if value != known[name]}
    if changed:
        extensions = data.get("extensions")
        corner = at_path(data, _PLACE)
        data["extensions"] = {
            **(extensions if isinstance(extensions, Mapping) else {}),
            _PLACE[1]: {**(corner if isinstance(corner, Mapping) else {}), **changed},
        }


def short_description(data: Mapping[str, Any], name: str) -> str:
    """Return one line that says who a card's character is, for lists."""
    told = text(data.get("description")).strip() or text(data.get("personality")).strip()
    words = expanded(told[: 4 * MAX_DESCRIPTION].partition("\n")[0], Speaking(char=name, user="you", seed=""))
    return one_line(words, MAX_DESCRIPTION) or name


def _parameters_from(document: Mapping[str, Any]) -> Parameters | None:
    shared = {name: value for name, value in document.items() if name in RULES and not RULES[name].loading}
    try:
        return session_engine_from({"parameters": shared}).parameters if shared else None
    except ValueError:
        return None
