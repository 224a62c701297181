"""Reads the rules of affinity from YAML."""

from desktop_app.domain.affinity import AffinityLevel, AffinityRules
from desktop_app.formats.fields import Fields, entries_of, identifier, whole_number
from desktop_app.formats.yaml_source import TextNode, read_yaml

_MAX_POINTS = 1_000_000


def read_affinity_rules(data: bytes, file_name: str) -> AffinityRules:
    """Return the rules in `data`; raise `UserError` naming the file and line of what is wrong."""
    fields = Fields(read_yaml(data, file_name), ("exchange_points", "levels"), "the affinity file")
    node = fields.require("levels")
    levels: list[AffinityLevel] = []
    for name, threshold in entries_of(node, "levels").items():
        identifier(TextNode(threshold.file, threshold.line, name), "levels")
        level = AffinityLevel(name, whole_number(threshold, name, 0, _MAX_POINTS))
        if not levels and level.threshold != 0:
            threshold.refuse("the first level must begin at 0")
        if levels and level.threshold <= levels[-1].threshold:
            threshold.refuse("each level must begin above the one before it")
        levels.append(level)
    if not levels:
        node.refuse("there must be at least one level")
    return AffinityRules(tuple(levels), fields.whole_number("exchange_points", 0, 1_000))
