"""Downloads from servers that break off, change their mind, lie, and send Parley elsewhere."""

import asyncio
import hashlib
import os
import resource
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.downloads import Download, DownloadProgress, read_link
from desktop_app.domain.errors import UserError
from desktop_app.services.models import ModelService
from tests.servers.file_server import FileServer, onward, saying, silent, whole
from tests.services.models.conftest import Making
from tests.support.gguf_bytes import Tensor, model

MIB = 1 << 20
OCTETS = model({"general.name": "Fetched"}, [Tensor(dimensions=(256, 1024))], data=256 * 1024 * 4) + bytes(2 * MIB)
SHA256 = hashlib.sha256(OCTETS).hexdigest()
CUT = 1_300_000


@pytest.fixture(autouse=True)
def little_room_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.downloads._ROOM", 0)


async def fetched(models: ModelService, address: str, **more: Any) -> list[DownloadProgress]:
    return [each async for each in models.download(Download(address, **more))]


async def refusal(models: ModelService, address: str, **more: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        await fetched(models, address, **more)
    assert caught.value.message
    return caught.value


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


async def test_a_file_comes_whole_and_is_found(making: Making, own_folder: Path) -> None:
    models = making()
    async with FileServer(**{"some.gguf": whole(OCTETS)}) as server:
        seen = await fetched(models, server.address("some.gguf?download=true"), sha256=f" {SHA256.upper()} ")
        assert server.received[0].headers.get("accept-encoding") == "identity"
        assert not {"cookie", "authorization", "referer", "range"} & set(server.received[0].headers)
    assert seen[0] == DownloadProgress(0, len(OCTETS))
    fetching = [each.done for each in seen if not each.is_checking]
    assert fetching == sorted(fetching)
    assert {each.total for each in seen} == {len(OCTETS)}
    assert seen[-1].file == own_folder / "some.gguf"
    assert any(each.is_checking for each in seen)
    assert seen[-1].file.read_bytes() == OCTETS
    assert seen[-1].file.stat().st_mode & 0o077 == 0
    assert names_in(own_folder) == ["some.gguf"]
    (found,) = await models.files()
    assert (found.header.name, found.found_in, found.sha256) == ("Fetched", ("Parley",), SHA256)


async def test_into_a_folder_of_the_user(making: Making, tmp_path: Path) -> None:
    async with FileServer(**{"some.gguf": whole(OCTETS)}) as server:
        await fetched(making(), server.address("some.gguf"), folder=tmp_path / "mine")
        assert (await refusal(making(), server.address("some.gguf"), folder=tmp_path / "mine")).code == (
            "download_exists"
        )
    assert [each.path for each in await making().files()] == [tmp_path / "mine" / "some.gguf"]


async def test_what_broke_off_goes_on_where_it_was(making: Making, own_folder: Path) -> None:
    async with FileServer(x=[whole(OCTETS, cut=CUT), whole(OCTETS, cut=CUT // 2), whole(OCTETS)]) as server:
        for _ in range(2):
            assert (await refusal(making(), server.address("x"))).code == "download_cut_off"
            assert names_in(own_folder) == ["x.gguf.part", "x.gguf.part.json"]
            assert await making().files() == []
        seen = await fetched(making(), server.address("x"))
        begun = [int(each.headers.get("range", "bytes=0-")[6:-1]) for each in server.received]
    assert 0 == begun[0] < begun[1] < begun[2] < len(OCTETS)
    assert seen[0].done == begun[2]
    assert (own_folder / "x.gguf").read_bytes() == OCTETS
    assert names_in(own_folder) == ["x.gguf"]


OTHER = OCTETS[:-3] + b"new"


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(whole(OTHER, '"2"'), id="another tag"),
        pytest.param(whole(OTHER, ranges=False), id="no ranges"),
        pytest.param(
            [
                saying(
                    "206 Partial Content",
                    OTHER[1000:],
                    Content_Range=f"bytes 1000-{len(OTHER) - 1}/{len(OTHER)}",
                    ETag='"1"',
                ),
                whole(OTHER, '"2"'),
            ],
            id="another range",
        ),
        pytest.param(
            [saying("416 Range Not Satisfiable", Content_Range="bytes */3"), whole(OTHER, '"2"')], id="no such range"
        ),
    ],
)
async def test_a_file_that_is_another_by_now_comes_anew(making: Making, own_folder: Path, then: Any) -> None:
    rest = then if isinstance(then, list) else [then]
    async with FileServer(x=[whole(OCTETS, cut=CUT), *rest]) as server:
        await refusal(making(), server.address("x"))
        await fetched(making(), server.address("x"))
    assert (own_folder / "x.gguf").read_bytes() == OTHER


async def test_without_anything_to_tell_versions_by_it_comes_anew(making: Making, own_folder: Path) -> None:
    async with FileServer(x=[whole(OCTETS, "", cut=CUT), whole(OTHER, "")]) as server:
        await refusal(making(), server.address("x"))
        await fetched(making(), server.address("x"))
        assert "range" not in server.received[1].headers
    assert (own_folder / "x.gguf").read_bytes() == OTHER


async def test_another_address_of_that_name_comes_anew(making: Making, own_folder: Path) -> None:
    async with FileServer(x=whole(OCTETS, cut=CUT), **{"y/x": whole(OTHER)}) as server:
        await refusal(making(), server.address("x"))
        await fetched(making(), server.address("y/x"))
    assert (own_folder / "x.gguf").read_bytes() == OTHER


@pytest.mark.parametrize(
    "about", [b"", b"[]", b'{"source": "x", "validator": "\\n", "total": 1, "kept": 9}', b"[" * 99]
)
async def test_damaged_notes_of_a_part_let_it_come_anew(making: Making, own_folder: Path, about: bytes) -> None:
    async with FileServer(x=[whole(OCTETS, cut=CUT), whole(OCTETS)]) as server:
        await refusal(making(), server.address("x"))
        (own_folder / "x.gguf.part.json").write_bytes(about)
        await fetched(making(), server.address("x"))
        assert "range" not in server.received[1].headers
    assert (own_folder / "x.gguf").read_bytes() == OCTETS


async def test_what_was_not_safely_on_the_disk_comes_again(making: Making, own_folder: Path) -> None:
    """After a power cut a part can be longer than what was ever written."""
    async with FileServer(x=[whole(OCTETS, cut=CUT), whole(OCTETS)]) as server:
        await refusal(making(), server.address("x"))
        with (own_folder / "x.gguf.part").open("ab") as part:
            part.write(bytes(5_000))
        await fetched(making(), server.address("x"))
    assert (own_folder / "x.gguf").read_bytes() == OCTETS


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (saying("404 Not Found", b"no"), "download_refused"),
        (saying("500 Oh", b"no"), "download_refused"),
        (saying("204 No Content"), "download_strange"),
        (saying("200 OK", b"x" * 50, Content_Encoding="gzip"), "download_strange"),
        (saying("200 OK", b"<html>Please sign in</html>"), "download_not_model"),
        (saying("200 OK", b""), "download_not_model"),
        (saying("200 OK", b"GG"), "download_not_model"),
        (saying("200 OK", OCTETS[:500_000]), "download_not_model"),
        (saying("200 OK", b"GGUF" + b"\xff" * 90_000), "download_not_model"),
        (saying("302 Found"), "download_strange"),
        (onward("/x"), "download_strange"),
        (onward("http://example.org/x"), "download_not_secure"),
        (onward("file:///etc/passwd"), "download_bad_address"),
        (onward("https://me:secret@example.org/x"), "download_bad_address"),
    ],
)
async def test_what_is_no_model_is_not_kept(making: Making, own_folder: Path, case: Any, code: str) -> None:
    async with FileServer(x=case) as server:
        found = await refusal(making(), server.address("x"))
        assert found.code == code
        assert "secret" not in found.message
    assert names_in(own_folder) == []


