import asyncio

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.store.database import Database
from desktop_app.store.server import Server, check_where_it_is, checked_server

SECRET = "geheim/@:?#"
QUOTED = "geheim%2F%40%3A%3F%23"


@pytest.mark.parametrize(
    ("url", "host", "port", "ssl", "shown"),
    [
        ("postgresql+asyncpg://ada@127.0.0.1/chats", "127.0.0.1", 5432, "prefer", "postgresql://ada@127.0.0.1/chats"),
        ("postgresql://ada@[::1]:5433/chats", "::1", 5433, "prefer", "postgresql://ada@[::1]:5433/chats"),
        ("postgresql+asyncpg://LOCALHOST./c?ssl=true", "localhost", 5432, True, "postgresql://localhost/c"),
        ("postgresql+asyncpg://ada@/c?host=/run/pg", "/run/pg", 5432, False, "postgresql://ada@/run/pg/c"),
        (
            f" postgresql+asyncpg://ada:{QUOTED}@localhost/c ",
            "localhost",
            5432,
            "prefer",
            "postgresql://ada@localhost/c",
        ),
        ("postgresql://db.example/c", "db.example", 5432, "require", "postgresql://db.example/c"),
        ("postgresql://db.example/c?ssl=disable", "db.example", 5432, "disable", "postgresql://db.example/c"),
    ],
)
def test_addresses_of_databases(url: str, host: str, port: int, ssl: str | bool, shown: str) -> None:
    address = checked_server(Server(url, ("DB.example",)))
    assert (address.host, address.options["port"], address.options["ssl"], address.shown) == (host, port, ssl, shown)
    assert address.options["password"] == (SECRET if QUOTED in url else None)


def test_without_a_host_it_is_this_computer() -> None:
    address = checked_server(Server("postgresql+asyncpg:///chats"))
    assert address.host.startswith("/") or address.host == "localhost"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chats",
        f"postgresql:ada:{SECRET}",
        f"mysql://ada:{QUOTED}@127.0.0.1/c",
        f"postgresql+psycopg://ada:{QUOTED}@127.0.0.1/c",
        f"postgresql://ada:{QUOTED}@127.0.0.1:notaport/c",
        f"postgresql://ada:{QUOTED}@127.0.0.1:99999/c",
        f"postgresql://ada:{QUOTED}@127.0.0.1/c?service=x",
        f"postgresql://ada:{QUOTED}@127.0.0.1/c?ssl=maybe",
        f"postgresql://ada:{QUOTED}@/c?host=127.0.0.1&host=db.example",
        f"postgresql://ada:{QUOTED}@/c?host=127.0.0.1,db.example",
        f"postgresql://ada:{SECRET}@127.0.0.1/c",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UserError) as refused:
        checked_server(Server(url, ("db.example",)))
    assert refused.value.code == "bad_db_url"
    assert "geheim" not in f"{refused.value!r} {refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("host", ["db.example", "192.168.0.7", "10.0.0.1", "localhost.example", "0.0.0.0"])
def test_another_computer_must_be_allowed(host: str) -> None:
    with pytest.raises(UserError) as refused:
        checked_server(Server(f"postgresql://ada:{QUOTED}@{host}/c", ("other.example",), "here.toml"))
    assert refused.value.code == "database_host_not_allowed"
    assert host in refused.value.message
    assert "here.toml" in refused.value.message
    assert checked_server(Server(f"postgresql://{host}/c", (host,))).anywhere


async def test_a_name_for_this_computer_must_not_lead_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async def elsewhere(*_arguments: object, **_named: object) -> list[object]:
        return [(2, 1, 6, "", ("192.0.2.1", 5432))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", elsewhere)
    with pytest.raises(UserError) as refused:
        await check_where_it_is(checked_server(Server("postgresql://evil.localhost/c")))
    assert refused.value.code == "database_host_not_allowed"
    await check_where_it_is(checked_server(Server("postgresql://evil.localhost/c", ("evil.localhost",))))


def test_a_password_is_not_in_what_is_printed() -> None:
    server = Server(f"postgresql://ada:{QUOTED}@127.0.0.1/c")
    assert "geheim" not in f"{server!r} {checked_server(server)!r}"


@pytest.mark.parametrize(
    ("mode", "sent"), [("require", b"\0\0\0\x08\x04\xd2\x16/"), ("disable", b"ada")], ids=["require", "disable"]
)
async def test_words_are_not_sent_in_clear_to_a_server_that_does_not_encrypt(mode: str, sent: bytes) -> None:
    received = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(1000))
        writer.write(b"N")  # no encryption here, and nothing else either
        writer.close()
        ended.set()

    ended = asyncio.Event()
    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(UserError) as refused:
            async with Database.open(Server(f"postgresql://ada:{QUOTED}@127.0.0.1:{port}/chats?ssl={mode}")):
                pass
        await ended.wait()
    assert refused.value.code == "server_unreachable"
    assert ("it does not encrypt" in refused.value.message) == (mode == "require")
    assert sent in received
    assert (b"ada" in received) == (mode == "disable")
    assert b"geheim" not in received


async def test_a_server_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop_app.store import postgres

    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 0.2)

    async def listen(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silence.wait()
        writer.close()
        ended.set()

    silence, ended = asyncio.Event(), asyncio.Event()
    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(UserError) as refused:
            async with Database.open(Server(f"postgresql://ada@127.0.0.1:{port}/chats")):
                pass
        silence.set()
        await ended.wait()
    assert "does not answer" in refused.value.message
