"""The sentences of expected failures that concern character cards and lorebooks."""

from types import MappingProxyType
from typing import Final

CARD_SENTENCES: Final = MappingProxyType(
    {
        "not_a_card": "“{name}” is no character card ({problem}). Nothing was changed; choose a card as PNG, CHARX or "
        "JSON, or a persona as YAML.",
        "persona_known": "“{name}” in that file is here already, as {persona}. Nothing was changed; to have it "
        "twice, add --again.",
        "card_is_lorebook": "“{name}” is a lorebook, and no character. Nothing was changed; give it to a persona of "
        "yours, in its editor or with: parley personas lorebook ID --from FILE",
        "card_damaged": "The card in “{name}” cannot be read ({problem}). Nothing was changed; get the file anew, or "
        "choose another one.",
        "card_too_large": "“{name}” is too large for a card ({problem}). Nothing was changed; choose another one.",
        "card_too_large_to_write": "The card is too large for a file of that kind ({problem}). Nothing was written; "
        "choose {instead}.",
        "not_a_lorebook": "“{name}” is no lorebook ({problem}). Nothing was changed; choose a JSON file with one, "
        "or a card.",
    }
)
