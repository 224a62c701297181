"""Checksums on demand: followed, stopped, remembered."""

import hashlib
import os
from contextlib import aclosing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FileProgress
from tests.services.models.conftest import Making
from tests.support.model_home import named, put

MIB = 1 << 20


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of five steps."""
    monkeypatch.setattr("desktop_app.services.checksums._STEP", MIB)
    return put(tmp_path / "One.gguf", named("One") + os.urandom(4 * MIB))


async def all_of(models: object, file: Path) -> list[FileProgress]:
    return [each async for each in models.sha256(file)]  # type: ignore[attr-defined]


async def test_is_followed_to_its_end_and_remembered(file: Path, making: Making) -> None:
    size, sha256 = file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()
    seen = await all_of(making(), file)
    assert [each.done for each in seen] == [MIB, 2 * MIB, 3 * MIB, 4 * MIB, size, size]
    assert {each.total for each in seen} == {size}
    assert [each.sha256 for each in seen] == [""] * 5 + [sha256]
    models = making()  # another start
    assert await all_of(models, file) == [FileProgress(size, size, sha256)]
    assert (await models.inspect(file)).sha256 == sha256


async def test_is_computed_anew_when_the_file_changes(file: Path, making: Making) -> None:
    models = making()
    before = (await all_of(models, file))[-1].sha256
    with file.open("r+b") as opened:
        opened.write(b"X")
    os.utime(file, ns=(1, 1))
    after = await all_of(models, file)
    assert len(after) > 1
    assert after[-1].sha256 == hashlib.sha256(file.read_bytes()).hexdigest() != before
    assert (await all_of(models, file))[0].sha256 == after[-1].sha256


async def test_can_be_stopped(file: Path, making: Making) -> None:
    models = making()
    async with aclosing(models.sha256(file)) as progress:
        async for _each in progress:
            break
    assert len(os.listdir("/proc/self/fd")) < 200
    assert str(file) not in {os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")}
    assert (await models.inspect(file)).sha256 == ""


async def test_a_file_that_grows_meanwhile_has_none(file: Path, making: Making) -> None:
    models = making()
    with pytest.raises(UserError) as caught:
        async for _each in models.sha256(file):
            with file.open("ab") as opened:
                opened.write(b"more")
    assert caught.value.code == "model_file_changed"
    assert (await models.inspect(file)).sha256 == ""


async def test_files_that_are_not_there(tmp_path: Path, making: Making) -> None:
    for path, code in ((tmp_path / "none", "model_file_missing"), (tmp_path, "model_file_unreadable")):
        with pytest.raises(UserError) as caught:
            await all_of(making(), path)
        assert caught.value.code == code
