"""Reads and presses what a window shows to screen readers; runs under the system's Python, which has AT-SPI.

A line of JSON comes in, a line of JSON goes out. Nothing of Parley is imported here, and widgets are known by the
names and roles that a screen reader tells, never by their place.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

Found = dict[str, Any]
_ENTER = 0xFF0D
_SYMBOLS = {
    "Tab": 0xFF09,
    "Enter": _ENTER,
    "Esc": 0xFF1B,
    "Home": 0xFF50,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "End": 0xFF57,
    "F6": 0xFFC3,
    "F10": 0xFFC7,
    "Menu": 0xFF67,
    "Del": 0xFFFF,
}
_HELD = {"Shift": Atspi.ModifierType.SHIFT, "Ctrl": Atspi.ModifierType.CONTROL, "Alt": Atspi.ModifierType.ALT}
_STATES = ("focused", "enabled", "showing", "selected", "checked", "editable", "active", "modal", "focusable")


_APPLICATIONS: dict[int, Any] = {}
_LISTENERS: list[Any] = []
_ANNOUNCED: list[str] = []


class GoneError(Exception):
    """What was asked for is not there, or not any more."""


def _application(pid: int) -> Any:
    """Return the window's process as the desktop knows it."""
    if pid not in _APPLICATIONS:
        for application in _children(Atspi.get_desktop(0)):
            if application.get_process_id() == pid:
                application.set_cache_mask(Atspi.Cache.NONE)  # each look is a fresh one
                _APPLICATIONS[pid] = application
                break
        else:
            raise GoneError(f"no application of process {pid}")
    return _APPLICATIONS[pid]


def _children(node: Any) -> Iterator[Any]:
    for position in range(node.get_child_count()):
        child = node.get_child_at_index(position)
        if child is not None:
            yield child


def _showing(node: Any) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def _seek(request: Found) -> Any:
    """Return the first node with the role and the name, inside the node named by `inside` when there is one."""
    start = _application(request["pid"])
    for role, name in request.get("inside", []):
        start = _first(start, role, name)
    return _first(start, request["role"], request["name"])


def _first(start: Any, role: str, name: str) -> Any:
    for node, called in _below(start, role):
        if _means(name, called) and _is_in_sight(node, start):
            return node
    raise GoneError(f"no {role} “{name}”")


def _below(start: Any, role: str | None = None) -> Iterator[tuple[Any, str]]:
    """Yield with its name what says that it shows and has the role, or any; parents come first."""
    for node in _matches(start, role):
        with suppress(GLib.Error):  # it went away while it was looked at
            yield node, node.get_name()


def _matches(start: Any, role: str | None) -> Iterator[Any]:
    """Let the window look for it all at once, which takes it a hundredth of the time of many questions."""
    if start.get_role() == Atspi.Role.APPLICATION:
        for window in filter(_showing, _children(start)):
            if role is None or window.get_role_name() == role:
                yield window
            yield from _matches(window, role)
    else:
        yield from Atspi.Collection.get_matches(start, _shown(role), Atspi.CollectionSortOrder.CANONICAL, 0, True)


def _shown(role: str | None) -> Any:
    states = Atspi.StateSet.new([Atspi.StateType.SHOWING])
    roles = [] if role is None else [_role(role)]
    every = Atspi.CollectionMatchType.ALL
    return Atspi.MatchRule.new(states, every, {}, every, roles, every, [], every, False)


def _role(name: str) -> Any:
    """Return the role of that name; newer versions of the library call a push button a button."""
    known = name.upper().replace(" ", "_")
    return getattr(Atspi.Role, known, None) or getattr(Atspi.Role, known.removeprefix("PUSH_"))


def _is_in_sight(node: Any, start: Any) -> bool:
    """Tell whether what a node is in shows as well: a widget says so of all around it, a row of itself alone."""
    try:
        row = node.get_parent()
        return row == start or (_showing(row) and ((rows := row.get_parent()) == start or _showing(rows)))
    except (GLib.Error, AttributeError):  # it went away while it was looked at
        return False


def _means(wanted: str, name: str) -> bool:
    """Tell whether a name is the wanted one; one that ends in … is a beginning."""
    return name.startswith(wanted[:-1]) if wanted.endswith("…") else name == wanted


def _described(node: Any) -> Found:
    states = node.get_state_set()
    return {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "states": [name for name in _STATES if states.contains(getattr(Atspi.StateType, name.upper()))],
        "text": _text(node),
    }


def _text(node: Any) -> str:
    """Return the text of what has one; to ask first whether it has would take much longer."""
    try:
        return str(Atspi.Text.get_text(node, 0, -1))
    except GLib.Error:
        return ""


