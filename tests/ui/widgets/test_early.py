from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets import early


def test_numbers_mean_what_qt_calls_by_name(qtbot: QtBot) -> None:
    widget, label, area = QWidget(), QLabel("<b>bold</b>"), QPlainTextEdit()
    for each in (widget, label, area):
        qtbot.addWidget(each)

    early.focus_by_tab(widget)
    assert widget.focusPolicy() == Qt.FocusPolicy.TabFocus
    early.focus_by_tab_and_click(widget)
    assert widget.focusPolicy() == Qt.FocusPolicy.StrongFocus
    early.show_plain_text(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    early.scroll_only_down(area)
    assert area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    early.offer_to_scroll(area, offered=False)
    assert area.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    early.offer_to_scroll(area, offered=True)
    assert area.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_shapes_are_drawn_as_with_a_brush_and_a_pen(qtbot: QtBot) -> None:
    del qtbot
    pictures = []
    for ours in (True, False):
        picture = QImage(40, 30, QImage.Format.Format_RGB32)
        picture.fill(QColor("#ffffff"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(2.5, 2.5, 30, 20)
        if ours:
            shape = QPainterPath()
            shape.addRoundedRect(place, 8, 8)
            early.fill(painter, shape, "#dbe5f6")
            early.stroke(painter, shape, "#b3261e")
        else:
            painter.setBrush(QColor("#dbe5f6"))
            painter.setPen(QColor("#b3261e"))
            painter.drawRoundedRect(place, 8, 8)
        painter.end()
        pictures.append(picture)

    assert pictures[0] == pictures[1]
