"""The list of hits, in the sidebar's place for sessions while something is looked for."""

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.search.delegate import ROW_HEIGHT, HitDelegate
from desktop_app.ui.search.model import FoundModel, FoundRole, FoundRow
from desktop_app.ui.widgets.sectioned_list import SectionedList
from desktop_app.ui.widgets.theme import theme_of

_HEADING_HEIGHT = 32


class HitList(SectionedList):
    """Sessions and messages that were found; Enter or a click chooses one."""

    chosen = Signal(object)
    """The `MessageHit` or `SessionHit` that somebody wants to see."""
    left = Signal()
    """Up was pressed on the first row."""

    def __init__(self, model: FoundModel, parent: QWidget | None = None) -> None:
        super().__init__(ROW_HEIGHT, _HEADING_HEIGHT, FoundRole.SECTION, parent)
        # It stands where the sessions stand, and shows them as well.
        self.setAccessibleName(self.tr("Sessions"))
        self.setAccessibleDescription(self.tr("What was found"))
        self._words = ""
        self._complete = True
        self._moving = False
        self.setItemDelegate(HitDelegate(self))
        self.setModel(model)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.activated.connect(self._on_chosen)
        self.clicked.connect(self._on_chosen)

    def set_words(self, words: str, *, complete: bool = True) -> None:
        """Know what was looked for, to say that it was not found, or could not be looked for everywhere."""
        self._words = words
        self._complete = complete
        self.viewport().update()

    def enter(self) -> None:
        """Take the keyboard, at the first row unless one is chosen; nothing happens where nothing was found."""
        if self.model().rowCount():
            if not self.currentIndex().isValid():
                self._move_to_first()
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_first(self) -> None:
        """Choose the first row, as Enter in the field does."""
        if self.model().rowCount():
            self._move_to_first()
            self._on_chosen(self.currentIndex())

    def _move_to_first(self) -> None:
        self._moving = True
        self.setCurrentIndex(self.model().index(0, 0))
        self._moving = False

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        """Take a selection that neither key nor pointer made for a choice: a screen reader has no other."""
        if selected.indexes() and not self._moving:
            self._on_chosen(selected.indexes()[0])

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        row: FoundRow = index.data(FoundRole.ROW)
        self.chosen.emit(row.hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave upwards from the first row; every other key is the list's own."""
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() == 0:
            self.left.emit()
            return
        self._moving = event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        super().keyPressEvent(event)
        self._moving = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select without choosing yet: the release of the button does."""
        self._moving = True
        super().mousePressEvent(event)
        self._moving = False

    def _hint(self) -> str:
        """Return what may help where nothing was found."""
        from desktop_app.domain.search import what_is_wrong  # not before the first paint

        problem = what_is_wrong(self._words)
        return problem[:1].upper() + problem[1:] + "." if problem else self.tr("Fewer letters find more.")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the words that stand for none."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme_of(self.window()).muted)
            wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            if not self._complete:
                words = self.tr("The search index is being rebuilt. Look again in a moment.")
                painter.drawText(self.viewport().rect().adjusted(16, 24, -16, 0), wrapped, words)
                return
            words = self.tr("Nothing found for “{words}”. {hint}").replace("{hint}", self._hint())
            words = words.replace("{words}", self._words)
            painter.drawText(self.viewport().rect().adjusted(16, 24, -16, 0), wrapped, words)