def _find(request: Found) -> Found:
    return _described(_seek(request))


def _names(request: Found) -> list[str]:
    """Return the names of the rows that a list shows, or of other things in it, in order."""
    start = _seek(request)
    return [name for node, name in _below(start, request.get("of", "list item")) if _is_in_sight(node, start)]


def _press(request: Found) -> str:
    """Do what a click does; return the name of the action."""
    node = _seek(request)
    if not node.get_state_set().contains(Atspi.StateType.ENABLED):
        raise GoneError(f"{request['role']} “{request['name']}” is disabled")
    actions = [node.get_action_name(number) for number in range(node.get_n_actions())]
    for wanted in ("Press", "Toggle", "ShowMenu", "click"):
        if wanted in actions:
            node.do_action(actions.index(wanted))
            return wanted
    raise GoneError(f"{request['role']} “{request['name']}” only knows {actions}")


def _click(request: Found) -> bool:
    """Click with the pointer in the middle of what is found."""
    place = _seek(request).get_extents(Atspi.CoordType.SCREEN)
    return bool(Atspi.generate_mouse_event(place.x + place.width // 2, place.y + place.height // 2, "b1c"))


def _write(request: Found) -> bool:
    return bool(Atspi.EditableText.set_text_contents(_seek(request), request["text"]))


def _focus(request: Found) -> bool:
    return bool(_seek(request).grab_focus())


def _select(request: Found) -> bool:
    """Select the child of a list that has the given name."""
    for position, child in enumerate(_children(node := _seek(request))):
        if _means(request["child"], child.get_name()):
            return bool(Atspi.Selection.select_child(node, position))
    raise GoneError(f"nothing named “{request['child']}” in {request['role']} “{request['name']}”")


def _type(request: Found) -> bool:
    """Press the keys that write a text; \\n is Enter. The window that the pointer is in takes them."""
    pieces = request["text"].split("\n")
    for number, piece in enumerate(pieces):
        if number:
            Atspi.generate_keyboard_event(_ENTER, None, Atspi.KeySynthType.SYM)
        if piece:
            Atspi.generate_keyboard_event(0, piece, Atspi.KeySynthType.STRING)
    return True


def _chord(request: Found) -> bool:
    """Press Ctrl and a letter."""
    control = 1 << Atspi.ModifierType.CONTROL
    Atspi.generate_keyboard_event(control, None, Atspi.KeySynthType.LOCKMODIFIERS)
    try:
        Atspi.generate_keyboard_event(ord(request["letter"]), None, Atspi.KeySynthType.SYM)
    finally:
        Atspi.generate_keyboard_event(control, None, Atspi.KeySynthType.UNLOCKMODIFIERS)
    return True


def _keys(request: Found) -> bool:
    """Press a key, perhaps with others held, such as Alt+Left."""
    *held, name = request["keys"].split("+")
    mask = sum(1 << _HELD[each] for each in held)
    if mask:
        Atspi.generate_keyboard_event(mask, None, Atspi.KeySynthType.LOCKMODIFIERS)
    try:
        Atspi.generate_keyboard_event(_SYMBOLS.get(name) or ord(name), None, Atspi.KeySynthType.SYM)
    finally:
        if mask:
            Atspi.generate_keyboard_event(mask, None, Atspi.KeySynthType.UNLOCKMODIFIERS)
    return True


def _listen(_request: Found) -> bool:
    """Note from now on what the window wants to be said aloud."""
    _ANNOUNCED.clear()
    if _LISTENERS:
        return True
    _LISTENERS.append(Atspi.EventListener.new(lambda event: _ANNOUNCED.append(str(event.any_data))))
    return bool(_LISTENERS[-1].register("object:announcement"))


def _heard(_request: Found) -> list[str]:
    """Return what was to be said aloud so far."""
    while GLib.MainContext.default().iteration(False):
        pass
    return _ANNOUNCED


def _tree(request: Found) -> list[Found]:
    return [_described(node) for node, _name in _below(_application(request["pid"]))]


_DO: dict[str, Callable[[Found], object]] = {
    "find": _find,
    "names": _names,
    "press": _press,
    "click": _click,
    "write": _write,
    "focus": _focus,
    "select": _select,
    "type": _type,
    "chord": _chord,
    "keys": _keys,
    "listen": _listen,
    "heard": _heard,
    "tree": _tree,
}


def _answer(request: Found) -> Found:
    try:
        return {"found": _DO[request["do"]](request)}
    except (GoneError, GLib.Error) as error:
        if isinstance(error, GLib.Error):
            _APPLICATIONS.clear()  # perhaps it was the window that went away
        return {"gone": str(error)}


def main() -> None:
    """Answer until the questions end."""
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
