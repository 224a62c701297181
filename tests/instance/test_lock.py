import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.instance.lock import WindowLock
from tests.support.processes import ROOT

HOLD = """
import sys, time
from pathlib import Path
from desktop_app.instance.lock import WindowLock
lock = WindowLock.take(Path(sys.argv[1]))
print("held" if lock else "not held", flush=True)
time.sleep(60)
"""


def take(file: Path) -> WindowLock:
    lock = WindowLock.take(file)
    assert lock is not None
    return lock


def test_one_at_a_time(tmp_path: Path) -> None:
    first = take(tmp_path / "lock")
    assert WindowLock.take(tmp_path / "lock") is None
    take(tmp_path / "another").release()
    first.release()
    take(tmp_path / "lock").release()


def test_it_dies_with_its_process(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert WindowLock.take(file) is None
        holder.kill()
    take(file).release()


def test_its_file_is_private_and_reached_by_any_name_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    held = take(folder / "lock")
    assert WindowLock.take(tmp_path / "link" / "lock") is None
    assert (folder / "lock").stat().st_mode & 0o077 == 0
    held.release()


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(UserError, match="data_folder_unusable"):
        WindowLock.take(tmp_path / "lock")


def test_programs_that_parley_starts_do_not_hold_it(tmp_path: Path) -> None:
    held = take(tmp_path / "lock")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        held.release()
        take(tmp_path / "lock").release()
        child.kill()
    assert os.path.exists(tmp_path / "lock")
