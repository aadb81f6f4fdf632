"""The engine: what a person with an intrathecal pump writes, to how soon somebody must act and why.

Pure: no file, no clock, no database. `converse` folds inputs into turns; everything else is a type.
"""

from triage.ask import next_question as next_question
from triage.assess import assess as assess
from triage.converse import converse as converse
from triage.converse import take_turn as take_turn
from triage.find import find as find
from triage.model import (
    Answer as Answer,
)
from triage.model import (
    Asked as Asked,
)
from triage.model import (
    Assessment as Assessment,
)
from triage.model import (
    Correction as Correction,
)
from triage.model import (
    Finding as Finding,
)
from triage.model import (
    Input as Input,
)
from triage.model import (
    Knowledge as Knowledge,
)
from triage.model import (
    Message as Message,
)
from triage.model import (
    Outcome as Outcome,
)
from triage.model import (
    Picture as Picture,
)
from triage.model import (
    Profile as Profile,
)
from triage.model import (
    Question as Question,
)
from triage.model import (
    Reply as Reply,
)
from triage.model import (
    Review as Review,
)
from triage.model import (
    Rule as Rule,
)
from triage.model import (
    Status as Status,
)
from triage.model import (
    Suspicion as Suspicion,
)
from triage.model import (
    Symptom as Symptom,
)
from triage.model import (
    Truth as Truth,
)
from triage.model import (
    Turn as Turn,
)
from triage.model import (
    Urgency as Urgency,
)
