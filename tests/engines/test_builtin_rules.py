"""The shipped rules: whole, and each answer told apart from the others."""

from desktop_app.domain.responder import SKILLS, Rule
from desktop_app.engines.builtin.skills import ALL_SKILLS
from tests.engines.builtin_talk import shipped_personas, shipped_rules

HELPLINES = ("112", "911")


def test_the_engine_has_exactly_the_skills_that_rules_may_use() -> None:
    assert set(ALL_SKILLS) == set(SKILLS)


def test_every_persona_has_a_voice() -> None:
    styles = {persona.style for persona in shipped_personas().values()}
    assert styles - set(shipped_rules().voices) == {"plain"}, "only the plain voice is the common one"
    assert set(shipped_rules().voices) - styles == {"common"}


def test_most_phrases_are_only_tried_where_one_of_their_words_stands() -> None:
    for voice in shipped_rules().voices.values():
        anywhere = [phrase for rule in voice.rules for phrase in rule.phrases if not phrase.anchors]
        assert len(anywhere) <= 30


def test_answers_that_others_follow_are_told_apart() -> None:
    for voice in shipped_rules().voices.values():
        referred = {name for rule in voice.rules for name in rule.after}
        referred |= {f"{rule.name}.{outcome}" for rule in voice.rules if rule.offers for outcome in _offering(rule)}
        rules = {rule.name: rule for rule in voice.rules}
        for name in referred:
            rule_name, _, outcome = name.partition(".")
            for mark in _marks(rules[rule_name], outcome) if rule_name in rules else ():
                others = [
                    (other.name, reply.text)
                    for other in voice.rules
                    for replies in other.replies.values()
                    for reply in replies
                    if mark in reply.text and not other.name.startswith("name_") and other.name != rule_name
                ]
                assert not others, (voice.style, name, mark)


def _offering(rule: Rule) -> frozenset[str]:
    return rule.offered_by or frozenset(rule.replies)


def _marks(rule: Rule, outcome: str) -> list[str]:
    return [reply.mark for said, replies in rule.replies.items() if said == (outcome or said) for reply in replies]


def test_danger_is_answered_with_numbers_to_call_in_every_voice() -> None:
    for voice in shipped_rules().voices.values():
        urgent = [rule for rule in voice.rules if rule.priority >= 97 and not rule.after]
        assert {rule.name for rule in urgent} == {"crisis", "emergency", "violence"}
        for rule in urgent:
            for reply in rule.replies["answer"]:
                assert all(number in reply.text for number in HELPLINES)


def test_no_answer_claims_a_deed() -> None:
    """Nothing that rules say can have been done outside the chat."""
    claims = (
        "i've sent",
        "i have sent",
        "i booked",
        "i've booked",
        "i searched",
        "i looked it up",
        "i called",
        "i set a",
    )
    for voice in shipped_rules().voices.values():
        for rule in voice.rules:
            for replies in rule.replies.values():
                for reply in replies:
                    assert not any(claim in reply.text.casefold() for claim in claims), reply.text
