"""A package must bring a SQLite in which two connections cannot corrupt a file between them."""

import sqlite3
import sys

import pytest

from desktop_app.services.checks import sqlite_check


@pytest.mark.parametrize(
    ("packaged", "release", "right"),
    [(True, (3, 51, 2), False), (True, (3, 51, 3), True), (True, (3, 53, 4), True), (False, (3, 40, 1), True)],
)
def test_an_older_one_is_told_of_in_packages(
    monkeypatch: pytest.MonkeyPatch, packaged: bool, release: tuple[int, int, int], right: bool
) -> None:
    monkeypatch.setattr(sys, "frozen", packaged, raising=False)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", release)
    monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, release)))
    check = sqlite_check()
    assert check.ok is right
    assert check.detail.startswith(sqlite3.sqlite_version)
    assert ("install it anew" in check.detail) is not right
