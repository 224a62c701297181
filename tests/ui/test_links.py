"""A link in a message says where it leads; only a second press opens it."""

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.support.desk import Opening


class Browser(QObject):
    """Takes the place of the desktop's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


async def test_a_link_is_opened_only_after_its_host_was_shown(opening: Opening) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")  # type: ignore[arg-type]  # the bytes of its types are refused
    try:
        async with opening() as desk:
            desk.window.transcript.link_activated.emit("https://bank.example@evil.example/login")
            (notice,) = desk.notices()
            assert "leads to evil.example:" in notice
            assert browser.opened == []
            desk.press("Open in browser")
            assert len(browser.opened) == 1
            assert desk.notices() == []
    finally:
        QDesktopServices.unsetUrlHandler("https")


async def test_what_leads_nowhere_offers_nothing(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.transcript.link_activated.emit("file:///etc/passwd")
        assert desk.notices() == ["This link leads nowhere that Parley would open."]
        assert not desk.buttons("Open in browser")


async def test_letters_that_look_like_others_are_told(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.transcript.link_activated.emit("https://p\u0430ypal.example/")
        assert "xn--pypal-4ve.example, written as “p\u0430ypal.example”" in desk.notices()[0]
