"""What is wrong with a persona as it is written, told in a sentence for each field."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.glyphs import is_glyph
from desktop_app.domain.persona_checks import LINES, LISTS, PASSAGES
from desktop_app.domain.personas import Persona
from desktop_app.domain.texts import is_well_formed

_said = partial(QCoreApplication.translate, "Personas")


def problems_of(persona: Persona) -> dict[str, str]:
    """Return a sentence for each field that is wrong, by its name; nothing where all is well."""
    found = {name: _text_problem(getattr(persona, name), most) for name, most in (*LINES.items(), *PASSAGES.items())}
    for name in LINES:
        if not getattr(persona, name).isprintable():
            found[name] = _said("This has characters that cannot be seen. Type it anew.")
    if not persona.name:
        found["name"] = _said("Give it a name.")
    if not is_glyph(persona.glyph):
        found["glyph"] = _said("Give one emoji or letter; it stands where there is no picture.")
    found["openers"] = _list_problem("openers", persona.openers)
    found["tags"] = _list_problem("tags", persona.tags)
    found["greeting"] = found["greeting"] or _list_problem("alternate_greetings", persona.alternate_greetings)
    return {name: words for name, words in found.items() if words}


def _list_problem(name: str, texts: tuple[str, ...]) -> str:
    most, longest = LISTS[name]
    if len(texts) > most:
        words = _said("These are {n}; there may be at most {most}.")
        return words.replace("{n}", _number(len(texts))).replace("{most}", _number(most))
    return next(filter(None, (_text_problem(text, longest) for text in texts)), "")


def _text_problem(text: str, most: int) -> str:
    if not is_well_formed(text):
        return _said("This has bytes that are no text. Type it anew.")
    if len(text) <= most:
        return ""
    words = _said("This has {n} characters; at most {most} will do.")
    return words.replace("{n}", _number(len(text))).replace("{most}", _number(most))


def _number(number: int) -> str:
    return QLocale().toString(number)
