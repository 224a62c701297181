"""Text that is cut, and text that is not taken for markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.buttons import Chip, IconButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import ElidedLabel, plain_tooltip, scaled


def test_a_tooltip_keeps_every_letter() -> None:
    assert plain_tooltip("<b>a & b</b>\nc") == "<span>&lt;b>a &amp; b&lt;/b><br>c</span>"
    assert plain_tooltip("") == ""


def test_a_font_is_scaled_in_its_own_unit() -> None:
    points, pixels = QFont(), QFont()
    points.setPointSizeF(10)
    pixels.setPixelSize(10)
    assert scaled(points, 1.5).pointSizeF() == 15
    assert scaled(pixels, 1.5, QFont.Weight.Bold).pixelSize() == 15


def test_a_label_can_be_squeezed_and_keeps_its_text(qtbot: QtBot) -> None:
    label = ElidedLabel("a long text indeed " * 5)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 100 < label.sizeHint().width()
    label.resize(80, 20)
    label.grab()
    assert label.text().startswith("a long text")
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_chip_cuts_its_words_where_there_is_no_room(qtbot: QtBot) -> None:
    chip = Chip("Persona")
    qtbot.addWidget(chip)
    chip.show()
    chip.set_words("A persona with a very long name")
    chip.resize(chip.sizeHint())
    assert chip.text() == "A persona with a very long name"
    chip.resize(90, 28)
    assert chip.text().endswith("…")
    assert chip.words() == "A persona with a very long name"


def test_the_cross_empties_a_search(qtbot: QtBot) -> None:
    field = SearchField("Search sessions")
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field, "tea")
    cross = field.findChild(IconButton)
    assert cross is not None
    assert cross.isVisible()
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not cross.isVisible()


def test_a_check_box_is_checked_anywhere_on_it(qtbot: QtBot) -> None:
    box = CheckBox("Temporary session")
    qtbot.addWidget(box)
    box.show()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().topLeft() + box.rect().bottomLeft() / 2)
    assert not box.isChecked()
    assert not box.grab().isNull()
