"""No text of a message makes Parley open the file or ask for the address that it names."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.nasty import CANARY, nasty
from tests.support.processes import ROOT
from tests.support.traced import traced

TEXTS = 150


def shown_under(trace: Path, first: int, count: int) -> str:
    """Show nasty texts, and return all calls about files and addresses that this took."""
    tracer = traced(trace, "%file,%network", "-s", "300")
    shower = (sys.executable, "-m", "tests.support.show_nasty", str(first), str(count))
    done = subprocess.run([*tracer, *shower], cwd=ROOT, capture_output=True, timeout=600, check=False)
    assert done.stdout.decode() == f"shown {count}\n", done.stderr.decode()
    return trace.read_text("utf-8", "replace")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
@pytest.mark.timeout(600)
def test_what_a_message_names_is_neither_opened_nor_asked_for(tmp_path: Path) -> None:
    texts = [nasty(seed) for seed in range(TEXTS)]
    assert sum(CANARY in text for text in texts) > TEXTS // 3, "most of them name a file or an address"
    calls = shown_under(tmp_path / "trace", 0, TEXTS)
    assert "openat(" in calls, "the trace saw files: the program's own"
    assert [call for call in calls.splitlines() if CANARY in call] == []
    assert "AF_INET" not in calls
