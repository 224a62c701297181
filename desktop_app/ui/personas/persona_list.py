"""The list of the personas page."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.list_model import Index, PersonaRow, PersonasModel
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.list_rows import paint_line, paint_row_ground
from desktop_app.ui.widgets.looked_at_list import LookedAtList
from desktop_app.ui.widgets.portrait import paint_portrait
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import theme_of

_ROW, _HEADING = 56, 30
_MARGIN = 10
_PORTRAIT = 36
_TICK = 14


class PersonaList(LookedAtList):
    """All personas, under headings; a `Persona` is looked at."""

    def __init__(self, personas: PersonasModel, parent: QWidget | None = None) -> None:
        super().__init__(personas, personas, (_ROW, _HEADING), PersonaRow.SECTION, parent)
        self.personas = personas
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("All personas"))

    def current(self) -> Persona | None:
        """Return the persona that is looked at."""
        return self.personas.item(self.currentIndex().row())


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
