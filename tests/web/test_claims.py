"""One nurse holds a conversation, however many reach for it; time lets go, not a job."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import MORNING
from tests.web.desk import CLINIC, begin, does, entry, nurses, say
from web import conversations as talk
from web.conversations import HeldError, NoReasonError
from web.database import Store
from web.tables import Conversation, NurseAct

pytestmark = pytest.mark.stores


def holder(store: Store, conversation: UUID, minutes: float = 0) -> str | None:
    """The name of who holds it so many minutes after the morning's first message."""
    now = MORNING + timedelta(minutes=minutes)

    def look(session: Session) -> str | None:
        found = session.get_one(Conversation, (CLINIC, conversation))
        held = talk.claim_of(session, found, now)
        return held.name if held else None

    return store.read(look)


def acts(store: Store, conversation: UUID) -> list[str]:
    found = select(NurseAct.act).filter_by(conversation_id=conversation).order_by(NurseAct.seq)
    return list(store.read(lambda session: session.scalars(found).all()))


def test_of_sixteen_nurses_at_once_one_holds_it(store: Store) -> None:
    conversation = begin(store, "a beep")
    them = nurses(store, *(f"Nurse {number:02}" for number in range(16)))
    ready, won, lost = threading.Barrier(len(them)), list[UUID](), list[UUID]()

    def reach(nurse: UUID) -> None:
        ready.wait()
        try:
            does(store, conversation, nurse, talk.claim)
        except HeldError:
            lost.append(nurse)
        else:
            won.append(nurse)

    reaching = [threading.Thread(target=reach, args=(nurse,)) for nurse in them]
    for one in reaching:
        one.start()
    for one in reaching:
        one.join()
    assert (len(won), len(lost)) == (1, 15)
    assert entry(store, conversation).holder_id == won[0]
    assert acts(store, conversation) == ["claimed"]


def test_who_comes_second_learns_who_and_since_when(store: Store) -> None:
    conversation = begin(store, "a beep")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, talk.claim)
    later = MORNING + timedelta(minutes=2)
    with pytest.raises(HeldError) as told:
        does(store, conversation, bea, talk.claim, later)
    assert (told.value.claim.name, told.value.claim.since) == ("Ada", MORNING)


@pytest.mark.parametrize(
    ("said", "minutes"), [("can't wake", 5), ("a beep", 10), ("a headache", 30), ("blorg wuzz", 30)]
)
def test_who_does_nothing_lets_go_by_tier(store: Store, said: str, minutes: int) -> None:
    conversation = begin(store, said)
    (ada,) = nurses(store, "Ada")
    does(store, conversation, ada, talk.claim)
    assert holder(store, conversation, minutes - 0.1) == "Ada"
    assert holder(store, conversation, minutes) is None


def test_an_act_begins_the_time_anew(store: Store) -> None:
    conversation = begin(store, "can't wake")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, talk.claim)
    later = MORNING + timedelta(minutes=4)
    does(store, conversation, ada, lambda at: talk.note(at, "rang the ward"), later)
    assert holder(store, conversation, 8) == "Ada"
    does(store, conversation, bea, talk.looked, MORNING + timedelta(minutes=8))
    assert holder(store, conversation, 9) is None  # another nurse's look holds nothing


def test_who_is_on_a_call_is_not_idle(store: Store) -> None:
    conversation = begin(store, "can't wake")
    (ada,) = nurses(store, "Ada")
    does(store, conversation, ada, lambda at: talk.call(at, "on_call"))
    assert holder(store, conversation, 45) == "Ada"
    ended = MORNING + timedelta(minutes=45)
    does(store, conversation, ada, lambda at: talk.call(at, "no_answer"), ended)
    assert holder(store, conversation, 51) is None


def test_who_is_free_again_is_taken_by_the_next(store: Store) -> None:
    conversation = begin(store, "can't wake")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, talk.claim)
    does(store, conversation, bea, talk.claim, MORNING + timedelta(minutes=5))
    assert holder(store, conversation, 6) == "Bea"
    with pytest.raises(HeldError):
        does(store, conversation, ada, talk.claim, MORNING + timedelta(minutes=6))


def test_taking_over_needs_a_reason_which_is_kept(store: Store) -> None:
    conversation = begin(store, "a beep")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, talk.claim)
    with pytest.raises(NoReasonError):
        does(store, conversation, bea, lambda at: talk.take_over(at, ""))
    assert holder(store, conversation) == "Ada"
    does(store, conversation, bea, lambda at: talk.take_over(at, "Ada is in theatre"))
    assert holder(store, conversation) == "Bea"
    kept = store.read(
        lambda session: session.scalars(select(NurseAct).filter_by(act="taken_over")).one()
    )
    assert (kept.words, kept.to_id, kept.nurse_id) == ("Ada is in theatre", ada, bea)


def test_what_is_handed_over_is_the_others(store: Store) -> None:
    conversation = begin(store, "a beep")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, lambda at: talk.hand_over(at, bea, "call her at noon"))
    assert holder(store, conversation) == "Bea"
    assert acts(store, conversation) == ["claimed", "handed_over"]


def test_a_graver_word_leaves_no_more_time_than_its_tier_has(store: Store) -> None:
    conversation = begin(store, "a headache")
    (ada,) = nurses(store, "Ada")
    does(store, conversation, ada, talk.claim)
    say(store, conversation, "can't wake", MORNING + timedelta(minutes=8))
    assert holder(store, conversation, 12) == "Ada"
    assert holder(store, conversation, 13) is None


def test_nobody_but_the_holder_writes_calls_or_closes(store: Store) -> None:
    conversation = begin(store, "a beep")
    ada, bea = nurses(store, "Ada", "Bea")
    does(store, conversation, ada, talk.claim)
    for act in (
        lambda at: talk.reply(at, talk.Letter("Hello", "k")),
        lambda at: talk.call(at, "reached"),
        lambda at: talk.close(at, "advised"),
        lambda at: talk.hand_over(at, ada),
    ):
        with pytest.raises(HeldError):
            does(store, conversation, bea, act)
    does(store, conversation, bea, lambda at: talk.note(at, "seen too"))
    assert acts(store, conversation) == ["claimed", "noted"]
