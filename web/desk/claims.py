"""Who holds a case: take it, let go of it, give it to a colleague."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from web import forms
from web.conversations import Nursing, UnknownError, hand_over, release, stay, take_over
from web.house import house
from web.nurse import Answer, at, nurse, perform


@nurse.post("/cases/<uuid:conversation>/claim")
def take(conversation: UUID) -> Answer:
    """Hold it from now on; taking it from a colleague needs a reason."""
    reason = forms.line(request.form, "why")
    return perform(conversation, lambda at: take_over(at, reason))


@nurse.post("/cases/<uuid:conversation>/release")
def let_go(conversation: UUID) -> Answer:
    """Hold it no more."""
    return perform(conversation, release, url_for("nurse.desk"))


@nurse.post("/cases/<uuid:conversation>/hand-over")
def give(conversation: UUID) -> Answer:
    """A colleague holds it from now on."""
    words = forms.line(request.form, "words")
    try:
        to = UUID(request.form.get("to", ""))
    except ValueError:
        to = UUID(int=0)
    return perform(conversation, lambda at: _give(at, to, words))


@nurse.post("/cases/<uuid:conversation>/stay")
def stayed(conversation: UUID) -> Answer:
    """Somebody types at the case: she who holds it is not idle."""

    def work(session: Session) -> None:
        stay(at(session, conversation))

    house().store.write(work)
    return "", 204


def _give(at: Nursing, to: UUID, words: str) -> None:
    try:
        hand_over(at, to, words)
    except NoResultFound as error:
        raise UnknownError from error
