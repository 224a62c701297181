"""How often what is made up at random is made up: each day a third as often as in the long version, `--full`.

Each day it is the same, so that a change is never refused for what it did not do; `--full` makes up something new.
Nothing has to be done by a time: how busy the computer is says nothing of what is tested.
"""

from hypothesis import settings

DAILY, FULL = "daily", "full"


def load_profile(*, full: bool) -> None:
    """Say, before any test is imported, which of the two this run is."""
    settings.register_profile(DAILY, settings.default, max_examples=34, derandomize=True, database=None, deadline=None)
    settings.register_profile(FULL, settings.default, max_examples=100, deadline=None)
    settings.load_profile(FULL if full else DAILY)


def often(times: int) -> int:
    """Return how often a test is tried that the long version tries so many times."""
    return times if settings.get_current_profile_name() == FULL else -(-times // 3)
