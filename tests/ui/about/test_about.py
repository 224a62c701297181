"""About Parley, and the switch to start it at login, in a window over real services."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app import __version__
from desktop_app.domain.build import Build, Library
from desktop_app.ui.about.dialog import AboutDialog
from desktop_app.ui.about.words import details_text, facts_of
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until

BUILD = Build("1.2", "0123456789abcdef0123456789abcdef01234567", "2026-11-21T20:00:00Z", packaged=True)
LIBRARIES = (
    Library("Parley", "1.2", "MIT", "Permission is hereby granted"),
    Library("Quick <b>Sums</b>", "3", "Apache-2.0", "<h1>Apache License</h1>"),
    Library("Silent", "4", "", ""),
)


def test_what_a_package_tells_of_itself() -> None:
    facts = facts_of(BUILD, {"SQLite": "3.53.4"}, "6.11.3")
    assert facts[:4] == [
        ("Version", "1.2"),
        ("Commit", "0123456789ab"),
        ("Built", "2026-11-21 20:00 UTC"),
        ("Runs from", "a package"),
    ]
    assert details_text(facts).splitlines()[0] == "Parley 1.2"
    unknown = facts_of(Build("1.2", None, "some day"), {}, "6")
    assert dict(unknown)["Built"] == "some day"
    assert "Commit" not in details_text(unknown)


def test_licences_are_found_and_shown_as_plain_text(qtbot: QtBot) -> None:
    dialog = AboutDialog(facts_of(BUILD, {}, "6"), "/data")
    qtbot.addWidget(dialog)
    dialog.show_libraries(LIBRARIES)
    assert dialog.text.toPlainText() == "Permission is hereby granted"
    dialog.search.setText("apache quick")
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == ["Quick <b>Sums</b> 3 · Apache-2.0"]
    assert dialog.text.toPlainText() == "<h1>Apache License</h1>"
    dialog.search.setText("nothing such")
    assert dialog.list.count() == 0
    assert dialog.text.toPlainText() == "No licence has these words in its name."
    dialog.search.setText("silent")
    assert "brings no words" in dialog.text.toPlainText()
    dialog.copy_button.click()
    assert (
        QGuiApplication.clipboard().text().startswith("Parley 1.2\nCommit: 0123456789ab\nBuilt: 2026-11-21 20:00 UTC")
    )


async def test_it_opens_from_the_menu_with_the_true_versions(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.about_requested.emit()
        dialog = desk.shell.about.dialog
        assert dialog is not None
        assert dialog.accessibleName() == "About Parley"
        await until(lambda: dialog.list.count() > 20)
        assert dialog.list.item(0).text() == f"Parley {__version__} · MIT"
        desk.window.about_requested.emit()
        assert desk.shell.about.dialog is dialog
        dialog.close_button.click()
        assert desk.shell.about.dialog is None


def _is_checked(desk: Desk) -> bool:
    desk.window._on_menu_requested(QPoint(300, 0))
    (action,) = (each for each in desk.window.actions() if each.text() == "Start at login")
    return action.isChecked()


async def test_starting_at_login_is_switched_in_the_menu(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "config" / "autostart" / "parley.desktop"
    async with opening() as desk:
        await until(lambda: desk.window.actions())
        assert not _is_checked(desk)
        desk.window.login_start_requested.emit()
        await until(lambda: desk.notices() == ["Parley starts at login from now on, minimised."])
        assert _is_checked(desk)
        assert "--minimised" in file.read_text()
        desk.window.login_start_requested.emit()
        await until(lambda: "Parley does not start at login." in desk.notices())
        assert not _is_checked(desk)
        assert not file.exists()
