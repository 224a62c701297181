"""`parley` itself: from nothing to a started program, again and again, and what it says when that cannot be."""

import json
import os
import shutil
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from tests.support.checkouts import ROOT, Checkout, packages

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a POSIX shell's program")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first virtual environment is kept for those that want one later."""
    return tmp_path_factory.mktemp("ready") / "venv"


@pytest.fixture(scope="module")
def first_start(
    tmp_path_factory: pytest.TempPathFactory, ready: Path
) -> tuple[Checkout, "subprocess.CompletedProcess[str]"]:
    """A checkout after its first start, and what that start said."""
    checkout = Checkout.make(tmp_path_factory.mktemp("first") / "computer", ready)
    # What the caller has for another Python must not reach the installation: here a library that only seems there.
    stray = tmp_path_factory.mktemp("stray")
    with zipfile.ZipFile(next(checkout.wheels.glob("greeting*"))) as archive:
        archive.extractall(stray)
    (stray / "greeting.py").unlink()
    words = ("chat", "two words", "--json")
    done = checkout.run(*words, said="typed", PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(stray))
    return checkout, done


@pytest.fixture
def installed(first_start: tuple[Checkout, object], tmp_path: Path) -> Checkout:
    """A copy of a checkout that was started once."""
    return first_start[0].copy(tmp_path / "computer")


@pytest.fixture
def bare(tmp_path: Path, ready: Path) -> Checkout:
    """A checkout that was never started."""
    return Checkout.make(tmp_path / "computer", ready)


def test_shellcheck_minds_nothing() -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    names = ("refresh-locks", "build", "check", "previous")
    scripts = [ROOT / "parley", ROOT / ".ci" / "run", *(ROOT / "packaging" / name for name in names)]
    checked = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert checked.stdout + checked.stderr == ""


def test_a_first_start_installs_and_leaves_input_and_output_to_the_program(
    first_start: tuple[Checkout, "subprocess.CompletedProcess[str]"],
) -> None:
    checkout, done = first_start
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["hello", ["chat", "two words", "--json"], str(checkout.root.parent), "typed"]
    assert all(line.startswith("parley: ") for line in done.stderr.splitlines())
    assert list(checkout.root.glob(".venv/lib/*/site-packages/__pycache__/greeting.*.pyc"))
    assert list(checkout.root.glob("desktop_app/__pycache__/*.pyc"))


def test_a_second_start_needs_no_python_and_no_network_and_says_nothing(installed: Checkout, tmp_path: Path) -> None:
    shutil.rmtree(installed.wheels)
    (installed.system / "python3").unlink()
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(os.path.relpath(installed.root / "parley", tmp_path))
    two.symlink_to(one)
    done = installed.run("a", "", "b c", program=two)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[1] == ["a", "", "b c"]


def test_a_second_start_adds_no_more_than_a_tenth_of_a_second(installed: Checkout) -> None:
    def seconds(program: Path, *words: str) -> float:
        before = time.perf_counter()
        installed.run(*words, program=program)
        return time.perf_counter() - before

    python, main = installed.root / ".venv" / "bin" / "python", str(installed.root / "main.py")
    # Side by side, and the quickest of each: what else the computer does meanwhile slows down both.
    pairs = [(seconds(python, main), seconds(installed.root / "parley")) for _ in range(7)]
    alone, whole = map(min, zip(*pairs, strict=True))
    assert whole - alone < 0.1


def test_other_requirements_are_installed_at_the_next_start(installed: Checkout) -> None:
    done = installed.with_library("good day", "2.0").run()
    assert json.loads(done.stdout)[0] == "good day"
    assert "making .venv" not in done.stderr


def test_what_cannot_be_fetched_leaves_the_libraries_as_they_were(installed: Checkout) -> None:
    lock = installed.root / "requirements.lock"
    before = lock.read_text()
    lock.write_text(before.replace("==1.0", "==9.0"))
    refused = installed.run()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].startswith("parley: the libraries could not be fetched")
    lock.write_text(before)
    assert (again := installed.run()).returncode == 0
    assert again.stderr == ""


def test_a_library_that_is_not_the_locked_one_is_refused(installed: Checkout) -> None:
    lock = installed.root / "requirements.lock"
    lock.write_text(lock.read_text()[:-9] + "00000000\n")
    refused = installed.run()
    assert refused.returncode == 1
    assert "HASHES" in refused.stderr


def test_a_python_that_went_away_is_replaced(installed: Checkout) -> None:
    python = installed.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.10")
    done = installed.run()
    assert json.loads(done.stdout)[0] == "hello"
    assert "making .venv" in done.stderr


def test_an_installation_that_was_killed_is_begun_anew(installed: Checkout) -> None:
    process = installed.with_library("good day", "2.0").start()
    assert process.stderr
    while "installing" not in (line := process.stderr.readline()):
        assert line, "it ended by itself"
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    done = installed.run()
    assert json.loads(done.stdout)[0] == "good day"
    assert "making .venv" in done.stderr


