"""The sentences of expected failures between Parley and the desktop: to open what it hands over, to start with it."""

from types import MappingProxyType
from typing import Final

OPENING_SENTENCES: Final = MappingProxyType(
    {
        "address_unknown": "“{address}” leads nowhere in Parley. Nothing was opened; addresses of its sessions begin "
        "with parley://session/.",
        "linked_session_missing": "The session that this link leads to is not here: it was deleted for good, or is "
        "another profile’s or computer’s. Nothing was made or changed; a backup may have it.",
        "opened_too_many": "At most {most} files can be opened at once. Nothing was opened; choose fewer.",
        "opened_missing": "There is no file {file}. Nothing was opened; look for where it is now.",
        "opened_not_plain": "{file} is no ordinary file. Nothing was opened; choose a file.",
        "opened_unreadable": "{file} could not be read ({reason}). Nothing was opened; mend that, then try again.",
        "opened_unknown": "“{name}” is none of the files that Parley opens: personas and character cards, model files "
        "(GGUF), chat archives of its own, backups. Nothing was opened or changed.",
        "login_portable": "This Parley is carried around with its data, so the next login might not find it. Nothing "
        "was changed; install Parley to have it started at login.",
        "login_failed": "That could not be written ({reason}). Nothing was changed; mend that, then try again.",
        "archive_not_here": "The chats in “{name}” are not here. Parley writes such archives, and cannot bring chats "
        "in from them: it brings them back from backups alone. Nothing was changed.",
        "archive_unreadable": "“{name}” is a chat archive that cannot be read ({problem}). Nothing was changed.",
    }
)
