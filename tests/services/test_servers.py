"""Servers as the user meets them: found by themselves, remembered, allowed."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Purpose
from desktop_app.domain.servers import Health, KeyPlace, Program, UsualAddress, completed_address, same_place
from desktop_app.domain.settings import Settings
from desktop_app.engine_makers import engine_makers
from desktop_app.paths import Paths
from desktop_app.services.access import Access
from desktop_app.services.knocking import listening_ports
from desktop_app.services.servers import Patience, ServerService
from desktop_app.services.settings import ensure_settings, load_settings
from desktop_app.store.desktop_keyring import Keyring
from tests.servers import fake_programs
from tests.support.keyrings import NoKeyring, WorkingKeyring
from tests.support.servers import closed_port

PATIENT = Patience(usual=20, named=20)
"""For machines that are busy with other things."""


class House:
    """A computer on which programs serve models, with the settings of one who looks for them."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(folder, folder)
        ensure_settings(self.paths.settings)
        self.usual: list[UsualAddress] = []
        self.keyring: Keyring = WorkingKeyring()

    def service(self) -> ServerService:
        settings = self.settings()
        return ServerService(Access(self.paths, settings, self.keyring), settings.engine, self.usual, PATIENT)

    def settings(self) -> Settings:
        return load_settings(self.paths.settings)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_all_that_answer_are_found_at_once(house: House) -> None:
    async with AsyncExitStack() as stack:
        for program, usual in (
            (fake_programs.ollama(), Program.OLLAMA),
            (fake_programs.jan(), Program.JAN),
            (fake_programs.vllm(), Program.OTHER),
        ):
            base_url = await stack.enter_async_context(fake_programs.running(program))
            house.usual.append(UsualAddress(base_url, usual))
        house.usual.append(UsualAddress(stack.enter_context(closed_port()), Program.LM_STUDIO))
        found = await house.service().found()
    assert [each.program for each in found] == [Program.OLLAMA, Program.JAN, Program.VLLM]
    assert {each.health for each in found} == {Health.READY}
    assert not any(each.remembered for each in found)


async def test_what_was_chosen_elsewhere_is_shown_even_when_silent(house: House) -> None:
    async with fake_programs.running(fake_programs.vllm()) as usual:
        house.usual.append(UsualAddress(usual, Program.OTHER))
        with closed_port() as silent:
            found = await house.service().found([silent, usual])
    assert [(each.base_url, each.health, each.remembered) for each in found] == [
        (silent, Health.SILENT, False),
        (usual, Health.READY, False),
    ]


async def test_what_the_user_names_is_remembered_and_shown_even_when_silent(house: House) -> None:
    with closed_port() as base_url:
        service = house.service()
        found = await service.remember(base_url.removeprefix("http://").removesuffix("/v1"))
        assert (found.base_url, found.health, found.remembered) == (base_url, Health.SILENT, True)
        house.usual.append(UsualAddress(base_url.replace("127.0.0.1", "localhost"), Program.OLLAMA))
        later = house.service()
        assert house.settings().engine.servers == (base_url,)
        assert [(each.base_url, each.health) for each in await later.found()] == [(base_url, Health.SILENT)]
        await later.remember(base_url)
        assert list(later.remembered) == [base_url]
        await later.forget(base_url)
        assert list(later.remembered) == list(house.settings().engine.servers) == []


async def test_what_is_no_address_is_told_and_not_kept(house: House) -> None:
    service = house.service()
    for typed in ("", "ftp://box/v1", "http://ada:secret@127.0.0.1/v1", "a b"):
        found = await service.remember(typed)
        assert found.problem is not None
        assert not found.remembered
        assert "secret" not in found.problem.message
    assert service.remembered == ()


async def test_a_host_is_asked_once_it_is_allowed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_programs.vllm()
    async with fake_programs.running(program) as base_url:
        # A name of this computer that is not known to be one.
        port = base_url.rpartition(":")[2]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("127.0.0.1", 0))])
        service = house.service()
        found = await service.remember(f"Box.example:{port.removesuffix('/v1')}")
        assert found.health is Health.NOT_ALLOWED
        assert found.problem is not None
        assert not program.asked
        assert await service.allow(str(found.problem.details["host"])) == "box.example"
        assert (await service.look_at(found.base_url)).health is Health.READY
    assert house.settings().privacy.allowed_hosts == ("box.example",)
    assert [each.health for each in await house.service().found()] == [Health.SILENT]


async def test_what_is_no_host_is_not_allowed(house: House) -> None:
    for host in (
        "",
        " ",
        "http://box",
        "a b",
        "x" * 64 + "ä",
        "*",
        "*.lan",
        "box.lan:80",
        "box/v1",
        "box..lan",
        "-box",
    ):
        with pytest.raises(UserError, match="bad_host"):
            await house.service().allow(host)
    assert house.settings().privacy.allowed_hosts == ()


