"""Which formulas are drawn: those of which nothing would be left out, hidden or replaced by an empty box."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from desktop_app.domain.formulas import LONGEST

DEEPEST = 24
"""Braces within braces; what is deeper is not for reading."""

_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_UNNUMBERED = "tag label ref eqref notag"
_DEFINING = "def gdef edef let newcommand renewcommand providecommand DeclareMathOperator require"
_REACHING_OUT = "href url input include includegraphics class cssId style"
_UNWANTED = frozenset(f"{_UNNUMBERED} {_DEFINING} {_REACHING_OUT}".split())
"""Numbers of formulas are not drawn, definitions can repeat themselves without end, and nothing leads elsewhere."""
_UNWANTED_ELEMENTS = frozenset({"mphantom", "mpadded", "maction", "merror", "semantics", "annotation"})
_SPACES = frozenset(" \t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2009\u200a\u205f\u3000")
_WITHOUT_SHAPE = frozenset("\u2061\u2062\u2063\u2064")
"""Signs that say how letters belong together: function of, times, comma, plus."""


def is_written_for_drawing(tex: str) -> bool:
    """Tell whether `tex` is short, flat and plain enough to try."""
    if not tex.strip() or len(tex) > LONGEST or _depth(tex) > DEEPEST:
        return False
    return not any(command in _UNWANTED for command in _COMMAND.findall(tex))


def is_drawn_whole(mathml: Element, has_shape: Callable[[str], bool]) -> bool:
    """Tell whether all that a formula says will be seen; `has_shape` knows the letters that can be drawn."""
    for element in mathml.iter():
        if _name(element) in _UNWANTED_ELEMENTS or "href" in element.attrib:
            return False
        text = element.text or ""
        # What the reader does not know it passes on as it is written.
        if "\\" in text:
            return False
        if not all(letter in _SPACES or letter in _WITHOUT_SHAPE or has_shape(letter) for letter in text):
            return False
    return True


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _depth(tex: str) -> int:
    deepest = depth = 0
    for sign in re.sub(r"\\.", "", tex, flags=re.DOTALL):
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest
