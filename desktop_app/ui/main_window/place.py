"""Where the window is and how its panes stand, as bytes that a file keeps."""

from typing import NamedTuple

_WITH_WIDTH = 2
"""Marks a remembered place that has the inspector's width in it; those of older versions know no inspector."""


class Place(NamedTuple):
    """Place and size of a window and of its splitter as Qt keeps them, and what is to be known besides."""

    geometry: bytes
    splitter: bytes
    hides_sidebar: bool
    inspector_width: int | None


def packed(place: Place) -> bytes:
    """Return what `unpacked` takes."""
    # Put together by hand: Qt's own streams bring along names that would hold up the first paint.
    begin = bytes([_WITH_WIDTH | place.hides_sidebar]) + len(place.geometry).to_bytes(4, "big")
    return begin + place.geometry + (place.inspector_width or 0).to_bytes(2, "big") + place.splitter


def unpacked(state: bytes) -> Place | None:
    """Return the place that was packed, None where it is anything else."""
    end = splitter_at = 5 + int.from_bytes(state[1:5], "big")
    width = None
    if len(state) > end + 2 and state[0] & _WITH_WIDTH:
        splitter_at = end + 2
        width = int.from_bytes(state[end:splitter_at], "big")
    if len(state) <= splitter_at:
        return None
    return Place(state[5:end], state[splitter_at:], bool(state[0] & 1), width)
