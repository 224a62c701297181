"""The files of a card: how its document names them in each kind of file, and which of them is the picture."""

import binascii
from base64 import b64encode
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from desktop_app.domain.attachments import MAX_PIXELS
from desktop_app.domain.card_documents import data_of
from desktop_app.domain.cards import Card, CardAsset
from desktop_app.domain.image_headers import GIF, JPEG, PNG, WEBP, image_kind, image_size

IN_ARCHIVE: Final = "embeded://"
"""Written like that in the specification."""
IN_PNG: Final = "__asset:"
_SCHEMES: Final = (IN_ARCHIVE, "embedded://", IN_PNG)
_DEFAULT: Final = "ccdefault:"
_ENDINGS: Final = {PNG: "png", JPEG: "jpg", GIF: "gif", WEBP: "webp"}


def path_of(uri: object) -> str | None:
    """Return the path of a file that came with the card, None for what is elsewhere."""
    if isinstance(uri, str):
        for scheme in _SCHEMES:
            if uri.startswith(scheme):
                return uri.removeprefix(scheme)
    return None


def is_picture(data: bytes | None) -> bool:
    """Tell whether `data` is a picture that may be shown."""
    size = image_size(data) if data else None
    return size is not None and size[0] * size[1] <= MAX_PIXELS


def ending_of(picture: bytes) -> str:
    """Return how a picture's file name ends."""
    return _ENDINGS.get(image_kind(picture) or "", "bin")


def main_icon(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what the document says of the picture that shows the character, None where it says nothing."""
    listed = data_of(document).get("assets")
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    icons = [entry for entry in entries if entry.get("type") == "icon"]
    return next((icon for icon in icons if icon.get("name") == "main"), next(iter(icons), None))


def icon_picture(document: Mapping[str, Any], assets: tuple[CardAsset, ...]) -> bytes | None:
    """Return the picture that the document names, where it came with the card."""
    icon = main_icon(document)
    uri = icon.get("uri") if icon is not None else None
    path = path_of(uri)
    found = next((asset.data for asset in assets if asset.name == path), None) if path is not None else from_data(uri)
    return found if is_picture(found) else None


def from_data(uri: object) -> bytes | None:
    """Return what a `data:` address holds, None for another address."""
    if not isinstance(uri, str) or not uri.startswith("data:"):
        return None
    head, _comma, body = uri.partition(",")
    return from_base64(body.encode("ascii", "replace")) if head.endswith(";base64") else None


def from_base64(text: bytes) -> bytes | None:
    """Return what was written in base64, None where it was not."""
    packed = b"".join(text.split())
    try:
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return None


def as_data(content: bytes) -> str:
    """Return a `data:` address that holds `content`."""
    return f"data:{image_kind(content) or 'application/octet-stream'};base64,{b64encode(content).decode()}"


def readdressed(document: Mapping[str, Any], address: Callable[[str], str | None]) -> dict[str, Any]:
    """Return the document with each path of a file that came with it at the address that `address` gives for it."""
    changed = deepcopy(dict(document))
    listed = data_of(changed).get("assets")
    for entry in listed if isinstance(listed, list) else ():
        path = path_of(entry.get("uri")) if isinstance(entry, dict) else None
        new = address(path) if path is not None else None
        if new is not None:
            entry["uri"] = new
    return changed


def with_icon(document: dict[str, Any], uri: str, ending: str) -> None:
    """Let the document name `uri` as its character's picture; another picture that it named stays as a further one."""
    data = document["data"]
    listed = data.get("assets")
    entries = data["assets"] = list(listed) if isinstance(listed, list) else []
    for entry in entries:
        if isinstance(entry, dict) and entry.get("type") == "icon" and entry.get("name") == "main":
            if entry.get("uri") == _DEFAULT:
                entry |= {"uri": uri, "ext": ending}
                return
            entry["name"] = "other"
    entries.insert(0, {"type": "icon", "uri": uri, "name": "main", "ext": ending})


def picture_is_new(card: Card, document: Mapping[str, Any]) -> bool:
    """Tell whether the card's picture is none that its document names."""
    return card.picture is not None and icon_picture(document, card.assets) != card.picture
