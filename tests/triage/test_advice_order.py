"""What the patient reads first: in an emergency the act of the next minute, then the rest."""

from triage import Message, Urgency, converse
from triage.model import Knowledge

CPR = "Not breathing well? Start CPR."
NARCAN = "Use Narcan if you have it"
SIDE = "roll them on their side"
SAY = "Say that you have a pain pump in your body"


def lines(text: str, known: Knowledge) -> tuple[str, ...]:
    return converse([Message(text)], known)[-1].reply.do


def place(part: str, found: tuple[str, ...]) -> int:
    return next(number for number, line in enumerate(found) if part in line)


def test_an_emergency_begins_with_what_its_risk_needs_in_the_next_minute(known: Knowledge) -> None:
    found = lines("my husband won't wake up, he breathes 5 times a minute", known)
    general = place(SAY, found)
    assert all(place(part, found) < general for part in (CPR, NARCAN, SIDE))


def test_below_it_whom_to_call_comes_before_what_the_risk_needs(known: Knowledge) -> None:
    turn = converse([Message("my pump has been beeping with two tones")], known)[-1]
    assert turn.urgency is Urgency.URGENT
    found = turn.reply.do
    assert place("No one answers in 15 minutes", found) < place("Write down the time", found)


def test_no_line_is_lost_and_none_is_said_twice(known: Knowledge) -> None:
    found = lines("she will not wake up and hardly breathes", known)
    advice = known.advice["respiratory-depression"], known.advice["emergency"]
    assert len(found) == len(set(found))
    assert len(found) >= sum(len(one.do) for one in advice)


def test_thoughts_of_dying_keep_a_card_of_their_own(known: Knowledge) -> None:
    found = lines("I want to kill myself", known)
    assert "crisis line" in found[0]
    assert not any("pump in your body" in line for line in found)
