"""Loads what is shipped as data: personas, affinity rules, the responder's rules."""

from pathlib import Path

from desktop_app.domain.affinity import AffinityRules
from desktop_app.domain.fact_language import FactLanguage
from desktop_app.domain.personas import DEFAULT_PERSONA, Persona
from desktop_app.domain.responder import ResponderRules
from desktop_app.formats.affinity_yaml import read_affinity_rules
from desktop_app.formats.memory_yaml import read_fact_language
from desktop_app.formats.persona_yaml import read_persona
from desktop_app.formats.responder_yaml import read_responder_rules


def load_personas(folder: Path) -> list[Persona]:
    """Return the personas of a folder, the default one first; raise `UserError` for a file that is wrong."""
    files = sorted(folder.glob("*.yaml"), key=lambda file: (file.stem != DEFAULT_PERSONA, file.stem))
    return [read_persona(file.read_bytes(), str(file), file.stem) for file in files]


def load_affinity_rules(file: Path) -> AffinityRules:
    """Return what earns affinity; raise `UserError` for a file that is wrong."""
    return read_affinity_rules(file.read_bytes(), str(file))


def load_responder_rules(folder: Path) -> ResponderRules:
    """Return the rules of the built-in responder; raise `UserError` for a file that is wrong."""
    return read_responder_rules({file.name: file.read_bytes() for file in sorted(folder.glob("*.yaml"))})


def load_fact_languages(folder: Path) -> tuple[FactLanguage, ...]:
    """Return the rules by which facts are understood, a language a file; raise `UserError` for a file that is wrong."""
    return tuple(read_fact_language(file.read_bytes(), str(file)) for file in sorted(folder.glob("*.yaml")))
