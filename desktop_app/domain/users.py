"""Users: the local profiles, told apart by name alone."""

from desktop_app.domain.errors import UserError

MAX_USER_LENGTH = 200


def checked_user(user_id: str) -> str:
    """Return `user_id` as it is; raise `UserError` unless it is 1–200 printable characters."""
    if not 0 < len(user_id) <= MAX_USER_LENGTH or not user_id.isprintable() or not user_id.strip():
        raise UserError("bad_user", limit=MAX_USER_LENGTH)
    return user_id
