"""A conversation between a patient and two nurses, against a model that keeps it in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from tests.web.desk import CLINIC, begin, does, nurses, say
from web import conversations as talk
from web.conversations import HeldError, Letter, Nursing, Verdict
from web.database import Store
from web.tables import Conversation, QueueEntry

pytestmark = pytest.mark.stores
ORDER = ("emergency", "urgent", "human", "same_day", "routine", "self_care")
SETTLED = len(ORDER)
SAID = {"can't wake": 0, "a beep": 1, "a headache": 3, "an itch": 5}
IDLE = {0: 5, 1: 10}
PROMISED = {0: 5, 1: 30, 3: 480}


@dataclass
class Model:
    """What must be true. `tier` is what the patient is told, `place` where it stands for nurses."""

    tier: int
    now: datetime
    place: int = SETTLED
    flagged: bool = False
    waiting: bool = False
    since: datetime | None = None
    closed: bool = False
    reopened: bool = False
    holder: UUID | None = None
    until: datetime | None = None
    speaking: bool = False

    @property
    def word(self) -> str:
        """New, claimed, waiting (for the patient), closed or re-opened."""
        if self.closed:
            return "closed"
        if self.held:
            return "claimed"
        if self.since is None:
            return "waiting"
        return "re-opened" if self.reopened else "new"

    @property
    def held(self) -> UUID | None:
        return self.holder if self.until is not None and self.until > self.now else None

    def hear(self, tier: int) -> None:
        self.reopened = self.reopened or self.closed
        self.closed = False
        self.tier = min(self.tier, tier)
        self.flagged = self.flagged or self.tier <= 3
        self.waiting = self.waiting or self.flagged or (self.place == SETTLED and self.handled)
        self.place = min(self.place, self.tier)
        self.since = self.since or self.now
        self.hurry()

    handled: bool = False

    def hurry(self) -> None:
        if self.until is not None and not self.speaking:
            self.until = min(self.until, self.now + self.idle)

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=IDLE.get(self.place, 30))

    def hold(self, nurse: UUID) -> None:
        if self.held != nurse:
            self.holder, self.speaking = nurse, False
        if not self.speaking:
            self.until = self.now + self.idle

    def settle(self) -> None:
        self.waiting, self.place, self.since, self.reopened = False, SETTLED, None, False
        self.holder = self.until = None
        self.speaking, self.handled = False, True


class Talk(RuleBasedStateMachine):
    """What people can do, one step after the other; every step is checked against the store."""

    store: Store
    them: tuple[UUID, ...] = ()

    @initialize(text=st.sampled_from(sorted(SAID)))
    def starts(self, text: str) -> None:
        self.now = MORNING
        self.conversation = begin(self.store, text, self.now)
        self.model = Model(SAID[text], self.now)
        self.model.hear(SAID[text])

    @rule(text=st.sampled_from(sorted(SAID)))
    def patient_writes(self, text: str) -> None:
        say(self.store, self.conversation, text, self.now)
        self.model.hear(SAID[text])

    @rule(minutes=st.sampled_from([1, 4, 5, 10, 30, 121]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.model.now = self.now

    @rule(who=st.integers(0, 1))
    def claims(self, who: int) -> None:
        if self.acts(who, talk.claim):
            self.model.hold(self.them[who])

    @rule(who=st.integers(0, 1))
    def takes_over(self, who: int) -> None:
        does(self.store, self.conversation, self.them[who], self.with_reason, self.now)
        self.model.hold(self.them[who])

    @rule(who=st.integers(0, 1))
    def hands_over(self, who: int) -> None:
        other = self.them[1 - who]
        if self.acts(who, lambda at: talk.hand_over(at, other)):
            self.model.holder, self.model.speaking = other, False
            self.model.until = self.now + self.model.idle

    @rule(who=st.integers(0, 1))
    def lets_go(self, who: int) -> None:
        does(self.store, self.conversation, self.them[who], talk.release, self.now)
        if self.model.held == self.them[who]:
            self.model.holder = self.model.until = None
            self.model.speaking = False

    @rule(who=st.integers(0, 1), how=st.sampled_from(["on_call", "reached", "no_answer"]))
    def calls(self, who: int, how: str) -> None:
        if self.acts(who, lambda at: talk.call(at, how)):
            self.model.hold(self.them[who])
            self.model.speaking = how == "on_call"
            longest = timedelta(hours=2) if how == "on_call" else self.model.idle
            self.model.until = self.now + longest

    @rule(who=st.integers(0, 1))
    def replies(self, who: int) -> None:
        letter = Letter("We read this.", uuid4().hex)
        if self.acts(who, lambda at: talk.reply(at, letter)):
            self.model.hold(self.them[who])
            self.model.since = None

    @rule(who=st.integers(0, 1), place=st.sampled_from([0, 1, 3, 4, 5]))
    def judges(self, who: int, place: int) -> None:
        raised = place < min(self.model.tier, self.model.place)
        verdict = Verdict(ORDER[place], "seen")
        act = self.judging(verdict)
        if raised:
            does(self.store, self.conversation, self.them[who], act, self.now)
        elif not self.acts(who, act):
            return
        model = self.model
        model.tier, model.closed = place, False
        model.flagged = model.flagged or place <= 3
        if not raised:
            model.settle()
            return
        model.waiting, model.since, model.place = True, None, place
        model.hurry()
        if model.held is None:
            model.hold(self.them[who])

    @precondition(lambda self: not self.model.closed)
    @rule(who=st.integers(0, 1))
    def closes(self, who: int) -> None:
        if self.acts(who, lambda at: talk.close(at, "advised")):
            self.model.settle()
            self.model.closed = True

    @invariant()
    def the_store_says_the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        conversation, entry, held = self.store.read(self.look)
        model = self.model
        assert (held, entry.waiting, entry.waiting_since) == (
            model.held,
            model.waiting,
            model.since,
        )
        assert (conversation.status == "closed", entry.reopened) == (model.closed, model.reopened)
        assert entry.rank == model.place
        if model.since is not None and model.place in PROMISED:
            assert entry.due_at == model.since + timedelta(minutes=PROMISED[model.place])
        assert model.word in ("new", "claimed", "waiting", "closed", "re-opened")
        assert not (model.closed and entry.waiting)

    def look(self, session: Session) -> tuple[Conversation, QueueEntry, UUID | None]:
        place = (CLINIC, self.conversation)
        conversation = session.get_one(Conversation, place)
        held = talk.claim_of(session, conversation, self.now)
        return conversation, session.get_one(QueueEntry, place), held.nurse if held else None

    def acts(self, who: int, act: Callable[[Nursing], object]) -> bool:
        """Whether the act was done: exactly when no other nurse holds the conversation."""
        nurse = self.them[who]
        may = self.model.held in (None, nurse)
        try:
            does(self.store, self.conversation, nurse, act, self.now)
        except HeldError:
            assert not may
            return False
        assert may
        return True

    @staticmethod
    def with_reason(at: Nursing) -> None:
        talk.take_over(at, "asked to")

    @staticmethod
    def judging(verdict: Verdict) -> Callable[[Nursing], object]:
        return lambda at: talk.review(at, fakes.triage(), verdict)


def test_whatever_people_do_a_conversation_stands_where_it_must(store: Store) -> None:
    them = tuple(nurses(store, "Ada", "Bea"))
    machine = type("TalkHere", (Talk,), {"store": store, "them": them})
    few = settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        phases=[Phase.generate],  # each step is a commit: what fails is not made smaller
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
