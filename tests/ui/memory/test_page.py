"""The page about memory, on a real store."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from sqlalchemy import update

from desktop_app.domain.facts import Fact
from desktop_app.store.schema import affinities
from desktop_app.store.schema import facts as fact_table
from desktop_app.ui.memory.fact_delegate import FactDelegate, Index
from desktop_app.ui.memory.fact_list import FactList
from desktop_app.ui.memory.fact_model import FactRole
from desktop_app.ui.memory.page import MemoryPage
from tests.support.desk import Desk, Opening
from tests.support.long_talk import database_of
from tests.support.qt_loop import until


async def opened(desk: Desk) -> MemoryPage:
    desk.window.header.affinity_clicked.emit()
    page = desk.shell.inspecting.memory.page
    assert page is not None
    assert page.isVisible()
    await until(lambda: bool(page.heading.text()))
    return page


def listed(page: MemoryPage) -> list[str]:
    return [str(page.model.index(row).data()) for row in range(page.model.rowCount())]


def known(page: MemoryPage) -> list[Fact]:
    return [page.model.index(row).data(FactRole.FACT) for row in range(page.model.rowCount())]


async def choose(desk: Desk, page: MemoryPage, value: str) -> None:
    await until(lambda: value in [fact.value for fact in known(page)])
    page.list.setCurrentIndex(page.model.index([fact.value for fact in known(page)].index(value)))
    await until(lambda: page.card.isVisible() and page.card.fields.value.text() == value)


async def test_it_says_that_nothing_is_known_and_takes_what_is_written(opening: Opening) -> None:
    async with opening() as desk:
        page = await opened(desk)
        assert page.note.text().startswith("Nothing is known of you yet.")
        assert not page.list.isVisible()
        desk.qtbot.mouseClick(page.add_button, Qt.MouseButton.LeftButton)
        assert desk.window.focusWidget() is page.card.fields.value
        page.card.fields.category.setCurrentIndex(1)
        page.card.fields.key.setText("home")
        desk.qtbot.keyClicks(page.card.fields.value, "Lisbon")
        desk.qtbot.keyClick(page.card.fields.value, Qt.Key.Key_Return)
        await until(lambda: listed(page) == ["home: Lisbon"])
        assert page.list.headings() == ["Places"]
        assert page.card.fact() == known(page)[0]
        (fact,) = await desk.services.facts.list_facts("ada")
        assert (fact.category, fact.key, fact.persona, fact.confirmed) == ("place", "home", None, True)
        page.filter.setText("porto")
        assert page.note.text() == "No fact has “porto” in it."
        page.filter.setText("place lis")
        assert listed(page) == ["home: Lisbon"]


async def test_a_fact_is_edited_marked_shared_and_forgotten(opening: Opening) -> None:
    async with opening() as desk:
        service = desk.services.facts
        fact = await service.set_fact("ada", "place", "home", "Porto")
        page = await opened(desk)
        await choose(desk, page, "Porto")
        page.card.fields.value.setText("Lisbon")
        assert not desk.buttons("Forget"), "first comes what is being written"
        desk.press("Save")
        await until(lambda: listed(page) == ["home: Lisbon"])
        desk.qtbot.mouseClick(page.card.fields.more_button, Qt.MouseButton.LeftButton)
        await until(lambda: page.card.history.text().endswith(": Porto"))
        desk.press("Not sure")
        await until(lambda: not known(page)[0].confirmed)
        desk.press("Freeze")
        await until(lambda: bool(desk.buttons("Unfreeze")))
        page.card.until_wanted.emit(known(page)[0], 7)
        await until(lambda: known(page)[0].until is not None and page.card.until.text().startswith("Holds until "))
        page.card.who.setCurrentIndex(1)
        page.card.who.activated.emit(1)
        await until(lambda: known(page)[0].persona == "default_assistant")
        said = str(page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
        assert said.startswith("home: Lisbon, known to Default Assistant, frozen, until ")
        desk.press("Forget")
        await until(lambda: "“Lisbon” is forgotten." in desk.notices())
        await until(lambda: listed(page) == [])
        desk.press("Undo")
        await until(lambda: listed(page) == ["home: Lisbon"])
        assert (await service.get("ada", fact.id)).frozen


async def test_a_suggestion_stands_first_and_is_confirmed_or_declined(opening: Opening) -> None:
    async with opening() as desk:
        for category, value in (("name", "Ada"), ("note", "the bins go out on Monday")):
            await desk.services.facts.set_fact("ada", category, "name" if category == "name" else value, value)
        await mark(desk, "the bins go out on Monday", suggested=True, confirmed=False)
        page = await opened(desk)
        await choose(desk, page, "the bins go out on Monday")
        assert page.list.headings() == ["Suggested: is that right?", "Name"]
        assert desk.buttons("Decline")
        desk.press("Confirm")
        await until(lambda: page.list.headings() == ["Name", "Notes"])


async def mark(desk: Desk, value: str, **values: object) -> None:
    """Change a fact as what learns from messages would."""
    async with desk.services.facts._store._database.writing() as connection:
        await connection.execute(update(fact_table).where(fact_table.c.value == value).values(values))


async def test_its_source_is_shown_and_gone_to_on_its_branch(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("I live in Lisbon now")
        await desk.answered()
        question, first = desk.message(0), desk.session_id
        desk.window.transcript.edit_saved.emit(question.id, "I said something else")
        await until(lambda: desk.transcript()[0] == ("user", "I said something else"))
        await desk.services.facts.set_fact("ada", "place", "home", "Lisbon")
        await mark(desk, "Lisbon", source_message_id=question.id)
        other = await desk.services.sessions.create("ada", name="Tea")
        desk.shell.chat.open(other.session.id)
        page = await opened(desk)
        await choose(desk, page, "Lisbon")
        await until(lambda: page.card.source.words().startswith("“I live in Lisbon now”"))
        desk.qtbot.mouseClick(page.card.source, Qt.MouseButton.LeftButton)
        await until(lambda: desk.session_id == first and ("user", "I live in Lisbon now") in desk.transcript())


async def test_affinity_is_shown_with_its_reasons_and_can_be_frozen_reset_and_switched_off(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.resize(1600, 800)
        desk.type_and_send("Thanks, that is kind")
        await desk.answered()
        chip = desk.window.header._affinity
        await until(lambda: chip.words() == "Stranger · 3")
        assert chip.accessibleDescription() == "Stranger, 3"
        page = await opened(desk)
        card = page.affinity
        assert (card.level.text(), card.next.text()) == ("Stranger · 3 points", "17 more points to Acquaintance")
        desk.press("Why: the last changes of affinity")
        assert [line.split("  ")[:2] for line in card.reasons.text().splitlines()] == [
            ["+1", "You said thanks."],
            ["+2", "You talked."],
        ]
        desk.press("Freeze affinity")
        await until(lambda: bool(desk.buttons("Let affinity change")))
        desk.press("Switch affinity off")
        await until(lambda: card.level.text() == "Affinity with Default Assistant is switched off")
        assert not chip.isVisible()
        desk.press("Switch affinity on")
        await until(lambda: chip.isVisible() and bool(desk.buttons("Reset affinity")))
        desk.press("Reset affinity")
        await until(lambda: card.level.text() == "Stranger · 0 points")
        assert "You began anew." in card.reasons.text()
        assert desk.notices() == ["You begin anew with Default Assistant."]
        desk.press("Undo")
        await until(lambda: card.level.text() == "Stranger · 3 points" and chip.words() == "Stranger · 3")
        assert "You began anew." not in card.reasons.text()
        assert desk.notices() == ["All 3 points with Default Assistant are back."]


async def test_another_persona_another_page(opening: Opening) -> None:
    async with opening() as desk:
        await desk.services.facts.set_fact("ada", "like", "tea", "tea", "sakura")
        page = await opened(desk)
        assert listed(page) == []
        desk.shell.chat.change_persona("sakura")
        await until(lambda: listed(page) == ["Likes: tea"])


async def test_ten_thousand_facts_cost_as_much_as_one_can_see(opening: Opening) -> None:
    async with opening() as desk:
        page = await opened(desk)
        fact = await desk.services.facts.set_fact("ada", "note", "n", "v")
        many = [replace(fact, id=number, key=f"k{number}") for number in range(1, 10_001)]
        page.show_facts(many, ("default_assistant", "Default Assistant"), {})
        painted = Painted(page.list)
        page.list.setItemDelegate(painted)
        page.list.scrollToBottom()
        page.list.grab()
        assert page.heading.text() == "Known of you · 10000"
        assert painted.rows[-1] == 9_999
        assert len(set(painted.rows)) < 60


class Painted(FactDelegate):
    """Notes which rows are painted."""

    def __init__(self, parent: FactList) -> None:
        super().__init__(parent)
        self.rows: list[int] = []

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.rows.append(index.row())
        super().paint(painter, option, index)


async def test_the_keys_of_the_list(opening: Opening) -> None:
    async with opening() as desk:
        await desk.services.facts.set_fact("ada", "name", "name", "Ada")
        page = await opened(desk)
        await choose(desk, page, "Ada")
        desk.qtbot.keyClick(page.list, Qt.Key.Key_F2)
        assert desk.window.focusWidget() is page.card.fields.value
        desk.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
        await until(lambda: listed(page) == [])


async def test_a_new_session_is_greeted_as_friends_greet(opening: Opening) -> None:
    async with opening() as desk:

        def greeting() -> str:
            welcome = desk.shell.chat.messages.welcome
            return "" if welcome is None else welcome.greeting

        plain = greeting()
        async with database_of(desk.services).writing() as connection:
            await connection.execute(update(affinities).values(points=60))
        desk.shell.chat.reload(anew=True)
        await until(lambda: greeting() == f"There you are, how nice to see you. {plain}")
        await desk.services.affinity.switch_off("ada", "default_assistant")
        desk.shell.chat.reload(anew=True)
        await until(lambda: greeting() == plain)


async def test_learning_and_suggestions_are_switched_here(opening: Opening) -> None:
    async with opening() as desk:
        page = await opened(desk)
        services, boxes = desk.services, page.switches
        await until(boxes.learning.isChecked)
        assert not boxes.suggestions.isChecked()
        boxes.suggestions.click()
        await until(lambda: services.suggestions.is_on)
        assert (await services.preferences.current()).memory.suggestions
        boxes.learning.click()
        await until(lambda: not boxes.suggestions.isEnabled())
        assert not await services.facts.is_learning("ada")
        await until(lambda: page.note.text().startswith("Nothing is known of you, and nothing is learned."))
        desk.type_and_send("I live in Lisbon")
        await desk.answered()
        assert await services.facts.list_facts("ada") == []
        boxes.learning.click()
        await until(boxes.suggestions.isEnabled)
        assert boxes.suggestions.isChecked()
