"""The log file: what happened, and never what anybody said."""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop_app import __version__

_LARGEST = 1_000_000
_OLD_ONES = 2


def start_log(file: Path) -> None:
    """Write to `file` what PARLEY_LOG_LEVEL asks for, warnings and worse where it asks for nothing known."""
    level = os.environ.get("PARLEY_LOG_LEVEL", "").upper()
    handler = RotatingFileHandler(file, maxBytes=_LARGEST, backupCount=_OLD_ONES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    # A log that cannot be written, on a full disk say, is no reason to speak up.
    logging.raiseExceptions = False
    log = logging.getLogger("desktop_app")
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(level if level in logging.getLevelNamesMapping() else logging.WARNING)
    log.debug("Parley %s started", __version__)
