"""The draft of the editor: stored while one writes, and brought back at the next opening."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from desktop_app.domain.persona_drafts import PersonaDraft
from desktop_app.domain.personas import Persona
from desktop_app.services.services import Services
from desktop_app.ui.keeping import Keeping
from desktop_app.ui.personas.look_field import NEW_PICTURE
from desktop_app.ui.personas.pictures import shown_picture
from desktop_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop_app.ui.personas.editor import PersonaEditor

_WAIT_MS = 500
"""From the first change until it is stored, however fast others follow."""


class Drafting(QObject):
    """Follows the editor while a persona is written in it; whatever happens then, nothing is lost."""

    found = Signal(str)
    """Under this a draft is kept from an earlier time."""
    shown = Signal()
    """The editor shows what was written earlier, or no longer does."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts, self._tasks = services.personas.drafts, tasks
        self._keeping = Keeping[PersonaDraft | None](self._drafts.keep, tasks, "save persona drafts", self)
        self._editor: PersonaEditor | None = None
        self._key = ""
        self._is_read = False
        self._kept: PersonaDraft | None = None
        self._discarded: PersonaDraft | None = None
        self.picture: bytes | None = None
        """The picture that was chosen and is not stored with a persona."""
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self.keep)

    def look(self) -> None:
        """Look for drafts of an earlier time, and tell of the newest."""
        self._tasks.start(self._look(), name="look for persona drafts")

    def begin(self, editor: "PersonaEditor", key: str) -> None:
        """Follow what is written under that key, after what was written there before."""
        self._let_go()
        self._editor, self._key, self._is_read = editor, key, False
        self._kept, self._discarded, self.picture = None, None, None
        editor.edited.connect(self._on_edited)
        self._tasks.start(self._restore(editor, key), name="read persona draft")

    @Slot()
    def end(self) -> None:
        """Forget what was written: it is saved, or not wanted."""
        self._let_go()
        if self._is_read:
            self._keeping.keep(self._key, None)

    def close(self) -> None:
        """Keep what is written, for the next time."""
        self.keep()
        self._let_go()

    async def save(self) -> None:
        """Store at once all that is written and not stored yet; raise `UserError` when it cannot be."""
        self.keep()
        await self._keeping.save()

    @Slot()
    def keep(self) -> None:
        """Store what is written as it stands."""
        if self._editor is not None and (draft := self._written(self._editor)) != self._kept:
            self._kept = draft
            self._keeping.keep(self._key, draft)

    @Slot()
    def discard_or_bring_back(self) -> None:
        """Throw away what was brought back, or bring it back once more."""
        editor = self._editor
        if editor is None:
            return
        if self._discarded is None:
            discarded, self.picture = self._written(editor), None
            editor.revert()
            self._discarded = discarded
            editor.draft_note.show_discarded()
            self.shown.emit()
        else:
            draft, self._discarded = self._discarded, None
            self._tasks.start(self._bring_back(editor, draft), name="read persona draft")

    def _written(self, editor: "PersonaEditor") -> PersonaDraft | None:
        if not editor.is_changed():
            return None
        persona = editor.draft()
        return PersonaDraft(persona, self.picture if persona.picture == NEW_PICTURE else None)

    async def _look(self) -> None:
        waiting = await self._drafts.waiting()
        if waiting:
            self.found.emit(waiting[0])

    async def _restore(self, editor: "PersonaEditor", key: str) -> None:
        unsaved = self._keeping.unsaved()
        draft = unsaved[key] if key in unsaved else await self._drafts.read(key)
        image = await _picture_of(draft)
        if draft is not None and not editor.is_changed():  # nor has anything been written meanwhile
            self._show(editor, draft, image)
            self._kept = draft
        self._is_read = True
        self._on_edited()

    async def _bring_back(self, editor: "PersonaEditor", draft: PersonaDraft) -> None:
        self._show(editor, draft, await _picture_of(draft))

    def _show(self, editor: "PersonaEditor", draft: PersonaDraft, image: QImage | None) -> None:
        before, persona = editor.draft(), draft.persona
        if persona.picture == NEW_PICTURE and image is None:
            persona = replace(persona, picture=before.picture)
        self.picture = draft.picture
        editor.take_up(_of(persona, before))
        if image is not None and not image.isNull():
            editor.take_picture(QImage(image))
        if editor.is_changed():
            editor.draft_note.show_restored()
        self.shown.emit()

    def _let_go(self) -> None:
        self._wait.stop()
        self._tasks.stop("read persona draft")
        if self._editor is not None:
            self._editor.edited.disconnect(self._on_edited)
        self._editor = None

    @Slot()
    def _on_edited(self) -> None:
        if not self._wait.isActive():
            self._wait.start()
        if self._discarded is not None and self._editor is not None and self._editor.is_changed():
            self._discarded = None  # what is written since must not give way to it
            self._editor.draft_note.hide()


async def _picture_of(draft: PersonaDraft | None) -> QImage | None:
    picture = None if draft is None else draft.picture
    return None if picture is None else await asyncio.to_thread(shown_picture, picture)


def _of(draft: Persona, persona: Persona) -> Persona:
    """Return a draft as one of that persona: what no draft tells is as it is there."""
    return replace(draft, id=persona.id, own=persona.own, version=persona.version, lorebook_lost=persona.lorebook_lost)
