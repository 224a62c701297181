"""Writes a persona as YAML that people can read and change, and that `persona_yaml` reads as the same persona."""

import re
from dataclasses import asdict
from typing import Any, Final

import yaml

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import parameters_document
from desktop_app.domain.personas import Persona
from desktop_app.formats.lorebook_yaml import lorebook_lines
from desktop_app.formats.persona_yaml import KEYS, SIZE
from desktop_app.formats.yaml_source import MAX_BYTES

_HEAD: Final = "# A persona for Parley. Texts may hold {{user}} and {{char}}.\n"
_UNSHOWABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_persona(persona: Persona) -> bytes:
    """Return a persona as a YAML file, without its picture and without what is as usual.

    Lines end as they do everywhere, and commands to terminals are left out. Raises `UserError` where the file would be
    too large to be read again.
    """
    found = {key: _said(persona, key) for key in KEYS}
    said = {key: value for key, value in found.items() if value not in ("", None, [], {}, ())}
    if not persona.keep:
        said.pop("keep")
    if persona.affinity:
        said.pop("affinity")
    lines = yaml.dump(_plain(said), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    data = (_HEAD + lines).encode()
    if len(data) > SIZE * MAX_BYTES:
        problem = f"over {SIZE * MAX_BYTES // 2**20} MB"
        raise UserError("card_too_large_to_write", problem=problem, instead="PNG, CHARX or JSON")
    return data


def _said(persona: Persona, key: str) -> Any:  # noqa: ANN401  values of every kind
    if key == "engine":
        return {name: value for name, value in asdict(persona.engine or EngineChoice()).items() if value}
    if key == "parameters":
        return parameters_document(persona.parameters) if persona.parameters is not None else None
    if key == "lorebook":
        return lorebook_lines(persona.lorebook) if persona.lorebook is not None else None
    return getattr(persona, key)


def _plain(value: Any, *, blanks: bool = False) -> Any:  # noqa: ANN401  values of every kind
    """Return a value made of mappings, lists and texts that a file may hold.

    Texts that say nothing are left out, but for parameters, of which a line end can be one.
    """
    if isinstance(value, dict):
        found = {key: _plain(inner, blanks=blanks or key == "parameters") for key, inner in value.items()}
        return {key: plain for key, plain in found.items() if blanks or not _is_blank(plain)}
    if isinstance(value, list | tuple):
        return [plain for inner in value if not _is_blank(plain := _plain(inner, blanks=blanks)) or blanks]
    if isinstance(value, str):
        return _UNSHOWABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines below their keys, line by line."""

    def ignore_aliases(self, data: object) -> bool:
        """Write what occurs twice twice: names for parts of a file are refused when it is read."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # A text with space around it is quoted, so that it is read to the letter.
    style = "|" if "\n" in text and text == text.strip() else '"' if text != text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
