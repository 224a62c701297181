"""Users: the local profiles, told apart by name alone."""

from collections.abc import Collection
from uuid import uuid4

from desktop_app.domain.errors import UserError

MAX_USER_LENGTH = 200
_GENERATED = "user_"


def new_user() -> str:
    """Return a name for a profile that nobody chose one for."""
    return f"{_GENERATED}{uuid4().hex[:8]}"


def shown_user(user_id: str) -> str:
    """Return what to call a user; nothing where nobody chose a name."""
    return "" if user_id.startswith(_GENERATED) else user_id


def same_person(user_id: str, others: Collection[str]) -> str | None:
    """Return the one of `others` who must be the same person as `user_id`, on an installation made anew; else None.

    Both names were made up by Parley, and no other one was.
    """
    made_up = [other for other in others if other.startswith(_GENERATED)]
    if user_id in others or not user_id.startswith(_GENERATED) or len(made_up) != 1:
        return None
    return made_up[0]


def checked_user(user_id: str) -> str:
    """Return `user_id` as it is; raise `UserError` unless it is 1–200 printable characters."""
    if not 0 < len(user_id) <= MAX_USER_LENGTH or not user_id.isprintable() or not user_id.strip():
        raise UserError("bad_user", limit=MAX_USER_LENGTH)
    return user_id
