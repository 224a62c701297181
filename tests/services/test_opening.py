"""What a file is that Parley is asked to open."""

import json
import os
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.opening import FileKind, archived_sessions, kind_of

ARCHIVE = {"format": "chat-archive", "version": "1.0", "sessions": [{"id": "one"}, {"id": "two"}]}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("card.png", b"\x89PNG\r\n\x1a\n....", FileKind.PERSONA),
        ("no ending", b"PK\x03\x04....", FileKind.PERSONA),
        ("card.json", b'{"spec": "chara_card_v2"}', FileKind.PERSONA),
        ("persona.yaml", b"name: Ada", FileKind.PERSONA),
        ("empty.yml", b"", FileKind.PERSONA),
        ("model.gguf", b"GGUF\3\0\0\0", FileKind.MODEL),
        ("cut off.GGUF", b"", FileKind.MODEL),
        ("renamed.bin", b"GGUF\3\0\0\0", FileKind.MODEL),
        ("kept.db", b"SQLite format 3\0....", FileKind.BACKUP),
        ("one.chat.json", json.dumps(ARCHIVE).encode(), FileKind.ARCHIVE),
        ("renamed.json", b"\xef\xbb\xbf\n" + json.dumps(ARCHIVE, indent=1).encode(), FileKind.ARCHIVE),
    ],
)
async def test_a_file_is_what_is_in_it(tmp_path: Path, name: str, content: bytes, kind: FileKind) -> None:
    (tmp_path / name).write_bytes(content)
    assert await kind_of(tmp_path / name) is kind


async def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "script.sh").write_text("#!/bin/sh\ntouch pwned")
    (tmp_path / "script.sh").chmod(0o755)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe.png")
    codes = {}
    for name in ("script.sh", "gone.png", "", "pipe.png", "loop", "gone/x.png", "a" * 300):
        with pytest.raises(UserError) as caught:
            await kind_of(tmp_path / name)
        codes[name[:9]] = caught.value.code
    assert codes == {
        "script.sh": "opened_unknown",
        "gone.png": "opened_missing",
        "": "opened_not_plain",
        "pipe.png": "opened_not_plain",
        "loop": "opened_unreadable",
        "gone/x.pn": "opened_missing",
        "aaaaaaaaa": "opened_unreadable",
    }


async def test_an_archive_tells_which_sessions_it_is_of(tmp_path: Path) -> None:
    file = tmp_path / "one.chat.json"
    file.write_text(json.dumps(ARCHIVE))
    assert await archived_sessions(file) == ["one", "two"]
    for content in ("[", "[]", "{}", '{"sessions": 3}', '{"sessions": [3]}', '{"sessions": {}}', "[" * 100_000):
        file.write_text(content)
        with pytest.raises(UserError, match="archive_unreadable"):
            await archived_sessions(file)
