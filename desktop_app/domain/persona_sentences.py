"""The sentences of expected failures that concern personas."""

from types import MappingProxyType
from typing import Final

PERSONA_SENTENCES: Final = MappingProxyType(
    {
        "persona_without_name": "A persona needs a name. Nothing was saved; write one.",
        "persona_text_too_long": "The {field} is over {limit} characters. Nothing was saved; make it shorter.",
        "persona_too_many": "There may be at most {limit} {field}. Nothing was saved; take some out.",
        "bad_persona_text": "The {field} has characters that are no text. Nothing was saved; take them out.",
        "bad_persona_glyph": "What stands for a persona is one emoji or letter. Nothing was saved; choose one.",
        "bad_persona_id": "A persona’s id is 1 to {limit} small letters, digits and underscores and begins with a "
        "letter. Choose another one.",
        "persona_id_taken": "There is a persona “{persona}” already. Nothing was saved; choose another id.",
        "persona_is_shipped": "“{name}” came with Parley and stays as it is. Duplicate it to have one of your own.",
        "lorebook_lost": "The lorebook of “{name}” cannot be read. It is kept as it is; give it anew, or bring an "
        "earlier version of the persona back.",
        "lorebook_left_out": "The lorebook of “{name}” cannot be read, so {file} is without it; all else is there. "
        "What is stored stays as it is; bring an earlier version of the persona back, or give the lorebook anew.",
        "persona_changed": "“{name}” was changed in another window meanwhile, so this was not saved. Nothing is lost: "
        "what you wrote stays here, and the other state is among the versions; save again to have yours.",
        "persona_version_gone": "That version of “{name}” is not kept any more. Choose one from its list of versions.",
        "persona_file_unreadable": "{file} could not be read ({reason}). Nothing was changed; mend that, then "
        "try again.",
        "persona_kind_unknown": "The name of {file} does not tell what to write. Nothing was written; let it end in "
        "one of: {known}.",
        "persona_picture_bad": "That file is no picture that can be shown. Nothing was changed; choose a PNG, JPEG, "
        "GIF or WebP file.",
        "persona_picture_too_large": "That picture is over {limit_mb} MB. Nothing was changed; choose a smaller one.",
    }
)
