"""Names of exported files: safe on every disk, whatever a session is called."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.file_names import MAX_BYTES, chat_file_name, file_name_key, safe_file_name

DAY = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Herbs for shade", "2026-11-21 Herbs for shade.md"),
        ("../../x", "2026-11-21 x.md"),
        ("CON", "2026-11-21 CON.md"),
        ("-rf", "2026-11-21 -rf.md"),
        ("a\0b", "2026-11-21 a b.md"),
        ('<>:"/\\|?*', "2026-11-21.md"),
        ("", "2026-11-21.md"),
        ("name\u202egnp.exe", "2026-11-21 name gnp.exe.md"),
        ("dots...", "2026-11-21 dots.md"),
        ("茶 🙂 é", "2026-11-21 茶 🙂 é.md"),
        ("\ud800", "2026-11-21.md"),
        ("👩\u200d🔬", "2026-11-21 👩\u200d🔬.md"),
    ],
)
def test_names(title: str, name: str) -> None:
    assert chat_file_name(title, DAY, ".md") == name


def test_long_titles_are_cut_at_whole_characters() -> None:
    assert chat_file_name("x" * 400, DAY, ".md") == f"2026-11-21 {'x' * 106}.md"
    name = chat_file_name("a" + "e\u0301" * 400, DAY, ".md")
    assert len(name.encode()) <= MAX_BYTES
    assert chat_file_name("x" * 400, DAY, ".md", {file_name_key(f"2026-11-21 {'x' * 106}.md")}).endswith("x (2).md")


titles = st.text(max_size=300) | st.text(st.sampled_from("./\\-~ \0\u202eaAéCON:*?🙂\u0301\u200d"), max_size=60)


@given(st.lists(titles, max_size=8), st.sampled_from([".md", ".html", ".txt", ".chat.json"]))
def test_whatever_they_are_called(found: list[str], ending: str) -> None:
    taken: set[str] = set()
    for title in [*found, *(title.swapcase() for title in found)]:
        name = chat_file_name(title, DAY, ending, taken)
        assert len(name.encode()) <= MAX_BYTES
        assert name.startswith("2026-11-21")
        assert name.endswith(ending)
        assert not set(name) & set('<>:"/\\|?*')
        hidden = [char for char in name if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
        assert set(hidden) <= {"\u200c", "\u200d"}
        assert not name.removesuffix(ending).endswith((" ", "."))
        assert file_name_key(name) not in taken, "one file on a disk that is blind to case"
        taken.add(file_name_key(name))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("leaf.png", "leaf.png"),
        ("a/b\\c:d.txt", "a b c d.txt"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("...", "attachment"),
        ("", "attachment"),
    ],
)
def test_a_copy_of_an_attachment_has_a_name_that_every_disk_takes(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
    assert len(safe_file_name("x" * 500 + ".tar.gz").encode()) == MAX_BYTES
