"""Messages for tests of what shows them."""

from typing import Any

from desktop_app.domain.messages import Message, MessageStatus, Role
from tests.support.values import MOMENT


def a_message(number: int = 1, content: str = "hello", **values: Any) -> Message:
    defaults: dict[str, Any] = {
        "id": number,
        "session_id": "s",
        "parent_id": number - 1 or None,
        "role": Role.USER if number % 2 else Role.ASSISTANT,
        "content": content,
        "status": MessageStatus.COMPLETE,
        "created_at": MOMENT,
        "persona": None if number % 2 else "default_assistant",
    }
    return Message(**(defaults | values))


def a_conversation(count: int) -> list[Message]:
    paragraph = "Some **words** about `things`, long enough to take a line or two of the column. "
    code = "\n\n```python\nfor n in range(3):\n    print(n)\n```\n"
    return [
        a_message(number, f"message {number}: {paragraph * (number % 7)}{code if number % 10 == 0 else ''}")
        for number in range(1, count + 1)
    ]
