"""A warm process from which the processes are forked that tests kill: each is at work within milliseconds.

Reads an order a line, forks a process that says its number, waits for a line and does the work, and reports its end.
"""

import asyncio
import json
import os
import traceback

from tests.faults.works import start, warm_up


def main() -> None:
    """Serve orders until there are no more."""
    asyncio.run(warm_up())
    _say({"ready": True})
    while line := _line():
        if not line.startswith(b"{"):
            continue  # the word to go, which was for a process that was killed before it read it
        pid = os.fork()
        if pid == 0:
            _work(json.loads(line))
        _, status = os.waitpid(pid, 0)
        _say({"ended": os.waitstatus_to_exitcode(status)})


def _work(order: dict[str, object]) -> None:
    code = 1
    try:
        _say({"pid": os.getpid()})
        _line()
        start(order)
        code = 0
    except BaseException:
        _say({"bug": traceback.format_exc()[-2_000:]})
    finally:
        os._exit(code)


def _line() -> bytes:
    """Read one line and not a byte more: what follows is for the process that is forked next."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return b""
        line += byte
    return line


def _say(what: dict[str, object]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
