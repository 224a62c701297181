"""What can be done with one session of the sidebar."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.openables import session_address
from desktop_app.ui.sidebar.rows import SessionRow
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of


class SessionMenu(QMenu):
    """What is done with a session; each signal carries its id. The menu is gone once it is closed."""

    rename_chosen = Signal(str)
    pin_chosen = Signal(str)
    archive_chosen = Signal(str)
    export_chosen = Signal(str)
    clear_chosen = Signal(str)
    trash_chosen = Signal(str)

    def __init__(self, session: SessionRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = session.id
        self.setAccessibleName(self.tr("Session"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The keys are the window's and the list's: here they are only said.
        self.addAction(self._icon("rename"), self.tr("Rename") + "\tF2", self._on_rename)
        self.addAction(self._icon("pin"), self.tr("Unpin") if session.pinned else self.tr("Pin"), self._on_pin)
        self.addAction(self._icon("archive"), self.tr("Archive"), self._on_archive)
        self.addAction(self._icon("export"), self.tr("Export…"), self._on_export)
        self.addAction(self._icon("copy"), self.tr("Copy link"), self._on_copy_link)
        self.addSeparator()
        self.addAction(self._icon("clear"), self.tr("Clear history"), self._on_clear)
        self.addAction(self._icon("trash"), self.tr("Move to trash") + "\tDel", self._on_trash)

    def _icon(self, name: str) -> QIcon:
        return QIcon(pixmap(name, theme_of(self.window()).text, 16))

    @Slot()
    def _on_rename(self) -> None:
        self.rename_chosen.emit(self._id)

    @Slot()
    def _on_pin(self) -> None:
        self.pin_chosen.emit(self._id)

    @Slot()
    def _on_archive(self) -> None:
        self.archive_chosen.emit(self._id)

    @Slot()
    def _on_export(self) -> None:
        self.export_chosen.emit(self._id)

    @Slot()
    def _on_copy_link(self) -> None:
        """Put the address under which other programs can open the session into the clipboard."""
        QGuiApplication.clipboard().setText(session_address(self._id))

    @Slot()
    def _on_clear(self) -> None:
        self.clear_chosen.emit(self._id)

    @Slot()
    def _on_trash(self) -> None:
        self.trash_chosen.emit(self._id)
