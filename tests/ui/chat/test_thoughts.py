"""What a model thinks is told while it thinks, and folded above its answer afterwards."""

from PySide6.QtWidgets import QTextEdit

from desktop_app.engines.protocol import Delta
from desktop_app.engines.scripted import HANG, Pause
from desktop_app.ui.transcript.thoughts import FoldButton
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script


def folds(desk: Desk) -> list[str]:
    found = desk.window.transcript.findChildren(FoldButton)
    return sorted(each.accessibleName() for each in found if each.isVisible())


async def test_thoughts_are_told_as_they_come_and_folded_above_the_answer(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next(Delta(reasoning="Let me see."), Pause(0.2), Delta(reasoning=" Aha."), HANG)
        desk.type_and_send("why?")
        await until(lambda: folds(desk) == ["Thinking … 4 words"])
        desk.window.composer.button.click()
        await until(lambda: desk.message(1).status == "interrupted")
        assert desk.message(1).metadata["thinking"] == "Let me see. Aha."
        script.next(Delta(reasoning="Hm."), "Because.")
        desk.type_and_send("and why?")
        await until(lambda: desk.transcript()[-1] == ("assistant", "Because."))
        await until(lambda: folds(desk) == ["Thoughts · 1 words", "Thoughts · 4 words"])
        assert desk.message(3).metadata["thinking"] == "Hm."
        assert not any("Hm." in text.toPlainText() for text in desk.window.transcript.findChildren(QTextEdit))
