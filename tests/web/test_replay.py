"""Past conversations folded anew: nothing moves by itself, and what moves says by which rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING, Browser, Clock
from triage import converse
from triage.model import Assessment, Input, Knowledge, Turn, Urgency
from web.conversations import (
    Replayed,
    Said,
    Struck,
    Triage,
    begin,
    chat,
    receive,
    replayed,
    strike,
)
from web.database import open_store, upgrade
from web.house import House
from web.tables import Conversation

LONG_AGO = MORNING - timedelta(days=30)
PIECES = (
    "my head hurts when I sit up", "no fever", "maybe a fever", "yes", "no", "not sure",
    "my legs are stiff", "I itch all over", "baclofen", "it is morphine", "a beep", "hello",
    "filled two days ago", "my mother had a stroke", "blorg wuzz", "I can't stay awake",
)  # fmt: skip
Change = Callable[[Turn], Turn]


def looked(here: House, triage: Triage | None = None) -> list[Replayed]:
    return list(replayed(here.store, triage or here.triage, "clinic", LONG_AGO))


def other(change: Change) -> Triage:
    """The small engine, which now says something else at the end."""

    def changed(inputs: Sequence[Input], known: Knowledge) -> tuple[Turn, ...]:
        turns = fakes.converse(inputs, known)
        return (*turns[:-1], change(turns[-1]))

    return Triage(changed, fakes.knowledge("fake-2"))


def at(tier: Urgency | None) -> Change:
    return lambda turn: replace(turn, urgency=tier)


def test_with_the_same_knowledge_nothing_moves(patient: Browser, here: House) -> None:
    for said in ("a headache", "itch", "blorg wuzz frap"):
        patient.start(said)
    assert [one.moves for one in looked(here)] == [False, False, False]


def test_a_new_rule_lifts_and_is_named(patient: Browser, here: House) -> None:
    patient.start("a headache")

    def sooner(turn: Turn) -> Turn:
        first = replace(turn.assessment.suspicions[0], urgency=Urgency.URGENT, rule="the-new-one")
        assessment = Assessment(Urgency.URGENT, (first,))
        return replace(turn, urgency=Urgency.URGENT, assessment=assessment)

    (moved,) = looked(here, other(sooner))
    assert (moved.before, moved.after, moved.rises) == ("same_day", "urgent", True)
    assert moved.rules == ("the-new-one",)


def test_what_falls_names_the_rules_that_held_it(patient: Browser, here: House) -> None:
    patient.start("a headache")
    (moved,) = looked(here, other(at(Urgency.ROUTINE)))
    assert (moved.after, moved.rises, moved.rules) == ("routine", False, ("headache-rule",))


def test_what_had_no_tier_rises_to_any(patient: Browser, here: House) -> None:
    patient.start("blorg wuzz frap")
    (moved,) = looked(here, other(at(Urgency.SELF_CARE)))
    assert (moved.before, moved.after, moved.rises) == (None, "self_care", True)


def test_older_conversations_are_left_alone(patient: Browser, here: House, clock: Clock) -> None:
    patient.start("a headache")
    assert looked(here)
    assert list(replayed(here.store, here.triage, "clinic", MORNING + timedelta(days=1))) == []


def test_every_conversation_is_looked_at_once_whatever_the_batch(here: House) -> None:
    def fill(session: Session) -> None:
        for number in range(60):
            # Many begin at the same moment: the batches must not lose or repeat one.
            made = begin(session, "clinic", "US", f"-{number}", MORNING)
            receive(session, here.triage, made, Said("a headache", "k"), MORNING)

    here.store.write(fill)
    names = [one.codename for one in looked(here)]
    assert (len(names), len(set(names))) == (60, 60)


def test_the_command_lists_what_moves_and_counts_the_rest(
    app: Flask, patient: Browser, here: House
) -> None:
    patient.start("a headache")
    quiet = app.test_cli_runner().invoke(args=["replay", "--since", "30d"])
    assert quiet.output == "0 of 1 conversations move (knowledge fake-1)\n"
    app.extensions["pumpline"] = replace(here, triage=other(at(Urgency.ROUTINE)))
    loud = app.test_cli_runner().invoke(args=["replay"])
    assert ": same_day -> routine by headache-rule\n1 of 1 conversations move" in loud.output
    assert loud.output.startswith("down ")


@pytest.mark.parametrize("since", ["soon", "-3d", "2026-13-01"])
def test_a_span_that_makes_no_sense_is_refused(app: Flask, since: str) -> None:
    answer = app.test_cli_runner().invoke(args=["replay", f"--since={since}"])
    assert answer.exit_code == 2
    assert "use days (30d) or a day" in answer.output


def test_a_folder_of_faulty_knowledge_is_refused_by_name(app: Flask, tmp_path: Any) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "odd.yaml").write_text("risk: nothing\n")
    answer = app.test_cli_runner().invoke(args=["replay", "--knowledge", str(tmp_path)])
    assert answer.exit_code == 1
    assert "rules/odd.yaml" in answer.output


@pytest.fixture(scope="module")
def real(known: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterable[House]:
    path = tmp_path_factory.mktemp("replay") / "replay.sqlite"
    store = open_store(f"sqlite:///{path}", bytes(32))
    upgrade(store.engine)
    place = known.places["US"]
    yield House(None, store, Triage(converse, known), place, lambda: MORNING)  # type: ignore[arg-type]
    store.engine.dispose()


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.booleans()), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_said_and_struck_unchanged_knowledge_moves_nothing(
    real: House, said: list[tuple[str, bool]]
) -> None:
    def write(session: Session) -> Conversation:
        made = begin(session, "clinic", "US", str(uuid4()), MORNING)
        for number, (text, struck) in enumerate(said):
            now = MORNING + timedelta(minutes=number)
            receive(session, real.triage, made, Said(text, str(number)), now)
            if struck:
                _strike_first(session, real.triage, made)
        return made

    made = real.store.write(write)
    assert [one.moves for one in looked(real) if one.conversation == made.id] == [False]


def _strike_first(session: Session, triage: Triage, conversation: Conversation) -> None:
    page = chat(session, conversation)
    for read in page.shown.read[:1] if page else ():
        struck = Struck(read.seq, read.start, read.concept, "past")
        strike(session, triage, conversation, struck, MORNING)


def test_knowledge_that_lost_its_rules_does_move(known: Knowledge, real: House) -> None:
    """The property above can fail: without rules and tiers of their own, tiers fall."""

    def write(session: Session) -> None:
        made = begin(session, "clinic", "US", "moves", MORNING)
        receive(session, real.triage, made, Said("I can't wake him", "k"), MORNING)

    real.store.write(write)
    bare = replace(
        known,
        rules=MappingProxyType({}),
        symptoms=MappingProxyType(
            {name: replace(one, urgency=None) for name, one in known.symptoms.items()}
        ),
    )
    assert any(one.moves and not one.rises for one in looked(real, Triage(converse, bare)))
