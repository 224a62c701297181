"""Open the main window with made-up sessions: `python -m tests.workbench.window [light|dark] [PICTURE]`.

With a picture's name the window is drawn into that file and closed.
"""

import sys
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QApplication

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.rows import SessionRow
from desktop_app.ui.transcript.model import Speaker, TranscriptModel
from desktop_app.ui.widgets.style import apply, chosen_theme

NOW = datetime.now(UTC)
ANSWER = """\
**Merge sort** is stable and never worse than *O(n log n)*; call `merge_sort(items)`:

```python
def merge_sort(items: list[int]) -> list[int]:
    if len(items) < 2:
        return items
    mid = len(items) // 2
    return merge(merge_sort(items[:mid]), merge_sort(items[mid:]))
```

A few notes:

- It is **stable**: equal items keep their order.
- In practice Python’s own `sorted()` is faster.
"""


def _row(hours: float, name: str, preview: str, glyph: str, persona: str, **marks: bool) -> SessionRow:
    return SessionRow(
        id=name,
        name=name,
        preview=preview,
        glyph=glyph,
        persona_name=persona,
        last_activity=NOW - timedelta(hours=hours),
        pinned=marks.get("pinned", False),
        has_draft=marks.get("draft", False),
        expires_at=NOW + timedelta(hours=3) if marks.get("expires") else None,
        temporary=marks.get("expires", False),
    )


def sample_rows() -> list[SessionRow]:
    """Return sessions of every kind: pinned, drafted, expiring, long, in other scripts, old."""
    return [
        _row(30, "Weekly meal plan", "Then rice on Thursday, and the rest as soup.", "✦", "Assistant", pinned=True),
        _row(0.1, "Sorting algorithms", "In practice Python’s own sorted() is faster.", "✦", "Assistant"),
        _row(0.5, "Trip to Kyoto in spring", "The cherry trees bloom late in March 🌸", "🌸", "Sakura", draft=True),
        _row(1.2, "Cannot print from the laptop", "Is the printer’s light steady?", "🛠", "Support", expires=True),
        _row(25, "A letter to the landlord about the heating in winter", "Dear Mrs Okafor,", "✒", "Creative writer"),
        _row(28, "谢谢 and الترتيب", "排序的意思是什么？", "✦", "Assistant"),
        _row(76, "Sleeping better", "What is on your mind when you wake?", "🌿", "Nurse", expires=True, draft=True),
        _row(120, "Refactor billing module", "Move the tax rules into their own class.", "✦", "Assistant"),
        _row(900, "A story about two lighthouses", "The second keeper never wrote back.", "✒", "Creative writer"),
        _row(12000, "Explain Fenwick trees", "Each node keeps the sum of a range.", "✦", "Assistant"),
    ]


def sample_messages() -> list[Message]:
    """Return a short conversation with most of what an answer can hold."""
    turns = (
        (Role.USER, "Which sorting algorithm should I use for a few thousand items, and how does it look in Python?"),
        (Role.ASSISTANT, ANSWER),
        (Role.USER, "Thanks! 谢谢 🙏 And in Arabic, what is “sorting”?"),
        (Role.ASSISTANT, "In Arabic it is **الفرز** or **الترتيب**, and in Chinese **排序** (páixù)."),
    )
    return [
        Message(number, "s", number - 1 or None, role, text, MessageStatus.COMPLETE, NOW, persona="default_assistant")
        for number, (role, text) in enumerate(turns, 1)
    ]


def fill(window: MainWindow) -> SessionListModel:
    """Show sample sessions in `window`, the newest one open."""
    model = SessionListModel(parent=window)
    model.reset(sample_rows())
    messages = TranscriptModel(window)
    messages.set_speakers({"default_assistant": Speaker("Default Assistant", "✦")})
    messages.reset(sample_messages())
    window.transcript.set_model(messages)
    window.sidebar.set_user("user_4f2a")
    window.sidebar.set_model(model)
    window.sidebar.set_current("Sorting algorithms")
    window.set_session_title("Sorting algorithms")
    window.header.set_session("Sorting algorithms")
    window.header.set_persona("✦", "Default Assistant")
    window.header.set_engine("Built-in responder", "Answers by rules, without a model")
    window.header.set_affinity("stranger", 4)
    window.notices.show_notice("“Old notes” is in the trash.", action="Undo")
    window.composer.set_ready(True)
    return model


def main(words: list[str]) -> int:
    """Show the window, or draw it into a file."""
    application = QApplication(words[:1])
    apply(application, chosen_theme(application, words[1] if len(words) > 1 else "system"))
    window = MainWindow()
    fill(window)
    window.show()
    if len(words) > 2:
        application.processEvents()
        return 0 if window.grab().save(words[2]) else 1
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
