"""llama.cpp's wheel as it is, with nothing of Parley around it: answers requests of `engine.py`, and times them.

    python bench/raw_llama.py MODEL THREADS BATCH CONTEXT

Reads one request of the OpenAI protocol a line, writes one line for each: the seconds to the first words and to the
last, and the number of tokens.
"""

import json
import os
import sys
import time
from typing import Any


def main() -> None:
    """Answer until there is nothing more to read."""
    told = os.dup(1)
    os.dup2(2, 1)
    from xllamacpp import CommonParams, Server

    model, threads, batch, context = sys.argv[1], *map(int, sys.argv[2:])
    parameters = CommonParams()
    parameters.model.path = model
    parameters.n_ctx = context
    parameters.n_parallel = 2
    parameters.kv_unified = True
    parameters.cache_ram_mib = 0
    parameters.n_batch = parameters.n_ubatch = batch
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.verbosity = 1
    server = Server(parameters)
    os.write(told, b"ready\n")
    for line in sys.stdin:
        os.write(told, json.dumps(_timed(server, json.loads(line))).encode() + b"\n")
    os._exit(0)


def _timed(server: Any, request: dict[str, Any]) -> dict[str, float]:  # noqa: ANN401  the library has no types
    times: list[float] = []

    def on_piece(piece: Any) -> None:  # noqa: ANN401
        if any(choice.get("delta", {}).get("content") for choice in piece.get("choices", [])):
            times.append(time.perf_counter())

    began = time.perf_counter()
    server.handle_chat_completions(request, on_piece)
    return {"first": times[0] - began, "total": times[-1] - began, "tokens": len(times)}


if __name__ == "__main__":
    main()
