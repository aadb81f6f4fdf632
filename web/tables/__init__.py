"""The tables: facts of conversations, and the people at the desk."""

from web.tables.api import ApiAnswer, ApiConversation, ApiToken
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
    Review,
    Visit,
)
from web.tables.lessons import DraftCase
from web.tables.limits import Used
from web.tables.paging import Page, PageCall, RosterEntry
from web.tables.people import Invitation, Nurse, Role
from web.tables.queue import DeskChoice, Look, QueueEntry, StandingRisk
from web.tables.service import KeptVerdict, Probe
from web.tables.work import NurseAct

__all__ = [
    "ApiAnswer",
    "ApiConversation",
    "ApiToken",
    "Assessment",
    "AuditHead",
    "AuditLine",
    "Base",
    "ContactDetails",
    "Conversation",
    "Correction",
    "DeskChoice",
    "DraftCase",
    "Invitation",
    "JobRun",
    "KeptVerdict",
    "Look",
    "Message",
    "Notice",
    "NumberCheck",
    "Nurse",
    "NurseAct",
    "NurseReply",
    "Page",
    "PageCall",
    "PassportEntry",
    "PatientAct",
    "PatientSign",
    "Presence",
    "Probe",
    "QueueEntry",
    "Review",
    "Role",
    "RosterEntry",
    "StandingRisk",
    "Used",
    "Visit",
]
