"""Somebody at work in the real window for a while: what a tracer is laid upon.

python -m tests.support.offline_session DATA_DIR SECONDS [MODEL_FILE [BASE_URL]]

Prints one line of JSON: the rounds, and what the ledger counted.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.exports import ExportFormat
from desktop_app.domain.formulas import Formula
from desktop_app.network.guard import standing_guard
from desktop_app.paths import locate, prepare
from desktop_app.services.services import Services
from desktop_app.services.settings import ensure_settings
from desktop_app.ui.application import Application
from desktop_app.ui.event_loop import EventLoop
from desktop_app.ui.shell.shell import Shell
from desktop_app.window import WindowLifecycle, _no_salvage, _painted_window
from tests.support.qt_loop import until

PAUSE = 0.5
QUESTIONS = (
    "What is 6 * 7?",
    "12 miles in km",
    "My name is Ada",
    "How many days until 1 December?",
    "Are you offline?",
)


@dataclass
class Work:
    """What is done in one round after another, until the time is over."""

    seconds: float
    model: str
    base_url: str
    rounds: int = 0
    answers: int = 0

    async def visit(self, shell: Shell, services: Services) -> None:
        end = time.monotonic() + self.seconds
        for step in cycle(self._steps(shell, services)):
            await step()
            await asyncio.sleep(PAUSE if self.seconds else 0)
            if time.monotonic() > end and self.rounds:
                return

    def _steps(self, shell: Shell, services: Services) -> list[Callable[[], Awaitable[object]]]:
        user, folder = services.user_id, Path(tempfile.mkdtemp())
        questions = cycle(QUESTIONS)
        choices = [EngineChoice("builtin")]
        choices += [EngineChoice("llama", model=self.model)] if self.model else []
        choices += [EngineChoice("openai", self.base_url)] if self.base_url else []

        async def begin() -> None:
            ensured = await services.sessions.create(user)
            shell.chat.open(ensured.session.id)
            await until(lambda: shell.chat.session is not None and shell.chat.session.id == ensured.session.id, 60)

        async def ask() -> None:
            assert shell.chat.session is not None
            session_id = shell.chat.session.id
            for choice in choices:
                await services.session_engines.change(user, session_id, choice)
                before = len(await services.sessions.history(user, session_id))
                shell.chat.send(next(questions))
                await until(lambda: shell.chat.is_streaming(session_id), 60)
                await until(lambda: not shell.chat.is_streaming(session_id), 120)
                stored = await services.sessions.history(user, session_id)
                assert len(stored) == before + 2, "a question and its answer"
                assert stored[-1].content, stored[-1]
                assert (stored[-1].engine, stored[-1].status) == (choice.name, "complete"), stored[-1]
                self.answers += 1

        async def export() -> None:
            assert shell.chat.session is not None
            kind = ExportFormat.HTML
            await services.export.export(user, shell.chat.session.id, kind, folder / "out.html", replace=True)

        async def end_round() -> None:
            self.rounds += 1

        return [
            begin,
            ask,
            lambda: services.search.search(user, "miles"),
            lambda: services.formulas.draw(Formula("x^2", False)),
            export,
            lambda: services.retention.prune(),
            services.models.look,
            services.servers.found,
            services.backup.create_daily,
            end_round,
        ]


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    data_dir, seconds, model, base_url = [*sys.argv[1:], "", ""][:4]
    paths = locate(data_dir)
    prepare(paths)
    application = Application(["parley"])
    window = _painted_window(application, paths)
    guard, work = standing_guard(), Work(float(seconds), model, base_url)
    settings = ensure_settings(paths.settings)
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        opening = lambda: open_services(paths, settings, guard=guard)  # noqa: E731
        runner.run(WindowLifecycle(application, opening, _no_salvage, paths.data, work.visit).run(window))
    print(json.dumps({"rounds": work.rounds, "answers": work.answers} | asdict(guard.ledger.counts)))  # noqa: T201


if __name__ == "__main__":
    main()
