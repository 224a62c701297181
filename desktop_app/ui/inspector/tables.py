"""The two tables of the page: the parts of a prompt, and its turns."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.services.prompt_plan import PlannedTurn
from desktop_app.ui.inspector.colours import Share, colour_of
from desktop_app.ui.inspector.words import ShareRow, tokens_in_words, turn_in_words
from desktop_app.ui.widgets.text import in_proportion, plain_tooltip
from desktop_app.ui.widgets.theme import theme_of

_ROW = 26
_SWATCH = 10
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PlainTable(QTableView):
    """Two columns without a frame: words, and numbers at the right."""

    def __init__(self, model: QAbstractTableModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(24)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Be as high as all rows are."""
        row = in_proportion(_ROW, self.font())
        self.verticalHeader().setDefaultSectionSize(row)
        self.setFixedHeight(row * max(self.model().rowCount(), 1) + 2)


class SharesModel(QAbstractTableModel):
    """The parts of a prompt, each with its colour."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._rows: Sequence[ShareRow] = ()

    def set_rows(self, rows: Sequence[ShareRow]) -> None:
        """Show these parts."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many parts there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return two: name and tokens."""
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands there."""
        row = self._rows[index.row()]
        exact = row.share in (Share.RESERVE, Share.FREE)
        words = row.name if index.column() == 0 else tokens_in_words(row.tokens, counted=exact)
        theme = theme_of(self._view.window())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words
            case Qt.ItemDataRole.AccessibleTextRole:
                return words if index.column() == 0 else f"{row.name}: {words}"
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return _swatch(colour_of(row.share, theme), theme.border, self._view.devicePixelRatioF())
            case Qt.ItemDataRole.ForegroundRole if not round(row.tokens):
                return QColor(theme.muted)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class TurnsModel(QAbstractTableModel):
    """Turns with their tokens; those that `fall` out are dimmed, and said to."""

    def __init__(self, view: QWidget, *, fall: bool, parent: QObject | None = None) -> None:
        super().__init__(parent or view)
        self._view = view
        self._fall = fall
        self._turns: Sequence[PlannedTurn] = ()

    def set_turns(self, turns: Sequence[PlannedTurn]) -> None:
        """Show these turns."""
        self.beginResetModel()
        self._turns = turns
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many turns there are."""
        return 0 if parent.isValid() else len(self._turns)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return two: what was said and how many tokens it is."""
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands there."""
        turn = self._turns[index.row()]
        words = turn_in_words(turn.message) if index.column() == 0 else tokens_in_words(turn.tokens)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(words)
            case Qt.ItemDataRole.AccessibleTextRole if self._fall and index.column() == 0:
                return self.tr("Falls out: {turn}").replace("{turn}", words)
            case Qt.ItemDataRole.ForegroundRole if self._fall or index.column() == 1:
                return QColor(theme_of(self._view.window()).muted)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _swatch(colour: str, edge: str, ratio: float) -> QPixmap:
    picture = QPixmap(round(_SWATCH * ratio), round(_SWATCH * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(edge))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _SWATCH - 1, _SWATCH - 1), 2, 2)
    painter.end()
    return picture
