"""The daily snapshot, what deletion tells of snapshots, and what the doctor says of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Reason
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from desktop_app.services.snapshots import SnapshotService
from desktop_app.store.snapshot_folder import SnapshotFolder
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.invariants import assert_invariants

pytestmark = pytest.mark.chat_file


async def _send(services: Services, text: str = "Hello", session_id: str = "s") -> None:
    async for _event in services.chat.send(SendRequest("ada", text, session_id=session_id)):
        pass


async def test_there_is_one_snapshot_a_day_once_something_was_said(services: Services, clock: FakeClock) -> None:
    assert await services.backup.create_daily() is None, "nothing was said yet"
    await _send(services)
    made = await services.backup.create_daily()
    assert made is not None
    assert (made.snapshot.reason, made.messages, made.verified) == (Reason.DAILY, 2, True)
    clock.advance(hours=10)
    assert await services.backup.create_daily() is None
    clock.advance(hours=11)
    assert await services.backup.create_daily() is not None


async def test_a_year_of_days_leaves_few_snapshots(services: Services, clock: FakeClock, data_dir: Path) -> None:
    await _send(services)
    for _day in range(40):
        assert await services.backup.create_daily() is not None
        clock.advance(days=1)
    times = [each.made_at for each in SnapshotFolder(data_dir / "parley.db").snapshots()]
    assert len(times) <= 14 + 8 + 12
    assert clock.now() - times[-1] > timedelta(days=20), "older ones are there, too"
    assert_invariants(data_dir)


async def test_deleting_tells_until_when_snapshots_hold_it(services: Services, clock: FakeClock) -> None:
    await _send(services)
    assert (await services.removal.delete("ada", "s")).backups_until is None
    await _send(services)
    made = await services.backup.create()
    clock.advance(days=3)
    receipt = await services.removal.delete_all("ada", ["s"])
    assert receipt.backups_until == made.snapshot.made_at + timedelta(days=366)


async def test_the_last_snapshot_outlives_a_restore_and_its_thinning(
    services: Services, clock: FakeClock, data_dir: Path
) -> None:
    await _send(services)
    first = await services.backup.create()
    clock.advance(hours=1)
    await _send(services, "more")
    await services.backup.create()
    clock.advance(days=20)
    await services.removal.delete("ada", "s")
    restored = await services.backup.restore("ada", first.file.name)
    assert restored.before is not None
    assert (restored.before.snapshot.reason, restored.before.messages) == (Reason.RESTORE, 0)
    assert (restored.report.sessions_added, restored.report.messages_added) == (1, 2)
    assert restored.profile is None
    assert [each.content for each in await services.sessions.history("ada", "s")] == ["Hello", "You said: Hello"]
    assert_invariants(data_dir)


async def test_a_refused_restore_makes_no_snapshot(services: Services, data_dir: Path) -> None:
    await _send(services)
    good = await services.backup.create()
    bad = data_dir.parent / "bad.db"
    bad.write_bytes(good.file.read_bytes().replace(b"Hello", b"Hallo"))
    for words, code in (("bad.db", "backup_file_missing"), (str(bad), "backup_damaged")):
        with pytest.raises(UserError) as refused:
            await services.backup.restore("ada", words)
        assert refused.value.code == code
    with pytest.raises(UserError) as refused:
        await services.backup.restore("ada", str(data_dir / "parley.db"))
    assert refused.value.code == "backup_in_use"
    assert len(SnapshotFolder(data_dir / "parley.db").snapshots()) == 1
    assert_invariants(data_dir)


async def test_a_store_in_memory_says_that_it_has_none(opening: Opening) -> None:
    async with opening(storage_type="memory") as services:
        await _send(services)
        assert await services.backup.create_daily() is None
        with pytest.raises(UserError) as refused:
            await services.backup.create()
        assert refused.value.code == "backup_needs_file"
        assert (await services.removal.delete("ada", "s")).backups_until is None


async def test_the_doctor_looks_at_the_newest_snapshot(opening: Opening, clock: FakeClock, data_dir: Path) -> None:
    async with opening() as services:
        await _send(services)
        look = SnapshotService(data_dir / "parley.db", clock)
        assert (await look.check()).ok
        made = await services.backup.create()
        clock.advance(days=2)
        assert ((await look.check()).ok, (await look.check()).detail) == (True, "1, the newest verified and 2 days old")
        clock.advance(days=40)
        assert not (await look.check()).ok
        fresh = await services.backup.create()
        assert (await look.check()).ok
        made.file.write_bytes(b"an old one, and no matter")
        assert (await look.check()).ok
        fresh.file.write_bytes(fresh.file.read_bytes().replace(b"Hello", b"Hallo"))
        assert fresh.file.name in (await look.check()).detail
        assert not (await look.check()).ok
    assert (await SnapshotService(None, clock).check()).ok
