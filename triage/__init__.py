"""The engine: what a person with an intrathecal pump writes, to how soon somebody must act and why.

Pure: no file, no clock, no database. `converse` folds inputs into turns; everything else is a type.
"""

from .assess import assess as assess
from .ask import next_question as next_question
from .converse import converse as converse
from .converse import take_turn as take_turn
from .find import find as find
from .model import (
    Answer as Answer, Asked as Asked, Assessment as Assessment, Correction as Correction,
    Finding as Finding, Input as Input, Knowledge as Knowledge, Message as Message,
    Outcome as Outcome, Picture as Picture, Profile as Profile, Question as Question,
    Reply as Reply, Review as Review, Rule as Rule, Status as Status, Suspicion as Suspicion,
    Symptom as Symptom, Turn as Turn, Urgency as Urgency,
)  # fmt: skip
