"""Who read or did what at the desk, written down before it is served; and whether that holds.

Each line carries a keyed hash over itself and the line before, so that a line that is changed,
taken out or put in shows. Whoever holds the house's secret could write them all anew: keep the
head, which `flask audit head` prints, somewhere else from time to time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.codes import hashed, same
from web.house import House
from web.tables import AuditHead, AuditLine

AT_ONCE = 1000  # lines read together
ON_A_PAGE = 100
STILL_LOOKING = timedelta(
    minutes=15
)  # a page that looks for news by itself is one read for so long


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody asked of the desk; `about` is the person that it was done to."""

    nurse: UUID | None
    what: str
    conversation: UUID | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Which lines to read: of one nurse, of one conversation, before a number; None: any."""

    nurse: UUID | None = None
    conversation: UUID | None = None
    before: int | None = None


def of_request(nurse: UUID) -> Act:
    """The request that is served: the name of its view, with `POST` if it may change something."""
    name = str(request.endpoint)
    ids = [value for value in (request.view_args or {}).values() if isinstance(value, UUID)]
    conversation = (request.view_args or {}).get("conversation")
    what = f"POST {name}" if request.method == "POST" else name
    about = next((str(one) for one in ids if one != conversation), None)
    return Act(nurse, what, conversation, about)


def looks_by_itself() -> bool:
    """Whether the page asks for news, with nobody touching anything."""
    return request.method == "GET" and "HX-Request" in request.headers


def written_lately(here: House, act: Act, session: Session) -> bool:
    """Whether the same read by the same nurse stands in the record of the last minutes."""
    found = select(AuditLine.number).where(
        AuditLine.clinic_id == here.config.clinic,
        AuditLine.nurse_id == act.nurse,
        AuditLine.act == act.what,
        AuditLine.conversation_id == act.conversation,
        AuditLine.at > here.clock() - STILL_LOOKING,
    )
    return session.scalar(found.limit(1)) is not None


def write(session: Session, here: House, act: Act) -> None:
    """Add a line; it is committed with what the caller commits."""
    end = _held(session, here.config.clinic)
    line = AuditLine(
        clinic_id=here.config.clinic,
        number=end.number + 1,
        at=here.clock(),
        nurse_id=act.nurse,
        act=act.what,
        conversation_id=act.conversation,
        about=act.about,
    )
    line.chain = _chain(here, end.chain, line)
    end.number, end.chain = line.number, line.chain
    session.add(line)
    session.flush()


def newest(here: House, about: About, session: Session) -> tuple[AuditLine, ...]:
    """The last lines, newest first, as many as a page holds."""
    found = select(AuditLine).where(AuditLine.clinic_id == here.config.clinic)
    if about.nurse is not None:
        found = found.where(AuditLine.nurse_id == about.nurse)
    if about.conversation is not None:
        found = found.where(AuditLine.conversation_id == about.conversation)
    if about.before is not None:
        found = found.where(AuditLine.number < about.before)
    return tuple(session.scalars(found.order_by(AuditLine.number.desc()).limit(ON_A_PAGE)))


def first_broken(session: Session, here: House) -> int | None:
    """The number of the first line that is not as it was written; None when all are.

    A number beyond the last line: the end is missing.
    """
    before, expected = "", 1
    for line in _lines(session, here.config.clinic):
        if line.number != expected or not same(line.chain, _chain(here, before, line)):
            return expected
        before, expected = line.chain, expected + 1
    return None if head(session, here) == (expected - 1, before) else expected


def head(session: Session, here: House) -> tuple[int, str]:
    """The last line's number and chain; 0 and nothing before the first."""
    ends = session.get(AuditHead, here.config.clinic)
    return (0, "") if ends is None else (ends.number, ends.chain)


def _held(session: Session, clinic: str) -> AuditHead:
    """The end of the lines, held until the transaction ends: lines are written one by one."""
    found = select(AuditHead).filter_by(clinic_id=clinic).with_for_update()
    end = session.scalar(found)
    if end is not None:
        return end
    try:
        with session.begin_nested():
            session.add(AuditHead(clinic_id=clinic, number=0, chain=""))
    except IntegrityError:  # another worker wrote the first line
        pass
    return session.scalars(found).one()


def _lines(session: Session, clinic: str) -> Iterator[AuditLine]:
    after = 0
    while True:
        found = select(AuditLine).where(AuditLine.clinic_id == clinic, AuditLine.number > after)
        lines = session.scalars(found.order_by(AuditLine.number).limit(AT_ONCE)).all()
        yield from lines
        if len(lines) < AT_ONCE:
            return
        after = lines[-1].number


def _chain(here: House, before: str, line: AuditLine) -> str:
    told = [before, line.number, _moment(line.at), line.act, line.about]
    told += [None if one is None else one.hex for one in (line.nurse_id, line.conversation_id)]
    return hashed(here.config.secret_key, "audit", json.dumps([line.clinic_id, *told]))


def _moment(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
