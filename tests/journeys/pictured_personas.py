"""Pictures of personas: one of somebody's own in the list, in the editor and in the inspector, and a card in a file."""

import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from desktop_app.app import open_services
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona
from desktop_app.paths import Paths
from desktop_app.services.settings import ensure_settings
from tests.support.accessibility import Window
from tests.support.desktop import Desktop
from tests.support.x11 import Screen

PAGE = ("dialog", "Personas")
CARD = "captain-vale.png"
_SIDE = 400

MIRA = Persona(
    id="",
    name="Mira the Ferrywoman",
    description="Tells of the harbour and its people, and keeps a secret or two",
    glyph="⛵",
    system_prompt="You are {{char}}, who has run the ferry to the island for thirty years. You speak in short "
    "sentences, know everybody's business and never tell all of it.\n\nYou like {{user}}, though you would not say so.",
    greeting="Fog again. One for the island, {{user}}? Mind the third plank.",
    style="plain",
    openers=("What lives on the island?", "Tell me of the storm", "Who is Petrov?"),
    keep=True,
    examples="<START>\n{{user}}: Is it far?\n{{char}}: Far enough.",
    scenario="A small harbour, early in the morning.",
    tags=("sea", "mystery"),
    nickname="Mira",
    own=True,
    lorebook=Lorebook(
        entries=(
            LoreEntry(("harbour", "quay"), "The harbour lies in fog until noon; the ferry leaves at one.", order=10),
            LoreEntry(("lighthouse",), "The lighthouse has not been lit since the storm of 1911.", order=20),
            LoreEntry(("Petrov", "the keeper"), "Petrov keeps the keys and talks to nobody.", order=30),
            LoreEntry(
                ("/ma?ps?/",), "The map in the inn is wrong on purpose.", order=40, enabled=False, use_regex=True
            ),
        ),
        scan_depth=4,
    ),
)


async def fill_with_persona(data_dir: Path, folder: Path) -> None:
    """Let somebody have a persona of their own, and a card of another one in a folder."""
    paths = Paths(data_dir, data_dir)
    async with open_services(paths, ensure_settings(paths.settings)) as services:
        made = await services.personas.create(MIRA, picture=_sea("#2f4f6f", "#e0a96d"))
        await services.sessions.create(services.user_id, name="Morning crossing", persona=made.id)
        vale = Persona(
            id="",
            name="Captain Vale",
            description="Retired from the navy, not from giving orders",
            glyph="⚓",
            system_prompt="You are {{char}}, sixty-eight, upright and secretly soft.",
            greeting="You are four minutes early, {{user}}. I approve.",
            style="plain",
            after_history="Stay in character.",
            lorebook=MIRA.lorebook,
        )
        other = await services.personas.create(vale, picture=_sea("#0f3d3e", "#f2c14e"))
        await services.personas.export(other.id, folder / CARD)
        await services.personas.delete(other.id)


def open_editor(desktop: Desktop, window: Window, size: tuple[int, int], tab: str) -> None:
    """Go to the editor of one's own persona."""
    window.wait_for("push button", "Send")
    with Screen.open(desktop.environment["DISPLAY"]) as screen:
        screen.fill(*size)
        screen.put_pointer(size[0] - 1, size[1] - 1)
        screen.give_keyboard()
    window.wait_for("frame", "Morning crossing…", state="active")
    window.press_keys("Ctrl+Shift+E")
    window.wait_for(*PAGE)
    window.press("push button", "Edit", PAGE)
    window.wait_for("push button", "Choose picture…", PAGE)
    window.press("page tab", tab, PAGE)


def leave_editor(window: Window) -> None:
    """Go back to the list."""
    window.press("push button", "Cancel", PAGE)
    window.wait_for("push button", "Import…", PAGE)


def look_into_card(window: Window, card: Path) -> None:
    """Choose a file, and see what it would bring in."""
    window.press("push button", "Import…", PAGE)
    window.wait_for("dialog", "Import a persona")
    window.write("text", "File name:", str(card), ("dialog", "Import a persona"))
    window.press("push button", "Open", ("dialog", "Import a persona"))
    window.wait_for("push button", "Add persona", PAGE)


def open_inspector(window: Window) -> None:
    """Leave the page for the inspector's page of the persona."""
    window.press("push button", "Bring nothing in", PAGE)
    window.wait_for("push button", "Import…", PAGE)
    window.click("text", "Search personas", PAGE)
    for _ in window.patiently("the page to be closed", seconds=20):  # the dialog of files may still have the keyboard
        if not window.shows(*PAGE):
            break
        window.press_keys_in_dialog("Esc")
        time.sleep(1)
    window.press("push button", "Show or hide the inspector")
    window.wait_for("push button", "Change persona")


def _sea(sky: str, evening: str) -> bytes:
    """Return a picture of a boat on the sea."""
    image = QImage(_SIDE, _SIDE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    light = QLinearGradient(0, 0, 0, _SIDE)
    light.setColorAt(0, QColor(sky))
    light.setColorAt(0.62, QColor(evening))
    painter.fillRect(image.rect(), light)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(255, 244, 214))
    painter.drawEllipse(QPointF(270, 190), 44, 44)
    painter.setBrush(QColor(sky).darker(150))
    painter.drawRect(QRectF(0, 250, _SIDE, 150))
    painter.setBrush(QColor("#f4efe6"))
    painter.drawPolygon(QPolygonF([QPointF(196, 110), QPointF(196, 250), QPointF(110, 250)]))
    painter.drawPolygon(QPolygonF([QPointF(206, 140), QPointF(206, 250), QPointF(270, 250)]))
    painter.setBrush(QColor("#3a2618"))
    painter.drawPolygon(QPolygonF([QPointF(90, 262), QPointF(300, 262), QPointF(262, 306), QPointF(132, 306)]))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub knows of bytes alone and Qt of names
    return bytes(buffer.data().data())
