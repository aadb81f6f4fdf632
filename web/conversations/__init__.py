"""The only part of the application that knows both the engine and the database.

`begin` and `receive` for the patient's door, `queue`, `find_case`, `reply` and `review` for the
nurses'. All take a session and the time; who calls them commits.
"""

from threading import Thread

import knowledge
from triage import converse
from triage.contract import UnspokenError
from triage.model import Message as Heard
from triage.model import Place
from web.conversations.acts import NotToldError, act
from web.conversations.again import Replayed, each_since, replayed
from web.conversations.awake import knows_an_emergency
from web.conversations.called import escalate
from web.conversations.chat import Chat, Entry, chat
from web.conversations.claims import (
    Claim,
    HeldError,
    NoReasonError,
    Nursing,
    claim,
    claim_of,
    hand_over,
    release,
    stay,
    take_over,
)
from web.conversations.clocked import Clocked, clocked, close_idle, tell_all
from web.conversations.contact import leave_contact
from web.conversations.course import Course, carried, course_of, is_over, newest_of
from web.conversations.desk import (
    TIERS,
    Case,
    Letter,
    MilderError,
    UnexplainedError,
    Verdict,
    find_case,
    reply,
    review,
)
from web.conversations.figures import Figures, figures, seen_since
from web.conversations.grounds import Grounds, grounds
from web.conversations.handover import Handover, handover
from web.conversations.queue import Page, queue
from web.conversations.receive import (
    Said,
    Struck,
    begin,
    locked,
    receive,
    strike,
)
from web.conversations.replay import History, Told, Triage, history, plain
from web.conversations.rows import Waiting
from web.conversations.shown import Shown
from web.conversations.signs import (
    UnknownSignError,
    fell_silent,
    find_silent,
    may_be_asleep,
    note_passport,
    sign,
    tell_silence,
    wants_deletion,
)
from web.conversations.sought import VIEWS, Key, Sought
from web.conversations.standing import ORDER
from web.conversations.summary import Summary, summary
from web.conversations.suppose import Compared, Supposed, suppose
from web.conversations.taken import Taken, take_along
from web.conversations.told import CONDITIONS, EVENTS
from web.conversations.trace import Mark
from web.conversations.unknown import ranked, words_of_each
from web.conversations.work import (
    CALLS,
    OUTCOMES,
    Deed,
    UnknownError,
    Work,
    call,
    close,
    colleagues,
    confirm,
    deeds,
    looked,
    note,
    work_of,
)

__all__ = [
    "CALLS",
    "CONDITIONS",
    "EVENTS",
    "ORDER",
    "OUTCOMES",
    "TIERS",
    "VIEWS",
    "Case",
    "Chat",
    "Claim",
    "Clocked",
    "Compared",
    "Course",
    "Deed",
    "Entry",
    "Figures",
    "Grounds",
    "Handover",
    "HeldError",
    "History",
    "Key",
    "Letter",
    "Mark",
    "MilderError",
    "NoReasonError",
    "NotToldError",
    "Nursing",
    "Page",
    "Place",
    "Replayed",
    "Said",
    "Shown",
    "Sought",
    "Struck",
    "Summary",
    "Supposed",
    "Taken",
    "Told",
    "Triage",
    "UnexplainedError",
    "UnknownError",
    "UnknownSignError",
    "UnspokenError",
    "Verdict",
    "Waiting",
    "Work",
    "act",
    "begin",
    "call",
    "carried",
    "chat",
    "claim",
    "claim_of",
    "clocked",
    "close",
    "close_idle",
    "colleagues",
    "confirm",
    "course_of",
    "deeds",
    "default_triage",
    "each_since",
    "escalate",
    "fell_silent",
    "figures",
    "find_case",
    "find_silent",
    "grounds",
    "hand_over",
    "handover",
    "history",
    "is_over",
    "knows_an_emergency",
    "leave_contact",
    "locked",
    "looked",
    "may_be_asleep",
    "newest_of",
    "note",
    "note_passport",
    "plain",
    "queue",
    "ranked",
    "receive",
    "release",
    "replayed",
    "reply",
    "review",
    "seen_since",
    "sign",
    "stay",
    "strike",
    "summary",
    "suppose",
    "take_along",
    "take_over",
    "tell_all",
    "tell_silence",
    "wants_deletion",
    "words_of_each",
    "work_of",
]


def default_triage() -> Triage:
    """The engine with the knowledge that is packaged with it; KnowledgeError when it is faulty.

    It hears one message beside the start, so that no patient waits while it makes itself ready,
    and the start does not wait either.
    """
    known = knowledge.load()
    Thread(target=converse, args=((Heard(""),), known), daemon=True).start()
    return Triage(converse, known)
