"""The daily snapshot that an open window makes."""

from pathlib import Path

from desktop_app.domain.snapshots import Reason
from desktop_app.store.snapshot_folder import SnapshotFolder
from tests.support.clock import FakeClock
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


async def _look(desk: Desk) -> None:
    await until(lambda: not desk.shell._clean_up.is_at_work())
    desk.shell._daily_snapshot.run()
    await until(lambda: not desk.shell._tasks.is_running("daily snapshot"))


async def _talk(desk: Desk) -> None:
    desk.type_and_send("Hello")
    await until(lambda: desk.transcript()[1:] == [("assistant", "You said: Hello")])


async def test_it_is_made_once_a_day_and_says_nothing(opening: Opening, clock: FakeClock, data_dir: Path) -> None:
    folder = SnapshotFolder(data_dir / "parley.db")
    async with opening() as desk:
        await _look(desk)
        assert folder.snapshots() == []
        await _talk(desk)
        for _again in range(2):
            await _look(desk)
        assert [each.reason for each in folder.snapshots()] == [Reason.DAILY]
        clock.advance(days=1)
        await _look(desk)
        assert len(folder.snapshots()) == 2
        assert desk.notices() == []


async def test_it_waits_for_the_clean_up(opening: Opening, data_dir: Path) -> None:
    async with opening() as desk:
        await _talk(desk)
        desk.shell._clean_up.run()
        desk.shell._daily_snapshot.run()
        assert not desk.shell._tasks.is_running("daily snapshot")
        await _look(desk)
        assert len(SnapshotFolder(data_dir / "parley.db").snapshots()) == 1


async def test_only_the_second_failure_running_is_told_and_only_once(opening: Opening, data_dir: Path) -> None:
    async with opening() as desk:
        await _talk(desk)
        blocked = data_dir / "backups"
        blocked.touch()
        await _look(desk)
        assert desk.notices() == []
        await _look(desk)
        assert len(desk.notices()) == 1
        assert "Your chats are as they were" in desk.notices()[0]
        await _look(desk)
        assert len(desk.notices()) == 1
        blocked.unlink()
        await _look(desk)
        assert len(SnapshotFolder(data_dir / "parley.db").snapshots()) == 1


async def test_closing_the_window_gives_up_a_snapshot_under_way(opening: Opening, data_dir: Path) -> None:
    async with opening() as desk:
        await _talk(desk)
        await until(lambda: not desk.shell._clean_up.is_at_work())
        desk.shell._daily_snapshot.run()
    folder = SnapshotFolder(data_dir / "parley.db")
    assert len(folder.snapshots()) <= 1
    assert not list(folder.path.glob("*.part*"))
