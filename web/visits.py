"""Which conversation a phone holds open: cookies and return codes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.codes import hashed, new_token, read_code, return_code
from web.config import Config
from web.conversations import begin, is_over, newest_of, wants_deletion
from web.tables import Conversation, Visit


def start(session: Session, config: Config, token: str, now: datetime) -> Conversation:
    """A new conversation, opened on the phone that will hold `token`."""
    code_hash = hashed(config.secret_key, "code", return_code(config.secret_key, token))
    conversation = begin(session, config.clinic, config.country, code_hash, now)
    visit(session, config, conversation.id, token, now)
    return conversation


def start_once(
    session: Session, config: Config, cookie: str, key: str, now: datetime
) -> tuple[Conversation, str]:
    """The conversation that this form begins, and the token that opens it.

    A form that is sent again (its `key` under the same cookie) finds what it began; when that was
    closed on this phone meanwhile, it begins another.
    """
    token = hashed(config.secret_key, "start", f"{cookie}\0{key}") if key else new_token()
    begun = conversation_of(session, config, token, now)
    if begun is not None:
        return begun, token
    known = select(Visit.id).filter_by(token_hash=hashed(config.secret_key, "visit", token))
    if session.scalar(known.filter_by(clinic_id=config.clinic)) is not None:
        token = new_token()
    return start(session, config, token, now), token


def go_on(
    session: Session, config: Config, held: Conversation, cookie: str, key: str, now: datetime
) -> tuple[Conversation, str]:
    """The conversation in which a message now belongs, and the token that opens it.

    Where the open one ended long ago, it is a new one that is linked to it.
    """
    if not is_over(session, held, now):
        return held, cookie
    begun, token = start_once(session, config, cookie, key, now)
    begun.earlier_id, begun.with_code = held.id, held.with_code
    return begun, token


def visit(session: Session, config: Config, conversation: UUID, token: str, now: datetime) -> None:
    """Open a conversation on the phone that will hold `token`."""
    session.add(
        Visit(
            clinic_id=config.clinic,
            id=uuid4(),
            conversation_id=conversation,
            token_hash=hashed(config.secret_key, "visit", token),
            started_at=now,
        )
    )


def conversation_of(
    session: Session, config: Config, token: str, now: datetime
) -> Conversation | None:
    """The conversation that this cookie opens; None when it opens none, or none any more."""
    found = _visit(session, config, token, now)
    if found is None:
        return None
    return session.get(Conversation, (config.clinic, found.conversation_id))


def end(session: Session, config: Config, token: str, now: datetime) -> None:
    """Close the conversation on this phone; the return code still opens it elsewhere."""
    found = _visit(session, config, token, now)
    if found is not None:
        found.ended_at = now


def was_ended(session: Session, config: Config, token: str) -> bool:
    """Whether this cookie once opened a conversation that was closed on its phone."""
    token_hash = hashed(config.secret_key, "visit", token)
    found = select(Visit.ended_at).filter_by(clinic_id=config.clinic, token_hash=token_hash)
    return session.scalar(found) is not None


def find_by_code(session: Session, config: Config, typed: str) -> UUID | None:
    """The conversation whose return code was typed, or the last that goes on from it.

    One that shall be deleted has none any more.
    """
    code_hash = hashed(config.secret_key, "code", read_code(typed))
    found = select(Conversation).filter_by(clinic_id=config.clinic, code_hash=code_hash)
    known = session.scalar(found)
    if known is None or wants_deletion(session, config.clinic, known.id):
        return None
    newest = newest_of(session, known).id
    return None if wants_deletion(session, config.clinic, newest) else newest


def code_for(config: Config, token: str, conversation: Conversation) -> str | None:
    """The return code, for the phone on which the conversation began and for no other."""
    code = return_code(config.secret_key, token)
    return code if hashed(config.secret_key, "code", code) == conversation.code_hash else None


def _visit(session: Session, config: Config, token: str, now: datetime) -> Visit | None:
    found = select(Visit).filter_by(
        clinic_id=config.clinic,
        token_hash=hashed(config.secret_key, "visit", token),
        ended_at=None,
    )
    return session.scalar(found.where(Visit.started_at > now - config.visit_longest))
