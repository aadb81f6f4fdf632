"""The words of the engine: what is heard, what is known, what is concluded.

Every type is frozen. Collections are tuples and read-only mappings; a new fact makes a new value.
Times are arguments: a message carries when it was written, a profile carries days, never dates.
"""

from triage.model.concluded import Assessment as Assessment
from triage.model.concluded import Reply as Reply
from triage.model.concluded import Suspicion as Suspicion
from triage.model.concluded import Turn as Turn
from triage.model.heard import NOTHING as NOTHING
from triage.model.heard import Asked as Asked
from triage.model.heard import Correction as Correction
from triage.model.heard import Finding as Finding
from triage.model.heard import Input as Input
from triage.model.heard import Message as Message
from triage.model.heard import Passport as Passport
from triage.model.heard import Picture as Picture
from triage.model.heard import Profile as Profile
from triage.model.heard import Review as Review
from triage.model.heard import Span as Span
from triage.model.known import Advice as Advice
from triage.model.known import Age as Age
from triage.model.known import AtLeast as AtLeast
from triage.model.known import Condition as Condition
from triage.model.known import Drug as Drug
from triage.model.known import Fact as Fact
from triage.model.known import Has as Has
from triage.model.known import Knowledge as Knowledge
from triage.model.known import Language as Language
from triage.model.known import Place as Place
from triage.model.known import Question as Question
from triage.model.known import Reads as Reads
from triage.model.known import Reference as Reference
from triage.model.known import Risk as Risk
from triage.model.known import Rule as Rule
from triage.model.known import Since as Since
from triage.model.known import Symptom as Symptom
from triage.model.known import Until as Until
from triage.model.words import Answer as Answer
from triage.model.words import Outcome as Outcome
from triage.model.words import Status as Status
from triage.model.words import Truth as Truth
from triage.model.words import Urgency as Urgency
