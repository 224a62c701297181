"""The process that holds a model: llama.cpp's own server, on a socket that only Parley finds.

What is wanted comes as one line of JSON on standard input, and one line of JSON goes to standard output: ready, or why
not. It ends when standard input does, so that no model is left behind by a Parley that was killed. Nothing stands in
its command line or its environment, where other programs could read it.
"""

import ctypes
import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

ALIAS = "local"
"""What the server calls its one model."""
SOCKET = "llama.sock"
"""The socket's name in its folder."""
_LOG_LIMIT = 1_000_000
_WRITING_LIMIT = 64_000_000
"""Bytes that any file may grow to which this process writes: its log, and what a graphics driver keeps."""
_ERRORS_ALONE = 1
"""How much llama.cpp writes to its log: a step more, and what was asked would stand there."""
_NO_PROJECTOR = re.compile(r"mmproj|mtmd|clip|multimodal")
_LAST_WORDS = "exiting due to"
_PDEATHSIG = 1


def main() -> int:
    """Load the model that is wanted, serve it, and end with standard input."""
    told = os.dup(1)
    line = sys.stdin.buffer.readline()
    if not line:
        return 1
    wanted = json.loads(line)
    log_start = _write_to_log(wanted["log"])
    _limit(wanted)
    parent_gone = threading.Thread(target=_end_with_parent, args=(wanted["folder"],), daemon=True)
    parent_gone.start()
    # While llama.cpp loads, no other thread of this process runs.
    _on_parents_death(by_signal=getattr(signal, "SIGKILL", 0))
    try:
        server = _server(wanted, log_start)
    except ImportError as error:
        return _tell(told, {"error": "missing", "detail": str(error)})
    except (RuntimeError, MemoryError) as error:
        detail = _complaint(wanted["log"], log_start) or str(error)
        return _tell(told, {"error": "unusable", "detail": detail[-4000:]})
    _on_parents_death(by_signal=0)  # the thread sees to it now, and leaves nothing behind
    _tell(told, {"address": str(server.listening_address)})
    parent_gone.join()
    return 0


def _tell(told: int, message: Mapping[str, object]) -> int:
    with suppress(OSError):
        os.write(told, json.dumps(message).encode() + b"\n")
    return 1


def _server(wanted: Mapping[str, Any], log_start: int) -> Any:  # noqa: ANN401  the library has no types
    """Start the server; where the model's own chat template is of no use, with one that most models understand."""
    from xllamacpp import Server  # a hundred megabytes, for this process alone

    if hasattr(signal, "alarm"):
        # While it loads, llama.cpp lets no other thread of this process run that could end it.
        signal.alarm(int(wanted["seconds"]) + 5)
    try:
        server = Server(_parameters(wanted))
    except RuntimeError:
        complaint = _complaint(wanted["log"], log_start)
        if "chat template" in complaint:
            server = Server(_parameters(wanted, template="chatml"))
        elif wanted["projector"] and _NO_PROJECTOR.search(complaint):
            server = Server(_parameters({**wanted, "projector": ""}))  # blind, and able to talk
        else:
            raise
    if hasattr(signal, "alarm"):
        signal.alarm(0)
    return server


def _parameters(wanted: Mapping[str, Any], template: str = "") -> Any:  # noqa: ANN401
    from xllamacpp import CommonParams

    parameters = CommonParams()
    # Errors in the log name the file; with its folder they would name the person.
    folder, name = os.path.split(wanted["model"])
    os.chdir(folder)
    parameters.model.path = name
    parameters.model_alias = {ALIAS}
    socket = os.path.join(wanted["folder"], SOCKET)
    with suppress(FileNotFoundError):
        os.unlink(socket)
    parameters.hostnames = [socket if wanted["socket"] else "127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [wanted["key"]]
    parameters.n_ctx = wanted["context_tokens"]
    parameters.n_gpu_layers = wanted["gpu_layers"]
    parameters.n_parallel = wanted["answers_at_once"]
    parameters.kv_unified = True
    parameters.n_batch = parameters.n_ubatch = wanted["batch"]
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = wanted["threads"]
    parameters.n_threads_http = 4
    if wanted["projector"]:
        parameters.mmproj.path = wanted["projector"]
        parameters.mmproj_use_gpu = wanted["gpu_layers"] != 0
    parameters.cache_ram_mib = 0  # the sessions it answers at once are remembered where they are
    parameters.sse_ping_interval = 1
    parameters.verbosity = _ERRORS_ALONE
    parameters.ui = False
    parameters.offline = True
    if template:
        parameters.chat_template = template
    return parameters


def _write_to_log(log: str) -> int:
    """Send what libraries print to the log; return where this process begins in it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        file = os.open(log, flags, 0o600)
        if os.fstat(file).st_size > _LOG_LIMIT:
            os.ftruncate(file, 0)
    except OSError:  # a full disk, say: the model answers all the same
        file = os.open(os.devnull, os.O_WRONLY)
    for printed in (1, 2):
        os.dup2(file, printed)
    return os.fstat(file).st_size


def _complaint(log: str, start: int) -> str:
    """Return what llama.cpp wrote of its failure, which a thread of its own writes soon after."""
    written = ""
    for _ in range(50):
        with suppress(OSError), open(log, "rb") as file:
            file.seek(start)
            written = file.read().decode("utf-8", "replace")
        if _LAST_WORDS in written:
            break
        time.sleep(0.01)
    return written


def _limit(wanted: Mapping[str, Any]) -> None:
    """Leave no dump of memory behind, fill neither memory nor disk, and be the first that a system short of it ends."""
    try:
        import resource
    except ImportError:
        return  # Windows knows no such limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITING_LIMIT, _WRITING_LIMIT))
    if wanted["memory"]:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted["memory"], wanted["memory"]))
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("500")


def _on_parents_death(by_signal: int) -> None:
    """Have Linux send that signal; it goes by the thread that started this process: Parley's main thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, by_signal, 0, 0, 0)


def _end_with_parent(folder: str) -> None:
    """Wait until standard input ends, then end at once: llama.cpp's threads have nothing to tidy up."""
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
