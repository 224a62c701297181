"""The list of the personas page."""

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.list_model import Index, PersonaRow, PersonasModel
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.portrait import paint_portrait
from desktop_app.ui.widgets.sectioned_list import SectionedList
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

_ROW, _HEADING = 56, 30
_MARGIN = 10
_PORTRAIT = 36
_TICK = 14


class PersonaList(SectionedList):
    """The persona that is looked at stays the same however the list changes."""

    looked_at = Signal(object)
    """The `Persona` that is looked at, None where there is none."""
    confirmed = Signal()
    """Enter or a double click on it."""

    def __init__(self, personas: PersonasModel, parent: QWidget | None = None) -> None:
        super().__init__(_ROW, _HEADING, PersonaRow.SECTION, parent)
        self.personas = personas
        self._id = ""
        self.setModel(personas)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("All personas"))
        personas.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.doubleClicked.connect(self._on_double_clicked)

    def look_at(self, persona_id: str) -> None:
        """Look at a persona, at once or as soon as it is there."""
        self._id = persona_id
        self._go_to(self.personas.row_of(persona_id))

    def current(self) -> Persona | None:
        """Return the persona that is looked at."""
        return self.personas.persona(self.currentIndex().row())

    def _go_to(self, row: int) -> None:
        index = self.personas.index(row)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm by Enter; every other key is the list's own."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_reset(self) -> None:
        self.doItemsLayout()
        wanted = self._id
        self._go_to(max(self.personas.row_of(wanted), 0))
        self._id = wanted  # what is only hidden for now is looked at again when it comes back
        self.looked_at.emit(self.current())

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        persona = self.personas.persona(index.row())
        if persona is not None:
            self._id = persona.id
        self.looked_at.emit(persona)

    @Slot()
    def _on_selected(self) -> None:
        """Look at what is selected, for a screen reader selects a row without making it the current one."""
        selected = self.selectionModel().selectedIndexes()
        if selected and selected[0] != self.currentIndex():
            self.setCurrentIndex(selected[0])

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.confirmed.emit()


class _Delegate(QStyledItemDelegate):
    """Draws the portrait, the name and one grey line, with a tick where it answers."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(180, in_proportion(_ROW, option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        persona: Persona = index.data(PersonaRow.PERSONA)
        theme = theme_of(option.widget.window())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option, theme)
        room = option.rect
        circle = QRect(room.left() + _MARGIN, room.center().y() - _PORTRAIT // 2 + 1, _PORTRAIT, _PORTRAIT)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = theme.window if selected else theme.hover
        paint_portrait(painter, circle, persona.glyph, index.data(PersonaRow.PICTURE), ground, theme.text)
        top, height = (in_proportion(each, option.font) for each in (8, 20))
        line = QRect(circle.right() + _MARGIN, room.top() + top, 0, height)
        line.setRight(room.right() - _MARGIN)
        if index.data(PersonaRow.CHOSEN):
            tick = pixmap("check", theme.accent, _TICK)
            painter.drawPixmap(line.right() - _TICK, line.center().y() - _TICK // 2, tick)
            line.setRight(line.right() - _TICK - 4)
        paint_line(painter, line, persona.name, scaled(option.font, 1, QFont.Weight.DemiBold), theme.text)
        line.setRight(room.right() - _MARGIN)
        paint_line(painter, line.translated(0, height), persona.description, scaled(option.font, 0.86), theme.muted)
        painter.restore()
