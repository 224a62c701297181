"""Pictures in running text: their places in the HTML, filled when it is shown."""

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from typing import NamedTuple

from PySide6.QtGui import QImage, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

_PLACE = re.compile(r"<img src='([a-z]+:\w+)' alt='([^']*)'>")
OBJECT = "\ufffc"
"""The letter that stands for a picture in a document."""
Alignment = QTextCharFormat.VerticalAlignment


class Picture(NamedTuple):
    """A picture for a line of text; `name` differs for pictures that differ."""

    name: str
    image: QImage
    alignment: Alignment = Alignment.AlignNormal


Pictures = Callable[[str, str], Picture | str]
"""Gives the picture for a place and its words, or HTML to be shown instead."""


class Filled(NamedTuple):
    """HTML with its pictures in their places."""

    html: str
    pictures: dict[str, Picture]


def fill(html: str, pictures: Pictures) -> Filled:
    """Put pictures in the places of `html`."""
    found: dict[str, Picture] = {}
    pictures = cache(pictures)  # the same formula may stand in a text a hundred times

    def filled(place: re.Match[str]) -> str:
        picture = pictures(place[1], unescape(place[2]))
        if isinstance(picture, str):
            return picture
        found[picture.name] = picture
        size = picture.image.deviceIndependentSize()
        align = " style='vertical-align: middle;'" if picture.alignment is Alignment.AlignMiddle else ""
        measures = f"width='{size.width():g}' height='{size.height():g}'"
        return f"<img src='{escape(picture.name)}' alt='{place[2]}' {measures}{align}>"

    return Filled(_PLACE.sub(filled, html), found)


def align(document: QTextDocument, filled: Filled) -> None:
    """Let pictures hang as far below the line as letters do, where they are made for that; HTML cannot say it."""
    if all(picture.alignment is not Alignment.AlignBaseline for picture in filled.pictures.values()):
        return
    cursor = document.find(OBJECT)
    while not cursor.isNull():
        image = cursor.charFormat().toImageFormat()
        picture = filled.pictures.get(image.name())
        if picture is not None and picture.alignment is Alignment.AlignBaseline:
            image.setVerticalAlignment(Alignment.AlignBaseline)
            cursor.setCharFormat(image)
        cursor = document.find(OBJECT, cursor)


def words_of_pictures(document: QTextDocument, text: str, start: int) -> str:
    """Return `text`, which begins at `start` of the document, with words in the places of pictures."""
    if OBJECT not in text:
        return text
    pieces, cursor = [], QTextCursor(document)
    for piece in re.split(f"({OBJECT})", text):
        start += len(piece.encode("utf-16-le")) // 2
        if piece == OBJECT:
            cursor.setPosition(start)
            piece = str(cursor.charFormat().property(QTextFormat.Property.ImageAltText) or "")
        pieces.append(piece)
    return "".join(pieces)
