"""Exports with what is attached: within the file, or in a folder beside it, private and never through a link."""

import json
import os
import stat
from base64 import b64decode
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.exports import ExportFormat
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from tests.support.images import png
from tests.support.schema import problems

LARGE = b"large " * 300_000
LARGE_FILE = f"attachments/{sha256(LARGE).hexdigest()}.txt"
LEAF_FILE = f"attachments/{sha256(png()).hexdigest()}.png"


async def talk(services: Services, session_id: str = "s") -> None:
    files = {"leaf.png": png(), "large.txt": LARGE, "again.png": png()}
    ids = tuple([(await services.attachments.add("ada", name, data)).id for name, data in files.items()])
    for text, attached in (("look", ids), ("and then?", ())):
        request = SendRequest("ada", text, session_id=session_id, attachments=attached)
        async with aclosing(services.chat.send(request)) as events:
            assert [event async for event in events]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


async def test_an_archive_holds_small_files_and_has_large_ones_beside_it(services: Services, out: Path) -> None:
    await talk(services)
    await services.export.export("ada", "s", ExportFormat.JSON, out / "a.json")
    document = json.loads((out / "a.json").read_text("utf-8"))
    assert problems(document) == []
    leaf, large, again = document["attachments"]
    assert b64decode(leaf["data"]) == b64decode(again["data"]) == png()
    assert large["path"] == LARGE_FILE
    assert names(out) == {"a.json", LARGE_FILE}
    assert (out / LARGE_FILE).read_bytes() == LARGE
    assert stat.S_IMODE((out / LARGE_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "attachments").stat().st_mode) == 0o700


async def test_a_page_by_itself_holds_its_pictures(services: Services, out: Path) -> None:
    await talk(services)
    await services.export.export("ada", "s", ExportFormat.HTML, out / "a.html")
    assert names(out) == {"a.html"}
    assert (out / "a.html").read_text("utf-8").count("data:image/png;base64,") == 2


@pytest.mark.parametrize("kind", [ExportFormat.MARKDOWN, ExportFormat.TEXT])
async def test_one_readable_file_names_what_was_attached(services: Services, out: Path, kind: ExportFormat) -> None:
    await talk(services)
    await services.export.export("ada", "s", kind, out / "a")
    assert names(out) == {"a"}
    assert "large.txt" in (out / "a").read_text("utf-8")


async def test_all_sessions_come_with_their_files_once(services: Services, out: Path) -> None:
    await talk(services)
    await talk(services, "other")
    done = await services.export.export_all("ada", ExportFormat.MARKDOWN, out)
    assert len(done.files) == 2
    assert {name for name in names(out) if "/" in name} == {LEAF_FILE, LARGE_FILE}
    assert all(LEAF_FILE in file.read_text("utf-8") for file in done.files)
    await services.export.export_all("ada", ExportFormat.MARKDOWN, out)
    assert {name for name in names(out) if "/" in name} == {LEAF_FILE, LARGE_FILE}


async def test_a_link_in_the_place_of_the_folder_is_not_followed(services: Services, out: Path, tmp_path: Path) -> None:
    await talk(services)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (out / "attachments").symlink_to(elsewhere)
    with pytest.raises(UserError) as refused:
        await services.export.export("ada", "s", ExportFormat.JSON, out / "a.json")
    assert refused.value.code in {"export_failed", "export_not_plain"}
    assert os.listdir(elsewhere) == []
    assert not (out / "a.json").exists()


async def test_a_copy_is_saved_whole_private_and_not_through_a_link(services: Services, out: Path) -> None:
    note = await services.attachments.add("ada", "notes.txt", b"buy towels")
    (out / "there").write_text("was there")
    for name in ("fresh", "there"):
        await services.attachments.save_copy("ada", note.id, out / name)
        assert (out / name).read_bytes() == b"buy towels"
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o600
    (out / "link").symlink_to(out / "target")
    with pytest.raises(UserError) as refused:
        await services.attachments.save_copy("ada", note.id, out / "link")
    assert refused.value.code == "export_not_plain"
    with pytest.raises(UserError):
        await services.attachments.save_copy("eve", note.id, out / "stolen")
    assert {file.name for file in out.iterdir()} == {"fresh", "there", "link"}
