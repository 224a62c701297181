"""The list of facts: one is chosen, and what is wanted of it is told."""

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.facts import Fact
from desktop_app.ui.memory.fact_delegate import ROW_HEIGHT, FactDelegate
from desktop_app.ui.memory.fact_model import FactModel, FactRole
from desktop_app.ui.widgets.sectioned_list import SectionedList

_HEADING_HEIGHT = 30


class FactList(SectionedList):
    """Facts under headings; Enter or F2 edits one, Del forgets it."""

    chosen = Signal(object)
    """The `Fact` that is selected, or None."""
    edit_wanted = Signal()
    forget_wanted = Signal(object)
    source_wanted = Signal(object)

    def __init__(self, model: FactModel, parent: QWidget | None = None) -> None:
        super().__init__(ROW_HEIGHT, _HEADING_HEIGHT, FactRole.SECTION, parent)
        self.setAccessibleName(self.tr("Facts"))
        self.setItemDelegate(FactDelegate(self))
        self._facts = model
        self._chosen_id = 0
        self._is_refilled = False
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.activated.connect(self.edit_wanted)

    def fact(self) -> Fact | None:
        """Return the fact that is selected."""
        index = self.currentIndex()
        fact = index.data(FactRole.FACT) if index.isValid() else None
        return fact if isinstance(fact, Fact) else None

    def choose(self, fact_id: int) -> None:
        """Select a fact and bring it into sight."""
        self._chosen_id = fact_id
        self._on_reset()

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._is_refilled = True

    @Slot()
    def _on_reset(self) -> None:
        self._is_refilled = False
        self.doItemsLayout()
        index = self._facts.index_of(self._chosen_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self.chosen.emit(self.fact())

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes = selected.indexes()
        if not self._is_refilled and indexes:
            fact: Fact = indexes[0].data(FactRole.FACT)
            self._chosen_id = fact.id
            self.chosen.emit(fact)

    def event(self, event: QEvent) -> bool:
        """Keep F2 for itself, which renames the session elsewhere."""
        is_ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2
        if is_ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit or forget by the usual keys; every other key is the list's own."""
        fact = self.fact()
        if fact is not None and event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        elif fact is not None and event.key() == Qt.Key.Key_Delete:
            self.forget_wanted.emit(fact)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """List what can be done with the fact under the pointer or, from the keyboard, the selected one."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index: QModelIndex = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        fact: Fact = index.data(FactRole.FACT)
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Fact"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Edit") + "\tF2").triggered.connect(self.edit_wanted)
        if fact.source_message_id is not None:
            menu.addAction(self.tr("Go to its source")).triggered.connect(lambda: self.source_wanted.emit(fact))
        menu.addAction(self.tr("Forget") + "\tDel").triggered.connect(lambda: self.forget_wanted.emit(fact))
        place = self.visualRect(index).center() if keyboard else event.pos()
        menu.popup(self.viewport().mapToGlobal(place))
