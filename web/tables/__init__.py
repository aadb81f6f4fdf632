"""The tables: facts of conversations, and the people at the desk."""

from web.tables.audit import AuditHead, AuditLine
from web.tables.base import Base
from web.tables.clocks import JobRun, Notice, NumberCheck, Presence
from web.tables.door import PassportEntry, PatientSign
from web.tables.facts import (
    Assessment,
    ContactDetails,
    Conversation,
    Correction,
    Message,
    NurseReply,
    PatientAct,
    QueueEntry,
    Review,
    Visit,
)
from web.tables.lessons import DraftCase
from web.tables.paging import Page, PageCall, RosterEntry
from web.tables.people import Attempt, Invitation, Nurse, Role

__all__ = [
    "Assessment",
    "Attempt",
    "AuditHead",
    "AuditLine",
    "Base",
    "ContactDetails",
    "Conversation",
    "Correction",
    "DraftCase",
    "Invitation",
    "JobRun",
    "Message",
    "Notice",
    "NumberCheck",
    "Nurse",
    "NurseReply",
    "Page",
    "PageCall",
    "PassportEntry",
    "PatientAct",
    "PatientSign",
    "Presence",
    "QueueEntry",
    "Review",
    "Role",
    "RosterEntry",
    "Visit",
]
