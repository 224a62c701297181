"""Personas: the shipped ones, read once."""

from collections.abc import Iterable
from dataclasses import replace

from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import DEFAULT_PERSONA, Persona


class PersonaService:
    """Who can answer."""

    def __init__(self, personas: Iterable[Persona]) -> None:
        self._personas = {persona.id: persona for persona in personas}

    def list_personas(self) -> list[Persona]:
        """Return all personas in the order in which they are offered."""
        return list(self._personas.values())

    def get(self, persona_id: str) -> Persona:
        """Return one persona; raise `UserError` when there is none of that id."""
        try:
            return self._personas[persona_id]
        except KeyError:
            known = ", ".join(self._personas)
            raise UserError("unknown_persona", persona=persona_id, known=known) from None

    def stand_in(self, persona_id: str) -> Persona:
        """Return the persona of that id, or where it is gone the default one under its id, so that sessions go on."""
        known = self._personas.get(persona_id)
        return known or replace(self._personas[DEFAULT_PERSONA], id=persona_id, name=persona_id)

    def kept(self) -> frozenset[str]:
        """Return the ids of personas whose sessions never expire."""
        return frozenset(persona.id for persona in self._personas.values() if persona.keep)
