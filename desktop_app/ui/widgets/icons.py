"""Stroke icons: SVG files from one folder, drawn in any colour."""

from PySide6.QtCore import QByteArray, QDir, QFile, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache


def use_folder(folder: str) -> None:
    """Take the icons from `folder`; the program says once where that is."""
    QDir.setSearchPaths("icons", [folder])


def icon(name: str, colour: str, size: int) -> QIcon:
    """Return the icon called `name` in `colour` (#rrggbb), `size` pixels wide and high."""
    return QIcon(pixmap(name, colour, size))


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return the picture of an icon, sharp on the sharpest screen; each is drawn once."""
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    key = f"{name} {colour} {size} {ratio}"
    known = QPixmap()
    if QPixmapCache.find(key, known):
        return known
    drawn = _draw(name, colour, size, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # no window without an icon has to load it

    file = QFile(f"icons:{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(f"icons:{name}.svg")
    drawing = bytes(file.readAll().data()).replace(b"currentColor", colour.encode())
    file.close()
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
