"""The sentences of expected failures that concern what is known of a user."""

from types import MappingProxyType
from typing import Final

MEMORY_SENTENCES: Final = MappingProxyType(
    {
        "bad_fact_category": "There is no category “{category}” of facts. Nothing was changed; choose one of: {known}.",
        "bad_fact": "The words of a fact must be 1 to {limit} printable characters each. Nothing was changed; "
        "write it in fewer words.",
        "fact_until_past": "{until} is over already. Nothing was changed; give a later day, or forget the fact.",
        "bad_fact_until": "“{until}” is no day such as 2030-12-31. Nothing was changed; write it in that form.",
        "fact_not_found": "There is no fact {fact_id} of yours. Nothing was changed; list yours with: "
        "parley facts list",
        "fact_changed": "What was learned was changed since, so it stays as it is. Change or forget it where all that "
        "is known stands.",
        "fact_taken": "The same, or what contradicts it, is known already: “{value}”, fact {fact_id}. "
        "Nothing was changed; change or forget that one.",
    }
)
