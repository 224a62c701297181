"""Personas for tests of the window."""

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona

HARBOUR = Lorebook(
    entries=(
        LoreEntry(("harbour", "quay"), "The harbour lies in fog until noon.", order=1),
        LoreEntry(("lighthouse",), "It was never lit again.", order=2, enabled=False),
    ),
    scan_depth=6,
)
MIRA = Persona(
    id="mira",
    name="Mira",
    description="Runs the ferry",
    glyph="⛵",
    system_prompt="You are {{char}}.\nYou know the harbour.",
    greeting="One for the island?",
    style="plain",
    openers=("Tell me of the storm", "Who is Petrov?"),
    keep=True,
    examples="{{user}}: Hello\n{{char}}: Hm.",
    alternate_greetings=("Fog again.", "Mind the plank."),
    scenario="A small harbour",
    after_history="Stay short.",
    tags=("sea", "mystery"),
    creator_notes="Made for tests",
    engine=EngineChoice("openai", "http://127.0.0.1:8080/v1", "qwen3-8b"),
    affinity=False,
    lorebook=HARBOUR,
    nickname="Captain",
    own=True,
)
