"""The composition root: reads the words, builds everything, runs it, closes it in reverse order."""

import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from desktop_app.cli.words import WindowWords, window_words
from desktop_app.domain.errors import UserError, shortage
from desktop_app.paths import PART, PARTS, Paths, fill_streams, locate, prepare

# Most imports stand inside functions: the window's first paint and quick commands would wait for them.
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from desktop_app.domain.clock import Clock
    from desktop_app.domain.settings import Settings
    from desktop_app.network.guard import Guard
    from desktop_app.services.doctor import DoctorService
    from desktop_app.services.engines import EngineMaker
    from desktop_app.services.salvage import SalvageService
    from desktop_app.services.services import Services
    from desktop_app.ui.application import Application


def main(words: Sequence[str] | None = None) -> int:
    """Run Parley with the words of the command line; return the exit code."""
    # Whatever is written from here on is for its owner's eyes alone.
    os.umask(0o077)
    fill_streams()
    words = sys.argv[1:] if words is None else words
    if len(words) == 2 and words[0] == PART and words[1] in PARTS:
        import_module("desktop_app.network.closed").close_network()
        return int(import_module(PARTS[words[1]]).main())
    as_json = False
    try:
        plain = window_words(words)
        if plain is not None:
            return _run_window(plain)
        from desktop_app.cli.parser import parse

        arguments = parse(words)
        as_json = arguments.json
        if arguments.command == "selftest":
            return _run_selftest(as_json=as_json)
        if arguments.command is None:
            return _run_window(WindowWords(arguments.data_dir, arguments.user))
        return _run_command(arguments)
    except BrokenPipeError:
        return 1  # whoever read has enough, as `head` does: there is nobody left to tell of it
    except UserError as error:
        from desktop_app.cli.output import report

        return report(error, as_json=as_json)
    except (OSError, MemoryError, RuntimeError) as error:
        short = shortage(error)
        if short is None:
            raise
        from desktop_app.cli.output import report

        return report(short, as_json=as_json)


@asynccontextmanager
async def open_services(
    paths: Paths,
    settings: "Settings",
    clock: "Clock | None" = None,
    makers: "Mapping[str, EngineMaker] | None" = None,
    guard: "Guard | None" = None,
) -> AsyncIterator["Services"]:
    """Open the store and build all services on it, watched by `guard`; close them in reverse order.

    Tests put in a clock and engines of their own, and have nobody watch.
    """
    from desktop_app.building import build
    from desktop_app.domain.clock import SystemClock
    from desktop_app.domain.network import Purpose
    from desktop_app.engine_makers import engine_makers
    from desktop_app.services.access import Access
    from desktop_app.services.engine_states import EngineStates
    from desktop_app.services.engines import EngineService
    from desktop_app.services.store_place import store_place
    from desktop_app.store.database import Database

    access = Access(paths, settings, guard=guard)
    place = store_place(paths, settings, access.guard.expecting(Purpose.DATABASE))
    async with AsyncExitStack() as closing:
        database = await closing.enter_async_context(Database.open(place))
        states = EngineStates()
        makers = makers or engine_makers(access, database, states.report)
        engines = EngineService(makers, settings.engine, states)
        closing.push_async_callback(engines.aclose)
        services = await build(access, clock or SystemClock(), database, engines)
        closing.push_async_callback(services.formulas.aclose)
        closing.push_async_callback(services.choosing.aclose)
        closing.push_async_callback(services.learning.aclose)
        yield services


@asynccontextmanager
async def open_doctor(
    paths: Paths, settings: "Settings", guard: "Guard | None" = None
) -> AsyncIterator["DoctorService"]:
    """Build what looks after a store that may not open."""
    from desktop_app.domain.clock import SystemClock
    from desktop_app.domain.network import Purpose
    from desktop_app.engine_makers import engine_makers
    from desktop_app.services.access import Access
    from desktop_app.services.doctor import DoctorService
    from desktop_app.services.engines import EngineService
    from desktop_app.services.snapshots import SnapshotService
    from desktop_app.services.store_place import chat_file, store_place
    from desktop_app.store.database import Database

    access = Access(paths, settings, guard=guard)
    place = store_place(paths, settings, access.guard.expecting(Purpose.DATABASE))
    snapshots = SnapshotService(chat_file(paths, settings), SystemClock())
    salvage = _salvage(paths, settings)
    engines = EngineService(engine_makers(access), settings.engine)
    try:
        yield DoctorService(access, lambda: Database.open(place), salvage, snapshots, engines)
    finally:
        await engines.aclose()


def _salvage(paths: Paths, settings: "Settings") -> "SalvageService":
    from desktop_app.domain.clock import SystemClock
    from desktop_app.services.salvage import SalvageService
    from desktop_app.services.store_place import chat_file

    return SalvageService(chat_file(paths, settings), settings.user, SystemClock())


def _settings(user: str | None, paths: Paths) -> "Settings":
    from dataclasses import replace

    from desktop_app.domain.users import checked_user
    from desktop_app.services.settings import ensure_settings

    settings = ensure_settings(paths.settings)
    return settings if user is None else replace(settings, user=checked_user(user))


def _run_command(arguments: "argparse.Namespace") -> int:
    import asyncio

    from desktop_app.cli.reading_copy import usable
    from desktop_app.cli.run import is_reading, run
    from desktop_app.log import start_log
    from desktop_app.network.guard import standing_guard
    from desktop_app.services.store_place import chat_file

    guard = standing_guard()
    with usable(locate(arguments.data_dir), only_reads=is_reading(arguments)) as paths:
        settings = _settings(arguments.user, paths)
        start_log(paths.log)
        opening = lambda: open_services(paths, settings, guard=guard)  # noqa: E731
        doctor = lambda: open_doctor(paths, settings, guard)  # noqa: E731
        try:
            return asyncio.run(run(arguments, opening, doctor, chat_file(paths, settings)))
        except KeyboardInterrupt:
            return 130


def _run_window(words: WindowWords) -> int:
    from desktop_app.window import run_window

    paths = locate(words.data_dir)
    prepare(paths)
    salvage = lambda: _salvage(paths, _settings(words.user, paths))  # noqa: E731
    return run_window(paths, words, lambda app, guard: _opening(app, guard, paths, words.user), salvage)


def _run_selftest(*, as_json: bool) -> int:
    from desktop_app.window import run_selftest

    return run_selftest(lambda paths, *rest: open_services(paths, _settings(None, paths), *rest), as_json=as_json)


@asynccontextmanager
async def _opening(
    application: "Application", guard: "Guard", paths: Paths, user: str | None
) -> AsyncIterator["Services"]:
    """Read the settings, which the first paint only glanced at, and open the services."""
    from asyncio import to_thread

    settings = await to_thread(_settings, user, paths)
    application.set_theme(settings.ui.theme, settings.ui.font_size, settings.ui.reduced_motion)
    async with open_services(paths, settings, guard=guard) as services:
        yield services
