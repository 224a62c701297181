"""The refusal of the guard: a plain sentence for people, and for libraries the error that they are prepared for."""

import errno

from desktop_app.domain.errors import UserError


class RefusedError(UserError, PermissionError):
    """Something was not let out; whoever expects that a network fails goes on as if there were none."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, **details)
        self.errno = errno.EACCES
        self.strerror = "refused by Parley itself"