async def test_a_length_that_is_not_said(making: Making, own_folder: Path) -> None:
    async with FileServer(x=saying("200 OK", OCTETS, chunked=True)) as server:
        seen = await fetched(making(), server.address("x"))
    assert {each.total for each in seen[:-1]} == {0}
    assert (own_folder / "x.gguf").read_bytes() == OCTETS


async def test_another_checksum(making: Making, own_folder: Path) -> None:
    async with FileServer(x=whole(OCTETS)) as server:
        found = await refusal(making(), server.address("x"), sha256="0" * 64)
        assert (found.code, found.details["found"]) == ("download_wrong_hash", SHA256)
        assert (await refusal(making(), server.address("x"), sha256="abc")).code == "download_bad_hash"
        assert len(server.received) == 1
    assert names_in(own_folder) == []


async def test_other_hosts_are_named_and_asked_for(making: Making, own_folder: Path) -> None:
    async with (
        FileServer(there=whole(OCTETS), same=onward("/there")) as second,
        FileServer(x=onward(f"http://localhost:{second.port}/there", "307 Temporary Redirect")) as first,
    ):
        found = await refusal(making(), first.address("x"))
        assert (found.code, found.details) == (
            "download_redirected",
            {"from_host": f"127.0.0.1:{first.port}", "host": f"localhost:{second.port}"},
        )
        assert second.received == []
        assert names_in(own_folder) == []
        await fetched(making(), first.address("x"), hosts=frozenset({f"localhost:{second.port}"}))
        assert names_in(own_folder) == ["x.gguf"]
        await fetched(making(), second.address("same"))  # on the same host it may lead anywhere


