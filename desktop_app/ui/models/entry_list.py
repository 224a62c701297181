"""The list of the model page."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui.models.delegate import ROW_HEIGHT, EntryDelegate
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.model import EntryModel, EntryRole
from desktop_app.ui.widgets.looked_at_list import LookedAtList

_HEADING_HEIGHT = 30


class EntryList(LookedAtList):
    """What can answer, under headings; an `Entry` is looked at."""

    def __init__(self, entries: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(entries, entries, (ROW_HEIGHT, _HEADING_HEIGHT), EntryRole.SECTION, parent)
        self.entries = entries
        self.setItemDelegate(EntryDelegate(self))
        self.setAccessibleName(self.tr("What can answer"))

    def current(self) -> Entry | None:
        """Return what is looked at."""
        return self.entries.item(self.currentIndex().row())
