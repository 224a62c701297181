"""What the window's first paint does not wait for; how long it takes is measured in bench/."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.processes import ROOT, SECONDS


def test_nothing_that_can_wait_is_imported_before_the_first_paint(data_dir: Path) -> None:
    command = [sys.executable, str(ROOT / "bench" / "first_paint.py"), "parley", "--data-dir", str(data_dir)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for start in ("first", "second"):
        done = subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(done.stdout)["too_early"] == [], f"at the {start} start"
