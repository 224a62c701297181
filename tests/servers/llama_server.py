"""llama.cpp's own server, from the xllamacpp wheel, in a child process: a server of the protocol that is not ours.

`python -m tests.servers.llama_server FOLDER` makes the model there, prints the base URL and serves until standard input
ends.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

THREADS = 1
"""Two threads on a busy machine wait for each other."""
SLOTS = 2


def start_llama_server(folder: Path, *, endless: bool = False) -> tuple[subprocess.Popen[str], str]:
    """Start the server with a tiny model made in `folder`, perhaps an `endless` one; return its process and base URL.

    End it with `stop_llama_server`; it also ends by itself when this process does.
    """
    from tests.servers.tiny_gguf import make_tiny_gguf

    model, log = folder / "tiny.gguf", folder / "llama_server.log"
    make_tiny_gguf(model, endless=endless)
    with log.open("w") as log_file:
        process = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log_file,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        stop_llama_server(process)
        raise RuntimeError(f"llama.cpp's server did not start:\n{log.read_text()[-2000:]}")
    return process, json.loads(line)["base_url"]


def stop_llama_server(process: subprocess.Popen[str]) -> None:
    """End the server and wait until it is gone."""
    with suppress(BrokenPipeError):
        process.communicate(timeout=20)  # closes its standard input


def _serve(model: str) -> None:
    """Serve `model` in this process, say where on standard output, and end when standard input does."""
    told = os.dup(1)
    os.dup2(2, 1)  # the library's own lines go to the log
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * 16384
    params.n_batch = params.n_ubatch = 128
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = THREADS
    params.warmup = False
    server = Server(params)
    os.write(told, json.dumps({"base_url": f"{server.listening_address}/v1"}).encode() + b"\n")
    sys.stdin.read()
    os._exit(0)  # the server's threads have nothing to tidy up


def main() -> None:
    """Serve in a child process until standard input ends."""
    if sys.argv[1] == "--serve":
        _serve(sys.argv[2])
    process, base_url = start_llama_server(Path(sys.argv[1]))
    try:
        print(base_url, flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        stop_llama_server(process)


if __name__ == "__main__":
    main()
