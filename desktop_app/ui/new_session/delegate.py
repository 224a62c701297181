"""Paints one persona as a card."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.domain.personas import Persona
from desktop_app.ui.new_session.personas import PersonaRole
from desktop_app.ui.widgets.portrait import paint_portrait
from desktop_app.ui.widgets.text import in_proportion, scaled
from desktop_app.ui.widgets.theme import RADIUS, Theme, theme_of

CARD_HEIGHT = 84
_GAP = 8
_PICTURE = 40
_PADDING = 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PersonaDelegate(QStyledItemDelegate):
    """Draws glyph, name, one line about the persona, and how it greets."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size that all cards have, with the gap below."""
        return QSize(240, in_proportion(CARD_HEIGHT, option.font) + _GAP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one card."""
        persona: Persona = index.data(PersonaRole.PERSONA)
        theme = theme_of(option.widget.window())
        card = option.rect.adjusted(0, 0, -2, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option.state, card, theme)
        picture = QRect(card.left() + _PADDING, card.center().y() - _PICTURE // 2, _PICTURE, _PICTURE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = theme.window if selected else theme.hover
        paint_portrait(painter, picture, persona.glyph, index.data(PersonaRole.PICTURE), ground, theme.text)
        top, height, second, third = (in_proportion(each, option.font) for each in (12, 20, 21, 41))
        line = QRect(picture.right() + _PADDING, card.top() + top, 0, height)
        line.setRight(card.right() - _PADDING)
        _paint_line(painter, line, persona.name, scaled(option.font, 1.0, QFont.Weight.DemiBold), theme.text)
        _paint_line(painter, line.translated(0, second), persona.description, scaled(option.font, 0.93), theme.text)
        _paint_line(
            painter,
            line.translated(0, third),
            f"“{persona.greeting}”" if persona.greeting else "",
            scaled(option.font, 0.86),
            theme.muted,
        )
        painter.restore()


def _paint_ground(painter: QPainter, state: QStyle.StateFlag, card: QRect, theme: Theme) -> None:
    flag = QStyle.StateFlag
    chosen, hovered, focused = (
        bool(state & each) for each in (flag.State_Selected, flag.State_MouseOver, flag.State_HasFocus)
    )
    painter.setBrush(QColor(theme.selected if chosen else theme.hover if hovered else theme.raised))
    painter.setPen(QColor(theme.accent if chosen or focused else theme.border))
    painter.drawRoundedRect(card.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.toRectF().adjusted(1.5, 1.5, -1.5, -1.5), RADIUS - 1, RADIUS - 1)


def _paint_line(painter: QPainter, room: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    words = " ".join(text.split())
    painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width()))
