"""What went wrong with a model, in sentences: of its process, of its file, of what was asked."""

import re
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.errors import UserError
from desktop_app.engines.openai.texts import plain_detail

HUNG_UP = frozenset({"engine_cut_off", "engine_unreachable"})
"""What a client says of a process that is gone."""
SILENT = "engine_timeout"
GARBLED = frozenset({"engine_garbled", "engine_damaged", "engine_redirected"})
"""What it says of one that has lost its mind."""
REFUSED = frozenset({"engine_refused", "parameter_refused"})

_REASONS = (
    (re.compile(r"unknown model architecture: '([^']*)'"), sentences.UNKNOWN_KIND),
    (re.compile(r"corrupted or incomplete|not within the file bounds"), sentences.DAMAGED),
    (re.compile(r"invalid magic"), sentences.NO_GGUF),
    (re.compile(r"(?i)failed to allocate|unable to allocate|bad_alloc|out of memory|cannot allocate"), ""),
    (re.compile(r"failed to read (?:magic|header|key-value)|gguf_init"), sentences.DAMAGED),
    (re.compile(r"error loading model: (?!llama_model_loader)(.*)"), "{}"),
)


def why_not_loaded(path: Path, told: Mapping[str, Any]) -> UserError:
    """Return why the process could not load the file, from what it told."""
    detail = str(told.get("detail", ""))
    if told.get("error") == "missing":
        return UserError("llama_missing", detail=plain_detail(detail))
    for pattern, reason in _REASONS:
        found = pattern.search(detail)
        if found:
            if not reason:
                return UserError("model_too_large", file=path)
            return UserError("model_unusable", file=path, reason=reason.format(*map(plain_detail, found.groups())))
    return UserError("model_unusable", file=path, reason=sentences.NOT_LOADABLE)


def ending(code: int) -> str:
    """Return in words how the process ended."""
    if code == -signal.SIGTERM:
        return sentences.ASKED_TO_END
    if -code == getattr(signal, "SIGKILL", 9):
        return sentences.SYSTEM_ENDED
    if -code in {getattr(signal, name, 0) for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")}:
        return sentences.CRASHED.format(signal=signal.Signals(-code).name)
    return sentences.ENDED.format(code=code)


def why_refused(error: UserError) -> UserError:
    """Return why the process refused to answer."""
    return UserError("model_refused", detail=error.details.get("detail", ""))