async def test_nobody_else_is_asked_before_that_is_allowed(
    making: Making, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_arguments: object, **_named: object) -> object:
        raise AssertionError("a name server was asked")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", asked)
    models = making()
    found = await refusal(models, "https://models.example/x.gguf?token=secret", hosts=frozenset({"other.example"}))
    assert (found.code, found.details["host"]) == ("download_asks", "models.example")
    assert (await refusal(models, "http://models.example/x.gguf")).code == "download_not_secure"
    assert models.download_host("https://models.example:8443/x") == "models.example:8443"
    assert models.download_host("http://127.0.0.1:8000/x") == ""
    assert names_in(own_folder) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "ftp://a/b",
        "https://",
        "https://a b/c",
        "https://u:p@a/b",
        "file:///etc/passwd",
        "https://a:99999/",
        "https://a\\b/c",
        "https://[::1",
        "javascript:x",
        "https://-a/x",
        "https://a/\x00",
        "//a/b",
        "https://ä.example/x",
    ],
)
async def test_addresses_that_are_none(making: Making, address: str) -> None:
    found = await refusal(making(), address)
    assert found.code == "download_bad_address"
    assert "u:p" not in found.message


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a/b/Model-Q4.gguf?download=true", "Model-Q4.gguf"),
        ("https://a/b/Model-Q4.GGUF", "Model-Q4.GGUF"),
        ("https://a/", "model.gguf"),
        ("https://a/..%2F..%2Fetc%2Fpasswd", "etc passwd.gguf"),
        ("https://a/%00CON.gguf", "_CON.gguf"),
        ("https://a/" + "x" * 500, "x" * 115 + ".gguf"),
        ("https://a/.bashrc", "bashrc.gguf"),
    ],
)
def test_names_of_files(address: str, name: str) -> None:
    assert read_link(address).file_name == name


