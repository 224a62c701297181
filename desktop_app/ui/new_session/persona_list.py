"""The cards to choose a persona from, with a search among them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.new_session.delegate import PersonaDelegate
from desktop_app.ui.new_session.personas import PersonaListModel, PersonaRole


class PersonaList(QListView):
    """One card a persona; nothing is chosen at first, and only a person's own choice counts."""

    chosen_changed = Signal()
    double_clicked = Signal()

    def __init__(
        self,
        personas: Sequence[Persona],
        picture: Callable[[Persona], QImage | None] = lambda _persona: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen: Persona | None = None
        self._searching = False
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(PersonaListModel(personas, picture, self))
        self._filter.setFilterRole(PersonaRole.SEARCHED)
        self._filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._filter)
        self.setItemDelegate(PersonaDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Persona"))
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    def chosen(self) -> Persona | None:
        """Return the persona that was chosen, None when there is none."""
        return self._chosen

    @Slot()
    def enter(self) -> None:
        """Take the keyboard and choose the first card, as a step downwards into the list does."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self._choose(self._filter.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the card that the keyboard is on, where none is chosen yet; every other key is the list's own."""
        if self._chosen is None and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._choose(self.currentIndex())  # Qt would step over it to the next
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @Slot(str)
    def search(self, words: str) -> None:
        """Show the personas whose name or description contains `words`; a choice that is hidden is taken back."""
        self._searching = True  # Qt would choose a neighbour of a hidden card
        self._filter.setFilterFixedString(words.strip())
        rows = (self._filter.index(row, 0) for row in range(self._filter.rowCount()))
        kept = next((index for index in rows if index.data(PersonaRole.PERSONA) == self._chosen), QModelIndex())
        if kept.isValid():
            self._choose(kept)
        else:
            self.selectionModel().clear()
        self._searching = False
        self._on_selection_changed()

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._searching:
            return
        selected = self.selectionModel().selectedIndexes()
        chosen = selected[0].data(PersonaRole.PERSONA) if selected else None
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.double_clicked.emit()
