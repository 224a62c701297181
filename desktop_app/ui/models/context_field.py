"""How much a model shall read at once, by a slider or as a number."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from desktop_app.domain.model_files import SMALLEST_CONTEXT
from desktop_app.ui.models.words import number_words
from desktop_app.ui.widgets.number_field import NumberField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_STEP = 256
_FIELD_WIDTH = 88


class ContextField(QWidget):
    """A number of tokens between the fewest that make sense and the most that the model was trained for."""

    changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = SMALLEST_CONTEXT
        self._tokens = SMALLEST_CONTEXT
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Context by slider"))
        self.number = NumberField(self.tr("Context"), step=_STEP, start=SMALLEST_CONTEXT, least=SMALLEST_CONTEXT)
        self.number.setFixedWidth(in_proportion(_FIELD_WIDTH, self.font()))
        self._words = QLabel()
        self._words.setProperty("kind", "quiet")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(3 * GRID)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._words)
        column.addLayout(row)
        self.slider.valueChanged.connect(self._on_slid)
        self.number.textEdited.connect(self._on_typed)
        self.number.editingFinished.connect(self._show)

    def set_range(self, most: int, tokens: int) -> None:
        """Offer up to `most` tokens, at first `tokens`."""
        self._most = max(most, SMALLEST_CONTEXT)
        self.slider.setRange(SMALLEST_CONTEXT // _STEP, -(-self._most // _STEP))
        self.slider.setPageStep(max(1, self._most // _STEP // 8))
        words = self.tr("Context: tokens read at once, at most {most}")
        self._words.setText(words.replace("{most}", number_words(self._most)))
        self._tokens = min(max(tokens, SMALLEST_CONTEXT), self._most)
        self._show()

    def tokens(self) -> int:
        """Return how many tokens are chosen."""
        return self._tokens

    @Slot()
    def _show(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._tokens / _STEP))
        self.slider.blockSignals(False)
        self.number.setText(str(self._tokens))

    @Slot(int)
    def _on_slid(self, value: int) -> None:
        self._tokens = min(value * _STEP, self._most)
        self.number.setText(str(self._tokens))
        self.changed.emit(self._tokens)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        digits = text.strip().replace(",", "").replace(".", "")
        if digits.isdecimal() and SMALLEST_CONTEXT <= int(digits) <= self._most:
            self._tokens = int(digits)
            self.slider.blockSignals(True)
            self.slider.setValue(round(self._tokens / _STEP))
            self.slider.blockSignals(False)
            self.changed.emit(self._tokens)
