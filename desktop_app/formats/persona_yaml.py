"""Reads a persona from YAML."""

from typing import Final

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.glyphs import glyph_for, is_glyph
from desktop_app.domain.parameters import RULES, checked_parameters, parameter_from
from desktop_app.domain.persona_checks import LISTS, PASSAGES
from desktop_app.domain.personas import MAX_DESCRIPTION, MAX_NAME, MAX_OPENER, Persona
from desktop_app.formats.fields import Fields, exact_passage, items_of, one_line, text_of
from desktop_app.formats.lorebook_yaml import read_lorebook_node
from desktop_app.formats.yaml_source import AnyNode, read_yaml

KEYS: Final = (
    *("name", "nickname", "description", "glyph", "style", "system_prompt", "greeting", "alternate_greetings"),
    *("examples", "scenario", "after_history", "openers", "tags", "creator_notes", "keep", "affinity"),
    *("engine", "parameters", "lorebook"),
)
"""What a file may say, in the order in which it is written."""
PLAIN_STYLE: Final = "plain"
SIZE: Final = 4
"""How many times larger than other files it may be: there may be a lorebook in it."""
_MAX_ADDRESS: Final = 1_000


def read_persona(data: bytes, file_name: str, persona_id: str) -> Persona:
    """Return the persona that `data` describes; raise `UserError` naming the file and line of what is wrong."""
    return persona_in(read_yaml(data, file_name, times=SIZE), persona_id)


def persona_in(root: AnyNode, persona_id: str) -> Persona:
    """Return the persona that a YAML document describes; raise `UserError` naming the line of what is wrong."""
    fields = Fields(root, KEYS, "a persona")
    name = fields.line("name", MAX_NAME)
    glyph, engine, parameters, lorebook = map(fields.get, ("glyph", "engine", "parameters", "lorebook"))
    return Persona(
        id=persona_id,
        name=name,
        nickname=_line(fields, "nickname", MAX_NAME),
        description=_line(fields, "description", MAX_DESCRIPTION),
        glyph=glyph_for(name) if glyph is None else _glyph(glyph),
        style=fields.identifier("style", PLAIN_STYLE),
        system_prompt=_passage(fields, "system_prompt"),
        greeting=_passage(fields, "greeting"),
        examples=_passage(fields, "examples"),
        scenario=_passage(fields, "scenario"),
        after_history=_passage(fields, "after_history"),
        creator_notes=_passage(fields, "creator_notes"),
        openers=_several(fields, "openers", one_line_at_most=MAX_OPENER),
        alternate_greetings=_several(fields, "alternate_greetings"),
        tags=_several(fields, "tags", one_line_at_most=LISTS["tags"][1]),
        keep=fields.yes_or_no("keep", default=False),
        affinity=fields.yes_or_no("affinity", default=True),
        engine=None if engine is None else _engine(engine),
        parameters=None if parameters is None else _parameters(parameters),
        lorebook=None if lorebook is None else read_lorebook_node(lorebook),
    )


def _line(fields: Fields, key: str, limit: int) -> str:
    return fields.line(key, limit) if key in fields else ""


def _passage(fields: Fields, key: str) -> str:
    return exact_passage(fields.require(key), key, PASSAGES[key]) if key in fields else ""


def _several(fields: Fields, key: str, one_line_at_most: int | None = None) -> tuple[str, ...]:
    most, longest = LISTS[key]
    if one_line_at_most is None:
        found = fields.each(key, lambda item: exact_passage(item, key, longest))
    else:
        found = fields.each(key, lambda item: one_line(item, key, one_line_at_most))
    if len(found) > most:
        fields.require(key).refuse(f"there may be at most {most} {key.replace('_', ' ')}")
    return found


def _glyph(node: AnyNode) -> str:
    text = text_of(node, "glyph").strip()
    if not is_glyph(text):
        node.refuse("“glyph” must be one emoji or letter")
    return text


def _engine(node: AnyNode) -> EngineChoice:
    fields = Fields(node, ("name", "base_url", "model"), "an engine")
    return EngineChoice(
        fields.identifier("name", ""),
        _line(fields, "base_url", _MAX_ADDRESS),
        _line(fields, "model", _MAX_ADDRESS),
    )


def _parameters(node: AnyNode) -> Parameters:
    fields = Fields(node, RULES, "parameters")
    found = {name: _parameter(name, value) for name, value in fields.node.entries.items()}
    return Parameters(**found)  # type: ignore[arg-type]


def _parameter(name: str, node: AnyNode) -> object:
    try:
        if RULES[name].kind != "texts":
            return parameter_from(name, text_of(node, name))
        texts = tuple(text_of(item, name) for item in items_of(node, name))
        return checked_parameters(Parameters(stop=texts)).stop
    except UserError as error:
        if error.code == "bad_parameter":
            node.refuse(f"“{name}” must be {RULES[name].expected}")
        raise
