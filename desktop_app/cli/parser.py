"""The words of the command line."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from desktop_app import __version__
from desktop_app.cli.choice_words import add_choice, add_presets, add_session_engine
from desktop_app.cli.fact_words import add_facts
from desktop_app.cli.model_words import add_models
from desktop_app.cli.output import print_document, say, say_beside
from desktop_app.cli.persona_words import add_personas


class UsageParser(argparse.ArgumentParser):
    """A parser whose complaints are JSON where JSON was asked for; it leaves with 2, as for any wrong usage."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words and leave."""
        if "--json" in sys.argv[1:]:
            print_document({"success": False, "error": {"code": "usage", "message": message}})
            self.exit(2)
        super().error(message)

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        """Print help and versions as all else is printed: argparse itself passes over what cannot be."""
        if file is sys.stdout:
            say(message, end="")
        else:
            say_beside(message.removesuffix("\n"))


if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    Commands = argparse._SubParsersAction[UsageParser]  # noqa: SLF001  argparse gives it no public name


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return what `words` ask for; `command` is None for the window. Leaves with 2 for wrong usage."""
    # What the common options are when nobody gives them. As the parser's own defaults they would become those of the
    # subparsers' options too, which are the same objects, and undo what stood before the command.
    return _build(_command_in(words)).parse_args(words, argparse.Namespace(data_dir=None, user=None, json=False))


_WHICH = "its id or the first letters of it, or its name"
_WHOLE_ID = "its whole id, as the list shows it"
_ONE_SESSION = {
    "pin": "keep a session on top, never to expire",
    "unpin": "let go of a pinned session",
    "archive": "put a session away",
    "unarchive": "put a session back into the list",
    "trash": "move a session to the trash",
    "restore": "bring a session back from the trash",
    "clear": "empty a session; its history goes to the trash",
    "delete": "delete a session for good",
}


def _command_in(words: Sequence[str]) -> str | None:
    """Return the command that these words surely are for: only its own words have to be understood."""
    rest = iter(words)
    for word in rest:
        if word in {"--data-dir", "--user"}:
            next(rest, None)
        elif word != "--json":
            return word if word in _GROUPS else None
    return None


def _build(only: str | None = None) -> argparse.ArgumentParser:
    common = UsageParser(add_help=False)
    # Absent unless given: the same options stand before and after the command, and the later must not undo the earlier.
    common.add_argument("--data-dir", metavar="DIR", default=argparse.SUPPRESS, help="keep everything in this folder")
    common.add_argument("--user", metavar="U", default=argparse.SUPPRESS, help="act for this profile")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    parser = UsageParser(
        prog="parley",
        usage="parley [OPTION ...] [COMMAND ... | FILE ... | parley://session/ID]",
        description="An offline chat client. Without a command it opens the window, and there whatever is named: "
        "personas, character cards, model files, backups, chat archives, or the address of a session.",
        parents=[common],
    )
    parser.add_argument("--minimised", action="store_true", help="open the window out of the way")
    parser.add_argument("--version", action="version", version=f"Parley {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="parley")
    for name, add in _GROUPS.items():
        if only in {None, name}:
            add(commands, common)
    return parser


def _add_doctor(commands: "Commands", common: UsageParser) -> None:
    doctor = commands.add_parser("doctor", parents=[common], help="check that everything is in order")
    mending = doctor.add_mutually_exclusive_group()
    mending.add_argument("--repair", action="store_true", help="put in order what can be without losing anything")
    mending.add_argument("--start-anew", action="store_true", help="put a lost chat file aside and begin a fresh one")


def _add_selftest(commands: "Commands", common: UsageParser) -> None:
    commands.add_parser("selftest", parents=[common], help="try the window on temporary data")


def _add_chat(commands: "Commands", common: UsageParser) -> None:
    chat = commands.add_parser("chat", parents=[common], help="send one message and print the answer")
    chat.add_argument("text", metavar="TEXT", help="the message; - reads it from standard input")
    place = chat.add_mutually_exclusive_group()
    place.add_argument(
        "--session", metavar="ID", help="its id, or its whole name; an unknown id makes a session with that id"
    )
    place.add_argument("--name", metavar="N", help="the session of that name, made where there is none")
    chat.add_argument("--persona", metavar="P", help="who answers")
    add_choice(chat, often=True)
    chat.add_argument("--temporary", action="store_true", help="in a session that expires soon")
    chat.add_argument(
        "--attach", metavar="FILE", action="append", default=[], help="a text file or picture; may be given again"
    )


def _add_search(commands: "Commands", common: UsageParser) -> None:
    search = commands.add_parser("search", parents=[common], help="find messages, and sessions by their names")
    search.add_argument(
        "query",
        metavar="QUERY",
        nargs="+",
        help='words, "phrases", begin*, persona: in: role: before: after: has:code is:pinned is:trash is:archived',
    )
    search.add_argument("--limit", metavar="N", type=_count, default=50, help="how many messages at most (50)")
    search.add_argument("--ranked", action="store_true", help="those that fit best first, not the newest")


def _add_export(commands: "Commands", common: UsageParser) -> None:
    export = commands.add_parser("export", parents=[common], help="write sessions as files to read without Parley")
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument("--session", metavar="ID", help="this session")
    which.add_argument("--all", action="store_true", help="every session but those in the trash, a file each")
    export.add_argument(
        "--format", choices=("json", "markdown", "html", "text"), default="json", help="json, the usual, has all of it"
    )
    export.add_argument(
        "--out", metavar="PATH", required=True, help="a file that is not there yet, or a folder; for --all a folder"
    )
    export.add_argument("--all-branches", action="store_true", help="other versions of turns too")


def _add_engines(commands: "Commands", common: UsageParser) -> None:
    engines = commands.add_parser("engines", parents=[common], help="list what can answer, and allow servers or not")
    verbs = engines.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[common], help="list what can answer: built in, model files, servers")
    allow = verbs.add_parser("allow", parents=[common], help="let Parley talk to another computer, or list those")
    allow.add_argument("host", metavar="HOST", nargs="?", help="its name or address, such as box.lan; none lists them")
    disallow = verbs.add_parser("disallow", parents=[common], help="take back that another computer is allowed")
    disallow.add_argument("host", metavar="HOST", help="its name or address, as engines allow lists it")
    key = verbs.add_parser(
        "key", parents=[common], help="keep a server's API key, from PARLEY_API_KEY or standard input"
    )
    key.add_argument("url", metavar="URL", help="the server, such as http://box.lan:8000")
    key.add_argument(
        "--file", action="store_true", help="in a file that only you can read, not in the desktop's keyring"
    )
    forget = verbs.add_parser("forget-key", parents=[common], help="forget a server's API key")
    forget.add_argument("url", metavar="URL", help="the server")


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on is needed")
    return int(word)


def _add_sessions(commands: "Commands", common: UsageParser) -> None:
    sessions = commands.add_parser("sessions", parents=[common], help="list, make, show and clean up sessions")
    verbs = sessions.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help="list sessions")
    shelf = listing.add_mutually_exclusive_group()
    shelf.add_argument("--trash", action="store_const", dest="shelf", const="trash", help="those in the trash")
    shelf.add_argument("--archived", action="store_const", dest="shelf", const="archived", help="the archived ones")
    shelf.add_argument(
        "--expiring", action="store_const", dest="shelf", const="expiring", help="those that expire within a day"
    )
    listing.set_defaults(shelf="live")
    create = verbs.add_parser("create", parents=[common], help="make a session, or update the one of that id or name")
    create.add_argument("--id", dest="session", metavar="ID", help="an id of your choice")
    create.add_argument("--name", metavar="N", help="a name")
    create.add_argument("--persona", metavar="P", help="who answers")
    create.add_argument("--temporary", action="store_true", help="one that expires soon")
    create.add_argument(
        "--metadata", metavar="K=V", nargs="+", action="extend", default=[], help="notes to keep with it"
    )
    show = verbs.add_parser("show", parents=[common], help="show one session")
    show.add_argument("session", metavar="ID", help=_WHICH)
    history = verbs.add_parser("history", parents=[common], help="show what was said")
    history.add_argument("session", metavar="ID", help=_WHICH)
    history.add_argument("--all-branches", action="store_true", help="other versions of turns too")
    rename = verbs.add_parser("rename", parents=[common], help="give a session a name")
    rename.add_argument("session", metavar="ID", help=_WHICH)
    rename.add_argument("name", metavar="NAME", help='the name; with "" it has none and goes by its first message')
    add_session_engine(verbs, common, _WHICH)
    for verb, words in _ONE_SESSION.items():
        named = _WHOLE_ID if verb == "delete" else _WHICH
        one = verbs.add_parser(verb, parents=[common], help=words)
        one.add_argument("session", metavar="ID", help=named)
        if verb == "delete":
            one.add_argument("--keep-facts", action="store_true", help="but keep what was learned there")
    verbs.add_parser("stats", parents=[common], help="count sessions and messages")
    prune = verbs.add_parser("prune", parents=[common], help="move expired sessions to the trash")
    prune.add_argument("--dry-run", action="store_true", help="only say what would happen")
    prune.add_argument(
        "--yes", action="store_true", help="however many, by lowered settings too; today's date is right"
    )


def _add_backup(commands: "Commands", common: UsageParser) -> None:
    backup = commands.add_parser("backup", parents=[common], help="make, list, check and bring back snapshots")
    verbs = backup.add_subparsers(dest="verb", metavar="VERB", required=True)
    create = verbs.add_parser("create", parents=[common], help="make a snapshot of all chats now")
    kind = create.add_mutually_exclusive_group()
    kind.add_argument(
        "--out", metavar="FILE", help="in this file, which is not there yet, and stays until you delete it"
    )
    kind.add_argument("--daily", action="store_true", help="only when the newest is about a day old; for a timer")
    verbs.add_parser("list", parents=[common], help="list the snapshots")
    verify = verbs.add_parser("verify", parents=[common], help="check every byte and every text of a snapshot")
    verify.add_argument("file", metavar="FILE", help="a file, or a name from the list")
    restore = verbs.add_parser(
        "restore", parents=[common], help="bring back what is missing here, deleted sessions too; changes nothing else"
    )
    restore.add_argument("file", metavar="FILE", help="a file, or a name from the list")


_GROUPS: Mapping[str, Callable[["Commands", UsageParser], None]] = {
    "chat": _add_chat,
    "sessions": _add_sessions,
    "backup": _add_backup,
    "search": _add_search,
    "export": _add_export,
    "engines": _add_engines,
    "models": add_models,
    "presets": add_presets,
    "personas": add_personas,
    "facts": add_facts,
    "doctor": _add_doctor,
    "selftest": _add_selftest,
}
"""What adds the words of each command."""
