"""Reads a persona from YAML."""

from desktop_app.domain.glyphs import is_glyph
from desktop_app.domain.personas import Persona
from desktop_app.formats.fields import Fields, one_line, text_of
from desktop_app.formats.yaml_source import AnyNode, read_yaml

_KEYS = ("name", "description", "glyph", "system_prompt", "greeting", "style", "openers", "keep")
_MAX_OPENERS = 6


def read_persona(data: bytes, file_name: str, persona_id: str) -> Persona:
    """Return the persona that `data` describes; raise `UserError` naming the file and line of what is wrong."""
    fields = Fields(read_yaml(data, file_name), _KEYS, "a persona")
    openers = fields.each("openers", lambda item: one_line(item, "openers", 120))
    if len(openers) > _MAX_OPENERS:
        fields.require("openers").refuse(f"there may be at most {_MAX_OPENERS} openers")
    return Persona(
        id=persona_id,
        name=fields.line("name", 60),
        description=fields.line("description", 200),
        glyph=_glyph(fields.require("glyph")),
        system_prompt=fields.passage("system_prompt", 20_000),
        greeting=fields.passage("greeting", 4_000),
        style=fields.identifier("style"),
        openers=openers,
        keep=fields.yes_or_no("keep", default=False),
    )


def _glyph(node: AnyNode) -> str:
    text = text_of(node, "glyph").strip()
    if not is_glyph(text):
        node.refuse("“glyph” must be one emoji or letter")
    return text
