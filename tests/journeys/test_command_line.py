"""Parley from the command line, as scripts and people in terminals use it."""

import os
import stat
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tests.servers.fake_cases import echo, html200
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import ask, command, finish, run, start_soon, told
from tests.support.servers import closed_port, mute_port, serving


def test_what_it_was_told_it_knows_later(data_dir: Path) -> None:
    first = ask(data_dir, "chat", "My name is Ada")
    second = ask(data_dir, "chat", "I like mathematics")
    third = ask(data_dir, "chat", "what is my name")
    assert first["session_created"]
    assert not second["session_created"]
    assert {second["session_id"], third["session_id"]} == {first["session_id"]}
    assert "Ada" in third["reply"]
    assert [(each["category"], each["key"], each["value"]) for each in first["facts_learned"]] == [
        ("name", "name", "Ada")
    ]
    history = ask(data_dir, "sessions", "history", first["session_id"])
    assert [message["content"] for message in history["messages"]] == [
        "My name is Ada", first["reply"], "I like mathematics", second["reply"], "what is my name", third["reply"]
    ]  # fmt: skip
    assert [message["id"] for message in history["messages"]] == [
        number for answer in (first, second, third) for number in answer["message_ids"]
    ]
    assert history["message_count"] == 6
    assert {message["status"] for message in history["messages"]} == {"complete"}


def test_affinity_is_reported_from_the_first_exchange(data_dir: Path) -> None:
    first, second = (ask(data_dir, "chat", text) for text in ("Hello", "Hello again"))
    assert first["affinity"] == {"points": 2, "level": "stranger"}
    assert second["affinity"]["points"] == 4
    assert first["success"]
    assert first["persona"] == "default_assistant"
    assert first["engine"] == "builtin"
    assert first["execution_time"] >= 0


def test_eight_at_once_on_an_empty_folder_share_one_session(data_dir: Path) -> None:
    questions = [f"What is {number} + {number}?" for number in range(1, 9)]
    ended = [finish(child) for child in [start_soon(data_dir, "chat", question, "--json") for question in questions]]
    for each in ended:
        assert (each.code, each.err) == (0, "")
    answers = [each.document for each in ended]
    assert sum(answer["session_created"] for answer in answers) == 1
    (session_id,) = {answer["session_id"] for answer in answers}
    assert [session["session_id"] for session in ask(data_dir, "sessions", "list")["sessions"]] == [session_id]
    messages = ask(data_dir, "sessions", "history", session_id)["messages"]
    assert len(messages) == 16
    by_id = {message["id"]: message for message in messages}
    for question, answer in zip(questions, answers, strict=True):
        asked, replied = (by_id[number] for number in answer["message_ids"])
        assert (asked["role"], asked["content"]) == ("user", question)
        assert (replied["role"], replied["content"]) == ("assistant", answer["reply"])
        assert replied["parent_id"] == asked["id"]
    for before, after in pairwise(messages):
        assert after["parent_id"] == before["id"], "all are on the shown branch"
    kept = sorted(zip(answers, questions, strict=True), key=lambda pair: pair[0]["message_ids"])
    assert_invariants(data_dir, [Acknowledged(session_id, question, answer["reply"]) for answer, question in kept])
    assert ask(data_dir, "doctor")["healthy"]


def test_options_stand_before_or_after_the_words(data_dir: Path) -> None:
    before = run(data_dir, "--json", "--user", "ada", "chat", "Hello").document
    after = run(data_dir, "chat", "Hello", "--user", "ada", "--json").document
    assert before["session_id"] == after["session_id"]
    assert ask(data_dir, "--user", "grace", "sessions", "list")["count"] == 0
    assert ask(data_dir, "sessions", "--user", "ada", "list")["count"] == 1


