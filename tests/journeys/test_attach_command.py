"""Files attached from the command line."""

import json
from pathlib import Path

from tests.support.images import png
from tests.support.processes import ask, run


def test_files_are_attached_shown_and_exported(data_dir: Path, tmp_path: Path) -> None:
    note, leaf = tmp_path / "notes.txt", tmp_path / "leaf.png"
    note.write_text("buy towels\nbuy tea\n")
    leaf.write_bytes(png())
    words = ("chat", "How many words?", "--session", "s", "--attach", str(note), "--attach", str(leaf))
    sent = ask(data_dir, *words)
    assert "“notes.txt” has 4 words." in sent["reply"]
    assert sent["notes"] == ["What answers cannot see pictures; it is told their names."]
    history = ask(data_dir, "sessions", "history", "s")
    attached = history["messages"][0]["attachments"]
    assert [(each["name"], each["media_type"], each["size"]) for each in attached] == [
        ("notes.txt", "text/plain", 19),
        ("leaf.png", "image/png", len(png())),
    ]
    assert sent["attachments"] == [each["id"] for each in attached]
    assert history["messages"][1]["attachments"] == []
    plain = run(data_dir, "sessions", "history", "s")
    assert "[attached: notes.txt, 19 bytes]" in plain.out
    target = tmp_path / "out.json"
    ask(data_dir, "export", "--session", "s", "--format", "json", "--out", str(target))
    assert [each["name"] for each in json.loads(target.read_text("utf-8"))["attachments"]] == ["notes.txt", "leaf.png"]
    receipt = ask(data_dir, "sessions", "delete", "s")
    assert receipt["deleted"]["attachments"] == 2
    assert ask(data_dir, "doctor")["healthy"]


def test_what_cannot_be_attached_is_refused_and_nothing_is_sent(data_dir: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.bin"
    good.write_text("words")
    bad.write_bytes(b"\0\1\2")
    for file, code in ((bad, "attachment_kind"), (tmp_path / "none", "attachment_missing")):
        ended = run(data_dir, "chat", "look", "--session", "s", "--attach", str(good), "--attach", str(file), "--json")
        assert (ended.code, ended.document["error"]["code"]) == (1, code)
    assert ask(data_dir, "sessions", "list")["sessions"] == []


def test_that_pictures_are_not_seen_is_said_beforehand(data_dir: Path, tmp_path: Path) -> None:
    leaf = tmp_path / "leaf.png"
    leaf.write_bytes(png())
    ended = run(data_dir, "chat", "look", "--attach", str(leaf))
    assert ended.code == 0
    assert "cannot see pictures" in ended.err
