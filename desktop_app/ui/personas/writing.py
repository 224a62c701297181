"""The editor with its foot: save, leave, and the question in between."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui.personas.editor import PersonaEditor
from desktop_app.ui.personas.leaving import LeavingQuestion
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID
from desktop_app.ui.widgets.toned_label import TonedLabel


class WritingPanel(QWidget):
    """Saves only what can be saved; leaving with changes asks first."""

    saved = Signal(object)
    """The `Persona` as it is written; `leave_saved` is to follow once it is stored."""
    left = Signal()

    def __init__(self, user_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = PersonaEditor(user_id)
        self.problem = TonedLabel()
        self.state = TonedLabel()
        self.save_button = TextButton(self.tr("Save"), kind="primary")
        self.cancel_button = TextButton(self.tr("Cancel"))
        self.question = LeavingQuestion()
        self._foot = QStackedLayout()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.state, 100)
        row.addStretch(1)  # also where the state says nothing
        row.addWidget(self.cancel_button)
        row.addWidget(self.save_button)
        self._foot.addWidget(buttons)
        self._foot.addWidget(self.question)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.editor, 1)
        column.addWidget(self.problem)
        column.addLayout(self._foot)
        self.problem.say("", "danger")

    def _wire(self) -> None:
        self.editor.edited.connect(self._on_edited)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.leave)
        self.question.saved.connect(self.save)
        self.question.discarded.connect(self.leave_saved)
        self.question.stayed.connect(self._stay)
        action = QAction(self)
        action.setShortcuts([QKeySequence("Ctrl+S"), QKeySequence("Ctrl+Return")])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.save)
        self.addAction(action)
        self.save_button.setToolTip(self.tr("Ctrl+S"))

    def show_problem(self, words: str) -> None:
        """Say what went wrong; what is written stays."""
        self.problem.say(words, "danger")

    @Slot()
    def allow(self) -> None:
        """Let what is not saved be saved, again where that has failed."""
        self.save_button.setEnabled(self.editor.is_changed())

    def is_asking(self) -> bool:
        """Tell whether the question is open what becomes of the changes."""
        return self._foot.currentWidget() is self.question

    @Slot()
    def save(self) -> None:
        """Have it stored, or say what must be done before."""
        self._stay()
        self.problem.say("", "danger")
        if self.editor.check():
            self.save_button.setEnabled(False)  # until it is said how it went
            self.saved.emit(self.editor.draft())
        else:
            self.problem.say(
                self.tr("Kept as a draft, but not saved: something above is still to be put right."), "danger"
            )

    @Slot()
    def leave(self) -> None:
        """Leave, at once where everything is saved."""
        if not self.editor.is_changed():
            self.leave_saved()
        elif self.is_asking():
            self._stay()
        else:
            self.question.ask(self.editor.who.name.text().strip())
            self._foot.setCurrentWidget(self.question)

    @Slot()
    def leave_saved(self) -> None:
        """Leave without a question."""
        self._foot.setCurrentIndex(0)
        self.problem.say("", "danger")
        self.editor.end()
        self.left.emit()

    @Slot()
    def _stay(self) -> None:
        if self.is_asking():
            self._foot.setCurrentIndex(0)
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_edited(self) -> None:
        changed = self.editor.is_changed()
        self.save_button.setEnabled(changed)
        self.state.say(self.tr("Not saved yet · draft kept") if changed else "", "muted")
