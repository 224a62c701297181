"""How many of a model's tokens one of ours is, learned from what engines count."""

import math

USUAL = 1.0
"""Of a model that nothing is known of yet."""
_LEAST, _MOST = 0.5, 4.0
_NEW_WEIGHT = 0.3
_ENOUGH = 40
"""Estimated tokens below which a chat template's own words would teach something wrong."""
_STEP = 1.05


def learned(rate: float, estimated: float, counted: float) -> float:
    """Return `rate` moved towards what an engine counted where we estimated so much."""
    found = _found(estimated, counted)
    return rate if found is None else rate + _NEW_WEIGHT * (found - rate)


def corrected(rate: float, estimated: float, counted: float) -> float:
    """Return the rate at once that would have told right; what it was where there is too little to tell by."""
    return _found(estimated, counted) or rate


def in_steps(rate: float) -> float:
    """Return `rate` rounded up a little, so that a prompt is not cut in another place whenever something is learned."""
    return float(_STEP ** math.ceil(math.log(rate, _STEP) - 1e-9))


def _found(estimated: float, counted: float) -> float | None:
    """Return the rate that these two tell; None where too little was read, or most of it not counted again."""
    if estimated < _ENOUGH or counted < estimated * _LEAST / 2:
        return None
    return min(max(counted / estimated, _LEAST), _MOST)
