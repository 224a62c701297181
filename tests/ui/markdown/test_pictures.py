"""Every answer of the corpus looks as it looked when somebody last looked at it, in both themes.

After a change that is meant to be seen, look at what differs and keep it:

    python -m pytest tests/ui/markdown/test_pictures.py --new-pictures
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QImage, QPainter

from desktop_app.ui.widgets.theme import DARK, LIGHT, Theme
from tests.support.messages import a_message
from tests.support.transcripts import OneRow

HERE = Path(__file__).parent
CORPUS = sorted((HERE / "corpus").glob("*.md"))
PICTURES = HERE / "pictures"
CHINESE = QFontDatabase.WritingSystem.SimplifiedChinese
TALLEST = 2_400
"""Pixels of a picture; what is below is looked at by other tests."""
CELL = 8
CELL_DIFFERENCE = 12
"""How much the mean grey of a cell may differ: another version of what draws letters shades them otherwise."""
DIFFERENT_CELLS = 0.004
"""The part of all cells that may differ by more."""


def looked_at(theme: Theme, text: str) -> QImage:
    row = OneRow(theme)
    try:
        row.show(a_message(2, text))
        picture = row.picture()
    finally:
        row.close()
    height = min(picture.height(), TALLEST)
    half = picture.copy(0, 0, picture.width(), height).scaledToWidth(
        picture.width() // 2, Qt.TransformationMode.SmoothTransformation
    )
    return half.convertToFormat(QImage.Format.Format_Grayscale8)


def side_by_side(text: str) -> QImage:
    light, dark = looked_at(LIGHT, text), looked_at(DARK, text)
    both = QImage(light.width() + dark.width(), max(light.height(), dark.height()), QImage.Format.Format_Grayscale8)
    both.fill(0)
    painter = QPainter(both)
    painter.drawImage(0, 0, light)
    painter.drawImage(light.width(), 0, dark)
    painter.end()
    return both


def cells(image: QImage) -> list[int]:
    """Return the mean greys of small squares of a picture."""
    small = image.scaled(
        max(1, image.width() // CELL),
        max(1, image.height() // CELL),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    lines = range(0, small.height() * small.bytesPerLine(), small.bytesPerLine())
    return [grey for line in lines for grey in bytes(small.constBits()[line : line + small.width()])]


def difference(seen: QImage, kept: QImage) -> str:
    """Say how two pictures differ, nothing where nobody would see it."""
    if abs(seen.height() - kept.height()) > 2 or seen.width() != kept.width():
        return f"its size is {seen.size().toTuple()}, and was {kept.size().toTuple()}"
    height = min(seen.height(), kept.height())
    pairs = zip(cells(seen.copy(0, 0, seen.width(), height)), cells(kept.copy(0, 0, kept.width(), height)), strict=True)
    apart = [abs(one - other) > CELL_DIFFERENCE for one, other in pairs]
    share = sum(apart) / len(apart)
    return "" if share <= DIFFERENT_CELLS else f"{share:.1%} of it looks different"


def test_there_are_enough_answers() -> None:
    assert len(CORPUS) >= 60


def test_every_picture_belongs_to_an_answer() -> None:
    assert {file.stem for file in PICTURES.glob("*.png")} == {file.stem for file in CORPUS}


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: str(file.stem))
def test_an_answer_looks_as_it_did(qtbot: object, file: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seen, kept = side_by_side(file.read_bytes().decode()), PICTURES / f"{file.stem}.png"
    if pytestconfig.getoption("--new-pictures"):
        assert seen.save(str(kept))
        return
    differs = difference(seen, QImage(str(kept)).convertToFormat(QImage.Format.Format_Grayscale8))
    if differs:
        seen.save(str(tmp_path / "seen.png"))
        if _is_chinese(file.read_text("utf-8")) and not QFontDatabase.families(CHINESE):
            pytest.skip("no font here has Chinese letters, and the boxes in their place are not as high")
    assert not differs, f"{differs}; see {tmp_path / 'seen.png'}"


def test_a_picture_that_differs_is_told(qtbot: object) -> None:
    text = "A paragraph of **some** words.\n\n- one\n- two\n"
    kept = side_by_side(text)
    assert difference(side_by_side(text), kept) == ""
    assert difference(side_by_side(text + "- three\n"), kept).startswith("its size")
    assert "looks different" in difference(side_by_side(text.replace("one", "eleven hundred")), kept)
