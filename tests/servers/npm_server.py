"""A server of the protocol from npm (@dwmkerr/mock-llm), which neither we nor llama.cpp wrote."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

PACKAGE = "@dwmkerr/mock-llm"
VERSION = "0.1.29"
_SECONDS = 60
_RULES = """
streaming: {chunkSize: 6, chunkIntervalMs: 3}
rules:
  - path: "/v1/chat/completions"
    method: "POST"
    match: "@"
    response:
      status: 200
      content: '{"id": "1", "object": "chat.completion", "model": "{{jmes request body.model}}",
        "choices": [{"message": {"role": "assistant",
        "content": "You said: {{jmes request body.messages[-1].content}}"}, "finish_reason": "stop"}]}'
  - path: "/v1/chat/completions"
    method: "POST"
    match: "contains(body.messages[-1].content, 'long story')"
    response:
      status: 200
      content: '{"id": "1", "object": "chat.completion", "model": "m",
        "choices": [{"message": {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}]}'
  - path: "/v1/models"
    method: "GET"
    response:
      status: 200
      content: '{"object": "list", "data": [{"id": "mock-1", "object": "model", "owned_by": "nobody"}]}'
"""


def why_not(folder: Path, *, install: bool) -> str:
    """Return why the server cannot be run from `folder`, empty where it can; `install` it there if need be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not on this computer"
    with FileLock(folder / "lock"):
        if _program(folder).is_file():
            return ""
        if not install:
            return "the server from npm is not installed here; --full installs it"
        words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        try:
            done = subprocess.run(
                [*words, f"{PACKAGE}@{VERSION}"], capture_output=True, timeout=_SECONDS * 2, check=False
            )
        except subprocess.TimeoutExpired:
            return "npm did not install the server in time"
        return "" if done.returncode == 0 and _program(folder).is_file() else "npm could not install the server"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run the server that is installed in `folder`; give its base URL."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    rules = folder / f"rules-{port}.yaml"
    rules.write_text(_RULES % ("Once upon a time. " * 2000))
    process = subprocess.Popen(
        ["node", str(_program(folder)), "--config", str(rules)],
        env=os.environ | {"HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()
        rules.unlink()


def _program(folder: Path) -> Path:
    return folder / "node_modules" / PACKAGE / "dist" / "main.js"


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server from npm did not start")
