"""NOT FOR PATIENTS, until whoever runs the house has done what a machine cannot do for them.

The numbers are dialled, the hours, the roster and the clinic's code are set, a test page was
acknowledged, and clinicians have signed the rules that send people to hospital.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask import Flask, current_app, request
from sqlalchemy import select
from sqlalchemy.orm import Session

import knowledge
from knowledge.signing import unsigned
from web.house import House, house, house_of
from web.paging.pages import was_tested
from web.paging.roster import on_call
from web.tables import NumberCheck

UNSIGNED = "pumpline_unsigned_rules"
LAST = "pumpline_gate"
STEPS = ("phone", "numbers", "hours", "roster", "code", "test_page")
# Pages that must come even when the database does not answer show what was known last.
STILL = frozenset({"patient.emergency", "offline.page", "offline.worker"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gate:
    """What is missing before patients may come: some of STEPS, and so many rules unsigned.

    `undialled` are the numbers that nobody has dialled yet.
    """

    missing: tuple[str, ...] = STEPS
    unsigned: int = 0
    undialled: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether patients may come."""
        return not self.missing and not self.unsigned


def init_app(app: Flask) -> None:
    """Count the unsigned rules once, and let every page ask whether patients may come."""
    rules = house_of(app).triage.knowledge.rules.values()
    app.extensions[UNSIGNED] = len(unsigned(rules, knowledge.HERE))
    app.extensions[LAST] = Gate(unsigned=app.extensions[UNSIGNED])
    app.context_processor(lambda: {"not_for_patients": not_for_patients})


def not_for_patients(*, look: bool = True) -> Gate | None:
    """What the banner tells; None when patients may come. Never fails, and never reassures then."""
    # Flask-Security holds a transaction of its own open while its pages are drawn.
    if look and request.endpoint not in STILL and request.blueprint != "security":
        try:
            house().store.read(gate_of)
        except Exception as fault:  # noqa: BLE001 - a page with a banner is better than none
            log.error("go-live: %s", type(fault).__qualname__)  # noqa: TRY400
    last: Gate = current_app.extensions[LAST]
    return None if last.is_open else last


def gate_of(session: Session) -> Gate:
    """What is missing now."""
    here = house()
    found = _gate(session, here, current_app.extensions[UNSIGNED])
    current_app.extensions[LAST] = found
    return found


def numbers_of(here: House) -> tuple[str, ...]:
    """The numbers that patients are shown and that can be dialled to try them."""
    place = here.place
    shown = (here.config.clinic_phone, place.crisis_call, place.poison)
    return tuple(dict.fromkeys(number for number in shown if number))


def dialled(session: Session, clinic: str, number: str, by: str, now: datetime) -> None:
    """Keep that `by` dialled `number`, and that the right people answered."""
    session.add(
        NumberCheck(clinic_id=clinic, id=uuid4(), number=number, checked_by=by, checked_at=now)
    )


def _gate(session: Session, here: House, unsigned_rules: int) -> Gate:
    config, clinic = here.config, here.config.clinic
    checked = set(session.scalars(select(NumberCheck.number).filter_by(clinic_id=clinic)))
    undialled = tuple(number for number in numbers_of(here) if number not in checked)
    done = {
        "phone": bool(config.clinic_phone),
        "numbers": not undialled,
        "hours": bool(config.promises.hours.week),
        "roster": bool(on_call(session, clinic, here.clock())),
        "code": bool(config.clinic_code),
        "test_page": was_tested(session, clinic),
    }
    missing = tuple(step for step in STEPS if not done[step])
    return Gate(missing, unsigned_rules, undialled)
