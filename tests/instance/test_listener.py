"""Later starts are heard, and nobody else."""

import asyncio
import json
import socket
import stat
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.instance import client, listener, pipe
from desktop_app.instance.address import address_of
from desktop_app.instance.client import raise_open_window
from desktop_app.instance.listener import SocketListener
from desktop_app.instance.lock import WindowLock
from desktop_app.instance.pipe import PipeListener, pipe_name
from desktop_app.instance.requests import DONE, LIMIT, Request, decode, encode

GARBAGE = [
    b"\n",
    b"garbage\n",
    b"\xff\xfe\n",
    b"[]\n",
    b"{}\n",
    b'{"open": ""}\n',
    b'{"open": 1}\n',
    b'{"open": "a\\u0000b"}\n',
    b"[" * 4000 + b"\n",
    b"x" * (LIMIT + 1),
    b"GET / HTTP/1.1\r\n\r\n",
]


@asynccontextmanager
async def opened(file: Path, asked: Callable[[Request], None]) -> AsyncIterator[SocketListener]:
    heard = SocketListener(file, asked)
    await heard.open()
    try:
        yield heard
    finally:
        heard.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def say(file: Path, words: bytes, *, leave: bool = True) -> bytes:
    with address_of(file) as address:
        reader, writer = await asyncio.open_unix_connection(address.decode())
    try:
        writer.write(words)
        if leave:
            writer.write_eof()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"])), st.text(st.characters(codec="ascii")))
def test_a_request_is_read_as_it_was_written(address: str, token: str) -> None:
    request = Request(address, token)
    assert decode(encode(request)) == (request if token.isprintable() else None)


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(lambda value: json.dumps(value).encode()))
def test_nothing_else_is_a_request(line: bytes) -> None:
    assert decode(line) is None


def test_a_later_version_may_ask_for_more() -> None:
    assert decode(b'{"open": "parley://session/1", "token": "", "new": {"a": 1}}') == Request("parley://session/1")


async def test_a_request_is_done_and_answered(tmp_path: Path) -> None:
    asked: list[Request] = []
    async with opened(tmp_path / "sock", asked.append):
        for number in range(3):
            assert await say(tmp_path / "sock", encode(Request(f"parley://{number}"))) == DONE
        assert stat.S_IMODE((tmp_path / "sock").stat().st_mode) == 0o600
    assert [request.open for request in asked] == ["parley://0", "parley://1", "parley://2"]
    assert not (tmp_path / "sock").exists()


async def test_garbage_is_turned_away(tmp_path: Path) -> None:
    asked: list[Request] = []
    async with opened(tmp_path / "sock", asked.append):
        for words in (b"", *GARBAGE):
            assert await say(tmp_path / "sock", words) == b""
        assert asked == []
        assert await say(tmp_path / "sock", encode(Request())) == DONE


async def test_who_says_nothing_is_turned_away_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_SECONDS", 0.05)
    async with opened(tmp_path / "sock", lambda _request: None) as listening:
        for words in (b"", b'{"open"'):
            assert await say(tmp_path / "sock", words, leave=False) == b""
        assert listening.clients == set()


async def test_a_crowd_that_says_nothing_keeps_nobody_out_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_SECONDS", 0.2)
    async with opened(tmp_path / "sock", lambda _request: None):
        crowd = [asyncio.ensure_future(say(tmp_path / "sock", b"", leave=False)) for _ in range(50)]
        assert await asyncio.gather(*crowd) == [b""] * 50
        assert await say(tmp_path / "sock", encode(Request())) == DONE


async def test_what_a_killed_process_left_is_no_obstacle(tmp_path: Path) -> None:
    first = SocketListener(tmp_path / "sock", lambda _request: None)
    await first.open()
    async with opened(tmp_path / "sock", lambda _request: None):
        assert await say(tmp_path / "sock", encode(Request())) == DONE
    first.close()


async def test_closing_turns_away_who_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path / "sock", lambda _request: None) as listening:
        waiting = asyncio.ensure_future(say(tmp_path / "sock", b"", leave=False))
        while not listening.clients:
            await asyncio.sleep(0.01)
        listening.close()
        assert await waiting == b""


async def test_who_is_let_in_while_it_closes_is_turned_away(tmp_path: Path) -> None:
    asked: list[Request] = []
    async with opened(tmp_path / "sock", asked.append) as listening:
        listening.close()
        here, there = socket.socketpair()
        there.setblocking(False)
        await asyncio.get_running_loop().create_connection(lambda: listener._Client(listening), sock=here)
        reader, writer = await asyncio.open_connection(sock=there)
        writer.write(encode(Request("parley://late")))
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
    assert asked == []