def test_of_two_first_starts_one_installs_and_both_run(bare: Checkout) -> None:
    both = [bare.start(word) for word in "ab"]
    ends = [process.communicate(timeout=100) for process in both]
    assert [json.loads(out)[1] for out, _ in ends] == [["a"], ["b"]]
    said = "".join(err for _, err in ends)
    assert said.count("making .venv") == 1
    assert said.count("waiting for another start") == 1


def test_without_root_the_missing_packages_are_one_line_to_copy(bare: Checkout) -> None:
    bare.with_packages("libgl1", "libglib2.0-0t64 libglib2.0-0 (= 2.84)")
    (bare.system / "python3").unlink()
    refused = bare.run("chat", "hello")
    assert (refused.returncode, refused.stdout) == (1, "")
    line = refused.stderr.splitlines()[-1]
    assert line.startswith("sudo apt-get install -y python3 python3-venv libegl1 libx11-6 ")
    assert not {"libgl1", "libglib2.0-0"} & set(line.split())
    assert not bare.apt_log.exists()
    assert not (bare.root / ".venv").exists()


def test_root_installs_what_is_missing_and_only_that(installed: Checkout) -> None:
    every = packages("window")
    installed.with_library("good day", "2.0").with_packages(*every[2:]).as_user(0)
    done = installed.run()
    assert done.returncode == 0, done.stderr
    update, install = installed.apt_log.read_text().splitlines()
    assert update.split()[-1] == "update"
    assert install.split()[-2:] == every[:2]


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give files away")
def test_what_root_installs_in_somebodys_checkout_is_theirs(installed: Checkout) -> None:
    os.chown(installed.root, 12345, 12345)
    done = installed.with_library("good day", "2.0").as_user(0).run()
    assert done.returncode == 0, done.stderr
    made = [*(installed.root / ".venv").rglob("*"), *(installed.root / "desktop_app").rglob("__pycache__")]
    assert {path.lstat().st_uid for path in made} == {12345}
    assert (installed.root / ".venv" / "bin" / "python").stat().st_uid == os.stat(os.__file__).st_uid


def test_without_any_python_it_says_so(bare: Checkout) -> None:
    for name in ("python3", "apt-get"):
        (bare.system / name).unlink()
    refused = bare.run()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Python 3.11, 3.12 or 3.13" in refused.stderr


def test_every_check_runs_in_order_and_pytest_has_the_last_word(installed: Checkout) -> None:
    done = installed.run(program=installed.root / ".ci" / "run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "ran ruff format --check offscreen",
        "ran ruff check offscreen",
        "ran importlinter offscreen",
        "ran pytest --numprocesses auto --maxprocesses 4 --dist worksteal offscreen",
        "ran mypy offscreen",
    ]


def test_a_check_that_fails_is_named_and_is_the_last(installed: Checkout) -> None:
    done = installed.run("test", FAILS="importlinter")
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == "ran importlinter offscreen"
    assert done.stderr.splitlines()[-1] == "parley: the tests stopped: import contracts (lint-imports) failed"


@pytest.mark.parametrize("fails", ["mypy", "pytest"])
def test_types_are_checked_beside_the_tests_and_both_count(installed: Checkout, fails: str) -> None:
    done = installed.run("test", FAILS=fails)
    assert done.returncode == 3
    assert [line.split()[1] for line in done.stdout.splitlines()[-2:]] == ["pytest", "mypy"]
    named = {"mypy": "types (mypy)", "pytest": "pytest"}[fails]
    assert done.stderr.splitlines()[-1] == f"parley: the tests stopped: {named} failed"


def test_an_interrupt_ends_the_check_of_types_too(installed: Checkout) -> None:
    """Ctrl-C reaches all processes of a terminal, but a shell lets those in the background ignore it."""
    process = installed.start("test", LASTS="mypy pytest")
    assert process.stdout
    while not (line := process.stdout.readline()).startswith("ran pytest"):
        assert line, "it ended by itself"
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=100)
    assert process.returncode == 130
    for _ in range(1_000):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("something still runs")


def test_words_after_test_go_to_pytest_alone(installed: Checkout) -> None:
    done = installed.run("test", "tests/store", "-k", "a b")
    assert done.stdout == "ran pytest tests/store -k a b offscreen\n"


def test_without_root_the_tests_say_what_they_go_without(installed: Checkout) -> None:
    done = installed.with_packages(*packages("window"), "xvfb").run("test")
    assert done.returncode == 0
    [line] = [line for line in done.stderr.splitlines() if "only root" in line]
    assert "sudo apt-get install -y dbus " in line


def test_both_doors_keep_the_same_books() -> None:
    layouts = [
        next(line for line in (ROOT / name).read_text().splitlines() if "layout=" in line).split("layout=")[1][0]
        for name in ("parley", "parley.cmd")
    ]
    assert layouts[0] == layouts[1]
