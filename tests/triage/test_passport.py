"""What is told beside the words: a person's normal, months for days, at any time."""

from types import MappingProxyType

import pytest

from triage import Message, Profile, Urgency, converse
from triage.model import Knowledge, Passport, Status

NUMB = Profile(usual=("numbness", "numb-both-legs", "leg-weakness"), writer="patient")


def heard(text: str, known: Knowledge, profile: Profile) -> dict[str, Status]:
    turn = converse([Message(text, profile=profile)], known)[-1]
    return {finding.concept: finding.status for finding in turn.findings}


@pytest.mark.parametrize("text", ["my feet are numb", "my toes feel numb", "I can't feel my toes"])
def test_what_is_normal_for_a_person_is_usual(known: Knowledge, text: str) -> None:
    assert Status.USUAL in heard(text, known, NUMB).values()
    assert Status.USUAL not in heard(text, known, Profile()).values()


@pytest.mark.parametrize(
    "text",
    [
        "my feet are numb since yesterday", "my feet are number than usual", "my feet went numb",
        "my legs are weak today", "my legs are weaker", "suddenly my legs are weak",
        "my legs have been weak for two days", "my feet are numb after the refill",
        "my foot is getting numb", "I lost feeling in my feet", "my feet are numb now",
        "my legs just gave out", "my feet are numb and I have a fever",
        "I can't feel my toes anymore",
    ],
)  # fmt: skip
def test_what_is_new_is_not_usual_for_anybody(known: Knowledge, text: str) -> None:
    assert Status.USUAL not in heard(text, known, NUMB).values()


def test_what_is_usual_for_another_sign_is_not_usual_for_this_one(known: Knowledge) -> None:
    assert heard("I have a fever", known, NUMB)["fever"] is Status.PRESENT


def test_an_answer_to_a_question_about_it_is_not_taken_for_the_usual(known: Knowledge) -> None:
    turns = converse([Message("it is hard to walk", profile=NUMB)], known)
    assert turns[-1].question is not None
    assert turns[-1].question.id == "weak-legs"
    after = converse(
        [Message("it is hard to walk", profile=NUMB), Message("my legs are weak", profile=NUMB)],
        known,
    )
    assert after[-1].urgency is Urgency.EMERGENCY


def test_a_month_counts_only_where_every_day_of_it_does(known: Knowledge) -> None:
    def filled(low: float, high: float) -> Urgency | None:
        days = MappingProxyType({"refill": (low, high)})
        profile = Profile(drugs=("morphine",), days_between=days)
        turn = converse([Message("I am very sleepy", profile=profile)], known)[-1]
        span = turn.picture.spans["refill"]
        assert (span.low, span.high, span.sure) == (low, high, True)
        return turn.urgency

    assert filled(0, 1) is not None


def test_a_passport_told_later_counts_at_once(known: Knowledge) -> None:
    words = Message("My legs are much stiffer today and I itch all over")
    told = Passport(Profile(drugs=("baclofen",)))
    first, second = converse([words, told], known)
    assert first.urgency is not Urgency.EMERGENCY
    assert second.urgency is Urgency.EMERGENCY
    assert second.question is None


def test_a_passport_lowers_nothing(known: Knowledge) -> None:
    words = Message("my legs are weak")
    first, second = converse([words, Passport(NUMB)], known)
    assert first.urgency is Urgency.EMERGENCY
    assert second.urgency is Urgency.EMERGENCY


def test_the_open_question_stays_unless_the_passport_answers_it(known: Knowledge) -> None:
    words = Message("I am itchy")
    first, told = converse([words, Passport(Profile(age=40))], known)
    assert first.question is not None
    assert told.question == first.question
    if first.question.drug:
        after = converse([words, Passport(Profile(drugs=("morphine",)))], known)[-1]
        assert after.question != first.question


def test_before_the_first_word_a_passport_asks_and_judges_nothing(known: Knowledge) -> None:
    turn = converse([Passport(NUMB)], known)[-1]
    assert (turn.urgency, turn.question) == (None, None)


def test_an_earlier_question_may_be_answered_again(known: Knowledge) -> None:
    def talk(*more: Message) -> Urgency | None:
        said = [Message("I have a headache"), Message("no"), *more]
        return converse(said, known)[-1].urgency

    first = converse([Message("I have a headache")], known)[-1].question
    assert first is not None
    before = talk()
    after = talk(Message("yes", question=first.id))
    assert before is not None
    assert after is not None
    assert after >= before
    turns = converse([Message("I have a headache"), Message("no")], known)
    still = converse(
        [Message("I have a headache"), Message("no"), Message("no", question=first.id)], known
    )[-1]
    if turns[-1].question is not None and still.question is not None:
        assert still.question.id == turns[-1].question.id
