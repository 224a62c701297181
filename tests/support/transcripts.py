"""One message in a transcript, as it is shown."""

from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QColor, QCursor, QFont, QFontDatabase, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit, QWidget

from desktop_app.domain.formulas import Formula, FormulaDrawing
from desktop_app.domain.messages import Message
from desktop_app.formats.formulas.drawing import FormulaDrawer
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.row_actions import RowActions
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.style import style_sheet
from desktop_app.ui.widgets.theme import Theme, palette_for

WIDTH, HEIGHT = 800, 600


class OneRow:
    """A transcript of one message, which can grow."""

    def __init__(self, theme: Theme) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        self._before = application.font(), application.palette(), application.styleSheet()
        application.setFont(plain_font())
        application.setPalette(palette_for(theme))
        application.setStyleSheet(style_sheet(theme))
        self.view, self.model = TranscriptView(), TranscriptModel()
        self.model.means.formula = drawn_at_once
        self._window = QMainWindow()
        self._window.setCentralWidget(self.view)
        self._window.resize(WIDTH, HEIGHT)
        self.view.set_model(self.model)
        self._window.show()
        QCursor.setPos(WIDTH * 3, HEIGHT * 3)  # what can be done with a row shows where the mouse is
        self._theme = theme

    def show(self, message: Message) -> None:
        """Show that message, and wait until all of it is there."""
        if self.model.row_of(message.id) is not None:
            self.model.replace(message)
        else:
            self.model.reset([message])
        self.settle()

    def settle(self) -> None:
        """Let everything be done that is due, such as reading on in a long text."""
        for _ in range(20):
            QCoreApplication.processEvents()

    @property
    def row(self) -> MessageRow:
        """The row of the message."""
        (row,) = [row for row in self.view.shown_rows().values() if isinstance(row, MessageRow)]
        return row

    def picture(self) -> QImage:
        """Return what the row looks like, on the ground of its theme, without what can be done with it."""
        row, focused = self.row, QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        for actions in row.findChildren(RowActions):
            actions.hide()
        image = QImage(row.size(), QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.window))
        painter = QPainter(image)
        row.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()
        return image

    def words(self) -> str:
        """Return the letters of all texts of the row."""
        return "\n".join(text.toPlainText().replace("\u200b", "") for text in self.row.findChildren(QTextEdit))

    def close(self) -> None:
        """Put the window away, and give the program its looks back."""
        self._window.close()
        self._window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        font, palette, sheet = self._before
        self._application.setFont(font)
        self._application.setPalette(palette)
        self._application.setStyleSheet(sheet)


@cache
def drawn_at_once(formula: Formula) -> FormulaDrawing | None:
    """Draw a formula without the process that does it in the window."""
    return _drawer().draw(formula.tex, display=formula.display)


@cache
def _drawer() -> FormulaDrawer:
    return FormulaDrawer()


def plain_font() -> QFont:
    """Return a font that every computer with Parley's tests has, without others in place of letters it has not."""
    font = QFont("DejaVu Sans")
    assert "DejaVu Sans" in QFontDatabase.families(), "fonts-dejavu-core is one of the tests' packages"
    font.setPointSizeF(10.5)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    QFont.insertSubstitution("monospace", "DejaVu Sans Mono")
    return font