async def test_a_host_is_no_longer_allowed_once_that_was_taken_back(house: House) -> None:
    access = Access(house.paths, house.settings(), house.keyring)
    service = ServerService(access, house.settings().engine, [], PATIENT)
    for host in ("Box.lan", "192.168.1.20", "fe80::1", "büro.example"):
        await service.allow(host)
    assert service.allowed() == ["192.168.1.20", "box.lan", "fe80::1", "xn--bro-hoa.example"]
    access.guard.expect(Purpose.MODEL_SERVER, "box.lan", 80)
    assert access.guard.name("box.lan", 80) is Purpose.MODEL_SERVER
    assert await service.disallow(" BOX.lan. ")
    assert access.guard.name("box.lan", 80) is None
    assert not await service.disallow("box.lan")
    assert await service.disallow("büro.example")
    assert service.allowed() == ["192.168.1.20", "fe80::1"]
    assert set(house.settings().privacy.allowed_hosts) == {"192.168.1.20", "fe80::1"}


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("localhost:11434", "http://localhost:11434/v1"),
        (" http://box:8080/ ", "http://box:8080/v1"),
        ("https://box/api/v1/", "https://box/api/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_what_is_typed_is_completed(typed: str, completed: str) -> None:
    assert completed_address(typed) == completed


def test_one_place_by_several_names() -> None:
    names = ("http://localhost:1/v1", "http://127.0.0.1:1/v1/", "HTTP://[::1]:1/v1")
    assert len({same_place(each) for each in names}) == 1
    assert same_place("http://localhost.example:1/v1") != same_place("http://127.0.0.1:1/v1")


async def test_a_key_is_kept_for_a_server_and_takes_effect_at_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    key = "sk-canary-0123456789"
    caplog.set_level("DEBUG")
    program = fake_programs.vllm()
    async with fake_programs.running(program) as base_url:
        house.usual.append(UsualAddress(base_url, Program.OTHER))
        service = house.service()
        engine = engine_makers(service._access)["openai"](EngineChoice("openai", base_url))
        assert await engine.models()
        assert await service.set_key(base_url.removesuffix("/v1"), key) is KeyPlace.KEYRING
        assert await engine.models()
        [found] = await service.found()
        assert (found.key, found.health) == (KeyPlace.KEYRING, Health.READY)
        assert await service.forget_key(base_url)
        assert await engine.models()
        await engine.aclose()
    assert program.keys[0] == program.keys[-1] == ""
    assert set(program.keys[1:-1]) == {f"Bearer {key}"}
    assert key not in caplog.text
    assert key not in "".join(file.read_text() for file in house.paths.data.iterdir() if file.is_file())


async def test_a_server_is_forgotten_with_its_key_unless_another_has_the_same(house: House) -> None:
    program = fake_programs.vllm()
    async with fake_programs.running(program) as base_url:
        service = house.service()
        other = f"{base_url}/more"
        for address in (base_url, other):
            await service.remember(address)
        await service.set_key(base_url, "sk-1")
        await service.forget(other)
        assert (await service.look_at(base_url)).key is KeyPlace.KEYRING
        await service.forget(base_url)
        assert (await service.look_at(base_url)).key is None
        service.lend_key(base_url, "sk-2")
        assert await service.look_at(base_url)
    assert program.keys[-1] == "Bearer sk-2"
    assert not (await house.service().forget_key(base_url)), "it was lent, and kept"


async def test_a_key_that_cannot_be_had_is_told_and_nothing_is_asked(house: House) -> None:
    program = fake_programs.vllm()
    async with fake_programs.running(program) as base_url:
        await house.service().set_key(base_url, "sk-1")
        house.keyring = NoKeyring()
        service = house.service()
        found = await service.look_at(base_url)
        assert found.problem is not None
        assert (found.health, found.problem.code) == (Health.NEEDS_KEY, "key_locked")
        engine = engine_makers(service._access)["openai"](EngineChoice("openai", base_url))
        with pytest.raises(UserError, match="key_locked"):
            await engine.models()
        await engine.aclose()
    assert not program.asked


@pytest.mark.skipif(listening_ports() is None, reason="this system does not tell who listens")
async def test_where_nobody_listens_nobody_is_asked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    with closed_port() as base_url:
        house.usual.append(UsualAddress(base_url, Program.OLLAMA))
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "create_connection", lambda *words, **_named: opened.append(words))
        assert await house.service().found() == []
    assert not opened


async def test_a_listener_is_known(house: House) -> None:
    async with fake_programs.running(fake_programs.jan()) as base_url:
        ports = listening_ports()
        assert ports is None or int(base_url.removesuffix("/v1").rpartition(":")[2]) in ports
