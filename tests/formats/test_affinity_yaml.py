"""The rules of affinity, read from YAML."""

from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.formats.affinity_yaml import read_affinity_rules

LEVELS = "exchange_points: 2\nlevels:\n  a: 0\n"
SHIPPED = Path(__file__).parent.parent.parent / "resources" / "affinity.yaml"


def test_the_shipped_rules_lead_from_stranger_to_confidant() -> None:
    rules = read_affinity_rules(SHIPPED.read_bytes(), SHIPPED.name)
    assert rules.exchange_points == 2
    assert rules.level_for(0) == "stranger"
    assert rules.level_for(19) == "stranger"
    assert rules.level_for(20) == "acquaintance"
    assert rules.level_for(1_000_000) == "confidant"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("exchange_points: 2\nlevels:\n  stranger: 5\n", 3, "begin at 0"),
        ("exchange_points: 2\nlevels:\n  a: 0\n  b: 0\n", 4, "above the one before"),
        ("exchange_points: 2\nlevels:\n  a: 0\n  b: -3\n", 4, "whole number"),
        ("exchange_points: 2\nlevels:\n  a: 0\n  b: 1.5\n", 4, "whole number"),
        ("exchange_points: two\nlevels:\n  a: 0\n", 1, "whole number"),
        ("exchange_points: 2\nlevels:\n  A b: 0\n", 3, "small letters"),
        ("exchange_points: 2\nlevels: {}\n", 2, "at least one"),
        ("exchange_points: 2\n", 1, "needs “levels”"),
        ("levels:\n  a: 0\n", 1, "needs “exchange_points”"),
        ("exchange_points: 2\nlevels:\n  a: 0\nbonus: 3\n", 4, "no key “bonus”"),
        (f"{LEVELS}rules:\n  kind:\n    points: 1\n    reason: x\n", 6, "either"),
        (f"{LEVELS}rules:\n  kind:\n    points: 1.5\n    reason: x\n    phrases: [a]\n", 6, "whole number"),
        (f"{LEVELS}rules:\n  exchange:\n    points: 1\n    reason: x\n    phrases: [a]\n", 6, "Parley's own"),
        (f"{LEVELS}words:\n  b:\n    title: B\n", 6, "no level “b”"),
        (f"{LEVELS}decay:\n  points: 1\n  every_days: 0\n  after_days: 3\n", 6, "whole number"),
        ("exchange_points: ٢\nlevels:\n  a: 0\n", 1, "whole number"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UserError) as caught:
        read_affinity_rules(text.encode(), "affinity.yaml")
    assert words in caught.value.message
    assert caught.value.details["line"] == line
