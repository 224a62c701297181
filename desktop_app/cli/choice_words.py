"""The words that choose what answers and how, shared by the commands that take them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import say_beside
from desktop_app.domain.choosing import LLAMA, implied_engine
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError

if TYPE_CHECKING:
    from desktop_app.cli.parser import Commands, UsageParser
    from desktop_app.services.services import Services

_SHORTHANDS = ("temperature", "seed", "max_tokens")


def add_choice(parser: argparse.ArgumentParser, *, often: bool = False) -> None:
    """Add the words; `often` adds short ones for the parameters that are changed most."""
    parser.add_argument("--engine", metavar="E", default="", help="builtin, llama (a model file) or openai (a server)")
    parser.add_argument("--base-url", metavar="URL", default="", help="the server, such as http://127.0.0.1:8080/v1")
    parser.add_argument(
        "--model", metavar="M", default="", help="the model to ask the server for; for llama its file, or its name"
    )
    if often:
        parser.add_argument("--temperature", metavar="T", help="0 for the likeliest words, 1 and more for odder ones")
        parser.add_argument("--seed", metavar="S", help="the same one makes the same answer again")
        parser.add_argument("--max-tokens", metavar="N", help="how long the answer may become")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="any parameter, such as top_p=0.9; may be given again",
    )


def parameter_words(arguments: argparse.Namespace) -> dict[str, str]:
    """Return the parameters that were given, as they were written; raise `UserError` for what is no KEY=VALUE."""
    words = {}
    for pair in arguments.set:
        name, separator, value = pair.partition("=")
        if not name or not separator:
            raise UserError("bad_parameter_word", pair=pair)
        words[name.strip().replace("-", "_")] = value
    given = {name: getattr(arguments, name, None) for name in _SHORTHANDS}
    return words | {name: word for name, word in given.items() if word is not None}


async def asked_choice(arguments: argparse.Namespace, services: "Services") -> EngineChoice:
    """Return what was chosen; a model file by its whole path, wherever the command was given."""
    choice = EngineChoice(arguments.engine, arguments.base_url, arguments.model)
    if not choice.model or implied_engine(choice) != LLAMA:
        return choice
    path = _file(choice.model) or (await services.models.called(choice.model)).path
    return EngineChoice(LLAMA, model=str(path.absolute()))


def told_of_model(choice: EngineChoice) -> list[str]:
    """Return what is to be said of a chosen model, and say it beside the result: that its file is not there."""
    if choice.name != LLAMA or not choice.model or Path(choice.model).exists():
        return []
    said = UserError("model_missing", file=choice.model).message
    say_beside(said)
    return [said]


def _file(word: str) -> Path | None:
    """Return the file that a word means, there or not; None for what must be the name of a model."""
    path = Path(word).expanduser()
    return path if path.suffix.lower() == ".gguf" or path.exists() else None


def add_session_engine(verbs: "Commands", common: "UsageParser", which: str) -> None:
    """Add `sessions engine`."""
    engine = verbs.add_parser("engine", parents=[common], help="show or choose what answers in one session, and how")
    engine.add_argument("session", metavar="ID", help=which)
    add_choice(engine)
    engine.add_argument("--preset", metavar="NAME", help="as this preset says, and the rest of the words on top")
    engine.add_argument("--reset", action="store_true", help="as in every session again")


def add_presets(commands: "Commands", common: "UsageParser") -> None:
    """Add `presets …`."""
    presets = commands.add_parser("presets", parents=[common], help="keep choices of what answers and how, by name")
    verbs = presets.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[common], help="list them")
    save = verbs.add_parser("save", parents=[common], help="keep a choice, in the place of the one of that name")
    save.add_argument("preset", metavar="NAME", help="the name")
    save.add_argument("--session", metavar="ID", help="what this session chose, and the rest of the words on top")
    add_choice(save)
    rename = verbs.add_parser("rename", parents=[common], help="give a preset another name")
    rename.add_argument("preset", metavar="NAME", help="the name that it has")
    rename.add_argument("new_name", metavar="NEW", help="the name that it gets")
    delete = verbs.add_parser("delete", parents=[common], help="delete a preset; sessions keep what they have")
    delete.add_argument("preset", metavar="NAME", help="the name")