@pytest.mark.parametrize("numbered", [True, False], ids=["by number", "by folder"])
async def test_a_path_that_is_too_long_for_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbered: bool
) -> None:
    folder = tmp_path / ("long " * 30) / ("näher " * 30)
    folder.mkdir(parents=True)
    if not numbered:
        own = Path.exists
        monkeypatch.setattr(Path, "exists", lambda path: not str(path).startswith("/proc/") and own(path))
    here = Path.cwd()
    async with opened(folder / "window.sock", lambda _request: None):
        lock = WindowLock.take(folder / "window.lock")
        assert lock is not None
        assert await asyncio.to_thread(raise_open_window, folder / "window.lock", folder / "window.sock") is None
        lock.release()
    assert Path.cwd() == here
    assert [file.name for file in folder.iterdir()] == ["window.lock"]


async def test_a_window_that_hangs_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.1)
    held = WindowLock.take(tmp_path / "lock")
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "sock"))
        deaf.listen()
        with pytest.raises(UserError, match="window_silent"):
            await asyncio.to_thread(raise_open_window, tmp_path / "lock", tmp_path / "sock")
    assert held is not None
    held.release()


async def test_a_window_that_never_listens_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "START_SECONDS", 0.2)
    held = WindowLock.take(tmp_path / "lock")
    with pytest.raises(UserError, match="window_silent"):
        await asyncio.to_thread(raise_open_window, tmp_path / "lock", tmp_path / "sock")
    assert held is not None
    held.release()


async def test_a_window_that_is_still_opening_is_waited_for(tmp_path: Path) -> None:
    asked: list[Request] = []
    held = WindowLock.take(tmp_path / "lock")
    waiting = asyncio.ensure_future(asyncio.to_thread(raise_open_window, tmp_path / "lock", tmp_path / "sock"))
    await asyncio.sleep(0.2)
    async with opened(tmp_path / "sock", asked.append):
        assert await waiting is None
    assert len(asked) == 1
    assert held is not None
    held.release()


async def test_the_lock_of_a_window_that_closes_passes_on(tmp_path: Path) -> None:
    held = WindowLock.take(tmp_path / "lock")
    assert held is not None
    waiting = asyncio.ensure_future(asyncio.to_thread(raise_open_window, tmp_path / "lock", tmp_path / "sock"))
    await asyncio.sleep(0.2)
    held.release()
    passed_on = await waiting
    assert passed_on is not None
    assert WindowLock.take(tmp_path / "lock") is None
    passed_on.release()


async def test_the_desktop_s_leave_to_take_the_keyboard_is_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "leave")
    asked: list[Request] = []
    held = WindowLock.take(tmp_path / "lock")
    async with opened(tmp_path / "sock", asked.append):
        assert await asyncio.to_thread(raise_open_window, tmp_path / "lock", tmp_path / "sock") is None
    assert asked == [Request(token="leave")]
    assert held is not None
    held.release()


async def test_the_pipe_s_thread_hears_and_turns_away_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from multiprocessing.connection import Client

    monkeypatch.setattr(pipe, "_SECONDS", 0.05)
    asked: list[Request] = []
    name = str(tmp_path / "sock")
    listening = PipeListener(name, asked.append, family="AF_UNIX")
    await listening.open()

    def ask(words: bytes) -> bytes:
        with Client(name, family="AF_UNIX") as connection:
            try:
                if words:
                    connection.send_bytes(words)
                return connection.recv_bytes(len(DONE))
            except (EOFError, ConnectionError):
                return b""

    assert await asyncio.to_thread(ask, b"") == b""
    monkeypatch.setattr(pipe, "_SECONDS", 30)  # whoever says something is given the time to do so
    for words in GARBAGE:
        assert await asyncio.to_thread(ask, words) == b""
    assert await asyncio.to_thread(ask, encode(Request("parley://1"))) == DONE
    while not asked:
        await asyncio.sleep(0.01)
    assert asked == [Request("parley://1")]
    thread = next(each for each in threading.enumerate() if each.name == "later starts")
    listening.close()
    await asyncio.to_thread(thread.join)
    with pytest.raises(FileNotFoundError):
        await asyncio.to_thread(ask, b"")


def test_each_folder_has_a_pipe_of_its_own(tmp_path: Path) -> None:
    names = {pipe_name(tmp_path / folder / "window.sock") for folder in ("a", "b", "c")}
    assert len(names) == 3
    assert all(len(name) < 100 for name in names)
