"""What the model page tells of the row that is looked at, and what can be done with it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.model_files import Fit, fit
from desktop_app.ui.models.context_field import ContextField
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.facts_of import facts_of
from desktop_app.ui.models.hash_row import HashRow
from desktop_app.ui.models.server_care import ServerCare
from desktop_app.ui.models.words import long_verdict, verdict_tone
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.text_box import TextBox
from desktop_app.ui.widgets.theme import GRID, SCROLL_BAR
from desktop_app.ui.widgets.toned_label import TonedLabel

_TEMPLATE_LINES = 8


class Details(QWidget):
    """Name, verdict, context, facts, hash and template of one row, above two buttons."""

    hash_wanted = Signal(object)
    """The `Entry` of a file whose hash is to be computed."""
    hash_stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self.title, self.verdict = QLabel(), TonedLabel()
        self.context = ContextField()
        self.facts = Facts()
        self.hash = HashRow()
        self.care = ServerCare()
        self.template_button = TextButton(self.tr("Show chat template"), kind="link")
        self.template = TextBox(self.tr("Chat template"), lines=_TEMPLATE_LINES)
        self.template.setReadOnly(True)
        self._prepare()
        self._lay_out()

    def _prepare(self) -> None:
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.title.setFont(scaled(self.font(), 1.2, QFont.Weight.DemiBold))
        self.context.changed.connect(self._on_context)
        self.hash.wanted.connect(self._on_hash_wanted)
        self.hash.stopped.connect(self.hash_stopped)
        self.template_button.clicked.connect(self._on_template)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SCROLL_BAR, 0)
        column.setSpacing(3 * GRID)
        for widget in (self.title, self.verdict, self.context, self.care, self.facts, self.hash):
            column.addWidget(widget)
        column.addWidget(self.template_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.template)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(inside))

    def show_entry(self, entry: Entry | None, context_tokens: int | None = None) -> None:
        """Tell of `entry`; `context_tokens` are those of the session, None for as many as are usual."""
        same = entry is not None and self.entry is not None and entry.key == self.entry.key
        self.entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self.title.setText(entry.title)
        self.facts.show_facts(facts_of(entry))
        self.care.show_server(entry.server)
        self._show_file(entry, context_tokens, same=same)
        self._show_verdict()

    def context_tokens(self) -> int | None:
        """Return the context that is chosen, None for what has none to choose."""
        return self.context.tokens() if self.entry is not None and self._has_context(self.entry) else None

    def other_context(self) -> int | None:
        """Return the context that is chosen where that is not what the settings say."""
        chosen = self.context_tokens()
        fit = None if self.entry is None else self.entry.fit
        return None if fit is None or chosen == fit.context_tokens else chosen

    def choice(self) -> EngineChoice | None:
        """Return what would answer, None where this cannot."""
        return None if self.entry is None else self.entry.choice

    def _has_context(self, entry: Entry) -> bool:
        return entry.file is not None and entry.fit is not None and entry.choice is not None

    def _show_file(self, entry: Entry, context_tokens: int | None, *, same: bool) -> None:
        file = entry.file
        self.context.setVisible(self._has_context(entry))
        self.hash.setVisible(file is not None)
        self.template_button.setVisible(file is not None and bool(file.header.chat_template))
        if file is None:
            self.template.hide()
            return
        if not same:
            self.template.hide()
            self.template.setPlainText(file.header.chat_template)
            self.template_button.setText(self.tr("Show chat template"))
            self.hash.show_hash(file.sha256)
            if entry.fit is not None:
                self.context.set_range(file.header.context_tokens, context_tokens or entry.fit.context_tokens)
        elif file.sha256:
            self.hash.show_hash(file.sha256)

    def _show_verdict(self) -> None:
        entry = self.entry
        if entry is None:
            return
        found = self._fit_now()
        if found is not None:
            self.verdict.say(long_verdict(found), verdict_tone(found.verdict))
        elif entry.server is not None and entry.server.problem is not None:
            self.verdict.say(entry.server.problem.message, entry.tone)
        else:
            self.verdict.say(entry.verdict[:1].upper() + entry.verdict[1:], entry.tone)

    def _fit_now(self) -> Fit | None:
        entry = self.entry
        if entry is None or entry.file is None or entry.fit is None or entry.choice is None:
            return None
        return fit(entry.file.header, entry.file.loaded_size, self.context.tokens(), entry.fit.available)

    @Slot()
    def _on_context(self) -> None:
        self._show_verdict()

    @Slot()
    def _on_hash_wanted(self) -> None:
        self.hash.show_progress(0)
        self.hash_wanted.emit(self.entry)

    @Slot()
    def _on_template(self) -> None:
        shown = self.template.isHidden()
        self.template.setVisible(shown)
        words = self.tr("Hide chat template") if shown else self.tr("Show chat template")
        self.template_button.setText(words)
        self.template_button.setAccessibleName(words)
