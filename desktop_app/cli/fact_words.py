"""The words of the commands about facts."""

import argparse
from typing import TYPE_CHECKING

from desktop_app.domain.facts import CATEGORIES

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands, UsageParser

_PERSONA = "for this persona alone; without it for all"
_ONE = {
    "forget": "forget a fact, with what it was before",
    "history": "show what a fact was before, and why that changed",
    "confirm": "say that a fact is right; one that was suggested is used from then on",
    "freeze": "let a fact be changed by hand alone",
    "unfreeze": "let a fact follow what you say again",
    "share": "let all personas know a fact",
}


def add_facts(commands: "Commands", common: "UsageParser") -> None:
    """Add `facts …`."""
    facts = commands.add_parser("facts", parents=[common], help="see and change what is known of you")
    verbs = facts.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help="list what is known of you")
    listing.add_argument("--persona", metavar="P", help="what this persona knows: its own facts and everyone's")
    setting = verbs.add_parser("set", parents=[common], help="say what is to be known, in place of what it contradicts")
    setting.add_argument("category", metavar="CATEGORY", help=", ".join(CATEGORIES))
    setting.add_argument("key", metavar="KEY", help="what it is of that kind, such as home of a place")
    setting.add_argument("value", metavar="VALUE", help="what is so")
    setting.add_argument("--persona", metavar="P", help=_PERSONA)
    for verb, words in _ONE.items():
        verbs.add_parser(verb, parents=[common], help=words).add_argument("fact", metavar="ID", type=_number)
    until = verbs.add_parser("until", parents=[common], help="let a fact hold to the end of a day")
    until.add_argument("fact", metavar="ID", type=_number)
    until.add_argument("day", metavar="DATE", help="such as 2030-12-31, or never")
    learning = verbs.add_parser("learning", parents=[common], help="show or switch whether facts are learned")
    learning.add_argument("state", metavar="on|off", nargs="?", choices=("on", "off"))


def _number(word: str) -> int:
    if not word.isdecimal() or len(word) > 18:
        raise argparse.ArgumentTypeError("the number of a fact is needed, as the list shows it")
    return int(word)
