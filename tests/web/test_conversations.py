"""What is kept, in which transaction, and that it can be replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from triage.model import Message as Heard
from triage.model import Urgency
from web import conversations as talk
from web.conversations import Nursing, Said, Told, Triage, Verdict
from web.house import House
from web.tables import Assessment, Base, Conversation, Message, Nurse, QueueEntry, Role

pytestmark = pytest.mark.stores
NURSE = UUID(int=7)
Say = Callable[..., Assessment]


@pytest.fixture
def conversation(here: House) -> UUID:
    def work(session: Session) -> UUID:
        nurse = Nurse(clinic_id="clinic", id=NURSE, email="ada@example.org", joined_at=MORNING)
        nurse.name, nurse.password, nurse.fs_uniquifier = "Ada", "-", "-"
        nurse.roles = [Role(clinic_id="clinic", id=uuid4(), name="nurse")]
        session.add(nurse)
        return talk.begin(session, "clinic", "US", "-", MORNING).id

    return here.store.write(work)


@pytest.fixture
def say(here: House, conversation: UUID) -> Say:
    """Say something in the conversation, a minute later each time."""
    minutes = iter(range(1000))

    def receive(text: str, key: str | None = None, triage: Triage | None = None) -> Assessment:
        now = MORNING + timedelta(minutes=next(minutes))
        said = Said(text, key or str(uuid4()))
        return here.store.write(
            lambda session: talk.receive(
                session, triage or here.triage, held(session, conversation), said, now
            )
        )

    return receive


def held(session: Session, conversation: UUID) -> Conversation:
    return talk.locked(session, "clinic", conversation)


def count(here: House, table: type[Base]) -> int:
    return here.store.read(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def judge(here: House, conversation: UUID, urgency: str, note: str = "") -> None:
    verdict = Verdict(urgency, note)

    def work(session: Session) -> None:
        at = Nursing(session, held(session, conversation), NURSE, MORNING)
        talk.review(at, here.triage, verdict)

    here.store.write(work)


def waiting(here: House) -> list[str]:
    return [
        row.tier for row in here.store.read(lambda s: talk.queue(s, "clinic", NURSE, MORNING).rows)
    ]


def test_message_verdict_and_place_in_the_queue_are_written_together(here: House, say: Say) -> None:
    assert say("a headache").urgency == "same_day"
    assert [count(here, table) for table in (Message, Assessment, QueueEntry)] == [1, 1, 1]


@pytest.mark.parametrize("table", ["message", "assessment", "queue_entry"])
def test_when_one_of_them_cannot_be_written_none_is(here: House, say: Say, table: str) -> None:
    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            raise RuntimeError("no")

    event.listen(here.store.engine, "before_cursor_execute", refuse)
    with pytest.raises(Exception, match="no"):
        say("a headache")
    assert [count(here, table) for table in (Message, Assessment, QueueEntry)] == [0, 0, 0]


def test_when_the_engine_fails_nothing_is_written(here: House, say: Say) -> None:
    def broken(*_: object) -> tuple[()]:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        say("a headache", triage=Triage(broken, here.triage.knowledge))
    assert count(here, Message) == 0


def test_a_message_sent_twice_is_stored_once_and_answered_alike(here: House, say: Say) -> None:
    first, second = say("a headache", key="k"), say("a headache", key="k")
    assert first.seq == second.seq
    assert count(here, Message) == 1


def test_other_words_under_an_old_key_are_not_lost(here: House, say: Say) -> None:
    say("a headache", key="k")
    assert say("a headache and a fever", key="k").urgency == "urgent"
    assert count(here, Message) == 2


def test_numbers_run_on_within_a_conversation(say: Say) -> None:
    assert [say("itch").seq, say("fever").seq, say("headache").seq] == [1, 2, 3]


def test_replay_gives_what_was_stored(here: House, conversation: UUID, say: Say) -> None:
    said = [say(text) for text in ("itch", "a headache", "yes", "thank you")]
    judge(here, conversation, "same_day", "seen")
    said.append(say("now a fever"))
    past = here.store.read(
        lambda session: talk.history(
            session, session.get_one(Conversation, ("clinic", conversation))
        )
    )
    turns = dict(zip(past.seqs, fakes.converse(past.inputs, here.triage.knowledge), strict=True))
    for row in said:
        tier = turns[row.seq].urgency
        assert row.urgency == (None if tier is None else tier.slug)
        assert row.shown["headline"] == turns[row.seq].reply.headline


def test_the_tier_never_falls_by_what_a_patient_writes(say: Say) -> None:
    tiers = [say(text).urgency for text in ("a fever", "it is nothing", "no fever")]
    assert tiers == ["urgent", "urgent", "urgent"]


def test_a_change_of_knowledge_lowers_no_tier(here: House, say: Say) -> None:
    say("a fever")
    milder = Triage(
        lambda inputs, known: fakes.converse([Heard("itch") for _ in inputs], known),
        fakes.knowledge("fake-2"),
    )
    for text in ("hello", "hello again"):
        later = say(text, triage=milder)
        assert (later.urgency, later.flagged) == ("urgent", True)
        assert later.shown["headline"] == "Call your pump team now."


def test_a_review_lowers_it_and_a_new_finding_raises_it_again(
    here: House, conversation: UUID, say: Say
) -> None:
    say("a fever")
    judge(here, conversation, "self_care", "a cold, seen today")
    assert say("thank you").urgency == "self_care"
    assert say("now I can't wake him").urgency == "emergency"


def test_a_changed_tier_needs_a_reason(here: House, conversation: UUID, say: Say) -> None:
    say("a fever")
    with pytest.raises(talk.UnexplainedError):
        judge(here, conversation, "self_care")
    judge(here, conversation, "urgent")


def test_the_most_urgent_come_first_and_what_is_not_understood_just_under_urgent(
    here: House, say: Say, conversation: UUID
) -> None:
    for number, text in enumerate(["a headache", "blorg wuzz", "a beep", "can't wake"]):
        another(here, text, number)
    assert waiting(here) == ["emergency", "urgent", "human", "same_day"]


def test_among_equals_who_waits_longest_comes_first(here: House) -> None:
    names = [another(here, "a beep", minutes) for minutes in (5, 1, 3)]
    rows = here.store.read(lambda session: talk.queue(session, "clinic", NURSE, MORNING).rows)
    assert [row.codename for row in rows] == [names[1], names[2], names[0]]


def test_who_keeps_writing_does_not_lose_their_place(
    here: House, conversation: UUID, say: Say
) -> None:
    say("a beep")
    another(here, "a beep", 1)
    say("still a beep")
    rows = here.store.read(lambda session: talk.queue(session, "clinic", NURSE, MORNING).rows)
    assert rows[0].conversation == conversation


def test_a_review_takes_out_of_the_queue_until_the_patient_writes_again(
    here: House, conversation: UUID, say: Say
) -> None:
    say("a fever")
    judge(here, conversation, "urgent")
    assert waiting(here) == []
    say("it is worse")
    assert waiting(here) == ["urgent"]


def test_dates_are_stored_and_days_are_given_to_the_engine() -> None:
    told = Told(on=MappingProxyType({"refill": date(2026, 11, 20)}), refill_due=date(2026, 11, 22))
    profile = told.profile(MORNING, "US")
    assert profile.days_since == {"refill": 4.0}
    assert profile.days_until_refill == -2.0
    assert profile.country == "US"


def test_what_was_told_once_holds_for_later_messages(
    here: House, conversation: UUID, say: Say
) -> None:
    said = Said("hello", "k", told=Told(writer="caregiver", drugs=("baclofen",)))
    here.store.write(lambda s: talk.receive(s, here.triage, held(s, conversation), said, MORNING))
    say("a beep")
    past = here.store.read(
        lambda s: talk.history(s, s.get_one(Conversation, ("clinic", conversation)))
    )
    assert [one.profile.drugs for one in past.inputs] == [("baclofen",), ("baclofen",)]
    assert past.told.writer == "caregiver"


def test_tiers_are_told_from_the_top(here: House) -> None:
    assert tuple(tier.slug for tier in sorted(Urgency, reverse=True)) == talk.TIERS


def another(here: House, text: str, minutes: int) -> str:
    """A conversation of somebody else, begun so many minutes later; its codename."""
    now = MORNING + timedelta(minutes=minutes)

    def work(session: Session) -> str:
        begun = talk.begin(session, "clinic", "US", str(uuid4()), now)
        talk.receive(session, here.triage, begun, Said(text, "k"), now)
        return begun.codename

    return here.store.write(work)
