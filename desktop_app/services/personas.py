"""Personas: the shipped ones, and those that the user makes, changes, takes back and deletes."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.domain.actions import PersonaDeleted
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.macros import Speaking
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.persona_checks import (
    checked_persona,
    checked_persona_id,
    checked_picture,
    copy_name,
    free_persona_id,
)
from desktop_app.domain.persona_documents import (
    CARD,
    LOREBOOK,
    PICTURE,
    CardFile,
    PersonaVersion,
    asset_name,
    card_in,
    lorebook_data,
    persona_document,
    persona_from,
)
from desktop_app.domain.persona_prompts import instructing, speaking_with, welcoming
from desktop_app.domain.personas import Persona
from desktop_app.domain.sessions import Session
from desktop_app.services.card_twins import with_twin
from desktop_app.services.files import put_file
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.services.persona_cards import CardPreview, ExportKind, kept_card, kind_of, read_preview, written
from desktop_app.services.persona_drafts import PersonaDraftService
from desktop_app.services.undo import UndoService
from desktop_app.store.personas import ChooseId, ErasedPersona, PersonaStore
from desktop_app.store.uninterrupted import uninterrupted

if TYPE_CHECKING:
    from desktop_app.domain.cards import Card


@uninterrupted
class PersonaService:
    """Who can answer. Those that the user made are theirs alone; the shipped ones never change."""

    def __init__(
        self, known: KnownPersonas, store: PersonaStore, drafts: PersonaDraftService, undo: UndoService, clock: Clock
    ) -> None:
        self._known = known
        self._store = store
        self.drafts = drafts
        self._undo = undo
        self._clock = clock
        self._user_id = known.user_id

    def list_personas(self) -> list[Persona]:
        """Return all personas in the order in which they are offered."""
        return self._known.all()

    def list_speakers(self) -> list[Persona]:
        """Return all who may have said something: the personas, and those that were deleted not long ago."""
        return [*self._known.deleted(), *self._known.all()]

    def get(self, persona_id: str, user_id: str | None = None) -> Persona:
        """Return one persona; raise `UserError` when there is none of that id, or none for that user."""
        found = self._known.find(persona_id, user_id)
        if found is None:
            raise self._known.unknown(persona_id)
        return found

    def is_known(self, persona_id: str, user_id: str) -> bool:
        """Tell whether that user has a persona of that id, deleted ones not counted."""
        return self._known.find(persona_id, user_id) is not None

    def stand_in(self, persona_id: str, user_id: str | None = None) -> Persona:
        """Return the persona of that id, or where it is gone the default one under its id, so that sessions go on."""
        return self._known.stand_in(persona_id, user_id)

    def speaking(self, persona_id: str, now: datetime, session_id: str, seed: str = "") -> Speaking:
        """Return what macros in the texts of a persona stand for in a session."""
        return speaking_with(self.stand_in(persona_id), self._known.name_for(persona_id), now, session_id, seed)

    async def instructing(
        self, session: Session, branch: Sequence[Message], now: datetime, seed: str, room: float | None = None
    ) -> Persona:
        """Return the persona that answers in a session with all that a model is told of it, as a question is asked.

        `room` is how many tokens a model reads at once, None for no limit.
        """
        await self._known.read_names()
        persona = self.stand_in(session.persona, session.user_id)
        others = {each.persona for each in branch if each.role is Role.ASSISTANT and each.persona} - {persona.id}
        names = sorted(self.stand_in(each, session.user_id).name for each in others)
        return instructing(persona, self.speaking(persona.id, now, session.id, seed), branch, names, room)

    def welcome(self, session: Session) -> Persona:
        """Return a session's persona with the greeting and the openers that are shown before anything was said."""
        persona = self.stand_in(session.persona, session.user_id)
        return welcoming(persona, self.speaking(persona.id, session.created_at.astimezone(), session.id, session.id))

    def kept(self) -> frozenset[str]:
        """Return the ids of personas whose sessions never expire."""
        return self._known.kept()

    async def create(
        self, persona: Persona, *, picture: bytes | None = None, card: tuple[str, bytes] | None = None
    ) -> Persona:
        """Store a new persona of the user, under its id or, where that is empty, under one made of its name.

        `card` is the name and the bytes of the file that it was read from, where there is one. Raises `UserError` for
        a persona that cannot be kept, and for an id that is taken.
        """
        checked = checked_persona(persona)
        document, assets = _documented(replace(checked, picture=None), picture)
        if card is not None:
            file, data = card
            assets[asset_name(data)] = data
            document |= _card_note(CardFile(file, asset_name(data)))
        choose = self._choosing(checked.name, persona.id)
        return await self._loaded(await self._store.add(self._user_id, choose, document, assets, self._clock.now()))

    async def update(self, persona_id: str, persona: Persona, *, picture: bytes | None = None) -> Persona:
        """Save another state of a persona, a version of its own; the picture stays unless `persona` names none.

        A shipped persona stays as it is: what was changed becomes a new one of the user. Raises `UserError` for a
        persona that cannot be kept, and for one that is not the version any more that `persona` was made of.
        """
        if self._known.is_shipped(persona_id):
            return await self.create(replace(persona, id=""), picture=picture)
        self.get(persona_id)
        stored = await self._stored(persona_id)
        document, assets = _documented(checked_persona(persona), picture)
        if persona.lorebook is None and persona.lorebook_lost and LOREBOOK in stored:
            document[LOREBOOK] = stored[LOREBOOK]
        if document.get(PICTURE) not in (None, stored.get(PICTURE), *assets):
            raise UserError("persona_picture_bad")
        card = card_in(stored)
        return await self._save(persona_id, document | _card_note(card), assets, persona.version)

    async def duplicate(self, persona_id: str) -> Persona:
        """Make a copy of a persona, with its picture and all else, for the user to change."""
        persona = self.get(persona_id)
        names = {each.name for each in self.list_personas()}
        copy = replace(persona, name=copy_name(persona.name, names))
        if not persona.own:
            return await self.create(replace(copy, id=""))
        document = {**await self._stored(persona_id), "name": copy.name}
        choose = self._choosing(copy.name)
        return await self._loaded(
            await self._store.copy(self._user_id, persona_id, choose, document, self._clock.now())
        )

    async def delete(self, persona_id: str) -> Persona:
        """Delete a persona of the user; can be undone, and its sessions go on with the default one meanwhile."""
        persona = self.get(persona_id)
        if not persona.own:
            raise UserError("persona_is_shipped", name=persona.name)
        await self._store.delete(self._user_id, persona_id, self._clock.now())
        await self._known.load()
        self._undo.record(self._user_id, PersonaDeleted(persona_id, persona.name))
        return persona

    async def deleted(self) -> list[Persona]:
        """Return the user's personas that were deleted and can still come back."""
        await self._known.load()
        return self._known.deleted()

    async def restore(self, persona_id: str) -> Persona:
        """Bring back a persona that was deleted."""
        await self._store.put_back(self._user_id, persona_id)
        return await self._loaded(persona_id)

    async def erase(self, persona_id: str) -> ErasedPersona:
        """Delete a persona of the user for good, deleted before or not; what is gone is counted."""
        if self._known.is_shipped(persona_id):
            raise UserError("persona_is_shipped", name=self.get(persona_id).name)
        erased = await self._store.erase(self._user_id, persona_id)
        await self._known.load()
        return erased

    async def versions(self, persona_id: str) -> list[PersonaVersion]:
        """Return the states in which a persona was saved, the newest first; a shipped one has none."""
        found = []
        for number, document, saved_at in await self._store.versions(self._user_id, persona_id):
            with suppress(ValueError):
                found.append(PersonaVersion(number, persona_from(persona_id, document, number), saved_at))
        return found

    async def restore_version(self, persona_id: str, number: int) -> Persona:
        """Save a persona as it was once, as a new version; raise `UserError` where that state is not kept any more."""
        persona = self.get(persona_id)
        for each, document, _saved_at in await self._store.versions(self._user_id, persona_id):
            if each == number:
                return await self._save(persona_id, document, {})
        raise UserError("persona_version_gone", name=persona.name)

    async def picture(self, persona_id: str, name: str | None = None) -> bytes | None:
        """Return the picture of a persona, or the one of that name which a version had; None where there is none."""
        named = name or self.get(persona_id).picture
        return None if named is None else await self._store.asset(self._user_id, persona_id, named)

    async def card_file(self, persona_id: str) -> tuple[str, bytes] | None:
        """Return the name and the bytes of the file that a persona was read from; None for one that was made here."""
        if not self.get(persona_id).own:
            return None
        card = card_in(await self._stored(persona_id))
        data = None if card is None else await self._store.asset(self._user_id, persona_id, card.asset)
        return None if card is None or data is None else (card.file, data)

    async def card(self, persona_id: str) -> "Card | None":
        """Return the card that a persona was read from, as it was then; None for one that was made here."""
        return await asyncio.to_thread(kept_card, await self.card_file(persona_id))

    async def preview(self, path: Path) -> CardPreview:
        """Return the persona in a file, and store nothing; raise `UserError` where there is none.

        One that is here already is told among the warnings.
        """
        return await with_twin(await read_preview(path), self.list_personas(), self.card_file)

    async def import_card(self, preview: CardPreview) -> Persona:
        """Store a persona that was looked at, with its picture and the card itself, so that nothing of it is lost."""
        card = None if preview.card is None else (preview.file.name, preview.card)
        return await self.create(replace(preview.persona, id=""), picture=preview.picture, card=card)

    async def export(
        self, persona_id: str, path: Path, kind: ExportKind | None = None, *, over: bool = False
    ) -> ExportKind:
        """Write a persona as a file of that kind, else of the one that its name tells; return the kind.

        What its card says besides stands there as well. A file that is there is written `over` only where that is
        wanted. Raises `UserError` where that cannot be.
        """
        chosen, persona = kind or kind_of(path), self.get(persona_id)
        picture, file = await self.picture(persona_id), await self.card_file(persona_id)
        await put_file(path, await written(chosen, persona, picture, file), over=over)
        return chosen

    async def _save(
        self, persona_id: str, document: Mapping[str, Any], assets: Mapping[str, bytes], of: int | None = None
    ) -> Persona:
        try:
            await self._store.save(self._user_id, persona_id, document, assets, self._clock.now(), of)
        except UserError as error:
            if error.code == "persona_changed":
                await self._known.load()  # how it is now, for whoever saves again
            raise
        return await self._loaded(persona_id)

    async def _stored(self, persona_id: str) -> Mapping[str, Any]:
        for stored in await self._store.all_of(self._user_id):
            if stored.id == persona_id and stored.deleted_at is None:
                return stored.document
        raise self._known.unknown(persona_id)

    async def _loaded(self, persona_id: str) -> Persona:
        await self._known.load()
        return self.get(persona_id)

    def _choosing(self, name: str, persona_id: str = "") -> ChooseId:
        """Return what chooses the id of a new persona, which is known in the moment of storing alone."""
        shipped = {each.id for each in self.list_personas() if not each.own}

        def choose(taken: Collection[str]) -> str:
            if not persona_id:
                return free_persona_id(name, {*taken, *shipped})
            if persona_id in taken or persona_id in shipped:
                raise UserError("persona_id_taken", persona=persona_id)
            return checked_persona_id(persona_id)

        return choose


def _documented(persona: Persona, picture: bytes | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a persona as it is stored, and the assets that this needs."""
    document, assets = persona_document(persona), dict[str, bytes]()
    if picture is not None:
        document[PICTURE] = _add_asset(assets, checked_picture(picture))
    if persona.lorebook is not None:
        document[LOREBOOK] = _add_asset(assets, lorebook_data(persona.lorebook))
    return document, assets


def _add_asset(assets: dict[str, bytes], data: bytes) -> str:
    name = asset_name(data)
    assets[name] = data
    return name


def _card_note(card: CardFile | None) -> dict[str, Any]:
    return {} if card is None else {CARD: {"file": card.file, "asset": card.asset}}
