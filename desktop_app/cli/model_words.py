"""The words of the commands about model files."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands, UsageParser

_MODEL = "a file, or a name from the list"


def add_models(commands: "Commands", common: "UsageParser") -> None:
    """Add `models …`."""
    models = commands.add_parser("models", parents=[common], help="find, look into and check model files")
    verbs = models.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help="list the models on this computer, wherever they are")
    _add_context(listing)
    inspect = verbs.add_parser("inspect", parents=[common], help="show what a model says of itself, without loading it")
    inspect.add_argument("model", metavar="FILE", help=_MODEL)
    _add_context(inspect)
    checksum = verbs.add_parser("hash", parents=[common], help="compute the SHA-256 of a model's file")
    checksum.add_argument("model", metavar="FILE", help=_MODEL)
    add = verbs.add_parser("add", parents=[common], help="use a file, or look into a folder, from now on")
    add.add_argument("path", metavar="PATH", help="it stays where it is")
    forget = verbs.add_parser("forget", parents=[common], help="use a file or folder that was added no more")
    forget.add_argument("path", metavar="PATH", help="it is not deleted")
    download = verbs.add_parser("download", parents=[common], help="fetch a model file; this leaves your computer")
    download.add_argument("address", metavar="ADDRESS", help="of the file itself; it begins with https://")
    download.add_argument("--sha256", metavar="H", default="", help="keep the file only where this is its checksum")
    download.add_argument("--to", metavar="DIR", help="into this folder, not Parley's own")
    download.add_argument(
        "--allow-host", metavar="HOST", action="append", default=[], help="one that the first sends Parley on to"
    )


def _add_context(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--context", metavar="N", type=_tokens, help="say whether it fits with so many tokens")


def _tokens(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word[:12]) <= 1 << 24 or len(word) > 12:
        raise argparse.ArgumentTypeError("a number of tokens is needed, such as 8192")
    return int(word)
