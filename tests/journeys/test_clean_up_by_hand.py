"""`parley sessions prune`: what it asks before it takes anything, and what a yes does."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.paths import Paths, prepare
from desktop_app.services.settings import ensure_settings
from tests.support.clock import FakeClock
from tests.support.processes import ask, run


def used_before(data_dir: Path, *ids: str, temporary: bool = False, **ago: float) -> None:
    """Fill a store that Parley last ran on so long ago."""

    async def fill() -> None:
        paths = Paths(data_dir, data_dir)
        prepare(paths)
        settings = ensure_settings(paths.settings)
        clock = FakeClock(datetime.now(UTC) - timedelta(**ago))
        async with open_services(paths, settings, clock) as services:
            await services.retention.prune()
            for session_id in ids:
                await services.sessions.create(settings.user, session_id=session_id, temporary=temporary)

    asyncio.run(fill())


def live(data_dir: Path) -> int:
    return int(ask(data_dir, "sessions", "list")["count"])


def test_many_go_only_with_a_yes(data_dir: Path) -> None:
    used_before(data_dir, *(f"s{n}" for n in range(12)), temporary=True, hours=3)
    refused = run(data_dir, "sessions", "prune", "--json")
    assert (refused.code, refused.document["error"]["code"]) == (1, "prune_many")
    assert refused.err.startswith("12 of 12 sessions would go to the trash at once, so none was moved.")
    foretold = ask(data_dir, "sessions", "prune", "--dry-run")
    assert (foretold["expired"], foretold["held"], foretold["asks"]["code"]) == (12, 12, "prune_many")
    assert len(foretold["sessions"]) == 12
    assert live(data_dir) == 12
    assert ask(data_dir, "sessions", "prune", "--yes")["expired"] == 12
    assert live(data_dir) == 0


def test_older_sessions_go_by_lowered_settings_only_with_a_yes(data_dir: Path) -> None:
    used_before(data_dir, "old", "older", days=2)
    settings = data_dir / "settings.toml"
    settings.write_text(settings.read_text().replace("\ntimeout_hours = 720", "\ntimeout_hours = 24"))
    refused = run(data_dir, "sessions", "prune")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("2 sessions would not be expired had the settings not been lowered")
    assert live(data_dir) == 2
    assert ask(data_dir, "sessions", "prune", "--yes")["expired"] == 2
    assert ask(data_dir, "sessions", "prune")["held"] == 0


def test_a_doubtful_clock_takes_nothing_until_the_day_is_confirmed(data_dir: Path) -> None:
    used_before(data_dir, "old", days=40)
    refused = run(data_dir, "sessions", "prune")
    assert refused.code == 1
    assert "by this computer's clock today is" in refused.err
    assert live(data_dir) == 1
    foretold = ask(data_dir, "sessions", "prune", "--dry-run")
    assert (foretold["expired"], foretold["asks"]["code"]) == (1, "clock_doubted")
    assert ask(data_dir, "sessions", "prune", "--yes")["expired"] == 1
    assert ask(data_dir, "sessions", "prune")["asks"] is None


def test_what_expires_soon_can_be_listed_with_its_time(data_dir: Path) -> None:
    used_before(data_dir, "soon", days=9)
    ask(data_dir, "sessions", "create", "--id", "later")
    ask(data_dir, "sessions", "create", "--id", "passing", "--temporary")
    settings = data_dir / "settings.toml"
    settings.write_text(settings.read_text().replace("\ntimeout_hours = 720", "\ntimeout_hours = 230"))
    assert [each["session_id"] for each in ask(data_dir, "sessions", "list", "--expiring")["sessions"]] == ["passing"]
    ask(data_dir, "sessions", "prune", "--yes")
    expiring = ask(data_dir, "sessions", "list", "--expiring")["sessions"]
    assert [each["session_id"] for each in expiring] == ["passing", "soon"]
    assert all(each["expires_at"] > each["last_activity"] for each in expiring)
    shown = run(data_dir, "sessions", "list", "--expiring").out
    assert len(re.findall(r"expires 20\d\d-\d\d-\d\d \d\d:\d\d\)", shown)) == 2, "as people read a clock"
