"""The one question that Parley asks before it acts: whether to delete for good."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.manage_sessions.words import counted
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.icon_label import IconLabel
from desktop_app.ui.widgets.theme import GRID


class Confirmation(QWidget):
    """A question in the foot of the dialog, where the button was that asked for it."""

    confirmed = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QLabel()
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._keep = TextButton(self.tr("Keep"))
        self._delete = TextButton(self.tr("Delete for good"), kind="danger")
        self._keep.clicked.connect(self.declined)
        self._delete.clicked.connect(self.confirmed)
        self.keep_box = CheckBox("")
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(IconLabel("problem", size=18, colour="danger"))
        row.addWidget(self._question, 1)
        row.addWidget(self._keep)
        row.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.keep_box)
        self.keep_box.hide()

    def ask(self, sessions: int, messages: int) -> None:
        """Ask about that many sessions with that many messages; the answer that changes nothing has the focus."""
        what = counted(sessions, self.tr("Delete this session for good?"), self.tr("Delete {n} sessions for good?"))
        with_it = counted(
            messages,
            self.tr("One message goes too, and cannot be called back."),
            self.tr("{n} messages go too, and cannot be called back."),
        )
        words = f"{what} {with_it}" if messages else what
        self._question.setText(words)
        self._question.setAccessibleName(words)
        self.keep_box.hide()
        self.keep_box.setChecked(False)
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleEvent(self._question, QAccessible.Event.Alert))

    def offer_facts(self, count: int) -> None:
        """Offer to keep what was learned there, which else is forgotten."""
        one, many = self.tr("Keep the fact learned there"), self.tr("Keep the {n} facts learned there")
        words = counted(count, one, many)
        self.keep_box.setText(words)
        self.keep_box.setAccessibleName(words)
        self.keep_box.setVisible(count > 0)

    def keeps_facts(self) -> bool:
        """Tell whether what was learned there shall be kept."""
        return self.keep_box.isChecked()

    def question(self) -> str:
        """Return what is asked."""
        return self._question.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps everything."""
        if event.key() == Qt.Key.Key_Escape:
            self.declined.emit()
        else:
            super().keyPressEvent(event)
