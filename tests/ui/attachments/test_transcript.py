"""What is attached stands below the words of its message, and opens in a dialog of its own."""

import stat
from contextlib import aclosing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit

from desktop_app.domain.attachments import Attachment
from desktop_app.services.chat import SendRequest
from desktop_app.ui.attachments.picture_dialog import PictureDialog
from desktop_app.ui.attachments.strip import AttachmentStrip
from desktop_app.ui.attachments.text_dialog import TextDialog
from desktop_app.ui.attachments.tiles import AttachmentTile, PictureTile, TextTile
from tests.support.desk import Desk, Opening
from tests.support.images import png
from tests.support.qt_loop import until
from tests.support.script import Script

NOTES = b"buy towels\n<b>not bold</b>\n"


async def send(desk: Desk, text: str, *files: tuple[str, bytes]) -> None:
    service = desk.services.attachments
    ids = tuple([(await service.add("ada", name, data)).id for name, data in files])
    request = SendRequest("ada", text, session_id=desk.session_id, attachments=ids)
    async with aclosing(desk.services.chat.send(request)) as events:
        assert [event async for event in events]
    desk.shell.chat.reload()
    await until(lambda: any(text == said for _role, said in desk.transcript()))


def tiles(desk: Desk) -> list[AttachmentTile]:
    strips = [each for each in desk.window.transcript.findChildren(AttachmentStrip) if each.isVisible()]
    return [tile for strip in strips for tile in strip.tiles]


async def shown(desk: Desk, count: int = 1) -> list[AttachmentTile]:
    await until(lambda: len(tiles(desk)) == count)
    return tiles(desk)


async def opened(desk: Desk, tile: AttachmentTile) -> PictureDialog | TextDialog:
    desk.qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    await until(lambda: desk.shell.attachments.dialog is not None)
    dialog = desk.shell.attachments.dialog
    assert dialog is not None
    return dialog


async def test_a_picture_is_shown_small_with_its_name(opening: Opening) -> None:
    async with opening() as desk:
        await send(desk, "look", ("leaf.png", png(800, 400)))
        (tile,) = await shown(desk)
        assert isinstance(tile, PictureTile)
        assert tile.accessibleName().startswith("Picture leaf.png, 800 × 400")
        before = tile.size()
        assert before.width() == 360
        await until(lambda: tile.grab().toImage().pixelColor(100, 100).red() == 200)
        assert tile.size() == before, "nothing moves when it comes"
        assert tile.focusPolicy() == Qt.FocusPolicy.TabFocus


async def test_texts_and_pictures_stand_in_their_order_without_overlap(opening: Opening) -> None:
    async with opening() as desk:
        names = ("a.png", "b.png", "c.png", "d.txt", "e.txt")
        await send(desk, "look", *((name, png() if name.endswith("png") else NOTES) for name in names))
        found = await shown(desk, 5)
        assert [tile.attachment.name for tile in found] == list(names)
        assert [type(tile) for tile in found] == [PictureTile] * 3 + [TextTile] * 2
        for at, tile in enumerate(found):
            assert not any(tile.geometry().intersects(other.geometry()) for other in found[at + 1 :])
            strip = tile.parentWidget()
            assert isinstance(strip, AttachmentStrip)
            assert strip.rect().contains(tile.geometry())


async def test_a_message_without_words_shows_what_is_attached(opening: Opening) -> None:
    async with opening() as desk:
        await send(desk, "", ("leaf.png", png()))
        assert len(await shown(desk)) == 1
        names = [row.accessibleName() for row in desk.window.transcript.shown_rows().values()]
        assert names[0] == "user: leaf.png"


async def test_a_picture_that_cannot_be_shown_says_so(opening: Opening) -> None:
    async with opening() as desk:
        await send(desk, "look", ("half.png", png()[:40]))
        (tile,) = await shown(desk)
        assert isinstance(tile, PictureTile)
        gallery = desk.shell.chat.messages.gallery
        assert gallery is not None
        await until(lambda: gallery.picture(tile.attachment.id) is not None)
        image = gallery.picture(tile.attachment.id)
        assert image is not None
        assert image.isNull()


