"""The words of the commands about personas."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands, UsageParser

FORMATS = ("yaml", "png", "charx", "json-v2", "json-v3")
_WHO = "its id, or its name"
_ONE = {
    "show": "show all that a persona says",
    "duplicate": "make a copy of a persona to change",
    "history": "list the states in which a persona was saved",
    "delete": "delete a persona of your own; it can be restored",
}


def add_personas(commands: "Commands", common: "UsageParser") -> None:
    """Add `personas …`."""
    personas = commands.add_parser("personas", parents=[common], help="list, read, write and bring back personas")
    verbs = personas.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help="list those that can answer")
    listing.add_argument("--deleted", action="store_true", help="those that were deleted and can come back")
    for verb, words in _ONE.items():
        one = verbs.add_parser(verb, parents=[common], help=words)
        one.add_argument("persona", metavar="ID", help=_WHO)
        if verb == "delete":
            one.add_argument("--for-good", action="store_true", help="beyond recall, with its versions and its files")
    reading = verbs.add_parser("import", parents=[common], help="read a persona or a character card from a file")
    reading.add_argument("file", metavar="FILE", help="YAML, or a card as PNG, CHARX or JSON")
    reading.add_argument("--dry-run", action="store_true", help="only say what is in it")
    reading.add_argument("--again", action="store_true", help="one that is here already, as another persona")
    writing = verbs.add_parser("export", parents=[common], help="write a persona to a file")
    writing.add_argument("persona", metavar="ID", help=_WHO)
    writing.add_argument("file", metavar="FILE", help="one that is not there yet; its ending tells the format")
    writing.add_argument("--format", choices=FORMATS, help="yaml, or a character card of the kind")
    lorebook = verbs.add_parser("lorebook", parents=[common], help="show, exchange or take away a persona's lorebook")
    lorebook.add_argument("persona", metavar="ID", help=_WHO)
    change = lorebook.add_mutually_exclusive_group()
    change.add_argument("--from", dest="source", metavar="FILE", help="use the one in a file: its own, or a card")
    change.add_argument("--to", dest="target", metavar="FILE", help="write it to a JSON file that is not there yet")
    change.add_argument("--remove", action="store_true", help="have none any more")
    restore = verbs.add_parser("restore", parents=[common], help="bring back a deleted persona, or an earlier state")
    restore.add_argument("persona", metavar="ID", help=_WHO)
    restore.add_argument("--version", metavar="N", type=_number, help="the state of that number, from its history")


def _number(word: str) -> int:
    if not word.isdecimal() or len(word) > 9 or int(word) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on is needed")
    return int(word)