def test_text_may_come_from_standard_input(data_dir: Path) -> None:
    ended = run(data_dir, "chat", "-", "--json", typed="Grüße\nin zwei Zeilen\n")
    asked = ask(data_dir, "sessions", "history", ended.document["session_id"])["messages"][0]
    assert asked["content"].strip() == "Grüße\nin zwei Zeilen"


def test_people_read_the_answer_and_scripts_read_json(data_dir: Path) -> None:
    plain = run(data_dir, "chat", "What is 6 * 7?")
    assert plain.code == 0
    assert "42" in plain.out
    assert "{" not in plain.out


def test_a_session_is_made_listed_shown_and_pruned(data_dir: Path) -> None:
    made = ask(data_dir, "sessions", "create", "--id", "tea", "--name", "Tea", "--persona", "sakura",
               "--metadata", "place=Kyoto", "mood=calm")  # fmt: skip
    assert (made["session_id"], made["persona"], made["created"]) == ("tea", "sakura", True)
    again = ask(data_dir, "sessions", "create", "--name", "Tea", "--persona", "creative_writer")
    assert (again["session_id"], again["persona"], again["created"]) == ("tea", "creative_writer", False)
    shown = ask(data_dir, "sessions", "show", "tea")
    assert shown["metadata"]["place"] == "Kyoto"
    assert shown["metadata"]["created_from"] == "cli"
    ask(data_dir, "chat", "Good day", "--session", "tea")
    shown = ask(data_dir, "sessions", "show", "tea")
    assert shown["context"]["last_query"] == "Good day"
    assert shown["metadata"]["query_count"] == 1
    listed = ask(data_dir, "sessions", "list")
    assert listed["count"] == 1
    assert listed["sessions"][0]["message_count"] == 2
    assert listed["sessions"][0]["expires_at"] > listed["sessions"][0]["last_activity"]
    people = run(data_dir, "sessions", "show", "tea").out
    assert '"place": "Kyoto"' in people
    assert "None" not in people, "what there is nothing to say of is left out"


def test_expired_sessions_are_pruned_and_can_be_brought_back(data_dir: Path) -> None:
    ask(data_dir, "sessions", "create", "--id", "short", "--temporary")
    ask(data_dir, "sessions", "create", "--id", "long")
    _change_setting(data_dir, "temporary_timeout_hours = 1", "temporary_timeout_hours = 0.000001")
    rehearsed = ask(data_dir, "sessions", "prune", "--dry-run")
    assert (rehearsed["expired"], rehearsed["kept"]) == (1, 1)
    pruned = ask(data_dir, "sessions", "prune")
    assert (pruned["expired"], pruned["purged"], pruned["kept"]) == (1, 0, 1)
    assert [session["session_id"] for session in ask(data_dir, "sessions", "list", "--trash")["sessions"]] == ["short"]
    ask(data_dir, "sessions", "restore", "short")
    assert ask(data_dir, "sessions", "list")["count"] == 2


def test_an_unknown_id_is_no_obstacle_to_a_message(data_dir: Path) -> None:
    answer = ask(data_dir, "chat", "Hello", "--session", "made up by a script")
    assert (answer["session_id"], answer["session_created"]) == ("made up by a script", True)


def test_a_session_made_by_a_message_can_be_temporary(data_dir: Path) -> None:
    for words in (("--session", "x"), ("--name", "y"), ()):
        ask(data_dir, "chat", "Just now", "--temporary", *words)
    sessions = ask(data_dir, "sessions", "list")["sessions"]
    assert [session["temporary"] for session in sessions] == [True] * 3


def test_the_ids_of_others_are_refused(data_dir: Path) -> None:
    ask(data_dir, "chat", "For my eyes", "--session", "mine", "--user", "ada")
    for words in (
        ("chat", "Let me in", "--session", "mine"),
        ("sessions", "show", "mine"),
        ("sessions", "history", "mine"),
        ("sessions", "create", "--id", "mine"),
        ("sessions", "delete", "mine"),
    ):
        ended = run(data_dir, *words, "--user", "eve")
        assert "mine" in told(ended)
        assert "For my eyes" not in ended.out + ended.err
        refused = run(data_dir, *words, "--user", "eve", "--json").document
        assert (refused["success"], refused["error"]["code"]) == (False, "session_of_other_user")
    assert ask(data_dir, "sessions", "history", "mine", "--user", "ada")["message_count"] == 2


