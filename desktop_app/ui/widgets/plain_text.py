"""What can be read in a part of a document, as plain text."""

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from desktop_app.ui.widgets.pictured_text import words_of_pictures

_APART = 6
"""Blocks with at least that many pixels between them are a line apart in plain text as well."""
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})


def plain_text(document: QTextDocument, start: int, end: int) -> str:
    """Return the text between two positions: items with their marks, cells with tabs between them."""
    if start >= end:
        return ""
    words = ""
    block, before = document.findBlock(start), QTextBlock()
    while block.isValid() and block.position() < max(end, start + 1):
        if before.isValid():
            words += _between(document, before, block)
        begin = max(start, block.position())
        line = _selected(document, begin, min(end, block.position() + block.length() - 1))
        if begin == block.position() and line and block.textList() is not None:
            line = _bullet(block) + line
        words += line
        before, block = block, block.next()
    return words.translate(_LINE_ENDS)


def _selected(document: QTextDocument, start: int, end: int) -> str:
    """Return the characters between two positions, which count some characters as two."""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return words_of_pictures(document, cursor.selectedText(), start)


def _between(document: QTextDocument, before: QTextBlock, block: QTextBlock) -> str:
    cursor = QTextCursor(before)
    table = cursor.currentTable()
    if table is not None and QTextCursor(block).currentTable() == table:
        rows = [table.cellAt(each.position()).row() for each in (before, block)]
        return "\t" if rows[0] == rows[1] else "\n"
    apart = max(before.blockFormat().bottomMargin(), block.blockFormat().topMargin())
    return "\n\n" if apart >= _APART or table is not None else "\n"


def _bullet(block: QTextBlock) -> str:
    style = block.textList()
    number = style.itemText(block)
    return "  " * (style.format().indent() - 1) + (f"{number} " if len(number) > 1 else "- ")
