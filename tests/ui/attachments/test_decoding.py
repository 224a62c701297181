"""Pictures are decoded by what they are, within limits, and nothing else is."""

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter

from desktop_app.ui.attachments.decoding import decoded, fitted
from tests.support.images import gif, png, png_bomb

ROOM = QSize(360, 360)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"


def saved(kind: str, width: int = 40, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 30, 60))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, kind.encode()).write(image)
    return bytes(data.data())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_of_the_four_kinds_are_shown(kind: str) -> None:
    image = decoded(saved(kind), ROOM)
    assert (image.width(), image.height()) == (40, 20)
    assert abs(image.pixelColor(20, 10).red() - 200) < 12
    assert decoded(gif(5, 4), ROOM).size() == QSize(5, 4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_large_ones_come_no_larger_than_they_are_shown(kind: str) -> None:
    assert decoded(saved(kind, 2000, 500), ROOM).size() == QSize(360, 90)


def test_what_is_no_picture_is_never_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [SVG, saved("BMP"), saved("PPM"), b"", b"words", b"\x89PNG\r\n\x1a\n" + SVG, b"GIF89a" + SVG]
    assert all(decoded(each, ROOM).isNull() for each in others)
    read: list[object] = []
    monkeypatch.setattr(QImageReader, "read", read.append)
    assert all(decoded(each, ROOM).isNull() for each in others[:5])
    assert not read


def test_one_that_says_it_is_huge_is_not_decoded() -> None:
    assert decoded(png_bomb(), ROOM).isNull()
    assert decoded(png_bomb(20_000, 20_000), ROOM).isNull()


def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    jpeg = saved("JPEG", 800, 400)
    orientation = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
    exif = b"Exif\0\0MM\0*\0\0\0\x08\x00\x01" + orientation + b"\0\0\0\0"
    turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + jpeg[2:]
    assert decoded(turned, ROOM).size() == QSize(180, 360)
    assert decoded(turned, QSize(720, 360)).size() == QSize(180, 360)


@pytest.mark.qt_log_level_fail("CRITICAL")  # the libraries behind Qt have a lot to say of these
def test_half_a_picture_is_no_failure() -> None:
    whole = saved("JPEG", 300, 300)
    for length in range(0, len(whole), 97):
        decoded(whole[:length], ROOM)
    assert decoded(png()[:40], ROOM).isNull()


def test_no_side_vanishes() -> None:
    assert fitted(QSize(10_000, 3), ROOM) == QSize(360, 1)
    assert fitted(QSize(30, 20), ROOM) == QSize(30, 20)
