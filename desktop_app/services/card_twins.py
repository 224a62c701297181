"""Files with personas that were brought in before."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from desktop_app.domain.personas import Persona
from desktop_app.services.persona_cards import CardPreview

CardOf = Callable[[str], Awaitable[tuple[str, bytes] | None]]
"""Returns the file that the persona of an id was read from, None where there was none."""


async def with_twin(preview: CardPreview, personas: Iterable[Persona], card_of: CardOf) -> CardPreview:
    """Return `preview`, which names the persona that is here already where there is one, also among its warnings."""
    for persona in personas:
        if persona.own and await _is_from(persona, preview, card_of):
            told = f"You have it already ({persona.id}); this adds another one."
            return replace(preview, known=persona.id, warnings=(told, *preview.warnings))
    return preview


async def _is_from(persona: Persona, preview: CardPreview, card_of: CardOf) -> bool:
    """Tell whether a persona was read from the file that is looked at, or says all that is in it."""
    if preview.card is None:
        found = preview.persona
        return persona == replace(found, id=persona.id, version=persona.version, picture=persona.picture)
    file = await card_of(persona.id)
    return file is not None and file[1] == preview.card
