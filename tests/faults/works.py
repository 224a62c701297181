"""What processes do while tests kill them, and what they say has been done.

Each work says `doing` before a step and `done` after it; what it says besides is what a person would have seen.
"""

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import Pause, Reply, ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from tests.faults.branching import Branching
from tests.support.clock import FakeClock

USER = "ada"
START = datetime(2026, 5, 4, 12, tzinfo=UTC)
SESSIONS = 4


class Saying:
    """The pipe to the test."""

    def say(self, **what: object) -> None:
        os.write(1, json.dumps(what).encode() + b"\n")

    async def step(self, name: str, work: Awaitable[object]) -> None:
        """Do one step; a failure that a user would be told counts as refused, and the work goes on."""
        self.say(doing=name)
        try:
            await work
        except UserError as error:
            self.say(refused=name, code=error.code)
        else:
            self.say(done=name)


def answer_to(question: str) -> str:
    """Return what the engine of these works answers: it names the question, so that no answer passes for another."""
    return "".join(_pieces(question))


def _pieces(question: str) -> list[str]:
    return [f"About {question}:", *(f" é{number} 🙂" for number in range(1, 60))]


def _reply(request: EngineRequest, pause: float) -> Reply:
    pieces = _pieces(request.turns[-1].content)
    return [step for piece in pieces for step in (Pause(pause), piece)] if pause else pieces


@asynccontextmanager
async def services_on(data_dir: Path, clock: FakeClock | None = None, pause: float = 0) -> AsyncIterator[Services]:
    """Open the services as the program does, with an engine that knows what to say."""
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    settings = Settings(user=USER, sessions=SessionSettings())
    engine = ScriptedEngine(lambda request: _reply(request, pause))
    makers = {"builtin": lambda _choice: engine}
    async with open_services(paths, settings, clock or FakeClock(START), makers) as services:
        yield services


async def _send(services: Services, saying: Saying, session_id: str, question: str) -> None:
    async with aclosing(services.chat.send(SendRequest(USER, question, session_id=session_id))) as events:
        async for event in events:
            match event:
                case Stored():
                    saying.say(asked=question, session=session_id)
                case Streamed(text):
                    saying.say(piece=text, question=question)
                case Finished():
                    saying.say(answered=question, session=session_id)


async def sending(data_dir: Path, saying: Saying, seed: int) -> None:
    """Send one message after the other, with a rename in between."""
    chance = random.Random(seed)
    async with services_on(data_dir) as services:
        for number in range(10_000):
            session_id = f"s{chance.randrange(SESSIONS)}"
            await _send(services, saying, session_id, f"{seed}/{number}: {'ä🙂 ' * chance.randrange(300)}?")
            if chance.random() < 0.3:
                name = f"name {seed}/{number}"
                saying.say(renaming=session_id)
                await services.sessions.rename(USER, session_id, name)
                saying.say(renamed=session_id, name=name)


async def streaming(data_dir: Path, saying: Saying, seed: int) -> None:
    """Stream slow answers into several sessions at once, stored every few pieces."""
    from desktop_app.services import exchange

    exchange.SAVE_SECONDS = 0.01
    async with services_on(data_dir, pause=0.003) as services, asyncio.TaskGroup() as group:
        for number in range(SESSIONS):
            group.create_task(_send(services, saying, f"s{number}", f"{seed}/{number}?"))


async def branching(data_dir: Path, saying: Saying, seed: int) -> None:
    """Go about in the trees of two sessions at once."""
    from desktop_app.services import exchange

    exchange.SAVE_SECONDS = 0.01

    async def go_about(services: Services, name: str) -> None:
        chance = random.Random(f"{seed} {name}")
        tree = Branching(services, USER, name, chance, saying.say)
        for number in range(10_000):
            question = f"{name} {seed}/{number}?"
            await tree.send(question, cut=True)
            await tree.go_on(cut=True)
            steps = [tree.go_on, tree.again, tree.fork, tree.show, tree.delete]
            try:
                await chance.choice(steps)() if chance.random() < 0.8 else await tree.again(text=f"edited {question}")
            except UserError as error:
                if error.code != "nothing_to_add":
                    raise

    async with services_on(data_dir, pause=0.0005) as services, asyncio.TaskGroup() as group:
        for name in ("s0", "s1"):
            group.create_task(go_about(services, name))


def attached_to(question: str) -> list[bytes]:
    """Return the files that are attached to a question of `attaching`: one of its own, and one that many share."""
    chance = random.Random(question)
    own = f"{question} ".encode() * chance.choice([1, 100, 40_000])
    return [own, b"shared " * chance.choice([10, 3_000])]


