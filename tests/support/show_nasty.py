"""Shows nasty texts in a transcript; run under a tracer that sees every file and address that is asked for.

python -m tests.support.show_nasty FIRST COUNT
"""

import os
import sys

from PySide6.QtWidgets import QApplication

from desktop_app.paths import resource
from desktop_app.ui.widgets.icons import use_folder
from desktop_app.ui.widgets.theme import LIGHT
from tests.support.messages import a_message
from tests.support.nasty import nasty
from tests.support.transcripts import OneRow


def main(first: int, count: int) -> None:
    """Show the texts one after the other, painted as for a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    use_folder(str(resource("icons")))
    row = OneRow(LIGHT)
    for seed in range(first, first + count):
        row.show(a_message(2 * seed + 2, nasty(seed)))
        row.picture()
    row.close()
    application.processEvents()
    print("shown", count)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
