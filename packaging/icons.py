"""Draws the program's icon in all sizes and kinds that desktops ask for, from its one picture.

python packaging/icons.py FILE.ico|FILE.icns
"""

import io
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
PICTURE = Path(__file__).parents[1] / "resources" / "icons" / "parley.svg"


def write_icons(picture: Path, theme: Path) -> None:
    """Write the icon into a folder laid out as an icon theme."""
    renderer = QSvgRenderer(str(picture))
    for size in SIZES:
        folder = theme / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        _drawn(renderer, size).save(str(folder / "parley.png"))
    scalable = theme / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(picture, scalable / "parley.svg")


def write_icon(target: Path, picture: Path = PICTURE) -> None:
    """Write one file with the icon in all sizes, each drawn for itself: `.ico` for Windows, `.icns` for macOS."""
    from PIL import Image  # Linux packages are built without it

    sizes = WINDOWS_SIZES if target.suffix == ".ico" else MACOS_SIZES
    renderer = QSvgRenderer(str(picture))
    *smaller, largest = (Image.open(io.BytesIO(_as_png(_drawn(renderer, size)))) for size in sizes)
    largest.save(target, sizes=[(size, size) for size in sizes], append_images=smaller)


def _drawn(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    write_icon(Path(sys.argv[1]))
