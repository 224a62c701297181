"""The process that draws formulas: reads one a line from its standard input, writes the picture, one a line."""

import json
import sys

_MEMORY = 1 << 30
"""Bytes that a formula may take; what wants more ends the process, and is shown as it is written."""


def main() -> int:
    """Draw until there is nothing more to read."""
    _limit_memory()
    from desktop_app.formats.formulas.drawing import FormulaDrawer  # its libraries belong to the limited memory

    drawer = FormulaDrawer()
    _answer("ready")
    for line in sys.stdin.buffer:
        tex, display = json.loads(line)
        _answer(drawer.draw(tex, display=display))
    return 0


def _answer(value: object) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows knows no such limit
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
