"""Stroke icons: SVG files from one folder, drawn in any colour.

Neither QIcon nor QFile is needed here: their many names alone would hold up the first paint by milliseconds.
"""

import os

from PySide6.QtGui import QGuiApplication, QPixmap, QPixmapCache

_FOLDER = "icons_folder"


def use_folder(folder: str) -> None:
    """Take the icons from `folder`; the program says once where that is."""
    application = QGuiApplication.instance()
    if application is not None:
        application.setProperty(_FOLDER, folder)


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return the icon called `name` in `colour` (#rrggbb), sharp on the sharpest screen; each is drawn once.

    Before `use_folder` it is an empty picture, so that a window can be painted without waiting for any.
    """
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise RuntimeError("icons need an application")
    folder, ratio = application.property(_FOLDER), application.devicePixelRatio()
    if folder is None:
        return QPixmap()
    key = f"{name} {colour} {size} {ratio}"
    known = QPixmap()
    if QPixmapCache.find(key, known):
        return known
    drawn = _draw(os.path.join(folder, f"{name}.svg"), colour, round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def _draw(file: str, colour: str, pixels: int) -> QPixmap:
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgRenderer

    with open(file, "rb") as opened:
        drawing = opened.read().replace(b"currentColor", colour.encode())
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(picture.rect()))
    painter.end()
    return picture
