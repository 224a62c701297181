"""What the desktop's task bar is told of a download."""

import sys

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.downloads import DownloadProgress
from desktop_app.ui.task_bar import TaskBar

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system has such a bus")


def test_the_signal_that_task_bars_know(qtbot: QtBot) -> None:
    said = TaskBar().message(0.25, visible=True)
    assert (said.interface(), said.member()) == ("com.canonical.Unity.LauncherEntry", "Update")
    assert said.arguments() == ["application://parley.desktop", {"progress": 0.25, "progress-visible": True}]


def test_without_a_desktop_nothing_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    bar = TaskBar()
    bar.show_progress(DownloadProgress(done=5, total=10))
    bar.clear()
