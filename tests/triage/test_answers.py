"""Replies to a question: yes, no and doubt in many forms, more than was asked, corrections."""

import pytest

from triage import Answer, Message, Turn, Urgency, converse
from triage.find import hear
from triage.model import Knowledge, Picture, Status

LEGS = "weak-legs"  # "Are your legs weaker than usual, or is it hard to walk?"


def answer(text: str, known: Knowledge, question: str = LEGS) -> Answer | None:
    return hear(Message(text), known.questions[question], Picture(), known).answer


def talk(known: Knowledge, *said: str) -> tuple[Turn, ...]:
    return converse([Message(text) for text in said], known)


def told(turn: Turn, concept: str) -> list[Status]:
    """What this turn alone says of a concept."""
    return [
        one.status for one in turn.findings if one.concept == concept and one.turn == turn.number
    ]


def asked(turn: Turn) -> str:
    return turn.question.id if turn.question else ""


# --- yes, no, doubt ---


@pytest.mark.parametrize(
    "text",
    [
        "yes", "Yes.", "YES", "yess", "yesss!!", "yeah", "yea", "yep", "yup", "yupp", "ya", "ye",
        "y", "yes I do", "I do", "it does", "yes it is", "yes very", "oh yes", "well yes",
        "sadly yes", "hell yes", "definitely", "absolutely", "of course", "sure", "for sure",
        "you bet", "correct", "right", "affirmative", "very much so", "afraid so", "unfortunately",
        "a bit", "a little", "kind of", "sort of", "sometimes", "I think so", "both", "mhm", "si",
        "yeah a lot", "yes, since monday", "a bit, since the refill on monday",
        "I am", "they are", "she is", "it was", "I think they are",
        "\U0001f44d", "\u2705", "my legs are weak", "no I have weak legs",
    ],
)  # fmt: skip
def test_yes_is_said_in_many_ways(text: str, known: Knowledge) -> None:
    assert answer(text, known) is Answer.YES


@pytest.mark.parametrize(
    "text",
    [
        "no", "No.", "NO", "noo", "nooo", "nope", "nah", "naw", "not really", "not at all",
        "no I don't", "I don't", "I am not", "none", "none of those", "neither", "nada",
        "nothing like that", "nothing", "no, nothing", "no way", "never", "not that I know of",
        "not that I've noticed", "negative", "I'm fine", "all fine", "all good", "no sir",
        "not one bit", "not a bit", "not yet", "definitely not", "hell no", "well no",
        "thankfully no", "same as always", "no change", "no more than usual", "no they're fine",
        "they are not", "she isn't",
        "legs are fine", "my legs are strong", "no issues there", "\U0001f44e", "\u274c",
    ],
)  # fmt: skip
def test_no_is_said_in_many_ways(text: str, known: Knowledge) -> None:
    assert answer(text, known) is Answer.NO


@pytest.mark.parametrize(
    "text",
    [
        "not sure", "I'm not sure", "not too sure", "unsure", "idk", "I don't know", "dunno",
        "maybe", "well maybe", "i think maybe", "hard to say", "hard to tell", "can't tell",
        "I can't say", "couldn't say", "possibly", "perhaps", "might be", "could be", "no idea",
        "no clue", "not certain", "unclear", "I guess", "who knows", "beats me", "yes and no",
        "don't remember", "what do you mean", "i dont understand", "huh", "?", "\U0001f937",
        "banana", "asdf qwer",
    ],
)  # fmt: skip
def test_doubt_and_what_is_not_understood_is_not_sure(text: str, known: Knowledge) -> None:
    assert answer(text, known) is Answer.NOT_SURE


def test_a_bare_yes_to_several_matters_leaves_each_possible(known: Knowledge) -> None:
    found = hear(Message("yes"), known.questions[LEGS], Picture(), known).findings
    assert {one.status for one in found} == {Status.UNCERTAIN}
    assert {one.concept for one in found} == set(known.questions[LEGS].about)


def test_a_normal_temperature_denies_the_fever_and_leaves_the_rest_open(known: Knowledge) -> None:
    question = known.questions["fever-neck-confusion"]
    heard = hear(Message("98.6"), question, Picture(), known)
    assert heard.answer is None
    assert {one.concept for one in heard.findings if one.status is Status.DENIED} == {"fever"}
    alone = hear(Message("98.6 and no"), question, Picture(), known)
    assert {one.concept for one in alone.findings if one.status is Status.DENIED} == set(
        question.about
    )


def test_no_denies_them_all(known: Knowledge) -> None:
    found = hear(Message("no"), known.questions[LEGS], Picture(), known).findings
    assert {one.status for one in found} == {Status.DENIED}
    assert all(one.asked for one in found)


# --- more, or something else ---