async def attaching(data_dir: Path, saying: Saying, seed: int) -> None:
    """Attach files to questions and drafts, and delete some of it for good."""
    chance = random.Random(seed)
    async with services_on(data_dir) as services:
        files = services.attachments
        for number in range(10_000):
            session_id, question = f"s{chance.randrange(SESSIONS)}", f"{seed}/{number}?"
            added = [await files.add(USER, f"{n}.txt", data) for n, data in enumerate(attached_to(question))]
            ids = tuple(each.id for each in added)
            if chance.random() < 0.3:
                await services.sessions.ensure(session_id, USER)
                await files.keep_in_draft(USER, session_id, ids)
                saying.say(drafted=question, session=session_id)
            if chance.random() < 0.2:
                for each in added:
                    await files.remove(USER, each.id)
                continue
            request = SendRequest(USER, question, session_id=session_id, attachments=ids)
            async with aclosing(services.chat.send(request)) as events:
                async for event in events:
                    if isinstance(event, Stored):
                        saying.say(asked=question, session=session_id)
            if chance.random() < 0.1:
                saying.say(deleting=session_id)
                await services.removal.delete(USER, session_id)
                saying.say(deleted=session_id)


async def pruning(data_dir: Path, saying: Saying, seed: int) -> None:
    """Move what expired to the trash, then empty the trash two weeks later."""
    clock = FakeClock(START + timedelta(days=31))
    async with services_on(data_dir, clock) as services:
        await saying.step("trash", services.retention.prune(yes=True))
        clock.advance(days=15 + seed % 2)
        await saying.step("purge", services.retention.prune(yes=True))


async def migrating(data_dir: Path, saying: Saying, _seed: int) -> None:
    """Open a file of the first version."""

    async def open_and_close() -> None:
        async with services_on(data_dir):
            pass

    await saying.step("open", open_and_close())


async def backing_up(data_dir: Path, saying: Saying, seed: int) -> None:
    """Make snapshots, with a message between two of them."""

    async def work() -> None:
        async with services_on(data_dir) as services:
            for number in range(3):
                await saying.step("send", _send(services, saying, "s0", f"{seed}/{number}?"))
                await saying.step("snapshot", services.backup.create())

    await saying.step("open", work())


async def restoring(data_dir: Path, saying: Saying, _seed: int) -> None:
    """Restore what lies beside the data folder."""

    async def work() -> None:
        async with services_on(data_dir) as services:
            await saying.step("restore", services.backup.restore(USER, str(data_dir.parent / "snapshot.db")))

    await saying.step("open", work())


async def everything(data_dir: Path, saying: Saying, _seed: int) -> None:
    """Do one of each, a step at a time."""
    await saying.step("open", _one_of_each(data_dir, saying))


async def _one_of_each(data_dir: Path, saying: Saying) -> None:
    clock = FakeClock(START)
    async with services_on(data_dir, clock) as services:
        sessions, removal = services.sessions, services.removal
        tree = Branching(services, USER, "e", random.Random(1), saying.say)
        steps: list[tuple[str, Callable[[], Awaitable[object]]]] = [
            ("create a", lambda: sessions.create(USER, session_id="a", name="first")),
            ("send a1", lambda: _send(services, saying, "a", "a1?")),
            ("send a2", lambda: _send(services, saying, "a", "a2?")),
            ("rename a", lambda: sessions.rename(USER, "a", "second")),
            ("send b1", lambda: _send(services, saying, "b", "b1?")),
            ("trash b", lambda: sessions.trash(USER, "b")),
            ("restore b", lambda: sessions.restore(USER, ["b"])),
            ("clear b", lambda: removal.clear(USER, "b")),
            ("draft a", lambda: sessions.save_draft("a", "not sent")),
            ("send c1", lambda: _send(services, saying, "c", "c1?")),
            ("delete c", lambda: removal.delete(USER, "c")),
            ("send d1", lambda: _send(services, saying, "d", "d1?")),
            ("cut e1", lambda: tree.send("e1?", cut=True)),
            ("go on e1", tree.go_on),
            ("edit e1", lambda: tree.again(text="e2?")),
            ("again e2", tree.again),
            ("fork e", tree.fork),
            ("show e", tree.show),
            ("delete and undo e", tree.delete),
        ]
        for name, step in steps:
            await saying.step(name, step())
        clock.advance(minutes=1)
        # What could not be stored at once has had its chance by now.
        await services.changes.made_elsewhere()


WORKS: Mapping[str, Callable[[Path, Saying, int], Awaitable[None]]] = {
    work.__name__: work
    for work in (sending, streaming, branching, attaching, pruning, migrating, backing_up, restoring, everything)
}


async def warm_up() -> None:
    """Import whatever the works import, so that what is forked from here starts at once."""
    import desktop_app.store.migrating  # noqa: F401

    async with open_services(
        Paths(Path("/nowhere"), Path("/nowhere")),
        Settings(user=USER, sessions=SessionSettings(storage_type="memory")),
        FakeClock(START),
        {"builtin": lambda _choice: ScriptedEngine.echo()},
    ) as services:
        await services.sessions.ensure_default(USER)


def start(order: Mapping[str, Any]) -> None:
    """Do the work that `order` names."""
    work = WORKS[order["work"]]
    asyncio.run(_started(work(Path(order["folder"]), Saying(), order["seed"])))


async def _started(work: Awaitable[None]) -> None:
    await work
