"""Every icon is drawn, in the colour asked for."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.paths import resource
from desktop_app.ui.widgets import icons

NAMES = sorted(file.stem for file in resource("icons").glob("*.svg"))


def colours(image: QImage) -> set[str]:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn(qtbot: QtBot, name: str) -> None:
    drawn = icons.pixmap(name, "#ff0000", 48).toImage()
    assert drawn.width() >= 48
    if name != "parley":
        assert colours(drawn) == {"#ff0000"}
    assert drawn.pixelColor(0, 0).alpha() == 0, "the ground is clear"


def test_an_icon_is_drawn_once(qtbot: QtBot) -> None:
    one, two = (icons.pixmap("send", "#123456", 20) for _ in range(2))
    assert one.cacheKey() == two.cacheKey()
    assert icons.pixmap("send", "#654321", 20).cacheKey() != one.cacheKey()
    assert QColor(next(iter(colours(icons.pixmap("stop", "#123456", 20).toImage())))) == QColor("#123456")


def test_without_a_folder_there_is_nothing_to_draw(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(qapp.property("icons_folder"))
    qapp.setProperty("icons_folder", None)
    try:
        assert icons.pixmap("user", "#0000fe", 33).isNull()
    finally:
        icons.use_folder(folder)
    assert not icons.pixmap("user", "#0000fe", 33).isNull()


def test_a_missing_icon_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#000000", 16)
