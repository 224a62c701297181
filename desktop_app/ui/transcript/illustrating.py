"""The pictures that stand in messages: formulas, boxes of tasks, attachments."""

from hashlib import blake2b
from html import escape

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.domain.formulas import Formula
from desktop_app.ui.formulas.painting import block_picture, line_picture
from desktop_app.ui.markdown.html import words
from desktop_app.ui.markdown.inline import image_html
from desktop_app.ui.markdown.running_text import BOX
from desktop_app.ui.transcript.means import Means
from desktop_app.ui.widgets.pictured_text import Alignment, Filled, Picture, fill
from desktop_app.ui.widgets.theme import RADIUS, theme_of

_BOX = 15
_TALLEST = 360
"""Pixels of a picture in a message; a larger one is made smaller."""


class Illustrator:
    """Fills the places of pictures for one widget, in its colours and the size of its letters."""

    def __init__(self, means: Means, widget: QWidget) -> None:
        self._means = means
        self._widget = widget

    def fill(self, html: str, *, colour: str = "", width: int = 10_000) -> Filled:
        """Return `html` with its pictures, formulas in `colour`, attachments at most so wide."""
        if "<img " not in html:
            return Filled(html, {})
        theme = theme_of(self._widget.window())

        def picture(place: str, alternative: str) -> Picture | str:
            kind, _, value = place.partition(":")
            if kind == "formula":
                return self._formula(alternative, value, colour or theme.text)
            if kind == "box":
                return self._box(done=value == "done")
            return self._attachment(int(value), alternative, width)

        return fill(html, picture)

    def _formula(self, tex: str, where: str, colour: str) -> Picture | str:
        """Return the picture of a formula; its letters where there is none, or not yet."""
        drawing = self._means.formula(Formula(tex, where != "line"))
        if drawing is None:
            return _as_written(tex, theme_of(self._widget.window()).code)
        font, ratio = self._widget.font(), self._widget.devicePixelRatioF()
        look = f"{tex}\0{where}\0{colour}\0{font.pointSizeF()}\0{ratio}"
        name = f"formula:{blake2b(look.encode(), digest_size=12).hexdigest()}"
        if where == "apart":
            return Picture(name, block_picture(drawing, font, colour, ratio), Alignment.AlignMiddle)
        return Picture(name, *line_picture(drawing, font, colour, ratio))

    def _box(self, *, done: bool) -> Picture:
        theme, ratio = theme_of(self._widget.window()), self._widget.devicePixelRatioF()
        image = _blank(BOX, _BOX, ratio)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if done else theme.muted), 1.25))
        painter.setBrush(QColor(theme.accent) if done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(1, 1, _BOX - 2, _BOX - 2), RADIUS / 2, RADIUS / 2)
        if done:
            pen = QPen(QColor(theme.accent_text), 1.75)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline([QPointF(4.2, 7.8), QPointF(6.6, 10.2), QPointF(10.8, 5.2)])
        painter.end()
        return Picture(f"box:{done}:{theme.name}:{ratio}", image, Alignment.AlignMiddle)

    def _attachment(self, number: int, alternative: str, width: int) -> Picture | str:
        image = self._means.picture(number)
        if image is None or image.isNull():
            return image_html(alternative, f"attachment {number}")
        most = min(width / image.width(), _TALLEST / image.height(), 1.0)
        ratio = self._widget.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        small = image.scaledToWidth(max(1, round(image.width() * most * ratio)), smooth)
        small.setDevicePixelRatio(ratio)
        return Picture(f"attachment:{number}:{small.width()}", small)


def _as_written(tex: str, ground: str) -> str:
    letters = words(tex).replace("\n", "<br>")
    return f"<span style='font-family: monospace; background-color: {escape(ground)};'>{letters}</span>"


def _blank(width: int, height: int, ratio: float) -> QImage:
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image
