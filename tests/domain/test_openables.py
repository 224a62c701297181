"""Addresses from outside: Parley's own sessions and this computer's files, and nothing else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.openables import LONGEST, address_of, addressed_file, addressed_session, session_address

printable = st.text(min_size=1, max_size=200).filter(str.isprintable)
anything = st.text() | st.text("%0aF/.:?#\\ parleysion\0", max_size=60).map(lambda end: f"parley://session/{end}")


@given(printable)
def test_every_id_has_an_address_that_leads_back_to_it(session_id: str) -> None:
    address = session_address(session_id)
    assert address.isascii()
    assert " " not in address
    assert addressed_session(address) == session_id
    assert address_of(address) == address


@given(
    st.binary(min_size=1, max_size=40).filter(lambda name: not {0, ord("/")} & set(name) and name not in {b".", b".."})
)
def test_every_path_has_an_address_that_leads_back_to_it(name: bytes) -> None:
    path = f"/tmp/{os.fsdecode(name)}"
    address = address_of(path)
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    assert addressed_file(address) == Path(path)


@given(anything)
def test_whatever_comes_is_an_address_on_one_line_or_none(word: str) -> None:
    address = address_of(word)
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    assert len(address) <= LONGEST
    found = addressed_session(address)
    assert found is None or (0 < len(found) <= 200 and found.isprintable())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "parley:",
        "parley://",
        "parley://session",
        "parley://session/",
        "parley://session/a/b",
        "parley://session/a?x=1",
        "parley://session/a#b",
        "parley://session/a\\b",
        "parley://session/a b",
        "parley://session/%",
        "parley://session/%zz",
        "parley://session/%ff",
        "parley://session/%00",
        "parley://session/a%0Ab",
        "parley://session/" + "a" * 201,
        "parley://session/" + "%61" * 10_000,
        "parley://user@session/a",
        "parley://session:80/a",
        "parley://message/1",
        "parley://new",
        "http://session/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_session(address: str) -> None:
    assert addressed_session(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file:",
        "file://",
        "file://server/share/x.png",
        "file:relative.png",
        "file:///a%00b",
        "file:///a?b",
        "file:///a#b",
        "file:///a%zz",
        "http://localhost/x.png",
        "parley://session/a",
        "file:///" + "a" * LONGEST,
    ],
)
def test_what_is_no_file_of_this_computer(address: str) -> None:
    assert addressed_file(address) is None


def test_other_ways_to_write_the_same() -> None:
    assert addressed_session("PARLEY://Session/..") == ".."
    assert addressed_session("parley://session/%2e%2E%2f") == "../"
    assert addressed_file("file://localhost/a%20b") == addressed_file("FILE:///a b") == Path("/a b")
    assert len(address_of("/" + "a" * 100_000)) < 100
    assert address_of("x/../y.png") == (Path.cwd() / "y.png").as_uri()
