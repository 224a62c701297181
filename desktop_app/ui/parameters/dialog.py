"""The dialog in which one says how the model of a session is to answer."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.engines import Parameters
from desktop_app.ui.parameters.fields import ParameterFields
from desktop_app.ui.parameters.preset_row import PresetRow
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.scrolled import Scrolled
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID, SCROLL_BAR


class ParametersDialog(Dialog):
    """Every parameter may be left to the model; what cannot be used is told beneath its field."""

    applied = Signal(object)
    """The `Parameters` that the session shall have from now on."""

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Parameters"))
        self.setAccessibleName(self.tr("Parameters"))
        self._about = QLabel(about)
        self.presets = PresetRow()
        self.all = ParameterFields()
        self.form, self.fields = self.all.form, self.all.fields
        self.problem = QLabel()
        self.reset_button = TextButton(self.tr("Leave all to the model"))
        self.cancel_button = TextButton(self.tr("Cancel"))
        self.apply_button = TextButton(self.tr("Use in this session"))
        self._lay_out()
        self._wire()
        self.resize_within_parent(in_proportion(640, self.font()), in_proportion(720, self.font()))
        self.setMinimumSize(420, 320)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SCROLL_BAR + GRID, 0)
        column.addWidget(self.all)
        column.addStretch(1)
        for label in (self._about, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._about.setProperty("kind", "quiet")
        self.problem.setProperty("kind", "problem")
        self.problem.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 5 * GRID)
        whole.setSpacing(3 * GRID)
        for widget in (self._about, self.presets, self.problem):
            whole.addWidget(widget)
        whole.addWidget(Scrolled(inside), 1)
        whole.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.reset_button)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.apply_button)
        self.apply_button.setDefault(True)
        return row

    def _wire(self) -> None:
        self.all.edited.connect(self._on_edited)
        self.reset_button.clicked.connect(self._on_reset)
        self.cancel_button.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self._on_apply)

    def show_parameters(self, parameters: Parameters) -> None:
        """Fill the fields with these."""
        self.all.show_parameters(parameters)

    def show_presets(self, names: Sequence[str], current: str = "") -> None:
        """List the presets that there are."""
        self.presets.show_presets(names, current)

    def show_problem(self, words: str) -> None:
        """Say what went wrong; the dialog stays."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def parameters(self) -> Parameters | None:
        """Return what the fields say, None where one of them says what cannot be."""
        return self.all.parameters()

    @Slot()
    def _on_edited(self) -> None:
        self.apply_button.setEnabled(self.parameters() is not None)
        self.presets.save_button.setEnabled(self.apply_button.isEnabled())

    @Slot()
    def _on_reset(self) -> None:
        self.show_parameters(Parameters())

    @Slot()
    def _on_apply(self) -> None:
        parameters = self.parameters()
        if parameters is not None:
            self.applied.emit(parameters)
