"""What the page of the prompt says of a plan."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.messages import Message, Role, first_words
from desktop_app.services.prompt_plan import PromptPlan
from desktop_app.services.windows import WindowSource
from desktop_app.ui.engine_menu.words import engine_name, place_of
from desktop_app.ui.inspector.colours import Share

_translated = partial(QCoreApplication.translate, "PromptPage")


class ShareRow(NamedTuple):
    """One line of the table: a part, what it is called, and its tokens."""

    share: Share
    name: str
    tokens: float


def tokens_in_words(tokens: float, *, counted: bool = False) -> str:
    """Return a number of tokens, with a mark where it is an estimate."""
    number = QLocale().toString(round(tokens))
    return number if counted or not round(tokens) else f"≈ {number}"


def shares_of(plan: PromptPlan) -> list[ShareRow]:
    """Return the parts of a plan that there are; without a limit, nothing is kept free."""
    shares = plan.shares
    told = shares.persona + shares.memory + shares.summary + plan.history
    # The engine's count is of the whole: each part gets its share of what it says.
    exact = plan.counted / told if plan.counted is not None and told else 1.0
    rows = [
        ShareRow(Share.PERSONA, _translated("Persona"), shares.persona * exact),
        ShareRow(Share.MEMORY, _translated("Memory"), shares.memory * exact),
        ShareRow(Share.SUMMARY, _translated("Summary"), shares.summary * exact),
        ShareRow(Share.HISTORY, _translated("Turns"), plan.history * exact),
    ]
    if plan.window is not None:
        rows.append(ShareRow(Share.RESERVE, _translated("Kept for the answer"), shares.reserve))
        rows.append(ShareRow(Share.FREE, _translated("Free"), max(plan.free, 0)))
    return rows


def model_in_words(plan: PromptPlan) -> str:
    """Return what would answer."""
    choice = plan.asking.choice
    place = place_of(choice.base_url)
    return " · ".join(dict.fromkeys(filter(None, (engine_name(choice), place))))


def size_in_words(plan: PromptPlan) -> str:
    """Return how much would be sent of how much is read at once, and who counted."""
    number = QLocale().toString(round(plan.tokens))
    if plan.window is None:
        return _translated("It reads the whole session: nothing falls out.")
    words = _translated("{tokens} of {window} tokens")
    words = words.replace("{tokens}", number).replace("{window}", QLocale().toString(round(plan.window.tokens)))
    counted = _translated("counted by the model") if plan.counted is not None else _translated("estimated")
    sources = {
        WindowSource.ENGINE: _translated("as the engine says"),
        WindowSource.SESSION: _translated("as set for this session"),
        WindowSource.SETTINGS: _translated("as in the settings"),
    }
    return f"{words}, {counted} · {sources[plan.window.source]}"


def warning_in_words(plan: PromptPlan) -> str:
    """Return what is wrong with a plan; nothing where all is well."""
    if plan.window is not None and plan.free < 0:
        return _translated("The message alone is longer than the model can read at once.")
    return ""


def turn_in_words(message: Message) -> str:
    """Return who spoke, and the first words."""
    who = {Role.USER: _translated("You"), Role.ASSISTANT: _translated("Answer")}.get(message.role, _translated("Note"))
    names = ", ".join(each.name for each in message.attachments)
    words = first_words(message.content, 120) or names
    if not message.id:
        who = _translated("You, now")
    return f"{who}: {words}"
