"""The menu of the engine chip: what answered lately, presets, and the ways to choose more."""
