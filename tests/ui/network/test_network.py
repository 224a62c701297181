"""The line at the foot of the sidebar and the dialog behind it, over a guard that is asked by hand."""

import asyncio
import socket
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.network import Purpose
from desktop_app.network.guard import Guard
from desktop_app.network.refusal import RefusedError
from desktop_app.ui.network.dialog import NetworkDialog
from desktop_app.ui.network.model import LedgerModel
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


def watching(desk: Desk) -> Guard:
    """Return the guard, as if it stood: its hook would stay for all tests to come."""
    guard: Guard = desk.services.network._guard
    guard.is_installed = True
    return guard


def connect(guard: Guard, address: tuple[Any, ...]) -> None:
    with socket.socket() as made:
        guard.check("socket.connect", made, address)


def dialog_of(desk: Desk) -> NetworkDialog:
    (dialog,) = [each for each in desk.window.findChildren(NetworkDialog) if each.isVisible()]
    return dialog


def rows(dialog: NetworkDialog) -> list[str]:
    model = dialog.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


async def test_the_line_says_what_there_was_and_leads_to_each_attempt(opening: Opening) -> None:
    async with opening() as desk:
        line = desk.shell.network.line
        assert line.text() == "Connections are not watched", "an empty ledger of nobody is no promise"
        guard = watching(desk)
        guard.note_start("/usr/bin/python3", Purpose.PARLEY)
        await until(lambda: line.accessibleName() == "Network: 0 connections since start")
        guard.expect(Purpose.MODEL_SERVER, "127.0.0.1", 8080)
        connect(guard, ("127.0.0.1", 8080))
        await until(lambda: line.text() == "0 connections out, 1 local")
        desk.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
        dialog = dialog_of(desk)
        assert dialog.headline.text() == "0 connections beyond this computer since start"
        assert rows(dialog)[0].startswith("127.0.0.1:8080, connection · to a program on this computer · model server, ")
        assert "/usr/bin/python3, program started · a part of Parley" in rows(dialog)[1]
        guard.agree("models.example")
        guard.expect(Purpose.DOWNLOAD, "models.example", 443, ["192.0.2.7"])
        connect(guard, ("192.0.2.7", 443))
        await until(lambda: dialog.headline.text() == "1 connection beyond this computer since start")
        assert rows(dialog)[0].startswith(
            "models.example:443, connection · beyond this computer · download · 192.0.2.7, "
        )
        desk.press("Copy the list")
        copied = QApplication.clipboard().text().splitlines()
        assert len(copied) == 4
        assert "allowed  connection: models.example:443 (192.0.2.7)" in copied[-1]
        desk.press("Close")


async def test_a_refusal_is_told_in_a_sentence_whatever_thread_met_it(opening: Opening) -> None:
    async with opening() as desk:
        guard = watching(desk)

        def stray() -> None:
            with pytest.raises(RefusedError):
                connect(guard, ("192.0.2.7", 443))

        await asyncio.to_thread(stray)
        line = desk.shell.network.line
        await until(lambda: line.text() == "1 attempt refused")
        (notice,) = desk.notices()
        assert "192.0.2.7:443, which nobody has allowed, and was kept from it. Nothing was sent" in notice
        desk.window.network_requested.emit()
        assert "refused · connection · beyond this computer" in rows(dialog_of(desk))[0]


def test_rows_stay_where_they_are_while_new_ones_come(icons: None) -> None:
    from desktop_app.domain.network import Attempt, Kind, Reach

    attempts = [Attempt(float(at), Kind.CONNECTION, Reach.FILE, Purpose.SOCKET_FILE, f"/run/{at}") for at in range(6)]
    model = LedgerModel()
    moved: list[object] = []
    model.rowsInserted.connect(lambda _parent, first, last: moved.append((first, last)))
    model.modelReset.connect(lambda: moved.append("reset"))
    model.show(attempts[:2])
    model.show(attempts[1:4])
    model.show(attempts[1:4])
    assert moved == [(0, 1), (0, 1)]
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["/run/3", "/run/2", "/run/1"]
