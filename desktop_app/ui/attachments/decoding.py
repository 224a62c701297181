"""Pictures decoded in a thread, within limits: of what kinds, how much memory, and no larger than they are shown."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop_app.domain.attachments import MAX_PIXELS
from desktop_app.domain.image_headers import GIF, JPEG, PNG, WEBP, image_kind, image_size

_FORMATS = {PNG: b"png", JPEG: b"jpeg", GIF: b"gif", WEBP: b"webp"}
_MEMORY_MB = 512
"""What decoding may take: a whole picture of the most pixels that may be attached."""


def decoded(data: bytes, most: QSize) -> QImage:
    """Return a picture, made smaller where it is larger than `most`; a null one where it cannot be shown.

    Which kind it is its first bytes say, and no other kind is tried: nothing else that Qt can read is let in.
    """
    kind, size = image_kind(data), image_size(data)
    if kind is None or size is None or size[0] * size[1] > MAX_PIXELS:
        return QImage()
    QImageReader.setAllocationLimit(_MEMORY_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, _FORMATS[kind])
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    found = reader.size()
    if not found.isValid() or found.width() * found.height() > MAX_PIXELS:
        return QImage()
    # A photo may lie on its side: then its sides change places when it is turned.
    lies = reader.transformation().value & 4
    fitting = fitted(found, most.transposed() if lies else most)
    if fitting != found:
        reader.setScaledSize(fitting)
    return reader.read()


def fitted(size: QSize, most: QSize) -> QSize:
    """Return `size` as it is, or as large as fits into `most` in the same proportion; no side vanishes."""
    if size.width() <= most.width() and size.height() <= most.height():
        return size
    return size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
