"""The editor: a persona written page by page, with what it will be like beside it."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.answering_page import AnsweringPage
from desktop_app.ui.personas.character_page import CharacterPage
from desktop_app.ui.personas.checking import problems_of
from desktop_app.ui.personas.draft_note import DraftNote
from desktop_app.ui.personas.form_page import FormPage
from desktop_app.ui.personas.lore_page import LorePage
from desktop_app.ui.personas.preview import PersonaPreview
from desktop_app.ui.personas.who_page import WhoPage
from desktop_app.ui.personas.words import told_of
from desktop_app.ui.personas.words_page import WordsPage
from desktop_app.ui.widgets.tab_bar import CountedTabBar
from desktop_app.ui.widgets.text import ElidedLabel, in_proportion, scaled
from desktop_app.ui.widgets.theme import GRID

_PREVIEW_MS = 60
_BOTH = 860
"""From that width on, form and preview stand side by side."""


class PersonaEditor(QWidget):
    """Holds a draft; nothing of it is stored before it is asked for."""

    edited = Signal()
    picture_wanted = Signal()

    def __init__(self, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user_id = user_id
        self._stored: Persona | None = None
        self._first: Persona | None = None
        self._base: Persona | None = None
        self._asked = False
        self.heading = ElidedLabel()
        self.heading.setFont(scaled(self.font(), 1.2, QFont.Weight.DemiBold))
        self.draft_note = DraftNote()
        self.note = QLabel()
        self.tabs = CountedTabBar()
        self.who, self.character, self.words = WhoPage(), CharacterPage(), WordsPage()
        self.answering, self.lore = AnsweringPage(), LorePage()
        self.pages: tuple[FormPage, ...] = (self.who, self.character, self.words, self.answering, self.lore)
        self.preview = PersonaPreview()
        self._stack = QStackedWidget()
        self._wait = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("kind", "quiet")
        self.note.setWordWrap(True)
        names = (self.tr("Who"), self.tr("Character"), self.tr("First words"), self.tr("Answers"), self.tr("Lorebook"))
        for name, page in zip((*names, self.tr("Preview")), (*self.pages, None), strict=True):
            self.tabs.addTab(name)
            if page is not None:
                page.setAccessibleName(name)
                self._stack.addWidget(page)
        self.tabs.setAccessibleName(self.tr("Pages of the persona"))
        form = QVBoxLayout()
        form.setSpacing(GRID)
        form.addWidget(self.tabs)
        form.addWidget(self._stack, 1)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(5 * GRID)
        self._sides.addLayout(form, 11)
        self._sides.addWidget(self.preview, 9)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        above = QHBoxLayout()
        above.setSpacing(2 * GRID)
        above.addWidget(self.heading, 1)
        above.addWidget(self.draft_note)
        column.addLayout(above)
        column.addWidget(self.note)
        column.addLayout(self._sides, 1)
        self.note.hide()

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        for page in self.pages:
            page.edited.connect(self._on_edited)
        self.words.greetings.turned.connect(self._wait.start)
        self.who.picture_wanted.connect(self.picture_wanted)
        self._wait.timeout.connect(self._show_preview)

    # What is written

    def begin(self, persona: Persona, *, heading: str, note: str = "", stored: bool = True) -> None:
        """Show a persona to be written on; one that is not `stored` yet counts as changed from the start."""
        self._first = persona
        self._fill(persona)
        self._stored = self.draft() if stored else None
        self.draft_note.hide()
        self.heading.setText(heading)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.tabs.setCurrentIndex(0)
        self.edited.emit()
        self.who.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.who.name.selectAll()

    def take_up(self, persona: Persona) -> None:
        """Go on with what was written on it earlier and not stored."""
        self._fill(persona)
        self.edited.emit()

    def revert(self) -> None:
        """Show the persona as it was at the beginning."""
        if self._first is not None:
            self.take_up(self._first)

    def end(self) -> None:
        """Hold nothing any more."""
        self._base = self._stored = self._first = None

    def _fill(self, persona: Persona) -> None:
        self._base = None
        for page in self.pages:
            page.show_persona(persona)
        self._base = persona
        self._asked = False
        self._show_problems({})
        self._show_preview()

    def set_offers(self, engines: Iterable[EngineChoice], styles: Iterable[str]) -> None:
        """Know what engines and voices there are."""
        self.answering.set_offers(engines, styles)

    def draft(self) -> Persona:
        """Return the persona as it is written."""
        if self._base is None:
            raise ValueError("nothing is being written")
        persona = self._base
        for page in self.pages:
            persona = page.taken(persona)
        return persona

    def is_writing(self) -> bool:
        """Tell whether anything is being written."""
        return self._base is not None

    def is_changed(self) -> bool:
        """Tell whether there is anything that is not stored."""
        return self._base is not None and self.draft() != self._stored

    def check(self) -> bool:
        """Tell whether it can be stored; what is wrong is said where it stands, and the first of it is shown."""
        self._asked = True
        problems = self._problems()
        self._show_problems(problems)
        for place, page in enumerate(self.pages):
            wrong = next((field for name, field in page.fields.items() if name in problems), None)
            if wrong is not None:
                self.tabs.setCurrentIndex(place)
                page.ensureWidgetVisible(wrong.field.focusProxy() or wrong)
                wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
                break
        return not problems

    def show_picture(self, image: QImage | None) -> None:
        """Show the picture that the persona has already."""
        self.who.show_picture(image)
        self._wait.start()

    def take_picture(self, image: QImage) -> None:
        """Take a picture that was chosen."""
        self.who.look.take_picture(image)

    def _problems(self) -> dict[str, str]:
        return problems_of(self.draft()) | self.answering.unread() | self.lore.unread()

    def _show_problems(self, problems: Mapping[str, str]) -> None:
        for page in self.pages:
            page.show_problems(problems)

    @Slot()
    def _on_edited(self) -> None:
        if self._base is not None:
            if self._asked:
                self._show_problems(self._problems())
            self._wait.start()
            self.edited.emit()

    # What it will be like

    @Slot()
    def _show_preview(self) -> None:
        if self._base is not None:
            draft = self.draft()
            told = told_of(draft, self._user_id, self.words.greetings.current())
            self.preview.show_persona(draft, told, self.who.look.image())

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        if place < len(self.pages):
            self._stack.setCurrentIndex(place)
            preview = self.preview
            parts = preview.welcome, preview.prompt, preview.welcome, preview.facts, preview.facts
            preview.look_at(parts[place])
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the preview beside the form, or under a tab of its own where there is no room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self.width() >= in_proportion(_BOTH, self.font())
        last = len(self.pages)
        self.tabs.setTabVisible(last, not both)
        looked_at = self.tabs.currentIndex() == last
        if both and looked_at:
            self.tabs.setCurrentIndex(self._stack.currentIndex())
        self._stack.setVisible(both or not looked_at)
        self.preview.setVisible(both or looked_at)