async def test_a_picture_opens_and_escape_closes_it(opening: Opening) -> None:
    async with opening() as desk:
        await send(desk, "look", ("leaf.png", png(800, 400)))
        (tile,) = await shown(desk)
        dialog = await opened(desk, tile)
        assert isinstance(dialog, PictureDialog)
        assert dialog.windowTitle() == "leaf.png"
        assert dialog.canvas.image.width() == min(800, dialog.canvas.image.width())
        assert not dialog.canvas.image.isNull()
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: desk.shell.attachments.dialog is None)


async def test_a_text_opens_letter_by_letter(opening: Opening) -> None:
    async with opening() as desk:
        await send(desk, "look", ("notes <i>.txt", NOTES))
        (tile,) = await shown(desk)
        dialog = await opened(desk, tile)
        assert isinstance(dialog, TextDialog)
        (text,) = dialog.findChildren(QPlainTextEdit)
        assert text.toPlainText() == NOTES.decode()
        assert text.isReadOnly()
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
        assert "UTF-8" in dialog.facts.text()
        desk.shell.attachments.close()


@pytest.mark.parametrize("there", [False, True])
async def test_a_copy_is_saved_where_one_says(opening: Opening, tmp_path: Path, there: bool) -> None:
    async with opening() as desk:
        await send(desk, "look", ("notes.txt", NOTES))
        (tile,) = await shown(desk)
        dialog = await opened(desk, tile)
        desk.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        places = desk.shell.attachments.places
        assert isinstance(places, QFileDialog)
        target = tmp_path / "copy.txt"
        if there:
            target.write_text("what was there, which the dialog asks about")
        places.fileSelected.emit(str(target))
        await until(lambda: any("Saved as" in notice for notice in desk.notices()))
        assert target.read_bytes() == NOTES
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        places.close()
        desk.shell.attachments.close()


async def test_what_was_lost_is_told_in_a_notice(opening: Opening) -> None:
    async with opening() as desk:
        gone = Attachment(10**6, "gone.txt", "text/plain", 3, "00" * 32)
        desk.shell.attachments.open(gone)
        await until(lambda: any("not here any more" in notice for notice in desk.notices()))
        assert desk.shell.attachments.dialog is None


async def test_of_many_pictures_no_more_than_so_much_is_kept(opening: Opening) -> None:
    async with opening() as desk:
        service, gallery = desk.services.attachments, desk.shell.chat.messages.gallery
        assert gallery is not None
        ids = [(await service.add("ada", "x.png", png(700, 350 - n))).id for n in range(60)]
        gallery.ratio = 2.0
        for number in ids:
            gallery.picture(number)
        await until(lambda: gallery.picture(ids[-1]) is not None and gallery.picture(ids[-2]) is not None)
        assert gallery.bytes_kept() <= 48 * 2**20


async def test_an_answer_shows_the_picture_that_it_names_and_no_one_else_s(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        service = desk.services.attachments
        mine = await service.add("ada", "mine.png", png(30, 20))
        theirs = await service.add("eve", "theirs.png", png(31, 21))
        script.next(f"Here: ![mine](attachment:{mine.id}) and ![theirs](attachment:{theirs.id})")
        await send(desk, "show me")
        gallery = desk.shell.chat.messages.gallery
        assert gallery is not None
        await until(lambda: gallery.picture(mine.id) is not None and gallery.picture(theirs.id) is not None)
        shown, hidden = gallery.picture(mine.id), gallery.picture(theirs.id)
        assert shown is not None
        assert hidden is not None
        assert (shown.width(), hidden.isNull()) == (30, True)
        texts = [text for row in desk.window.transcript.shown_rows().values() for text in row.texts()]
        await until(lambda: any("\ufffc" in text.toPlainText() for text in texts))
