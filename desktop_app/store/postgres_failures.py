"""Turns what PostgreSQL and the way to it raise into sentences a user can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLCertVerificationError

import asyncpg
from sqlalchemy.exc import DBAPIError

from desktop_app.domain.errors import UserError
from desktop_app.store.server import ServerAddress

_LOST = "server_lost"
_CODES = (
    # The longest beginning of an error's number that stands here decides.
    ("08", _LOST),
    ("25006", "server_failed"),
    ("25P03", _LOST),
    ("28", "server_login_refused"),
    ("3D000", "server_database_missing"),
    ("42501", "server_not_permitted"),
    ("42P07", "server_of_other_program"),
    ("53", "server_failed"),
    ("53100", "server_full"),
    ("53300", "server_unreachable"),
    ("55P03", "store_busy"),
    ("57014", "store_busy"),
    ("57P", _LOST),
    ("58", "server_failed"),
    ("XX001", "server_damaged"),
    ("XX002", "server_damaged"),
)


_UNFIT = (UnicodeEncodeError, OverflowError)
"""What the driver meets in half characters and in numbers over 64 bits."""


@contextmanager
def connecting_explained(address: ServerAddress) -> Iterator[None]:
    """Raise `UserError` for whatever keeps this computer from being connected to a server."""
    try:
        yield
    except asyncpg.PostgresError as error:
        code = code_of(error)
        if code is None or code == _LOST:
            code = "server_unreachable"
        raise _told(code, address, error) from None
    except (OSError, TimeoutError, UnicodeError, ValueError, asyncpg.InterfaceError) as error:
        raise _told("server_unreachable", address, error) from None


@contextmanager
def server_failures_explained(address: ServerAddress) -> Iterator[None]:
    """Raise `UserError` for what the environment did (network, server, its disk); let bugs pass as they are."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig if error.orig is None or error.orig.__cause__ is None else error.orig.__cause__
        if cause is not None and isinstance(cause.__cause__, _UNFIT):
            # Without its cause, which quotes the value.
            raise UserError("not_storable") from None
        code = _LOST if isinstance(cause, asyncpg.InterfaceError) and error.connection_invalidated else code_of(cause)
        if code is None:
            raise
        raise _told(code, address, cause) from error
    except asyncpg.PostgresError as error:
        code = code_of(error)
        if code is None:
            raise
        raise _told(code, address, error) from error
    except (ConnectionError, TimeoutError, asyncpg.InterfaceError) as error:
        raise _told(_LOST, address, error) from error


def code_of(error: BaseException | None) -> str | None:
    """Return which of our failures an error of PostgreSQL is; None for what only a bug can cause."""
    number = getattr(error, "sqlstate", None) or ""
    found = [code for beginning, code in _CODES if number.startswith(beginning)]
    return found[-1] if found else None


def _told(code: str, address: ServerAddress, error: BaseException | None) -> UserError:
    reason = _reason(error)
    return UserError(code, place=address.shown, reason=reason, settings_file=address.settings_file)


def _reason(error: BaseException | None) -> str:
    """Return in a few words why something failed, on one line and without what anybody wrote."""
    match error:
        case TimeoutError():
            return "it does not answer"
        case SSLCertVerificationError():
            return f"its certificate is not trusted: {error.verify_message}"
        case ConnectionRefusedError() | FileNotFoundError():
            return "nothing answers there"
        case ConnectionError(errno=None):
            return "it does not encrypt" if "SSL" in str(error) else "the connection was closed"
        case OSError(errno=None):
            return "nothing answers there"  # at none of the addresses that a name has
        case OSError():
            return (error.strerror or "no connection").lower()
        case asyncpg.PostgresError() | asyncpg.ClientConfigurationError():
            return "".join(str(error).splitlines()[:1]).strip()
    return "the connection was closed"
