"""Formulas become pictures, once, without anybody waiting."""

import asyncio

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QImage

from desktop_app.domain.formulas import Formula, FormulaDrawing
from desktop_app.formats.formulas.drawing import FormulaDrawer
from desktop_app.formats.formulas.process import FormulaProcess
from desktop_app.paths import part
from desktop_app.services.formulas import FormulaService
from desktop_app.ui.formulas.painting import Alignment, block_picture, line_picture
from desktop_app.ui.formulas.pictures import FormulaPictures
from desktop_app.ui.tasks import Tasks
from tests.support.qt_loop import until

FRACTION = Formula(r"\frac{a}{b}", display=True)


def drawing_of(tex: str) -> FormulaDrawing:
    drawing = FormulaDrawer().draw(tex, display=False)
    assert drawing is not None
    return drawing


def inked_rows(image: QImage, colour: str) -> list[int]:
    assert all(
        image.pixelColor(x, y).name() == colour
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).alpha() == 255
    )
    return [y for y in range(image.height()) if any(image.pixelColor(x, y).alpha() > 60 for x in range(image.width()))]


async def test_a_formula_is_drawn_when_it_was_asked_for_and_told_when_it_is_there(qtbot: object) -> None:
    failures: list[BaseException] = []
    tasks, service = Tasks(failures.append), FormulaService(FormulaProcess(part("formulas")))
    parent = QObject()
    pictures = FormulaPictures(service, tasks, parent)
    told: list[bool] = []
    pictures.drawn.connect(lambda: told.append(True))
    wrong = Formula(r"\frac{", display=False)
    assert pictures.drawing(FRACTION) is None
    assert pictures.drawing(wrong) is None
    await until(lambda: bool(told))
    drawing = pictures.drawing(FRACTION)
    assert drawing is not None
    assert pictures.drawing(wrong) is None
    await tasks.aclose()
    await service.aclose()
    assert not failures


class CountingProcess(FormulaProcess):
    """Draws at once, and counts."""

    def __init__(self) -> None:
        super().__init__([])
        self.drawn = 0

    def draw(self, formula: Formula) -> FormulaDrawing | None:
        self.drawn += 1
        return FormulaDrawing("<svg/>", 1, 1, 0)


async def test_more_formulas_in_sight_than_are_kept_are_drawn_once(
    qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.ui.formulas.pictures.KEPT", 3)
    process, parent = CountingProcess(), QObject()
    tasks = Tasks(lambda error: pytest.fail(str(error)))
    pictures = FormulaPictures(FormulaService(process), tasks, parent)
    formulas = [Formula(f"x_{number}", display=False) for number in range(9)]

    def look() -> bool:
        return None not in [pictures.drawing(formula) for formula in formulas]

    pictures.drawn.connect(look)
    assert not look()
    await until(look)
    for _ in range(5):
        await asyncio.sleep(0.02)
        assert look()
    assert process.drawn == len(formulas)
    await tasks.aclose()


def test_a_picture_has_the_colour_and_the_size_of_the_text(qapp: object) -> None:
    font = QFont()
    font.setPixelSize(15)
    small = block_picture(drawing_of("x^2"), font, "#1b1d22", 1.0)
    font.setPixelSize(30)
    large = block_picture(drawing_of("x^2"), font, "#ff0000", 2.0)
    assert inked_rows(small, "#1b1d22")
    assert inked_rows(large, "#ff0000")
    assert abs(large.width() - 4 * small.width()) <= 4
    assert large.devicePixelRatio() == 2.0


def test_a_colour_of_its_own_hides_nothing(qapp: object) -> None:
    font = QFont()
    font.setPixelSize(15)
    assert inked_rows(block_picture(drawing_of(r"\color{white}{x}"), font, "#1b1d22", 1.0), "#1b1d22")


def test_a_formula_in_a_line_stands_on_the_ground_of_the_letters(qapp: object) -> None:
    font = QFont()
    font.setPixelSize(40)
    hanging = QFontMetricsF(font).descent()
    flat, alignment = line_picture(drawing_of("x"), font, "#000000", 1.0)
    assert alignment is Alignment.AlignBaseline
    ground = flat.height() - hanging
    assert abs(max(inked_rows(flat, "#000000")) + 1 - ground) <= 2
    tall, alignment = line_picture(drawing_of(r"\frac{a}{b}"), font, "#000000", 1.0)
    assert alignment is Alignment.AlignMiddle
    drawing = drawing_of(r"\frac{a}{b}")
    depth = drawing.depth * QFontInfo(font).pixelSize()
    # Its ground line is in the middle of the picture.
    assert abs(tall.height() / 2 - max(depth, drawing.height * 40 - depth)) <= 1
