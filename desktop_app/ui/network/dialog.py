"""The ledger in a dialog: how much there was, and each attempt."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from desktop_app.ui.network.delegate import LedgerDelegate
from desktop_app.ui.network.model import LedgerModel
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.theme import GRID


class NetworkDialog(Dialog):
    """Shows what it is told; what comes while it is open appears at the top."""

    copy_requested = Signal()

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Network"))
        self.setAccessibleName(self.tr("Network"))
        self._model = model
        self.headline = _label("title")
        self.summary = _label("quiet")
        self.nothing = _label("quiet")
        self.nothing.setText(self.tr("Nothing has tried to leave this program since it was started."))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list = self._list()
        self.note = _label("quiet")
        self.note.setText(
            self.tr(
                "What nobody allowed is refused before it happens. This list is kept in memory only; how to check it "
                "from outside is told in docs/privacy.md."
            )
        )
        self.copy_button = TextButton(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy the list"))
        self.close_button = TextButton(self.tr("Close"))
        self.copy_button.clicked.connect(self.copy_requested)
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self.resize_within_parent(560, 520)
        self.setMinimumSize(340, 280)
        self.close_button.setFocus()

    def tell(self, headline: str, summary: str) -> None:
        """Say how much there was, and show the list as it is now."""
        self.headline.setText(headline)
        self.summary.setText(summary)
        some = self._model.rowCount() > 0
        self.list.setVisible(some)
        self.nothing.setVisible(not some)

    def _list(self) -> QListView:
        attempts = QListView()
        attempts.setModel(self._model)
        attempts.setItemDelegate(LedgerDelegate(attempts))
        attempts.setAccessibleName(self.tr("Attempts"))
        attempts.setUniformItemSizes(True)
        attempts.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        attempts.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        attempts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return attempts

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.headline)
        head.addWidget(self.summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.note)
        column.addLayout(row_of_buttons(self.copy_button, self.close_button))


def _label(kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("kind", kind)
    return label
