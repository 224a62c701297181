"""Reads and presses what a window shows to screen readers; runs under the system's Python, which has AT-SPI.

A line of JSON comes in, a line of JSON goes out. Nothing of Parley is imported here, and widgets are known by the
names and roles that a screen reader tells, never by their place.
"""

import json
import sys
from collections.abc import Callable, Iterator
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


_LISTENERS: list[Any] = []
_ANNOUNCED: list[str] = []


class GoneError(Exception):
    """What was asked for is not there, or not any more."""


def _application(pid: int) -> Any:
    desktop = Atspi.get_desktop(0)
    for position in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(position)
        if application is not None and application.get_process_id() == pid:
            application.set_cache_mask(Atspi.Cache.NONE)  # each look is a fresh one
            return application
    raise GoneError(f"no application of process {pid}")


def _children(node: Any) -> Iterator[Any]:
    for position in range(node.get_child_count()):
        child = node.get_child_at_index(position)
        if child is not None:
            yield child


def _showing(node: Any) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def _walk(node: Any) -> Iterator[Any]:
    """Yield what is shown, parents before children."""
    pending = [node]
    while pending:
        here = pending.pop()
        try:
            if not _showing(here) and here.get_role() != Atspi.Role.APPLICATION:
                continue
            yield here
            pending.extend(reversed(list(_children(here))))
        except GLib.Error:  # it went away while it was looked at
            continue


def _seek(request: Found) -> Any:
    """Return the first node with the role and the name, inside the node named by `inside` when there is one."""
    start = _application(request["pid"])
    for role, name in request.get("inside", []):
        start = _first(start, role, name)
    return _first(start, request["role"], request["name"])


def _first(start: Any, role: str, name: str) -> Any:
    for node in _walk(start):
        if _is(node, role, name):
            return node
    raise GoneError(f"no {role} “{name}”")


def _is(node: Any, role: str, name: str) -> bool:
    """Tell whether a node has that role and name; a name that ends in … is a beginning."""
    if node.get_role_name() != role:
        return False
    found: str = node.get_name()
    return found.startswith(name[:-1]) if name.endswith("…") else found == name


def _described(node: Any) -> Found:
    states = node.get_state_set()
    has_text = "Text" in node.get_interfaces()
    return {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "states": [name for name in _STATES if states.contains(getattr(Atspi.StateType, name.upper()))],
        "text": Atspi.Text.get_text(node, 0, -1) if has_text else "",
    }


def _find(request: Found) -> Found:
    return _described(_seek(request))


def _names(request: Found) -> list[str]:
    """Return the names of the rows that a list shows, or of other things in it, in order."""
    wanted = request.get("of", "list item")
    return [node.get_name() for node in _walk(_seek(request)) if node.get_role_name() == wanted]


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
        if _is(child, child.get_role_name(), request["child"]):
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
    _LISTENERS.append(Atspi.EventListener.new(lambda event: _ANNOUNCED.append(str(event.any_data))))
    return bool(_LISTENERS[-1].register("object:announcement"))


def _heard(_request: Found) -> list[str]:
    """Return what was to be said aloud so far."""
    while GLib.MainContext.default().iteration(False):
        pass
    return _ANNOUNCED


def _tree(request: Found) -> list[Found]:
    return [_described(node) for node in _walk(_application(request["pid"]))]


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
        return {"gone": str(error)}


def main() -> None:
    """Answer until the questions end."""
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
