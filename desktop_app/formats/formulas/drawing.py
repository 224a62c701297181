"""Draws one formula; without a limit of time, so it is called in a process that can be ended."""

import re
from contextlib import suppress
from xml.etree.ElementTree import fromstring

from ziamath.config import config
from ziamath.tex import tex2mml
from ziamath.zmath import Math

from desktop_app.domain.formulas import FormulaDrawing
from desktop_app.formats.formulas.rules import is_drawn_whole, is_written_for_drawing

_SIZE = 20.0
"""Size of letters in the picture, in pixels."""
_NUMBERED = re.compile(r"(\\(?:begin|end))\{(align|gather|equation)\}")
"""What would get a number that nobody wrote."""
_MOST = 4_000
"""Widest and highest picture, in pixels."""


class FormulaDrawer:
    """Knows the letters of the font, and draws with them."""

    def __init__(self) -> None:
        # Qt's SVG does not draw the symbols of the second version of SVG.
        config.svg2 = False
        self._font = Math("<math><mi>x</mi></math>", size=_SIZE).font

    def draw(self, tex: str, *, display: bool) -> FormulaDrawing | None:
        """Return the picture of a formula, None where it is wrong or would not be drawn whole."""
        if not is_written_for_drawing(tex):
            return None
        # Its errors have no common class, and a formula of a model's can be wrong in any way.
        with suppress(Exception):
            mathml = tex2mml(_NUMBERED.sub(r"\1{\2*}", tex), inline=not display)
            # What is read here was made by the converter a moment ago, and has no entities of its own.
            if is_drawn_whole(fromstring(mathml), self._has_shape):  # noqa: S314
                return _drawing(Math(mathml, size=_SIZE))
        return None

    def _has_shape(self, letter: str) -> bool:
        return bool(self._font.glyphindex(letter))


def _drawing(drawn: Math) -> FormulaDrawing | None:
    """Return the picture with its measures: its own coordinates begin on the line that letters stand on."""
    svg = drawn.svg()
    _left, top, width, height = (float(number) for number in fromstring(svg).attrib["viewBox"].split())  # noqa: S314
    if not (0 < width <= _MOST and 0 < height <= _MOST):
        return None
    return FormulaDrawing(svg, width / _SIZE, height / _SIZE, (top + height) / _SIZE)
