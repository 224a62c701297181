"""Receipts and summaries through a restore, a repair and a damaged row."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.engines import EngineChoice, Parameters, Timings
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.recalled import Recalled, RecalledAffinity, RecalledFact, RecalledLore
from desktop_app.domain.receipt_documents import receipt_document, receipt_from
from desktop_app.domain.receipts import AnswerReceipt, GivenFile, GivenPrompt, ModelStamp, Outcome
from desktop_app.domain.sessions import Session
from desktop_app.domain.snapshots import Reason
from desktop_app.domain.summaries import Summary
from desktop_app.store.database import Database
from desktop_app.store.health import odd_values
from desktop_app.store.messages import MessageStore
from desktop_app.store.receipts import ReceiptStore
from desktop_app.store.restore import RestoreStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.snapshot_copy import make_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from desktop_app.store.summaries import SummaryStore
from tests.support.invariants import assert_invariants

MOMENT = datetime(2026, 5, 1, 12, tzinfo=UTC)
RECEIPT = AnswerReceipt(
    EngineChoice("llama", model="/models/tiny.gguf"),
    Parameters(temperature=0.5, seed=7, stop=("x",)),
    GivenPrompt(
        "Be kind.", "Ada likes tea.", "They met.", None, "ab" * 32, (GivenFile(0, 1, 12), GivenFile(2, 0, None))
    ),
    "sakura",
    MOMENT,
    "friend",
    2,
    123.4,
    120,
    4096.0,
    "engine",
    0,
    ModelStamp(10, 2**60),
    "cd" * 32,
    Outcome("tiny", "stop", 120, 9, Timings(0.1, 0.9, 9, 100, measured=True)),
    Recalled(
        (RecalledFact(3, "pet", "dog", "Rex"), RecalledFact(4, "like", "tea", "tea")),
        (RecalledLore(0, "Burrow", "burrow"),),
        RecalledAffinity(62, "friend", "on"),
    ),
)

receipts = st.builds(
    AnswerReceipt,
    choice=st.builds(EngineChoice, st.text(), st.text(), st.text()),
    parameters=st.builds(Parameters, temperature=st.none() | st.floats(0, 2), seed=st.none() | st.integers(0, 9)),
    prompt=st.builds(GivenPrompt, *[st.just("")] * 3, st.none(), st.text()),
    persona=st.text(),
    asked_at=st.datetimes(timezones=st.just(UTC)),
    affinity_level=st.text(),
    version=st.integers(0, 9),
    estimated=st.integers(0, 9_999).map(float),
    counted=st.none() | st.integers(0, 99),
    outcome=st.builds(Outcome, st.none() | st.text(min_size=1), st.none(), st.none() | st.integers(0, 99)),
)


@given(receipts)
def test_a_document_says_all_of_a_receipt(receipt: AnswerReceipt) -> None:
    assert receipt_from(receipt_document(receipt), receipt.prompt) == receipt


def test_a_whole_one_as_well() -> None:
    assert receipt_from(receipt_document(RECEIPT), RECEIPT.prompt) == RECEIPT


@given(st.dictionaries(st.sampled_from(list(receipt_document(RECEIPT))), st.none() | st.text() | st.lists(st.text())))
def test_anything_else_is_refused_and_nothing_worse(odd: dict[str, object]) -> None:
    with suppress(ValueError):
        receipt_from({**receipt_document(RECEIPT), **odd}, RECEIPT.prompt)


async def _answered(database: Database) -> Message:
    """Store an exchange with a receipt and a summary."""
    store = MessageStore(database)
    session = Session(id="s", user_id="ada", persona="sakura", created_at=MOMENT, last_activity_at=MOMENT)
    _session, question, answer = await store.ask(session, "hello", engine="llama", now=MOMENT)
    whole = answer._replace(content="hi", status=MessageStatus.COMPLETE)
    receipt = replace(RECEIPT, prompt=replace(RECEIPT.prompt, first_message_id=question.id))
    await store.finish("ada", whole, context={}, now=MOMENT, receipt=receipt)
    await SummaryStore(database).put("ada", "s", Summary(answer.id, "In short.", MOMENT, "llama", "tiny"))
    return whole


async def _is_there(database: Database) -> None:
    async with database.reading() as connection:
        answers = "SELECT id FROM messages WHERE role = 'assistant' AND session_id = 's'"
        (row,) = (await connection.exec_driver_sql(answers)).all()
    _session, answer, receipt = await ReceiptStore(database).of("ada", row[0])
    assert receipt is not None
    assert receipt == replace(RECEIPT, prompt=replace(RECEIPT.prompt, first_message_id=receipt.prompt.first_message_id))
    (question,) = await ReceiptStore(database).turns(answer, receipt.prompt.first_message_id)
    assert question.content == "hello"
    assert [each.text for each in await SummaryStore(database).of_session("s")] == ["In short."]


async def test_both_come_back_from_a_snapshot_with_their_messages(tmp_path: Path) -> None:
    one, other = tmp_path / "one" / "parley.db", tmp_path / "other" / "parley.db"
    for file in (one, other):
        file.parent.mkdir(mode=0o700)
    async with Database.open(one) as database:
        await _answered(database)
        snapshot, found = make_snapshot(one, Reason.DEMAND, MOMENT, Stop())
        assert found.problems == ()
        file = SnapshotFolder(one).file_of(snapshot)
    async with Database.open(other) as database:
        session = Session(id="t", user_id="ada", persona="sakura", created_at=MOMENT, last_activity_at=MOMENT)
        # So that the ids differ.
        _session, _question, answer = await MessageStore(database).ask(session, "other", engine="x", now=MOMENT)
        whole = answer._replace(content="hm", status=MessageStatus.COMPLETE)
        await MessageStore(database).finish("ada", whole, context={}, now=MOMENT)
        for _time in range(2):
            await RestoreStore(database).restore(file, MOMENT)
        await _is_there(database)


async def test_both_are_salvaged_and_odd_rows_are_told_of(tmp_path: Path) -> None:
    file = tmp_path / "store" / "parley.db"
    file.parent.mkdir(mode=0o700)
    async with Database.open(file) as database:
        await _answered(database)
    assert salvage(file, "ada", MOMENT).messages == 2
    assert_invariants(file.parent)
    async with Database.open(file) as database:
        await _is_there(database)
        assert await odd_values(database) == []
        async with database.writing() as connection:
            await connection.exec_driver_sql("UPDATE receipts SET document = '[]'")
            await connection.exec_driver_sql("UPDATE prompt_texts SET content = 'Be cruel.' WHERE content = 'Be kind.'")
        assert await odd_values(database) == ["receipt 2 holds what makes no sense"]
    salvage(file, "ada", MOMENT)
    assert_invariants(file.parent)
    with closing(sqlite3.connect(file)) as store:
        assert store.execute("SELECT count(*) FROM receipts").fetchone() == (0,)
        assert store.execute("SELECT count(*) FROM prompt_texts").fetchone() == (0,)
        assert store.execute("SELECT count(*) FROM summaries").fetchone() == (1,)
