"""Formulas: what is known of one that has been drawn."""

from typing import NamedTuple

LONGEST = 2_000
"""Characters of a formula that is drawn; a longer one is shown as it is written."""


class Formula(NamedTuple):
    """A formula as it is written between its marks; `display` where it stands on lines of its own."""

    tex: str
    display: bool


class FormulaDrawing(NamedTuple):
    """A formula as an SVG picture; its measures are in parts of the size of letters (em)."""

    svg: str
    width: float
    height: float
    depth: float
    """How far it reaches below the line that letters stand on."""
