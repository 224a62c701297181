"""Personas out of files, looked at before they are stored, and into files again without loss."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.cards import persona_of
from desktop_app.domain.errors import UserError
from desktop_app.formats.cards.reading import read_card
from desktop_app.services.services import Services
from tests.services.test_personas import NEMO
from tests.support.images import png

SAMPLES = Path(__file__).parents[1] / "formats" / "cards" / "samples"


async def test_a_card_is_looked_at_then_kept_with_all_that_is_in_it(services: Services, tmp_path: Path) -> None:
    file = SAMPLES / "bramble_v3.png"
    preview = await services.personas.preview(file)
    assert len(services.personas.list_personas()) == 5
    assert preview.persona == persona_of(read_card(file.name, file.read_bytes()))
    made = await services.personas.import_card(preview)
    assert (made.name, made.own, made.lorebook) == (preview.persona.name, True, preview.persona.lorebook)
    assert await services.personas.picture(made.id) == preview.picture
    card = await services.personas.card(made.id)
    assert card is not None
    target = tmp_path / "out.png"
    await services.personas.export(made.id, target)
    assert target.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.chat_file
@pytest.mark.parametrize("name", ["bramble_v1.json", "bramble_v2.json", "bramble_v2.png", "bramble_v3.charx"])
async def test_a_changed_persona_takes_the_rest_of_its_card_along(
    services: Services, tmp_path: Path, name: str
) -> None:
    file = SAMPLES / name
    made = await services.personas.import_card(await services.personas.preview(file))
    copy = await services.personas.duplicate(made.id)
    changed = await services.personas.update(copy.id, replace(copy, greeting="Well met."))
    await services.personas.export(changed.id, target := tmp_path / f"out{file.suffix}")
    before, after = (read_card(each.name, each.read_bytes()) for each in (file, target))
    assert persona_of(after).greeting == "Well met."
    extensions = [each.fields.get("data", {}).get("extensions", {}) for each in (before, after)]
    assert extensions[1] == {**extensions[1], **extensions[0]}
    assert after.assets == before.assets
    assert persona_of(after).lorebook == persona_of(before).lorebook


@pytest.mark.chat_file
async def test_a_persona_made_here_goes_into_every_kind_of_file(services: Services, tmp_path: Path) -> None:
    made = await services.personas.create(NEMO, picture=png(4, 4))
    for ending, spec in (("yaml", None), ("json", "v3"), ("png", "v3"), ("charx", "v3")):
        target = tmp_path / f"nemo.{ending}"
        assert await services.personas.export(made.id, target) == ending
        back = (await services.personas.preview(target)).persona
        assert (back.name, back.examples, back.alternate_greetings) == (
            NEMO.name,
            NEMO.examples,
            ("Dive!", "Ah, {{user}}."),
        )
        assert back.system_prompt == NEMO.system_prompt
        assert back.lorebook is not None
        assert spec is None or read_card(target.name, target.read_bytes()).spec == spec
    await services.personas.export("sakura", tmp_path / "sakura.png", "json-v2")
    assert read_card("sakura", (tmp_path / "sakura.png").read_bytes()).spec == "v2"


@pytest.mark.chat_file
async def test_what_cannot_be_read_or_written_is_said(services: Services, tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    there.write_text("{}")
    (tmp_path / "bad.yaml").write_text("name: x\nsystem_prompt: &a x\ngreeting: *a\n")
    for path, code in (
        (tmp_path / "none.png", "persona_file_unreadable"),
        (there, "not_a_card"),
        (tmp_path / "bad.yaml", "bad_persona_file"),
    ):
        with pytest.raises(UserError, match=code) as refused:
            await services.personas.preview(path)
        assert refused.value.message
    for path, code in ((there, "export_exists"), (tmp_path / "x.txt", "persona_kind_unknown")):
        with pytest.raises(UserError, match=code):
            await services.personas.export("sakura", path)
    assert there.read_text() == "{}"
    await services.personas.export("sakura", there, over=True)
    assert (await services.personas.preview(there)).persona.name == "Sakura"


async def test_what_should_be_known_of_a_card_is_said(services: Services, tmp_path: Path) -> None:
    entries = [
        {"keys": [key], "content": "text", "enabled": True, "insertion_order": 0} for key in ("/r[aei]n/", "sea")
    ]
    extensions = {f"plugin_{number}": number for number in range(8)}
    data = {"name": "Nemo", "character_book": {"entries": entries}, "extensions": extensions}
    file = tmp_path / "nemo.json"
    file.write_text(json.dumps({"spec": "chara_card_v3", "spec_version": "3.0", "data": data}))
    said = (await services.personas.preview(file)).warnings
    assert "1 entry has regular expressions as keys; what could take long in them is never run." in said
    names = ", ".join(f"plugin_{number}" for number in range(6))
    assert f"Kept for other programs, and of no use here: {names} and 2 more." in said
