"""The only part of the application that knows both the engine and the database.

`begin` and `receive` for the patient's door, `queue`, `find_case`, `reply` and `review` for the
nurses'. All take a session and the time; who calls them commits.
"""

from threading import Thread

import knowledge
from triage import converse
from triage.model import Message as Heard
from triage.model import Place
from web.conversations.acts import NotToldError, act
from web.conversations.again import Replayed, each_since, replayed
from web.conversations.called import escalate
from web.conversations.chat import Chat, Entry, chat
from web.conversations.clocked import Clocked, clocked, close_idle, tell_all
from web.conversations.desk import (
    TIERS,
    Case,
    UnexplainedError,
    Verdict,
    find_case,
    reply,
    review,
)
from web.conversations.grounds import Grounds, grounds
from web.conversations.queue import Waiting, queue
from web.conversations.receive import (
    Said,
    Struck,
    begin,
    leave_contact,
    locked,
    receive,
    strike,
)
from web.conversations.replay import EVENTS, History, Told, Triage, history
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
from web.conversations.taken import Taken, take_along
from web.conversations.trace import Mark

__all__ = [
    "EVENTS",
    "TIERS",
    "Case",
    "Chat",
    "Clocked",
    "Entry",
    "Grounds",
    "History",
    "Mark",
    "NotToldError",
    "Place",
    "Replayed",
    "Said",
    "Shown",
    "Struck",
    "Taken",
    "Told",
    "Triage",
    "UnexplainedError",
    "UnknownSignError",
    "Verdict",
    "Waiting",
    "act",
    "begin",
    "chat",
    "clocked",
    "close_idle",
    "default_triage",
    "each_since",
    "escalate",
    "fell_silent",
    "find_case",
    "find_silent",
    "grounds",
    "history",
    "leave_contact",
    "locked",
    "may_be_asleep",
    "note_passport",
    "queue",
    "receive",
    "replayed",
    "reply",
    "review",
    "sign",
    "strike",
    "take_along",
    "tell_all",
    "tell_silence",
    "wants_deletion",
]


def default_triage() -> Triage:
    """The engine with the knowledge that is packaged with it; KnowledgeError when it is faulty.

    It hears one message beside the start, so that no patient waits while it makes itself ready,
    and the start does not wait either.
    """
    known = knowledge.load()
    Thread(target=converse, args=((Heard(""),), known), daemon=True).start()
    return Triage(converse, known)
