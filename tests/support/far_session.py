"""Somebody at work in the window beside a server that is not this computer by its address; the work alone is traced.

python -m tests.support.far_session ADDRESS TRACE_FILE DATA_DIR SECONDS

Prints one line of JSON: the server's port, and what the work told.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.servers.fake_cases import echo
from tests.support.servers import serving
from tests.support.traced import traced


def main() -> int:
    address, trace, data_dir, seconds = sys.argv[1:]
    folder = Path(data_dir)
    folder.mkdir(mode=0o700)
    settings = folder / "settings.toml"
    settings.write_text(f'[privacy]\nallowed_hosts = ["{address}"]\n')
    settings.chmod(0o600)
    with serving({"echo": echo}, address) as server:
        strace = (*traced(trace, "socket,connect,bind,listen"), sys.executable)
        words = (data_dir, seconds, "", server.base_url)
        work = [*strace, "-m", "tests.support.offline_session", *words]
        done = subprocess.run(work, stdout=subprocess.PIPE, check=False)
        print(json.dumps([server.port, json.loads(done.stdout)]))  # noqa: T201
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
