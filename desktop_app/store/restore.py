"""Restores from a snapshot: a merge that only ever adds, in one transaction a session."""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.store.affinities import add_events, add_standing
from desktop_app.store.database import Database
from desktop_app.store.merge import Merged, merge_session
from desktop_app.store.merge_attachments import mend_contents, merge_attachments
from desktop_app.store.merge_receipts import merge_receipts
from desktop_app.store.preset_rows import add_preset, is_there
from desktop_app.store.schema import affinity_events
from desktop_app.store.snapshot_copy import explained
from desktop_app.store.snapshot_facts import FoundFact, merge_fact
from desktop_app.store.snapshot_folder import PART, SnapshotFolder
from desktop_app.store.snapshot_personas import PersonaSource, merge_persona
from desktop_app.store.snapshot_source import SnapshotSource, opened_source
from desktop_app.store.snapshot_values import AffinityEvent, FoundPreset, FoundStanding, KeptSession, UnusableRowError
from desktop_app.store.stoppable import Stop, in_thread
from desktop_app.store.uninterrupted import finished_despite_cancellation


@dataclass(slots=True)
class RestoreReport:
    """What a restore did; sessions and messages that were here already were left exactly as they are."""

    sessions_added: int = 0
    sessions_there: int = 0
    messages_added: int = 0
    messages_there: int = 0
    personas_added: int = 0
    facts_added: int = 0
    users: Counter[str] = field(default_factory=Counter)
    """Whose sessions are in the snapshot, and how many."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Sessions that did not come back, or not wholly, each with the reason."""


