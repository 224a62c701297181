"""Where a sentence ends."""

import re

LONGEST = 400
"""Characters after which something is said although no sentence has ended."""
_CLOSERS = "\"'”’»)\\]」』）】*_`~"
_ENDS = re.compile(
    rf"[。！？｡]+[{_CLOSERS}]*(?=[^。！？｡{_CLOSERS}])"
    rf"|(?P<stop>[.…!?‼⁇⁈⁉؟।॥]+)(?P<closers>[{_CLOSERS}]*)(?=\s+(?P<next>\S))"
)
_AT_LINE_END = re.compile(rf"[.!?:…。！？｡؟।]+[{_CLOSERS}]*\s*\Z")
_ABBREVIATED = re.compile(
    r"(?:\A\d{1,9}|(?:^|[\s(\[\"'“‘*_])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|cf|ca|No|Nr|Fig|Eq|Sec|Ch|Vol|pp?|approx|est|incl|"
    r"e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|z\.\s?B|d\.\s?h|u\.\s?a|bzw|usw|resp|M|Mme|Mlle))\.\Z"
)


def first_sentence(text: str, *, at_line_end: bool = False) -> int | None:
    """Return where the first sentence of `text` ends; None while it may still go on.

    What stands behind a sentence shows that it has ended, so there must be more of the text, or the end of a line.
    """
    for found in _ENDS.finditer(text[: 2 * LONGEST]):
        end = found.end()
        if found.start() >= LONGEST:
            break
        if found["stop"] is None or not _goes_on(found, text[:end]):
            return end
    if len(text) >= 2 * LONGEST:
        return text.rfind(" ", LONGEST // 2, LONGEST) + 1 or LONGEST
    if at_line_end and _AT_LINE_END.search(text) and not _ABBREVIATED.search(text):
        return len(text)
    return None


def _goes_on(found: re.Match[str], so_far: str) -> bool:
    """Tell whether a stop does not end the sentence: after an abbreviation, or where small letters follow."""
    if found["next"].islower() and (found["closers"] or found["stop"][0] in ".…"):
        return True
    return found["stop"] == "." and _ABBREVIATED.search(so_far) is not None
