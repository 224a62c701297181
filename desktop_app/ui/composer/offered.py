"""What was dropped or pasted, when it is more than text."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage


def files_in(source: QMimeData) -> list[str]:
    """Return the files that were dropped or copied; none where anything else, such as a link, is among them."""
    urls = source.urls()
    return [url.toLocalFile() for url in urls] if all(url.isLocalFile() for url in urls) else []


def picture_in(source: QMimeData) -> QImage | None:
    """Return the picture that was copied; None where there is none, or a text beside it that says the same."""
    if not source.hasImage() or source.text().strip():
        return None
    image = source.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None
