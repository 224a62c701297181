"""All skills by the names that rules use."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop_app.engines.builtin.calendar_skills import CALENDAR_SKILLS
from desktop_app.engines.builtin.clock_skills import CLOCK_SKILLS
from desktop_app.engines.builtin.history_skills import HISTORY_SKILLS
from desktop_app.engines.builtin.memory_skills import MEMORY_SKILLS
from desktop_app.engines.builtin.number_skills import NUMBER_SKILLS
from desktop_app.engines.builtin.quoting_skills import QUOTING_SKILLS
from desktop_app.engines.builtin.reckoning_skills import RECKONING_SKILLS
from desktop_app.engines.builtin.situation import Skill
from desktop_app.engines.builtin.text_skills import TEXT_SKILLS
from desktop_app.engines.builtin.walking_skills import WALKING_SKILLS

ALL_SKILLS: Mapping[str, Skill] = MappingProxyType(
    {
        **CALENDAR_SKILLS,
        **CLOCK_SKILLS,
        **HISTORY_SKILLS,
        **MEMORY_SKILLS,
        **NUMBER_SKILLS,
        **QUOTING_SKILLS,
        **RECKONING_SKILLS,
        **TEXT_SKILLS,
        **WALKING_SKILLS,
    }
)
