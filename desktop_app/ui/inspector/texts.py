"""The words of a prompt as they are sent, folded part by part."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.ui.widgets.folded_text import FoldedText
from desktop_app.ui.widgets.theme import GRID


class PromptTexts(QWidget):
    """Each part under a heading; those that are empty are not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.persona = FoldedText(self.tr("Text of the persona"))
        self.memory = FoldedText(self.tr("Text of the memory"))
        self.summary = FoldedText(self.tr("Text of the summary"))
        self.turns = FoldedText(self.tr("Text of the turns"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.setSpacing(GRID)
        for part in (self.persona, self.memory, self.summary, self.turns):
            column.addWidget(part)

    def show_request(self, request: EngineRequest) -> None:
        """Show all that an engine is told."""
        texts = (request.persona.system_prompt, request.memory, request.summary, turns_text(request))
        for part, text in zip((self.persona, self.memory, self.summary, self.turns), texts, strict=True):
            part.set_text(text)
            part.setVisible(bool(text))


def turns_text(request: EngineRequest) -> str:
    """Return the turns of a prompt one below the other, with what is attached to them."""
    last = request.persona.after_history
    return "\n\n".join([*map(_turn_text, request.turns), *([last] if last else [])])


def _turn_text(turn: Turn) -> str:
    parts = [f"{turn.role.value}:\n{turn.content}"]
    for file in turn.attachments:
        if file.text is not None:
            parts.append(f"[{file.name}]\n{file.text}")
        else:
            parts.append(f"[{file.name}]")
    return "\n".join(parts)