def test_no_with_a_new_complaint_denies_and_reports(known: Knowledge) -> None:
    turn = talk(known, "I have a headache", "no, but I threw up twice")[1]
    assert told(turn, "drowsy") == [Status.DENIED]
    assert Status.PRESENT in told(turn, "vomiting")


def test_yes_with_a_danger_sign_is_an_emergency(known: Knowledge) -> None:
    turn = talk(known, "I have a headache", "yes, and my legs went weak today")[1]
    assert told(turn, "leg-weakness") == [Status.PRESENT]
    assert turn.urgency is Urgency.EMERGENCY


def test_an_answer_to_another_question_is_heard_and_the_question_is_put_again(
    known: Knowledge,
) -> None:
    first, second = talk(known, "I have a headache", "no fever but my neck is stiff")
    assert told(second, "fever") == [Status.DENIED]
    assert told(second, "stiff-neck") == [Status.PRESENT]
    assert asked(second) == asked(first)


def test_a_question_of_fact_in_place_of_an_answer_passes_it_over(known: Knowledge) -> None:
    first, second = talk(known, "I have a headache", "Can I fly with the pump?")
    assert told(second, "drowsy") == []
    assert asked(second) == asked(first)


def test_passed_over_twice_reads_as_not_sure(known: Knowledge) -> None:
    turns = talk(known, "my wound is a bit red", "the wound is red", "it is red and warm")
    put = turns[0].question
    assert put is not None
    assert asked(turns[1]) == put.id
    assert asked(turns[2]) != put.id
    assert all(told(turns[2], concept) == [Status.UNCERTAIN] for concept in put.about)


def test_never_is_the_same_question_put_a_third_time(known: Knowledge) -> None:
    turns = talk(known, "my wound is a bit red", *["the wound is red"] * 6)
    put = [asked(turn) for turn in turns if turn.question]
    assert max(put.count(one) for one in put) <= 2


# --- corrections ---


@pytest.mark.parametrize(
    ("said", "concept"),
    [
        (("no fever", "actually my temp is 102"), "fever"),
        (("I have no fever.", "sorry I meant I do have a fever"), "fever"),
        (("no confusion", "actually he is confused now"), "confusion"),
        (("I can breathe fine", "correction: I can't breathe"), "short-of-breath"),
        (("I have a headache", "no", "no", "wait, I do have a stiff neck"), "stiff-neck"),
    ],
)
def test_a_later_yes_stands_over_an_earlier_no(
    said: tuple[str, ...], concept: str, known: Knowledge
) -> None:
    before, after = talk(known, *said)[-2:]
    assert Status.PRESENT in told(after, concept)
    assert Status.PRESENT not in told(before, concept)
    assert (after.urgency or 0) >= (before.urgency or 0)


def test_a_meant_yes_in_the_same_message_is_there(known: Knowledge) -> None:
    said = "my legs are stiffer. it's not getting worse. sorry I meant it IS getting worse"
    assert Status.PRESENT in told(talk(known, said)[0], "spasticity")


def test_a_meant_no_is_heard_and_the_tier_stays(known: Knowledge) -> None:
    first, second = talk(known, "My legs are weak", "sorry I meant my legs are NOT weak")
    assert told(second, "leg-weakness") == [Status.DENIED]
    assert second.urgency is first.urgency is Urgency.EMERGENCY


def test_scratch_that_is_no_itch(known: Knowledge) -> None:
    turns = talk(known, "I have a fever", "scratch that, no fever")
    assert told(turns[1], "itching") == []
    assert Status.DENIED in told(turns[1], "fever")


# --- boxes and carers ---


def test_boxes_answer_beside_or_instead_of_words(known: Knowledge) -> None:
    ticks = (
        ("fever", Answer.NO),
        ("stiff-neck", Answer.YES),
        ("confusion", Answer.NOT_SURE),
    )
    inputs = [Message("I have a headache"), Message("no"), Message("", ticks=ticks)]
    turn = converse(inputs, known)[-1]
    assert [told(turn, concept) for concept, _ in ticks] == [
        [Status.DENIED],
        [Status.PRESENT],
        [Status.UNCERTAIN],
    ]
    assert turn.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my mom has the pump and she is very sleepy", "they"),
        ("my husband's pump was refilled and he is drowsy", "they"),
        ("I have a pump and I am very sleepy", "you"),
    ],
)
def test_a_carer_is_asked_about_them_and_a_patient_about_you(
    text: str, words: str, known: Knowledge
) -> None:
    turn = talk(known, text)[0]
    assert f" {words} " in turn.question_text


def test_who_has_the_pump_is_remembered(known: Knowledge) -> None:
    turns = talk(known, "my mom has the pump and she is very sleepy", "no", "no")
    assert turns[2].question is not None
    assert turns[2].question_text == turns[2].question.carer
