"""What the desk did, in numbers: volumes, first answers, agreement with the rules, idle alerts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.model import Urgency
from web.conversations.again import each_since
from web.conversations.work import CALLS
from web.database import Store
from web.tables import Assessment, Conversation, NurseAct, NurseReply, Review

HUMAN, NO_TIER = "human", "none"
TIERS = ("emergency", "urgent", HUMAN, "same_day", "routine", "self_care", NO_TIER)


@dataclass(frozen=True, slots=True)
class Judged:
    """A nurse's verdict: the tier that was, the tier that is, and the rules behind the first."""

    was: str | None
    urgency: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One conversation in numbers. `acted`: a nurse wrote, called or changed the tier."""

    day: date
    tier: str
    flagged: bool
    waited: timedelta | None
    acted: bool
    rules: tuple[str, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """How soon nurses first answered, in minutes; None where nobody was answered."""

    name: str
    answered: int
    unanswered: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often nurses left a tier, raised it, lowered it."""

    name: str
    confirmed: int = 0
    raised: int = 0
    lowered: int = 0


@dataclass(frozen=True, slots=True)
class Alerts:
    """How often a rule flagged somebody, and how often no nurse did anything about it."""

    name: str
    flagged: int
    idle: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it, of so many conversations."""

    looked: int
    volumes: tuple[tuple[date, Mapping[str, int]], ...]
    answers: tuple[Answers, ...]
    daily: tuple[Answers, ...]
    by_tier: tuple[Agreement, ...]
    by_rule: tuple[Agreement, ...]
    alerts: tuple[Alerts, ...]


def seen_since(store: Store, clinic: str, since: datetime) -> Iterable[Seen]:
    """Every conversation begun since then in which something was assessed, the newest first."""
    return each_since(store, clinic, since, _seen)


def figures(seen: Iterable[Seen]) -> Figures:
    """The numbers of these conversations."""
    them = list(seen)
    judged = [one for case in them for one in case.judged]
    return Figures(
        looked=len(them),
        volumes=_volumes(them),
        answers=tuple(_answers(tier, [one for one in them if one.tier == tier]) for tier in TIERS),
        daily=tuple(
            _answers(day.isoformat(), [one for one in them if one.day == day])
            for day in sorted({one.day for one in them})
        ),
        by_tier=_agreement((one.was or NO_TIER, one) for one in judged),
        by_rule=_agreement((rule, one) for one in judged for rule in one.rules),
        alerts=_alerts(them),
    )


def _volumes(them: Sequence[Seen]) -> tuple[tuple[date, Mapping[str, int]], ...]:
    counted: dict[date, Counter[str]] = defaultdict(Counter)
    for one in them:
        counted[one.day][one.tier] += 1
    return tuple((day, {tier: counted[day][tier] for tier in TIERS}) for day in sorted(counted))


def _answers(name: str, them: Sequence[Seen]) -> Answers:
    flagged = [one for one in them if one.flagged]
    waits = sorted(one.waited.total_seconds() / 60 for one in flagged if one.waited is not None)
    tenths = quantiles(waits, n=10, method="inclusive") if len(waits) > 1 else waits
    return Answers(
        name,
        len(waits),
        len(flagged) - len(waits),
        median(waits) if waits else None,
        tenths[-1] if tenths else None,
    )


def _agreement(judged: Iterable[tuple[str, Judged]]) -> tuple[Agreement, ...]:
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for name, one in judged:
        height = _height(one.urgency) - _height(one.was)
        counted[name][(height > 0) - (height < 0)] += 1
    made = (Agreement(name, of[0], of[1], of[-1]) for name, of in counted.items())
    return tuple(sorted(made, key=lambda one: (-(one.raised + one.lowered), one.name)))


def _alerts(them: Sequence[Seen]) -> tuple[Alerts, ...]:
    flagged: Counter[str] = Counter()
    idle: Counter[str] = Counter()
    for one in them:
        if one.flagged:
            flagged.update(one.rules or (HUMAN,))
            idle.update(() if one.acted else one.rules or (HUMAN,))
    made = (Alerts(name, times, idle[name]) for name, times in flagged.items())
    return tuple(sorted(made, key=lambda one: (-one.idle, -one.flagged, one.name)))


def _seen(session: Session, conversation: Conversation) -> Seen | None:
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    columns = (Assessment.seq, Assessment.urgency, Assessment.flagged)
    assessed = session.execute(
        select(*columns, Assessment.made_at).filter_by(**place).order_by(Assessment.seq)
    ).all()
    if not assessed:
        return None
    flags = [row for row in assessed if row.flagged]
    judged = _judged(session, place)
    first = flags[0].made_at if flags else None
    answers = [at for at in _answered(session, place) if first is not None and at >= first]
    moved = any(one.was != one.urgency for one in judged)
    return Seen(
        day=conversation.started_at.date(),
        tier=_highest((row.urgency, row.flagged) for row in assessed),
        flagged=bool(flags),
        waited=min(answers) - first if answers and first is not None else None,
        acted=moved or _did(session, place),
        rules=_rules(session, place, max(flags, key=lambda row: _height(row.urgency)).seq)
        if flags
        else (),
        judged=judged,
    )


def _highest(assessed: Iterable[tuple[str | None, bool]]) -> str:
    """The most urgent tier that was reached, in the order of the queue."""
    reached = {tier or (HUMAN if flagged else NO_TIER) for tier, flagged in assessed}
    return min(reached, key=TIERS.index)


def _judged(session: Session, place: Mapping[str, object]) -> tuple[Judged, ...]:
    found = select(Review.seq, Review.was, Review.urgency).filter_by(**place)
    rows = session.execute(found.order_by(Review.seq)).all()
    return tuple(Judged(row.was, row.urgency, _rules(session, place, row.seq - 1)) for row in rows)


def _answered(session: Session, place: Mapping[str, object]) -> Iterable[datetime]:
    """When nurses wrote, judged or called."""
    for at in (NurseReply.written_at, Review.written_at):
        yield from session.scalars(select(at).filter_by(**place))
    yield from session.scalars(
        select(NurseAct.written_at).filter_by(**place).where(NurseAct.act.in_(CALLS))
    )


def _did(session: Session, place: Mapping[str, object]) -> bool:
    """Whether a nurse wrote to the patient or called."""
    wrote = session.scalar(select(NurseReply.seq).filter_by(**place).limit(1))
    called = select(NurseAct.seq).filter_by(**place).where(NurseAct.act.in_(CALLS))
    return wrote is not None or session.scalar(called.limit(1)) is not None


def _rules(session: Session, place: Mapping[str, object], seq: int) -> tuple[str, ...]:
    """The rules behind the tier that stood at a number."""
    found = select(Assessment).filter_by(**place).where(Assessment.seq <= seq)
    row = session.scalars(found.order_by(Assessment.seq.desc()).limit(1)).first()
    steps = [] if row is None else row.trace["steps"]
    return tuple(step["rule"] for step in steps if row and step["urgency"] == row.urgency)


def _height(slug: str | None) -> int:
    return -1 if slug is None else int(Urgency.of(slug))