class RestoreStore:
    """Merges snapshots into the store; each session is there wholly or not at all, whenever it is cut off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def restore(self, file: Path, now: datetime) -> RestoreReport:
        """Add to the store what it lacks of a snapshot; doing it again adds nothing.

        Raises `UserError` for a file that is no good snapshot, before anything is changed.
        """
        report, seen = RestoreReport(), _SeenEvents()
        async with self._opened(file) as source:
            standings = await asyncio.to_thread(source.standings)
            await finished_despite_cancellation(self._merge_standings(standings, now))
            told, ids = await asyncio.to_thread(source.facts.sources), dict[int, int]()
            for session_id in await asyncio.to_thread(source.session_ids):
                try:
                    found = await asyncio.to_thread(source.read, session_id)
                    merged = await finished_despite_cancellation(self._merge(source, found, seen, now))
                except UnusableRowError as error:
                    report.skipped.append((session_id, str(error)))
                else:
                    _count(report, session_id, merged)
                    report.users[found.session.user_id] += 1
                    ids |= {number: here for number, here in merged.ids.items() if number in told}
            lone = await asyncio.to_thread(source.lone_events)
            await finished_despite_cancellation(self._merge_lone_events(lone, seen))
            presets = await asyncio.to_thread(source.presets)
            await finished_despite_cancellation(self._merge_presets(presets))
            await finished_despite_cancellation(self._merge_personas(source.personas, report, now))
            known = await asyncio.to_thread(source.facts.facts)
            await finished_despite_cancellation(self._merge_facts(known, ids, report))
            await finished_despite_cancellation(mend_contents(self._database, source))
        return report

    async def _merge(self, source: SnapshotSource, found: KeptSession, seen: "_SeenEvents", now: datetime) -> Merged:
        try:
            async with self._database.writing() as connection:
                merged = await merge_session(connection, found, now)
                await merge_attachments(connection, source, found, merged)
                await merge_receipts(connection, found, merged)
                await seen.add_new(connection, found.events, merged.ids)
                return merged
        except UserError as error:
            if error.code != "not_storable":
                raise
            raise UnusableRowError(error.message) from error

    async def _merge_standings(self, standings: Iterable[FoundStanding], now: datetime) -> None:
        """Let what was frozen or switched off be so again, where the two have not met here."""
        async with self._database.writing() as connection:
            for each in standings:
                await add_standing(connection, each.user_id, each.persona, each.standing, now)

    async def _merge_lone_events(self, events: Iterable[AffinityEvent], seen: "_SeenEvents") -> None:
        async with self._database.writing() as connection:
            await seen.add_new(connection, events, {})

    async def _merge_personas(self, source: PersonaSource, report: RestoreReport, now: datetime) -> None:
        """Bring back the personas whose ids are free, each in a transaction of its own."""
        found, unusable = await asyncio.to_thread(source.personas)
        report.skipped += unusable
        for each in found:
            async with self._database.writing() as connection:
                report.personas_added += await merge_persona(connection, source, each, now)

    async def _merge_facts(self, found: Iterable[FoundFact], ids: Mapping[int, int], report: RestoreReport) -> None:
        """Bring back the facts in whose place no others are."""
        async with self._database.writing() as connection:
            for each in found:
                report.facts_added += await merge_fact(connection, each, ids)

    async def _merge_presets(self, found: Iterable[FoundPreset]) -> None:
        """Bring back the presets whose names are free."""
        async with self._database.writing() as connection:
            for each in found:
                if not await is_there(connection, each.user_id, each.preset.name):
                    await add_preset(connection, each.user_id, each.preset, each.created_at)

    @asynccontextmanager
    async def _opened(self, file: Path) -> AsyncIterator[SnapshotSource]:
        closing = ExitStack()
        try:
            yield await in_thread(partial(self._open, file, closing))
        finally:
            # In a thread as well: a large copy takes a while to remove.
            await finished_despite_cancellation(asyncio.to_thread(closing.close))

    def _open(self, file: Path, closing: ExitStack, stop: Stop) -> SnapshotSource:
        chat_file = self._database.path
        if chat_file is None:
            workplace = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="parley-")))
        else:
            # Reading it as any other file would make SQLite lose the locks that this process holds on it.
            if file.exists() and file.samefile(chat_file):
                raise UserError("backup_in_use", file=file)
            folder = SnapshotFolder(chat_file)
            with explained(folder.path):
                closing.enter_context(folder.locked())
            workplace = folder.path
        return closing.enter_context(opened_source(file, workplace / f"restoring-{uuid4().hex}{PART}", stop))


class _SeenEvents:
    """The changes of affinities that are here, so that each comes back once, with its points."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], set[tuple[datetime, str, int]]] = {}

    async def add_new(
        self, connection: AsyncConnection, events: Iterable[AffinityEvent], ids: Mapping[int, int]
    ) -> None:
        """Store those of `events` that are not here; `ids` are those that messages have here."""
        new = defaultdict(list)
        for event in events:
            seen = await self._of(connection, event.user_id, event.persona)
            key = (event.created_at, event.reason, event.points)
            if key not in seen:
                seen.add(key)
                message_id = None if event.message_id is None else ids.get(event.message_id)
                new[event.user_id, event.persona].append(replace(event, message_id=message_id))
        for (user_id, persona), added in new.items():
            rows = [(each.points, each.reason, each.message_id, each.created_at) for each in added]
            await add_events(connection, user_id, persona, rows)

    async def _of(self, connection: AsyncConnection, user_id: str, persona: str) -> set[tuple[datetime, str, int]]:
        if (user_id, persona) not in self._seen:
            columns = (affinity_events.c.created_at, affinity_events.c.reason, affinity_events.c.points)
            mine = (affinity_events.c.user_id == user_id) & (affinity_events.c.persona == persona)
            rows = await connection.execute(select(*columns).where(mine))
            self._seen[user_id, persona] = {(row.created_at, row.reason, row.points) for row in rows}
        return self._seen[user_id, persona]


def _count(report: RestoreReport, session_id: str, merged: Merged) -> None:
    report.sessions_added += merged.added
    report.sessions_there += not merged.added
    report.messages_added += merged.messages_added
    report.messages_there += merged.messages_there
    if merged.nameless:
        report.skipped.append((session_id, "its name is another session's now, so it came back without one"))
    if merged.messages_lost:
        report.skipped.append((session_id, f"{merged.messages_lost} of its messages hang on nothing"))
