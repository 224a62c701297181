"""What stands in a document, letter by letter."""

from PySide6.QtGui import QTextCursor, QTextDocument


def exact_text(document: QTextDocument, start: int, end: int) -> str:
    """Return the text between two places, where `toPlainText` would make other characters of some."""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u2029", "\n")
