"""Personas that users make: kept, changed, taken back, deleted; theirs alone."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.choosing import ChosenBy
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.persona_checks import MAX_PICTURE_BYTES
from desktop_app.domain.persona_documents import asset_name, lorebook_data
from desktop_app.domain.persona_drafts import NEW, PersonaDraft
from desktop_app.domain.personas import Persona
from desktop_app.engines.openai.prompts import messages_for
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from desktop_app.store.persona_rows import KEPT_VERSIONS
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.images import png

NEMO = Persona(
    id="",
    name="Captain Nemo",
    description="Of the Nautilus",
    glyph="⚓",
    system_prompt="You are Captain Nemo.\nSpeak of the sea.",
    greeting="Welcome aboard, {{user}}.",
    style="imaginative",
    openers=("Where are we?",),
    keep=True,
    examples="{{user}}: Deep?\n{{char}}: Twenty thousand leagues.",
    alternate_greetings=("Dive!", "Ah, {{user}}."),
    scenario="Under water",
    after_history="Stay under water.",
    tags=("sea",),
    creator_notes="After Verne",
    engine=EngineChoice("openai", model="tiny"),
    parameters=Parameters(temperature=0.5, stop=("x",)),
    affinity=False,
    lorebook=Lorebook("The sea", (LoreEntry(("whale",), "A narwhal."),)),
    nickname="Nemo",
)


def _same(persona: Persona, other: Persona) -> bool:
    alike = [replace(each, id="", own=False, version=1, lorebook=None, picture=None) for each in (persona, other)]
    return alike[0] == alike[1]


async def test_a_persona_is_kept_whole_and_seen_by_its_user_alone(opening: Opening) -> None:
    async with opening() as services:
        made = await services.personas.create(NEMO)
        assert (made.id, made.own, made.version) == ("captain_nemo", True, 1)
        assert _same(made, NEMO)
        assert (await services.personas.create(NEMO)).id == "captain_nemo_2"
    async with opening() as services:
        found = services.personas.get("captain_nemo")
        assert _same(found, NEMO)
        assert found.lorebook is not None
        assert [(entry.keys, entry.text) for entry in found.lorebook.entries] == [(("whale",), "A narwhal.")]
        assert [each.id for each in services.personas.list_personas()][5:] == ["captain_nemo", "captain_nemo_2"]
        with pytest.raises(UserError, match="unknown_persona"):
            await services.sessions.create("bob", persona="captain_nemo")
    async with opening("bob") as services:
        assert len(services.personas.list_personas()) == 5
        with pytest.raises(UserError, match="unknown_persona"):
            services.personas.get("captain_nemo")
        assert "captain_nemo" in services.personas.kept(), "whoever cleans up keeps others' sessions"


async def test_each_saved_state_is_a_version_that_comes_back(services: Services, clock: FakeClock) -> None:
    made = await services.personas.create(NEMO, picture=png(4, 4))
    clock.advance(days=1)
    other = await services.personas.update(made.id, replace(made, name="Nobody", scenario=""), picture=png(5, 5))
    assert (other.id, other.name, other.version) == (made.id, "Nobody", 2)
    assert other.picture != made.picture
    assert (await services.personas.update(made.id, other)).version == 2, "nothing new is no version"
    versions = await services.personas.versions(made.id)
    assert [(each.number, each.persona.name) for each in versions] == [(2, "Nobody"), (1, "Captain Nemo")]
    assert versions[0].saved_at - versions[1].saved_at == timedelta(days=1)
    back = await services.personas.restore_version(made.id, 1)
    assert (back.version, back.picture) == (3, made.picture)
    assert _same(back, NEMO)
    assert await services.personas.picture(made.id) == png(4, 4)
    assert await services.personas.picture(made.id, other.picture) == png(5, 5)


@pytest.mark.chat_file
async def test_a_lorebook_that_cannot_be_read_is_not_taken_away_by_the_next_save(
    opening: Opening, data_dir: Path
) -> None:
    async with opening() as services:
        made = await services.personas.create(NEMO)
        assert made.lorebook is not None
        name = asset_name(lorebook_data(made.lorebook))
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        assert store.execute("UPDATE persona_assets SET data = x'00ff' WHERE name = ?", (name,)).rowcount == 1
        store.commit()
    async with opening() as services:
        found = services.personas.get(made.id)
        assert (found.lorebook, found.lorebook_lost) == (None, True)
        saved = await services.personas.update(made.id, replace(found, scenario="On land"))
        assert (saved.version, saved.lorebook_lost) == (2, True)
        again = await services.personas.update(made.id, replace(saved, lorebook=made.lorebook))
        assert (again.lorebook, again.lorebook_lost) == (made.lorebook, False), "the same one mends what was damaged"
    async with opening() as services:
        found = services.personas.get(made.id)
        assert (found.lorebook, found.scenario) == (made.lorebook, "On land")
        without = await services.personas.update(made.id, replace(found, lorebook=None))
        assert (without.lorebook, without.lorebook_lost) == (None, False)


async def test_what_another_window_saved_is_not_saved_over(opening: Opening) -> None:
    async with opening() as services, opening() as other:
        made = await services.personas.create(NEMO)
        await other.personas.deleted()
        await other.personas.update(made.id, replace(made, description="Of the other window"))
        with pytest.raises(UserError, match="persona_changed"):
            await services.personas.update(made.id, replace(made, description="Mine"))
        now = services.personas.get(made.id)
        assert (now.description, now.version) == ("Of the other window", 2)
        assert (await services.personas.update(made.id, replace(now, description="Mine"))).version == 3


async def test_only_so_many_versions_are_kept_and_no_picture_of_others(services: Services) -> None:
    made = await services.personas.create(NEMO, picture=png(4, 4))
    changed = replace(made, picture=None)
    for number in range(KEPT_VERSIONS + 1):
        changed = await services.personas.update(made.id, replace(changed, description=f"{number}"))
    versions = await services.personas.versions(made.id)
    assert [each.number for each in versions] == list(range(KEPT_VERSIONS + 2, 2, -1))
    assert await services.personas.picture(made.id, made.picture) is None
    assert services.personas.get(made.id).lorebook is not None
    with pytest.raises(UserError, match="persona_version_gone"):
        await services.personas.restore_version(made.id, 1)


async def test_a_deleted_persona_comes_back_until_the_trash_is_emptied(services: Services, clock: FakeClock) -> None:
    made = await services.personas.create(NEMO)
    await services.sessions.create("ada", session_id="s", persona=made.id)
    await services.personas.delete(made.id)
    gone = services.personas.stand_in(made.id)
    assert (gone.name, gone.system_prompt != NEMO.system_prompt) == ("Captain Nemo (deleted)", True)
    assert NEMO.name in [each.name for each in services.personas.list_speakers()]
    assert [each.id for each in await services.personas.deleted()] == [made.id]
    undone = await services.undo.undo("ada")
    assert undone is not None
    assert (undone.words, undone.changes.personas) == ("“Captain Nemo” is back.", True)
    assert _same(services.personas.get(made.id), NEMO)
    await services.personas.delete(made.id)
    assert (await services.personas.create(NEMO)).id == "captain_nemo_2", "its id is still its own"
    assert (await services.personas.restore(made.id)).name == NEMO.name
    await services.personas.delete(made.id)
    clock.advance(days=15)
    await services.retention.prune(yes=True)
    assert await services.personas.deleted() == []
    with pytest.raises(UserError, match="undo_impossible"):
        await services.undo.undo("ada")
    assert (await services.sessions.show("ada", "s")).persona == made.id


async def test_personas_that_are_made_in_one_moment_have_ids_of_their_own(services: Services) -> None:
    made = await asyncio.gather(services.personas.create(NEMO), services.personas.create(NEMO))
    copies = await asyncio.gather(*(services.personas.duplicate(made[0].id) for _ in range(2)))
    assert sorted(each.id for each in (*made, *copies)) == [
        "captain_nemo",
        "captain_nemo_2",
        "captain_nemo_copy",
        "captain_nemo_copy_2",
    ]
    with pytest.raises(UserError, match="persona_id_taken"):
        await services.personas.create(replace(NEMO, id="sakura"))


async def test_shipped_personas_stay_as_they_are(services: Services) -> None:
    sakura = services.personas.get("sakura")
    with pytest.raises(UserError, match="persona_is_shipped"):
        await services.personas.delete("sakura")
    mine = await services.personas.update("sakura", replace(sakura, greeting="Hello."))
    assert (mine.id, mine.own, mine.greeting) == ("sakura_2", True, "Hello.")
    copies = [await services.personas.duplicate(each) for each in ("sakura", mine.id)]
    assert [each.name for each in copies] == ["Sakura (copy)", "Sakura (copy 2)"]
    assert services.personas.get("sakura") == sakura
    assert copies[1].greeting == "Hello."


async def test_a_copy_has_the_picture_and_the_lorebook_too(services: Services) -> None:
    made = await services.personas.create(NEMO, picture=png(4, 4))
    copy = await services.personas.duplicate(made.id)
    assert (copy.name, copy.id) == ("Captain Nemo (copy)", "captain_nemo_copy")
    assert copy.lorebook == made.lorebook
    assert await services.personas.picture(copy.id) == png(4, 4)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " \n "}, "persona_without_name"),
        ({"name": "x" * 61}, "persona_text_too_long"),
        ({"name": "a\u202eb"}, "bad_persona_text"),
        ({"system_prompt": "x" * 200_001}, "persona_text_too_long"),
        ({"greeting": "half \ud800"}, "bad_persona_text"),
        ({"openers": ("a",) * 7}, "persona_too_many"),
        ({"glyph": "ab"}, "bad_persona_glyph"),
        ({"parameters": Parameters(temperature=99)}, "bad_parameter"),
        ({"id": "sakura"}, "persona_id_taken"),
        ({"id": "no such id"}, "bad_persona_id"),
    ],
)
@pytest.mark.chat_file
async def test_what_cannot_be_kept_is_refused(services: Services, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError, match=code) as refused:
        await services.personas.create(replace(NEMO, **wrong))
    assert refused.value.message
    assert len(services.personas.list_personas()) == 5


@pytest.mark.chat_file
async def test_pictures_are_pictures(services: Services) -> None:
    for data, code in (
        (b"no picture", "persona_picture_bad"),
        (png(4, 4) + b"\0" * MAX_PICTURE_BYTES, "persona_picture_too_large"),
    ):
        with pytest.raises(UserError, match=code):
            await services.personas.create(NEMO, picture=data)


async def test_what_another_process_changed_is_noticed(opening: Opening, storage: dict[str, str]) -> None:
    async with opening() as services, opening() as beside:
        assert not await services.changes.made_elsewhere()
        made = await beside.personas.create(NEMO)
        assert await services.changes.made_elsewhere()
        assert services.personas.get(made.id).name == NEMO.name
        await beside.personas.delete(made.id)
        assert await services.changes.made_elsewhere()
        assert len(services.personas.list_personas()) == 5


async def test_a_model_is_told_all_of_a_persona_and_what_comes_last(services: Services, engine: ScriptedEngine) -> None:
    made = await services.personas.create(replace(NEMO, alternate_greetings=(), engine=None))
    await services.sessions.create("ada", session_id="s", persona=made.id)
    async for _event in services.chat.send(SendRequest("ada", "Hello?", session_id="s")):
        pass
    (request,) = engine.requests
    told = request.persona.system_prompt
    talks, began = "How Nemo talks, by example:\nada: Deep?\nNemo: Twenty", "with:\nWelcome aboard, ada."
    for part in ("You are Captain Nemo.", "Scenario: Under water", talks, began):
        assert part in told
    assert "Verne" not in told
    assert messages_for(request)[-1] == {"role": "user", "content": "Hello?\n\nStay under water."}
    plan = await services.previews.plan("ada", "s", "And now?")
    assert plan.request.persona.system_prompt == told
    session = await services.sessions.show("ada", "s")
    short = (await services.personas.instructing(session, (), session.created_at, "", 80)).system_prompt
    assert ("by example" in short, "Under water" in short) == (False, True), "in a small window, the examples go first"
    answer = (await services.sessions.history("ada", "s"))[-1]
    shown = await services.receipts.of("ada", answer.id)
    assert shown.whole
    assert shown.request.persona.after_history == "Stay under water."


async def test_a_session_shows_one_greeting_of_its_persona(services: Services) -> None:
    made = await services.personas.create(NEMO)
    sessions = [(await services.sessions.create("ada", session_id=f"s{n}", persona=made.id)).session for n in range(20)]
    shown = [services.personas.welcome(each) for each in sessions]
    assert {each.greeting for each in shown} == {"Welcome aboard, ada.", "Dive!", "Ah, ada."}
    assert shown == [services.personas.welcome(each) for each in sessions]


@pytest.mark.chat_file
async def test_a_persona_has_an_engine_and_parameters_unless_its_session_has(services: Services) -> None:
    made = await services.personas.create(replace(NEMO, engine=EngineChoice("builtin")))
    session = (await services.sessions.create("ada", session_id="s", persona=made.id)).session
    chosen = await services.choosing.chosen("ada", session.engine, persona=session.persona)
    assert (chosen.by, chosen.parameters) == (ChosenBy.PERSONA, NEMO.parameters)
    own = SessionEngine(parameters=Parameters(temperature=0.9))
    chosen = await services.choosing.chosen("ada", own, persona=session.persona)
    assert chosen.parameters == Parameters(temperature=0.9, stop=("x",))
    assert (await services.choosing.chosen("ada", persona="sakura")).by is ChosenBy.LADDER


async def test_another_persona_takes_a_session_over_and_who_said_what_stays(
    services: Services, engine: ScriptedEngine
) -> None:
    made = await services.personas.create(replace(NEMO, engine=None))
    for persona in ("sakura", made.id):
        async for _event in services.chat.send(SendRequest("ada", "Hello?", session_id="s", persona=persona)):
            pass
    answers = (await services.sessions.history("ada", "s"))[1::2]
    assert [each.persona for each in answers] == ["sakura", made.id]
    told = engine.requests[-1].persona.system_prompt
    assert "given by others (Sakura), not by Nemo" in told
    assert "began this conversation" not in told
    assert (await services.sessions.set_persona("ada", "s", "sakura")).persona == "sakura"
    undone = await services.undo.undo("ada")
    assert undone is not None
    assert undone.changes.sessions[0].persona == made.id


@pytest.mark.chat_file
async def test_personas_call_their_user_by_the_name_that_they_know(services: Services) -> None:
    made = await services.personas.create(NEMO)
    await services.facts.set_fact("ada", "name", "name", "Augusta")
    await services.facts.set_fact("ada", "name", "nickname", "Gussie", made.id)
    session = (await services.sessions.create("ada", session_id="s", persona=made.id)).session
    told = await services.personas.instructing(session, (), session.created_at, "")
    assert "Gussie: Deep?" in told.system_prompt
    session = replace(session, persona=(await services.personas.duplicate(made.id)).id)
    assert "Augusta: Deep?" in (await services.personas.instructing(session, (), session.created_at, "")).system_prompt


@pytest.mark.chat_file
async def test_a_persona_deleted_for_good_is_gone_from_the_file(services: Services, data_dir: Path) -> None:
    secret = "a canary in a persona"
    made = await services.personas.create(replace(NEMO, scenario=secret), picture=png(4, 4))
    await services.personas.update(made.id, replace(made, scenario=f"{secret}, again"))
    await services.personas.delete(made.id)
    erased = await services.personas.erase(made.id)
    assert (erased.versions, erased.files, erased.erased) == (2, 2, True)
    assert await services.personas.deleted() == []
    for file in data_dir.glob("parley.db*"):
        assert secret.encode() not in file.read_bytes()
    for persona_id, code in ((made.id, "unknown_persona"), ("sakura", "persona_is_shipped")):
        with pytest.raises(UserError, match=code):
            await services.personas.erase(persona_id)


async def test_a_draft_is_kept_as_it_stands_for_its_user_until_its_persona_is_gone_for_good(opening: Opening) -> None:
    nothing = Persona("", "", "", "", "", "", "", own=True)
    async with opening() as services:
        made = await services.personas.create(NEMO)
        written = replace(made, name="", greeting="\ud800 " + "x" * 300_000, picture="new")
        await services.personas.drafts.keep(made.id, PersonaDraft(written, png(4, 4)))
        await services.personas.drafts.keep(NEW, PersonaDraft(nothing))
        assert await services.personas.drafts.waiting() == [NEW, made.id]
    async with opening("bob") as services:
        assert await services.personas.drafts.waiting() == []
    async with opening() as services:
        assert await services.personas.drafts.read(made.id) == PersonaDraft(written, png(4, 4))
        assert await services.personas.drafts.read(NEW) == PersonaDraft(nothing)
        await services.personas.drafts.keep(NEW, None)
        await services.personas.erase(made.id)
        assert await services.personas.drafts.read(NEW) is None
        assert await services.personas.drafts.read(made.id) is None
