"""What is written on a persona and not saved: kept as it stands, be it fit to be saved or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.domain.persona_documents import LOREBOOK, lorebook_data, lorebook_in, persona_document, persona_from
from desktop_app.domain.personas import Persona

NEW: Final = ""
"""What the draft of a persona that there is not yet is kept under; any other under the id of what is changed."""
_ID = "id"


@dataclass(frozen=True, slots=True)
class PersonaDraft:
    """A persona as it stands in the editor, with the picture that was chosen for it and is not stored elsewhere."""

    persona: Persona
    picture: bytes | None = None


def draft_document(persona: Persona) -> dict[str, Any]:
    """Return all that a draft says, with its id and its lorebook."""
    document = {**persona_document(persona), _ID: persona.id}
    if persona.lorebook is not None:
        document[LOREBOOK] = lorebook_data(persona.lorebook).decode("utf-8", "surrogatepass")
    return document


def draft_from(document: Mapping[str, Any]) -> Persona:
    """Return the persona in the document of a draft; raise `ValueError` for what Parley would not have stored."""
    name, persona_id, book = (document.get(key) for key in ("name", _ID, LOREBOOK))
    if not isinstance(name, str) or not isinstance(persona_id, str):
        raise ValueError("no draft")
    lorebook = lorebook_in(book.encode("utf-8", "surrogatepass")) if isinstance(book, str) else None
    # A draft may lack a name as yet, a persona may not.
    return replace(persona_from(persona_id, {**document, "name": name or "-"}, lorebook=lorebook), name=name)
