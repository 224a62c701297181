"""Files and folders that a person adds, and single files looked into."""

import os
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FitVerdict, ModelKind
from desktop_app.model_places import ModelPlace
from desktop_app.services.memory import available_memory, of_meminfo, of_vm_stat
from desktop_app.services.models import YOURS
from tests.services.models.conftest import Making
from tests.support.gguf_bytes import model
from tests.support.model_home import BERT, CLIP, named, put


async def code_of(doing: object) -> str:
    with pytest.raises(UserError) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.message
    return caught.value.code


async def test_an_added_file_is_found_from_then_on(tmp_path: Path, making: Making) -> None:
    file = put(tmp_path / "mine" / "Mine.gguf", named("Mine"))
    put(tmp_path / "mine" / "Other.gguf", named("Other"))
    added = await making().add(file)
    assert (added.name, added.path) == ("Mine", file)
    for _ in range(2):
        await making().add(file)  # again changes nothing
    (found,) = await making().files()
    assert (found.name, found.found_in) == ("Mine", (YOURS,))
    await making().forget(file)
    assert await making().files() == []
    assert file.exists()
    assert await code_of(making().forget(file)) == "model_not_added"


async def test_an_added_folder(tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "mine" / "deep" / "Mine.gguf", named("Mine"))
    monkeypatch.chdir(tmp_path)
    found = await making().add_folder(Path("mine"))
    assert [each.name for each in found.files] == ["Mine"]
    assert [each.name for each in await making().files()] == ["Mine"]
    settings = (tmp_path / "data" / "settings.toml").read_text("utf-8")
    assert str(tmp_path / "mine") in settings
    await making().forget(tmp_path / "mine")
    assert await making().files() == []


async def test_what_was_added_and_is_gone_is_told(tmp_path: Path, making: Making) -> None:
    file = put(tmp_path / "Mine.gguf", named("Mine"))
    folder = tmp_path / "folder"
    folder.mkdir()
    await making().add(file)
    await making().add_folder(folder)
    file.unlink()
    folder.rmdir()
    found = await making().look()
    assert {each.folder: each.what for each in found.troubles} == {
        file: "it is not there any more",
        folder: "it is not there any more",
    }


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "model_file_bad"),
        (b"<html>Sign in to continue, and then download it</html>", "model_file_bad"),
        (b"GGUF" + b"\xff" * 100, "model_file_bad"),
        (model(BERT), "model_file_bad"),
        (model(CLIP), "model_file_bad"),
        (named("Cut")[:-1], "model_file_bad"),
        (None, "model_file_missing"),
    ],
)
async def test_what_cannot_be_added(tmp_path: Path, making: Making, octets: bytes | None, code: str) -> None:
    file = tmp_path / "it.gguf"
    if octets is not None:
        file.write_bytes(octets)
    assert await code_of(making().add(file)) == code
    assert await making().files() == []


async def test_odd_paths(tmp_path: Path, making: Making) -> None:
    assert await code_of(making().add(tmp_path)) == "model_file_bad"
    assert await code_of(making().add(Path("a\0b"))) == "model_file_unreadable"
    assert await code_of(making().add_folder(tmp_path / "none")) == "model_folder_missing"
    os.mkfifo(tmp_path / "pipe")
    assert await code_of(making().inspect(tmp_path / "pipe")) == "model_file_bad"


async def test_a_single_file_looked_into(tmp_path: Path, making: Making) -> None:
    put(tmp_path / "Seer-7B.gguf", named("Seer"))
    put(tmp_path / "mmproj-Seer-7B.gguf", model(CLIP))
    seen = await making().inspect(tmp_path / "Seer-7B.gguf")
    assert (seen.name, seen.projector) == ("Seer-7B", tmp_path / "mmproj-Seer-7B.gguf")
    assert (await making().inspect(tmp_path / "mmproj-Seer-7B.gguf")).header.kind is ModelKind.PROJECTOR


async def test_a_model_by_the_name_of_the_list(tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (put(tmp_path / folder / "Same.gguf", named(folder)) for folder in ("one", "two"))
    put(tmp_path / "one" / "Other.gguf", named("Other"))
    models = making(ModelPlace("x", tmp_path))
    assert (await models.called("Other")).path == tmp_path / "one" / "Other.gguf"
    assert await code_of(models.called("Same")) == "model_ambiguous"
    assert await code_of(models.called("Nobody")) == "model_unknown"
    assert (await models.called(str(two))).header.name == "two"
    monkeypatch.chdir(one.parent)
    assert (await models.called("Same.gguf")).header.name == "one"


async def test_whether_it_fits_is_asked_of_the_computer(tmp_path: Path, making: Making) -> None:
    file = put(tmp_path / "One.gguf", named("One"))
    for available, verdict in ((1 << 40, FitVerdict.FITS), (1, FitVerdict.TOO_LARGE), (None, FitVerdict.UNKNOWN)):
        models = making(free_memory=lambda available=available: available)
        found = await models.fit(await models.inspect(file), 4096)
        assert (found.verdict, found.available, found.context_tokens) == (verdict, available, 4096)


def test_what_computers_say_of_their_memory() -> None:
    assert of_meminfo("MemTotal:       16303216 kB\nMemAvailable:    8151608 kB\nCached: 1 kB\n") == 8151608 * 1024
    assert of_meminfo("MemTotal: 1 kB\n") is None
    mac = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:                               10.\nPages active:                            500.\n"
        "Pages inactive:                           20.\nPages speculative:                         3.\n"
        "Pages throttled:                           0.\nPages purgeable:                           4.\n"
    )
    assert of_vm_stat(mac) == 37 * 16384
    assert of_vm_stat("nothing") is None
    available = available_memory()
    assert available is None or available > 1 << 20
