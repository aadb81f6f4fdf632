"""The seven laws of the design as properties over the whole knowledge.

Each has a control: the same property, put to an engine that breaks the law, must fail.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import knowledge
from triage import (
    Assessment,
    Finding,
    Input,
    Message,
    Outcome,
    Picture,
    Profile,
    Review,
    Status,
    Turn,
    Urgency,
    assess,
    converse,
    next_question,
)
from triage.truth import View, holds

KNOWN = knowledge.load()
CONCEPTS = sorted(KNOWN.symptoms)
DRUGS = sorted(KNOWN.language.drugs)
Assess = Callable[[Picture], Assessment]

quick = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def finding(concept: str, status: Status, turn: int = 1) -> Finding:
    return Finding(concept, status, turn, 0, 1, "x")


def phrases() -> list[str]:
    """One plain phrase of every symptom, and words of denial and doubt around it."""
    plain = [symptom.phrases[0].replace("...", " ") for symptom in KNOWN.symptoms.values()]
    simple = [phrase for phrase in plain if "(" not in phrase]
    return [
        form.format(phrase)
        for phrase in simple
        for form in ("{}", "no {}", "maybe {}", "what if {}")
    ]


SAID = phrases()
findings = st.builds(finding, st.sampled_from(CONCEPTS), st.sampled_from(list(Status)))
pictures = st.builds(
    lambda found, drugs: Picture(profile=Profile(drugs=tuple(drugs)), findings=tuple(found)),
    st.lists(findings, max_size=8),
    st.lists(st.sampled_from(DRUGS), max_size=2),
)
replies = st.sampled_from(["yes", "no", "not sure", "nope", "idk", "a bit"])
messages = st.builds(Message, st.one_of(st.sampled_from(SAID), replies, st.text(max_size=40)))
talks = st.lists(messages, min_size=1, max_size=6)


def so(picture: Picture) -> Assessment:
    return assess(picture, KNOWN)


def tier(assessment: Assessment) -> int:
    return -1 if assessment.urgency is None else int(assessment.urgency)


def must_fail(broken: Callable[[], None]) -> None:
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        broken()


# --- law 1: no "not" in the rule language ---


def one_more_never_lowers(engine: Assess) -> None:
    @quick
    @given(pictures, st.sampled_from(CONCEPTS))
    def holds_for(picture: Picture, concept: str) -> None:
        more = replace(picture, findings=(*picture.findings, finding(concept, Status.PRESENT)))
        assert tier(engine(more)) >= tier(engine(picture))

    holds_for()


def test_one_more_symptom_never_lowers_the_tier() -> None:
    one_more_never_lowers(so)


def test_an_engine_in_which_a_symptom_reassures_breaks_law_1() -> None:
    def reassured(picture: Picture) -> Assessment:
        held = {one.concept for one in picture.findings if one.status is Status.PRESENT}
        return Assessment() if len(held) > 1 else so(picture)

    must_fail(lambda: one_more_never_lowers(reassured))


# --- law 2: doubt counts as presence, within reason ---


def doubt_alone_stops_at_urgent(engine: Assess) -> None:
    mild = [name for name in CONCEPTS if not KNOWN.symptoms[name].grave]

    @quick
    @given(st.lists(st.sampled_from(mild), min_size=1, max_size=6), st.sampled_from(DRUGS))
    def holds_for(concepts: list[str], drug: str) -> None:
        found = tuple(finding(concept, Status.UNCERTAIN) for concept in concepts)
        picture = Picture(profile=Profile(drugs=(drug,)), findings=found)
        assert tier(engine(picture)) <= Urgency.URGENT

    holds_for()


def sure_of(picture: Picture) -> Picture:
    return replace(
        picture,
        findings=tuple(
            replace(one, status=Status.PRESENT) if one.status is Status.UNCERTAIN else one
            for one in picture.findings
        ),
    )


def test_doubt_alone_carries_no_rule_beyond_urgent_but_for_the_grave_signs() -> None:
    doubt_alone_stops_at_urgent(so)


def test_an_engine_that_takes_all_doubt_for_certainty_breaks_law_2() -> None:
    must_fail(lambda: doubt_alone_stops_at_urgent(lambda picture: so(sure_of(picture))))


@quick
@given(st.sampled_from([name for name in CONCEPTS if KNOWN.symptoms[name].grave]))
def test_doubt_about_a_grave_sign_counts_in_full(concept: str) -> None:
    doubted = Picture(findings=(finding(concept, Status.UNCERTAIN),))
    present = Picture(findings=(finding(concept, Status.PRESENT),))
    assert tier(so(doubted)) == tier(so(present))


@quick
@given(
    pictures,
    st.sampled_from(CONCEPTS),
    st.sampled_from([Status.PAST, Status.HYPOTHETICAL, Status.OTHER_PERSON]),
)
def test_what_is_past_supposed_or_anothers_is_as_if_unsaid(
    picture: Picture, concept: str, status: Status
) -> None:
    more = replace(picture, findings=(*picture.findings, finding(concept, status)))
    assert tier(so(more)) == tier(so(picture))


@quick
@given(pictures)
def test_a_usual_state_is_never_more_than_routine(picture: Picture) -> None:
    usual = replace(
        picture, findings=tuple(replace(one, status=Status.USUAL) for one in picture.findings)
    )
    assert tier(so(usual)) <= Urgency.ROUTINE


# --- law 3: rules ask the questions ---


@quick
@given(pictures)
def test_a_question_is_asked_only_for_an_open_rule_that_would_say_more(picture: Picture) -> None:
    assessment = so(picture)
    question = next_question(picture, assessment, KNOWN)
    if question is not None:
        more = [KNOWN.rules[name].urgency or 0 for name in assessment.open]
        assert max(more) > tier(assessment)
        assert any(one.status in (Status.PRESENT, Status.UNCERTAIN) for one in picture.findings)


@quick
@given(talks)
def test_no_question_is_put_more_than_twice_nor_more_than_six_in_a_row(talk: list[Message]) -> None:
    turns = converse([*talk, *[Message("hmm")] * 8], KNOWN)
    asked = [turn.question.id for turn in turns if turn.question]
    assert all(asked.count(name) <= 2 for name in asked)
    assert not all(turn.question for turn in turns[-8:])


@quick
@given(talks)
def test_nothing_is_asked_at_emergency(talk: list[Message]) -> None:
    for turn in converse(talk, KNOWN):
        if turn.urgency is Urgency.EMERGENCY:
            assert turn.question is None
            assert turn.outcome is Outcome.GUIDANCE


# --- law 4: state is replay ---


def prefixes_agree(engine: Callable[[list[Message]], tuple[Turn, ...]]) -> None:
    @quick
    @given(talks)
    def holds_for(talk: list[Message]) -> None:
        whole = engine(talk)
        assert engine(talk[:-1]) == whole[:-1]

    holds_for()


def test_the_turns_of_a_prefix_are_a_prefix_of_the_turns() -> None:
    prefixes_agree(lambda talk: converse(talk, KNOWN))


def test_an_engine_that_looks_ahead_breaks_law_4() -> None:
    def ahead(talk: list[Message]) -> tuple[Turn, ...]:
        turns = converse(talk, KNOWN)
        return tuple(replace(turn, number=turn.number + len(talk)) for turn in turns)

    must_fail(lambda: prefixes_agree(ahead))


# --- law 5: urgency never falls ---


def never_falls(engine: Callable[[list[Message]], tuple[Turn, ...]]) -> None:
    @quick
    @given(talks)
    def holds_for(talk: list[Message]) -> None:
        tiers = [-1 if turn.urgency is None else int(turn.urgency) for turn in engine(talk)]
        assert tiers == sorted(tiers)

    holds_for()


def test_urgency_never_falls_inside_a_conversation() -> None:
    never_falls(lambda talk: converse(talk, KNOWN))


def test_an_engine_without_memory_breaks_law_5() -> None:
    def forgetful(talk: list[Message]) -> tuple[Turn, ...]:
        return tuple(converse([message], KNOWN)[0] for message in talk)

    must_fail(lambda: never_falls(forgetful))


def test_only_a_nurse_lowers_the_tier_and_a_new_finding_raises_it_again() -> None:
    said: list[Input] = [Message("my legs are weak"), Review(Urgency.ROUTINE, "seen on a call")]
    assert [turn.urgency for turn in converse(said, KNOWN)] == [Urgency.EMERGENCY, Urgency.ROUTINE]
    again = converse([*said, Message("thanks"), Message("now my legs are weak")], KNOWN)
    assert [turn.urgency for turn in again[2:]] == [Urgency.ROUTINE, Urgency.EMERGENCY]


# --- law 6: silence is not reassurance ---


@quick
@given(st.text(max_size=80))
def test_what_is_not_understood_gets_no_tier_and_goes_to_a_nurse(text: str) -> None:
    turn = converse([Message(text)], KNOWN)[0]
    if not any(
        one.status in (Status.PRESENT, Status.UNCERTAIN, Status.USUAL) for one in turn.findings
    ):
        assert turn.urgency is None
    if turn.outcome is Outcome.HUMAN:
        assert turn.flagged


def test_gibberish_is_handed_to_a_nurse() -> None:
    turns = converse([Message("qwpe zxcvn asdlkj"), Message("no"), Message("xjkl")], KNOWN)
    assert [(turn.urgency, turn.flagged) for turn in turns] == [(None, True)] * 3
    assert turns[0].question is not None
    assert turns[0].question.id == "screen"
    assert turns[2].outcome is Outcome.HUMAN


def test_a_bare_yes_to_the_danger_signs_is_an_emergency() -> None:
    turns = converse([Message("qwpe zxcvn asdlkj"), Message("yes")], KNOWN)
    assert turns[1].urgency is Urgency.EMERGENCY


# --- law 7: every word shown has a reason ---


@quick
@given(talks)
def test_every_suspicion_names_its_findings_its_rule_and_its_references(
    talk: list[Message],
) -> None:
    turn = converse(talk, KNOWN)[-1]
    for suspicion in turn.assessment.suspicions:
        assert suspicion.risk in KNOWN.risks
        assert suspicion.because
        because = [turn.findings[index] for index in suspicion.because]
        assert all(one.text or one.asked for one in because)
        assert suspicion.references
        assert all(key in KNOWN.references for key in suspicion.references)


@quick
@given(st.text(max_size=120))
def test_every_finding_quotes_the_message_to_the_code_point(text: str) -> None:
    for one in converse([Message(text + " my legs are weak " + text)], KNOWN)[0].findings:
        said = text + " my legs are weak " + text
        assert said[one.start : one.end] == one.text


@quick
@given(pictures, st.sampled_from(CONCEPTS))
def test_one_more_symptom_makes_no_rule_less_true(picture: Picture, concept: str) -> None:
    more = replace(picture, findings=(*picture.findings, finding(concept, Status.PRESENT)))
    less, grown = View(picture, KNOWN), View(more, KNOWN)
    for rule in KNOWN.rules.values():
        assert holds(rule.when, grown) >= holds(rule.when, less)