@pytest.mark.parametrize("words", [["dance"], ["chat"], ["chat", "Hi", "--no-such-option"], ["sessions"]])
def test_wrong_usage_ends_with_two(data_dir: Path, words: list[str]) -> None:
    assert run(data_dir, *words).code == 2
    refused = run(data_dir, *words, "--json")
    assert refused.code == 2
    assert refused.document["error"]["code"] == "usage"


def test_an_unknown_persona_is_refused_and_nothing_is_made(data_dir: Path) -> None:
    sentence = told(run(data_dir, "chat", "Hello", "--persona", "napoleon"))
    assert "napoleon" in sentence
    assert "default_assistant" in sentence
    assert (
        run(data_dir, "chat", "Hello", "--persona", "napoleon", "--json").document["error"]["code"] == "unknown_persona"
    )
    assert ask(data_dir, "sessions", "list")["count"] == 0


@pytest.mark.parametrize("patient", [False, pytest.param(True, marks=pytest.mark.full)])
def test_an_engine_that_cannot_answer_is_named_and_the_question_kept(data_dir: Path, patient: bool) -> None:
    ask(data_dir, "chat", "Before", "--session", "one")
    with closed_port() as refusing, mute_port() as silent, serving({"html200": html200}) as captive:
        for url, says in ((refusing, "Nothing answers"), (silent, "within"), (captive.base_url, "web page")):
            if url == silent and not patient:
                continue
            words = ("chat", f"To {url}", "--session", "one", "--engine", "openai", "--base-url", url)
            sentence = told(run(data_dir, *words))
            assert says in sentence
            assert url in sentence
            messages = ask(data_dir, "sessions", "history", "one")["messages"]
            assert (messages[-2]["role"], messages[-2]["content"]) == ("user", f"To {url}")
            assert (messages[-1]["status"], messages[-1]["content"]) == ("failed", "")
            assert messages[-1]["metadata"]["error"] == sentence
    assert messages[0]["content"] == "Before"
    assert ask(data_dir, "chat", "After", "--session", "one")["success"]
    assert_invariants(data_dir)


def test_another_computer_is_not_talked_to_unasked(data_dir: Path) -> None:
    sentence = told(run(data_dir, "chat", "Hi", "--engine", "openai", "--base-url", "http://192.0.2.1:8080/v1"))
    assert "192.0.2.1" in sentence
    assert "allowed_hosts" in sentence


def test_a_server_answers_in_the_terminal(data_dir: Path) -> None:
    with serving({"echo": echo}) as server:
        answer = ask(data_dir, "chat", "Hello there", "--engine", "openai", "--base-url", server.base_url)
    assert answer["reply"].strip() == "You said: Hello there"
    assert (answer["engine"], answer["model"]) == ("openai", "fake-1")


def test_a_data_folder_that_is_a_file_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada")
    for words in (("chat", "Hello"), ("sessions", "list"), ("doctor",)):
        assert str(letter) in told(run(letter, *words))
    assert run(letter, "chat", "Hello", "--json").document["error"]["code"] == "data_folder_unusable"
    assert letter.read_text() == "Dear Ada"


@pytest.mark.parametrize(
    ("mode", "words"),
    [(0, ("chat", "Hello again")), (stat.S_IRUSR | stat.S_IXUSR, ("sessions", "create"))],
    ids=["no access", "only reading"],
)
def test_a_data_folder_without_the_right_to_it_is_left_alone(data_dir: Path, mode: int, words: tuple[str, ...]) -> None:
    ask(data_dir, "chat", "Hello", "--session", "one")
    before = {path.name: path.read_bytes() for path in data_dir.iterdir() if path.is_file()}
    data_dir.chmod(mode)
    try:
        assert str(data_dir) in told(run(data_dir, *words, prefix=_bound_by_modes()))
    finally:
        data_dir.chmod(stat.S_IRWXU)
    assert {path.name: path.read_bytes() for path in data_dir.iterdir() if path.is_file()} == before
    assert ask(data_dir, "sessions", "history", "one")["message_count"] == 2