async def test_stopping_closes_the_connection_and_keeps_what_came(making: Making, own_folder: Path) -> None:
    async with FileServer(x=[whole(OCTETS, cut=CUT), silent], y=silent) as server:
        await refusal(making(), server.address("x"))
        async with aclosing(making().download(Download(server.address("x")))) as steps:
            async for _step in steps:
                break
        await server.all_gone()
        waiting = asyncio.ensure_future(fetched(making(), server.address("y")))
        while len(server.received) < 3:
            await asyncio.sleep(0.005)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await server.all_gone()
    assert not [name for name in names_in(own_folder) if name.endswith((".lock", "y.gguf"))]
    held = {os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")}
    assert not any(str(own_folder) in each for each in held)


async def test_a_file_that_is_all_here_is_not_fetched_again(making: Making, own_folder: Path) -> None:
    async with FileServer(x=whole(OCTETS)) as server:
        wanted = Download(server.address("x"), sha256=SHA256)
        async with aclosing(making().download(wanted)) as steps:
            async for step in steps:
                if step.is_checking:
                    break
        assert names_in(own_folder) == ["x.gguf.part", "x.gguf.part.json"]
        await fetched(making(), wanted.address, sha256=SHA256)
        assert server.received[1].headers["range"] == f"bytes={len(OCTETS) - 1}-"
    assert (own_folder / "x.gguf").read_bytes() == OCTETS


async def test_a_server_that_falls_silent(making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.engines.download.fetching.SILENCE_SECONDS", 0.05)
    async with FileServer(x=silent) as server:
        assert (await refusal(making(), server.address("x"))).code == "download_stalled"
    assert (await refusal(making(), server.address("x"))).code == "download_unreachable"


async def test_two_at_once(making: Making, own_folder: Path) -> None:
    async with FileServer(x=silent) as server, aclosing(making().download(Download(server.address("x")))) as steps:
        await anext(steps)
        assert (await refusal(making(), server.address("x"))).code == "download_running"
    assert not list(own_folder.glob(".*"))


async def test_no_room_is_seen_before(making: Making, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.downloads._ROOM", 64 * MIB)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage._replace(free=65 * MIB))
    async with FileServer(x=whole(OCTETS)) as server:
        found = await refusal(making(), server.address("x"))
    assert found.code == "download_no_room"
    assert names_in(own_folder) == []


@asynccontextmanager
async def file_size_limited(octets: int) -> AsyncIterator[Callable[[], None]]:
    """Let no file grow over that; yield what lifts the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_becomes_full_keeps_what_came(making: Making, own_folder: Path) -> None:
    async with FileServer(x=whole(OCTETS)) as server, file_size_limited(1_500_000) as lift:
        assert (await refusal(making(), server.address("x"))).code == "download_disk_full"
        assert (own_folder / "x.gguf.part").stat().st_size == 1_500_000
        lift()
        seen = await fetched(making(), server.address("x"))
        assert seen[0].done == 1_500_000
    assert (own_folder / "x.gguf").read_bytes() == OCTETS


async def test_links_in_the_way_are_not_followed(making: Making, own_folder: Path, tmp_path: Path) -> None:
    own_folder.mkdir(parents=True)
    (own_folder / "x.gguf.part").symlink_to(tmp_path / "elsewhere")
    (own_folder / "y.gguf").symlink_to(tmp_path / "elsewhere")
    async with FileServer(x=whole(OCTETS), y=whole(OCTETS)) as server:
        assert (await refusal(making(), server.address("x"))).code == "download_failed"
        assert (await refusal(making(), server.address("y"))).code == "download_exists"
    assert not (tmp_path / "elsewhere").exists()


async def test_no_proxy_is_asked(making: Making, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with FileServer(x=whole(OCTETS)) as server:
        await fetched(making(), server.address("x"))
    assert (own_folder / "x.gguf").exists()


async def test_a_connection_that_is_not_safe_is_not_used(making: Making) -> None:
    async def plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(plainly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await refusal(making(), f"https://127.0.0.1:{port}/x")
    assert found.code == "download_strange"
    assert "no secure connection" in found.message
