"""Models are found where other programs keep them, each once, and nothing there is touched."""

import asyncio
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import ModelKind
from desktop_app.model_places import Layout, ModelPlace, model_places
from tests.services.models.conftest import Making
from tests.support.gguf_bytes import Tensor, model
from tests.support.model_home import (
    BERT,
    CLIP,
    fill_hub,
    fill_ollama,
    fill_with_every_program_s,
    named,
    put,
    split,
)


def everything_in(folder: Path) -> dict[str, object]:
    """Return all that could be changed in a folder."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (about.st_mode, about.st_mtime_ns, about.st_nlink, content)
    return found


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
async def test_each_program_s_models_once(own_home: Path, making: Making, platform: str) -> None:
    expected = fill_with_every_program_s(own_home, platform, links=platform != "win32")
    before = everything_in(own_home)
    found = await making(*model_places(own_home, {}, platform, own_home / "nowhere")).look()
    assert {each.name: each.found_in for each in found.files} == {
        name: (program,) for name, program in expected.items()
    }
    assert len(found.files) == len(expected)
    assert all(each.usable for each in found.files)
    assert found.troubles == ()
    assert everything_in(own_home) == before


async def test_folders_named_by_the_environment(own_home: Path, making: Making) -> None:
    environment = {
        "OLLAMA_MODELS": str(own_home / "a"),
        "LLAMA_CACHE": str(own_home / "b"),
        "HF_HUB_CACHE": str(own_home / "c"),
        "HF_HOME": "~/d",
        "XDG_DATA_HOME": str(own_home / "e"),
        "XDG_CACHE_HOME": "not/absolute",
        "XDG_CONFIG_HOME": str(own_home / "f"),
    }
    fill_ollama(own_home / "a", {"registry.example/library/one/1": named("1")})
    put(own_home / "b" / "two.gguf", named("2"))
    fill_hub(own_home / "c", "o/three", {"three.gguf": named("3")})
    fill_hub(own_home / "d" / "hub", "o/four", {"four.gguf": named("4")})
    put(own_home / "e" / "nomic.ai" / "GPT4All" / "five.gguf", named("5"))
    put(own_home / "f" / "Jan" / "data" / "models" / "six" / "six.gguf", named("6"))
    put(own_home / ".lmstudio" / "models" / "o" / "m" / "seven.gguf", named("7"))
    fill_ollama(own_home / "usr/share/ollama/.ollama/models", {"registry.example/library/eight/8": named("8")})
    files = await making(*model_places(own_home, environment, "linux", own_home)).files()
    assert [each.name for each in files] == ["eight:8", "five", "four", "one:1", "seven", "six", "three", "two"]


async def test_one_file_by_many_names(tmp_path: Path, making: Making) -> None:
    file = put(tmp_path / "a" / "Real.gguf", named("Real"))
    (tmp_path / "b").mkdir()
    os.link(file, tmp_path / "b" / "hard.gguf")
    (tmp_path / "b" / "soft.gguf").symlink_to(file)
    (tmp_path / "b" / "round").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "broken.gguf").symlink_to(tmp_path / "gone")
    fill_ollama(tmp_path / "c", {"registry.example/library/real/1": named("Real")})
    fill_hub(tmp_path / "d", "o/real", {"Real.gguf": named("Real")})
    places = [
        ModelPlace("LM Studio", tmp_path / "a"),
        ModelPlace("Jan", tmp_path / "b"),
        ModelPlace("Ollama", tmp_path / "c", Layout.OLLAMA),
        ModelPlace("Hugging Face", tmp_path / "d", Layout.HUB),
    ]
    models = making(*places)
    files = await models.files()
    # The file's own checksum is not known yet, that of the last two is their name.
    assert [each.found_in for each in files] == [("LM Studio", "Jan"), ("Ollama", "Hugging Face")]
    async for _progress in models.sha256(file):
        pass
    (only,) = await models.files()
    assert only.path == file
    assert only.found_in == ("LM Studio", "Jan", "Ollama", "Hugging Face")
    assert only.names == ("real:1", "o/real")


async def test_parts_are_one_model(tmp_path: Path, making: Making) -> None:
    parts = split("Large", 3)
    for name, octets in parts.items():
        put(tmp_path / "a" / name, octets)
    put(tmp_path / "a" / "Large.gguf", named("Whole"))  # another of the same name, not split
    for name, octets in list(split("Less", 4).items())[1:3]:
        put(tmp_path / "a" / name, octets)
    put(tmp_path / "a" / "renamed.gguf", next(iter(split("New", 2).values())))
    files = {each.path.name: each for each in await making(ModelPlace("x", tmp_path / "a")).files()}
    large = files["Large-00001-of-00003.gguf"]
    assert (large.name, large.size, large.usable) == ("Large", sum(map(len, parts.values())), True)
    assert [part.name for part in large.parts] == list(parts)
    assert large.header.parameters == 3 * 128
    assert files["Less-00002-of-00004.gguf"].problem == "2 of its 4 parts are missing"
    assert files["renamed.gguf"].problem == "it is one of 2 parts, and was given another name"
    assert len(files) == 4
    assert (await making().inspect(tmp_path / "a" / "Large-00003-of-00003.gguf")).parts == large.parts


async def test_what_is_not_for_chatting_is_told_apart(tmp_path: Path, making: Making) -> None:
    put(tmp_path / "seeing" / "Seer-7B-Q4.gguf", named("Seer"))
    put(tmp_path / "seeing" / "mmproj-Seer-7B-f16.gguf", model(CLIP))
    put(tmp_path / "seeing" / "mmproj-Other-9B-f16.gguf", model({**CLIP, "clip.vision.projection_dim": 4096}))
    put(tmp_path / "blind" / "Blind.gguf", named("Blind"))
    put(tmp_path / "blind" / "Finder.gguf", model(BERT))
    put(tmp_path / "blind" / "Inside.gguf", model({}, [Tensor(), Tensor("v.blk.0.q")], data=1024))
    put(tmp_path / "blind" / "cut.gguf", named("Cut")[:-9])
    put(tmp_path / "blind" / "no-model.txt", b"GGUF is a fine format, I think.")
    put(tmp_path / "blind" / "no-ending", named("Named"))
    put(tmp_path / "blind" / "tiny.gguf", b"GGUF")
    put(tmp_path / "blind" / "coming.gguf.part", named("Coming"))
    os.mkfifo(tmp_path / "blind" / "pipe.gguf")
    files = {each.name: each for each in await making(ModelPlace("x", tmp_path)).files()}
    seer = files["Seer-7B-Q4"]
    assert seer.projector == tmp_path / "seeing" / "mmproj-Seer-7B-f16.gguf"
    assert seer.loaded_size == seer.size + seer.projector.stat().st_size
    assert files["Seer-7B-Q4"].sees
    assert files["Blind"].projector is None
    assert not files["Blind"].sees
    assert files["Finder"].header.kind is ModelKind.EMBEDDING
    assert files["Inside"].header.kind is ModelKind.OTHER
    assert files["cut"].problem == "it is cut off"
    assert files["no-model.txt"].problem.startswith("its GGUF version is ")
    assert {name for name, each in files.items() if each.usable} == {"Seer-7B-Q4", "Blind", "no-ending"}
    assert len(files) == 7


async def test_a_projector_of_ollama_comes_with_its_model(tmp_path: Path, making: Making) -> None:
    fill_ollama(tmp_path, {"registry.example/library/seer/7b": named("Seer")}, projector=model(CLIP))
    (seer,) = await making(ModelPlace("Ollama", tmp_path, Layout.OLLAMA)).files()
    assert seer.projector is not None
    assert seer.projector.read_bytes() == model(CLIP)
    assert seer.loaded_size == seer.size + len(model(CLIP))


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"layers": 3}',
        b'{"layers": [7]}',
        b"[" * 100_000,
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../secret"}]}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:' + b"0" * 64 + b'"}]}',
    ],
)
async def test_manifests_that_lie(tmp_path: Path, making: Making, manifest: bytes) -> None:
    put(tmp_path / "manifests" / "registry.example" / "library" / "odd" / "1", manifest)
    put(tmp_path / "secret", named("Secret"))
    fill_ollama(tmp_path, {"registry.example/library/good/1": named("Good")})
    files = await making(ModelPlace("Ollama", tmp_path, Layout.OLLAMA)).files()
    assert [each.name for each in files] == ["good:1"]


async def test_a_second_look_reads_no_file_again(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "a" / "One.gguf", named("One"))
    put(tmp_path / "a" / "bad.gguf", b"GGUF" + b"\xff" * 60)
    place = ModelPlace("x", tmp_path / "a")
    models = making(place)
    first = await models.look()
    read: list[object] = []

    def reading(file: object, size: int) -> object:
        read.append((file, size))
        raise AssertionError("read again")

    with monkeypatch.context() as patching:
        patching.setattr("desktop_app.services.model_reading.read_model", reading)
        assert await models.look() == first
        assert await making(place).look() == first  # another start
    assert read == []
    file.write_bytes(named("Two"))
    os.utime(file, ns=(1, time.time_ns()))
    assert [each.header.name for each in (await making(place).look()).files] == ["Two", ""]


@pytest.mark.parametrize(
    "notes", [b"", b"{}", b'{"version": 1, "files": {"a": {"header": {}}}}', b"[" * 99_999, b"\xff"]
)
async def test_damaged_notes_are_written_anew(tmp_path: Path, making: Making, notes: bytes) -> None:
    put(tmp_path / "a" / "One.gguf", named("One"))
    models = making(ModelPlace("x", tmp_path / "a"))
    (tmp_path / "data" / "models.json").write_bytes(notes)
    assert [each.name for each in await models.files()] == ["One"]
    assert b'"One"' in (tmp_path / "data" / "models.json").read_bytes()
    assert (tmp_path / "data" / "models.json").stat().st_mode & 0o077 == 0


async def test_a_folder_that_fails_is_told_and_the_others_are_found(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "good" / "Good.gguf", named("Good"))
    closed = tmp_path / "closed"
    closed.mkdir()
    real = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", refuse)
    found = await making(
        ModelPlace("Closed", closed), ModelPlace("Good", tmp_path / "good"), ModelPlace("None", tmp_path / "none")
    ).look()
    assert [each.name for each in found.files] == ["Good"]
    assert [(each.program, each.folder, each.what) for each in found.troubles] == [
        ("Closed", closed, "permission denied")
    ]


async def test_a_model_that_cannot_be_opened_is_listed_with_the_reason(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "models" / "Good.gguf", named("Good"))
    closed = put(tmp_path / "models" / "Closed.gguf", named("Closed"))
    put(tmp_path / "models" / "notes.txt", b"nobody's business")
    real = Path.open

    def refuse(path: Path, *words: Any, **more: Any) -> Any:
        if path.name in {"Closed.gguf", "notes.txt"}:
            raise PermissionError(13, "Permission denied")
        return real(path, *words, **more)

    monkeypatch.setattr(Path, "open", refuse)
    models = making(ModelPlace("Here", tmp_path / "models"))
    found = {each.name: each for each in (await models.look()).files}
    assert sorted(found) == ["Closed", "Good"]
    assert (found["Closed"].problem, found["Closed"].usable) == ("it cannot be read (permission denied)", False)
    with pytest.raises(UserError, match="permission denied"):
        await models.add(closed)


async def test_a_folder_that_never_answers_is_waited_for_once(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "good" / "Good.gguf", named("Good"))
    put(tmp_path / "stuck" / "Late.gguf", named("Late"))
    hold, begun = threading.Event(), []
    real = os.scandir

    def stuck(path: Path) -> object:
        if Path(path).name == "stuck":
            begun.append(path)
            hold.wait(60)
        return real(path)

    monkeypatch.setattr("os.scandir", stuck)
    places = ModelPlace("Stuck", tmp_path / "stuck"), ModelPlace("Good", tmp_path / "good")
    models = making(*places, seconds=0.2)
    for _ in range(3):
        found = await models.look()
        assert [each.name for each in found.files] == ["Good"]
        assert [each.what for each in found.troubles] == ["it does not answer"]
    assert len(begun) == 1
    hold.set()
    async with asyncio.timeout(30):
        while (await models.look()).troubles:
            await asyncio.sleep(0.01)
    assert [each.name for each in await models.files()] == ["Good", "Late"]


async def test_who_looks_again_before_the_end_finds_all_the_same(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "good" / "Good.gguf", named("Good"))
    hold, begun, real = threading.Event(), list[str](), os.scandir

    def slow(path: Path) -> object:
        begun.append(Path(path).name)
        hold.wait(60)
        return real(path)

    monkeypatch.setattr("os.scandir", slow)
    models = making(ModelPlace("Good", tmp_path / "good"), seconds=30)
    given_up = asyncio.ensure_future(models.look())
    while "good" not in begun:
        await asyncio.sleep(0.01)
    given_up.cancel()
    again = asyncio.ensure_future(models.look())
    await asyncio.wait({given_up})
    hold.set()
    found = await again
    assert ([each.name for each in found.files], found.troubles) == (["Good"], ())


async def test_a_folder_of_very_many_files_is_given_up_on(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        put(tmp_path / "a" / f"{number:02}.gguf", named(str(number)))
    monkeypatch.setattr("desktop_app.store.model_folders._MOST_ENTRIES", 20)
    found = await making(ModelPlace("x", tmp_path / "a")).look()
    assert len(found.files) == 20
    assert [each.what for each in found.troubles] == ["it holds too many files"]