def test_broken_settings_are_named_by_line_and_left_alone(data_dir: Path) -> None:
    ask(data_dir, "chat", "Hello", "--session", "one")
    settings = data_dir / "settings.toml"
    good = settings.read_text()
    for bad, line in ((good + "[sessions\n", good.count("\n") + 1), ("user = \n" + good, 1)):
        settings.write_text(bad)
        sentence = told(run(data_dir, "chat", "Hello again"))
        assert str(settings) in sentence
        assert f"line {line}" in sentence
        assert settings.read_text() == bad
    settings.write_text(good.replace("timeout_hours = 720", 'timeout_hours = "soon"'))
    assert "timeout_hours" in told(run(data_dir, "sessions", "list"))
    settings.write_text(good)
    assert ask(data_dir, "sessions", "history", "one")["message_count"] == 2


def test_a_chat_file_that_is_none_is_left_alone(data_dir: Path) -> None:
    ask(data_dir, "sessions", "list")
    store = data_dir / "parley.db"
    store.write_bytes(b"Dear diary, " * 1000)
    assert str(store) in told(run(data_dir, "chat", "Hello"))
    assert store.read_bytes() == b"Dear diary, " * 1000


def test_doctor_and_selftest_find_everything_in_order(data_dir: Path) -> None:
    assert ask(data_dir, "doctor")["healthy"]
    assert run(data_dir, "doctor").code == 0
    tested = ask(data_dir, "selftest")
    assert tested["healthy"]
    assert [check["name"] for check in tested["checks"]] == [
        "sqlite", "start", "default session", "send", "stored", "prune", "network", "close"
    ]  # fmt: skip


def test_the_command_names_its_version(data_dir: Path) -> None:
    assert run(data_dir, "--version").out.startswith("Parley ")
    assert not data_dir.exists(), f"{command(data_dir)} touches nothing"


def _bound_by_modes() -> tuple[str, ...]:
    """Return what to run a program under so that the modes of files bind it, root or not."""
    if os.geteuid() != 0:
        return ()
    names = "-dac_override,-dac_read_search"
    return "setpriv", f"--bounding-set={names}", f"--inh-caps={names}"


def _change_setting(data_dir: Path, old: str, new: str) -> None:
    settings = data_dir / "settings.toml"
    text = settings.read_text()
    assert old in text
    settings.write_text(text.replace(old, new))


def test_a_reader_that_has_enough_is_no_error(data_dir: Path) -> None:
    ask(data_dir, "chat", "Hello")
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        command(data_dir, "sessions", "list"), stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_a_session_answers_to_its_name_and_to_the_first_letters_of_its_id(data_dir: Path) -> None:
    made = [ask(data_dir, "sessions", "create", "--id", f"trip-to-lisbon-{number}") for number in (1, 2)]
    ask(data_dir, "sessions", "rename", made[0]["session_id"], "Lisbon")
    assert ask(data_dir, "sessions", "show", "lisbon")["session_id"] == "trip-to-lisbon-1"
    assert ask(data_dir, "sessions", "pin", "trip-to-lisbon-2")["pinned"]
    ambiguous = run(data_dir, "sessions", "trash", "trip-to", "--json")
    assert ambiguous.code == 1
    assert ambiguous.document["error"]["code"] == "session_ambiguous"
    assert run(data_dir, "sessions", "delete", "Lisbon").code == 1, "for good: by the whole id alone"
    assert ask(data_dir, "sessions", "list")["count"] == 2
