"""How much one person sends: more is refused with their words kept, and whom to call shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from web import forms, throttle
from web.house import house
from web.tries import address


def take(session: Session, limit: throttle.Limit, who: str) -> None:
    """Count one more; TooOftenError, and nothing of this transaction kept, beyond the limit."""
    here = house()
    if not throttle.take(session, here.config.clinic, limit, who, here.clock()):
        raise forms.TooOftenError


def take_start(session: Session) -> None:
    """One more conversation that begins, from one address and from all."""
    take(session, throttle.START_ONE, address())
    take(session, throttle.START_ALL, throttle.ALL)


def take_guess(session: Session) -> None:
    """One more guess of a return code."""
    take(session, throttle.RETURN_ONE, address())
    take(session, throttle.RETURN_ALL, throttle.ALL)


def give_guess_back(session: Session) -> None:
    """It was right."""
    clinic = house().config.clinic
    throttle.give_back(session, clinic, throttle.RETURN_ONE, address())
    throttle.give_back(session, clinic, throttle.RETURN_ALL, throttle.ALL)
