"""Rules for what CommonMark leaves out: formulas, footnotes, definition lists, thoughts.

They look no further than an empty line, so that nothing settled can become something else when more of a text comes.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

LONGEST_FORMULA = 2_000
"""Letters; what is longer stays as it is written."""
_MOST_LINES = 60
_THOUGHT = re.compile(r"<think(?:ing)?>")
_NOTE = re.compile(r"\[\^([^\s\[\]]+)\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\s\[\]]+)\]")
_CLOSING = {"$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_SIGNS = re.compile(r"[\\^_=+<>{}|*/-]")
_OTHERS = ("```", "~~~", "<think")
"""What begins something else even within a formula."""
_BEFORE = ["paragraph", "reference", "blockquote", "list"]


def use_rules(parser: MarkdownIt) -> None:
    """Let `parser` know all of them."""
    block, inline = parser.block.ruler, parser.inline.ruler
    block.before("table", "thought", _thought, {"alt": _BEFORE})
    block.after("fence", "formula", _formula_block, {"alt": _BEFORE})
    block.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
    block.before("paragraph", "definition", _definition, {"alt": ["paragraph", "reference", "blockquote"]})
    inline.before("escape", "formula", _formula)
    inline.before("link", "footnote_mark", _footnote_mark)


def note_key(label: str) -> str:
    """Return the name by which a footnote stands among the references; no link can have it."""
    return "[^" + normalizeReference(label)


def _thought(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take all that follows: where a thought ends is found by a search."""
    begin = state.bMarks[start]
    pos = begin + state.tShift[start]
    if state.src[pos : pos + 1] != "<":
        return False
    indent = state.src[begin:pos]
    if len(indent) > 3 or indent.strip(" ") or not _THOUGHT.match(state.src, pos):
        return False
    if begin and state.src[begin - 1] != "\n":
        return False
    if silent:
        return True
    if state.level:
        return False
    token = state.push("thought", "", 0)
    token.map = [start, end]
    state.line = end
    return True


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 2] not in {"$$", "\\["} or state.is_code_block(start):
        return False
    first = _line(state, start)
    closing = _CLOSING[first[:2]]
    lines: list[str] = []
    for number in range(start, min(end, start + _MOST_LINES)):
        line = first[2:] if number == start else _line(state, number)
        if number > start and (not line or state.sCount[number] < state.blkIndent or line.startswith(_OTHERS)):
            return False
        lines.append(line)
        if line.endswith(closing):
            tex = "\n".join(lines)[:-2].strip()
            if not tex or closing in tex or len(tex) > LONGEST_FORMULA:
                return False
            if not silent:
                token = state.push("formula_block", "", 0)
                token.content, token.markup, token.map = tex, first[:2], [start, number + 1]
                state.line = number + 1
            return True
    return False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _formula(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    closing = _CLOSING.get(opening)
    if closing is None:
        return opening[:1] == "$" and _dollars(state, silent)
    begin = state.pos + 2
    end = state.src.find(closing, begin, begin + LONGEST_FORMULA)
    tex = state.src[begin:end].strip()
    if end < 0 or end + 2 > state.posMax or not tex or not _is_meant(opening, tex, state.src[end + 2 : end + 3]):
        return False
    return _add_formula(state, opening, tex, end + 2, silent)


def _is_meant(opening: str, tex: str, after: str) -> bool:
    """Tell formulas from brackets that are escaped for being brackets."""
    if opening == "$$" or len(tex) == 1 or _SIGNS.search(tex):
        return opening != "\\[" or after != "("
    return opening == "\\(" and " " not in tex


def _dollars(state: StateInline, silent: bool) -> bool:
    """Read `$…$`, unless it looks like sums of money or names of variables."""
    begin = state.pos + 1
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    end = state.src.find("$", begin, min(state.posMax, begin + LONGEST_FORMULA))
    while end > 0 and state.src[end - 1] == "\\":
        end = state.src.find("$", end + 1, min(state.posMax, begin + LONGEST_FORMULA))
    tex, after = state.src[begin : max(end, begin)], state.src[end + 1 : end + 2]
    if not tex or tex != tex.strip() or "\n" in tex:
        return False
    if before.isalnum() or before == "$" or after.isalnum() or after == "$":
        return False
    if tex[0].isdigit() and " " in tex and not _SIGNS.search(tex):
        return False
    return _add_formula(state, "$", tex, end + 1, silent)


def _add_formula(state: StateInline, markup: str, tex: str, end: int, silent: bool) -> bool:
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = tex, markup
    state.pos = end
    return True


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 2] != "[^" or state.is_code_block(start):
        return False
    opening = _NOTE.match(state.src, begin, state.eMarks[start])
    if opening is None or silent:
        return opening is not None
    token = state.push("footnote_open", "", 1)
    token.meta["label"] = opening[1]
    before = state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType
    state.bMarks[start], state.tShift[start] = opening.end(), 0
    state.blkIndent += 4
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType = before
    state.line = max(state.line, start + 1)
    token.map = [start, state.line]
    state.push("footnote_close", "", -1)
    note = {"href": "note", "title": "", "map": [start, state.line]}
    state.env.setdefault("references", {}).setdefault(note_key(opening[1]), note)
    return True


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    mark = _NOTE_MARK.match(state.src, state.pos, state.posMax)
    if mark is None or note_key(mark[1]) not in state.env.get("references", {}):
        return False
    if not silent:
        state.push("footnote_mark", "", 0).content = mark[1]
    state.pos = mark.end()
    return True


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line and the meanings below it, each of which begins with a colon."""
    if state.is_code_block(start):
        return False
    if silent:  # within a meaning the next one may begin
        return state.ddIndent >= 0 and _meaning(state, start) > 0
    line = start + 1
    if line >= end or state.sCount[line] < state.blkIndent or not _meaning(state, line):
        return False
    opening = state.push("dl_open", "dl", 1)
    state.push("dt_open", "dt", 1).map = [start, line]
    term = state.push("inline", "", 0)
    term.content, term.map, term.children = _line(state, start).strip(), [start, line], []
    state.push("dt_close", "dt", -1)
    while line < end and state.sCount[line] >= state.blkIndent and _meaning(state, line):
        line = _read_meaning(state, line, end)
    opening.map = [start, line]
    state.push("dl_close", "dl", -1)
    state.line = line
    return True


def _meaning(state: StateBlock, line: int) -> int:
    """Return where the words of a meaning begin in the text, 0 where none stands."""
    pos = state.bMarks[line] + state.tShift[line]
    if state.is_code_block(line) or state.src[pos : pos + 2] not in {": ", ":\t"}:
        return 0
    words = state.skipSpaces(pos + 1)
    return words if words < state.eMarks[line] else 0


def _read_meaning(state: StateBlock, line: int, end: int) -> int:
    state.push("dd_open", "dd", 1).map = [line, end]
    before = state.tShift[line], state.sCount[line], state.blkIndent, state.ddIndent, state.parentType
    state.blkIndent = state.ddIndent = state.sCount[line] + 2
    state.tShift[line] = _meaning(state, line) - state.bMarks[line]
    state.sCount[line] = state.blkIndent
    state.parentType = "deflist"
    first = len(state.tokens)
    state.md.block.tokenize(state, line, end)
    if len(state.tokens) == first + 3:  # a paragraph alone
        state.tokens[first].hidden = state.tokens[first + 2].hidden = state.tokens[first].type == "paragraph_open"
    state.tShift[line], state.sCount[line], state.blkIndent, state.ddIndent, state.parentType = before
    state.push("dd_close", "dd", -1)
    return max(state.line, line + 1)
