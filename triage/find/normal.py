"""The person's own normal, told beforehand: "my legs are numb" from somebody who never feels them.

Told beforehand, it must not hide what is new. Any word of change, of beginning or of a recent day,
anywhere in the message, and the mention counts as it would for everybody.
"""

from __future__ import annotations

import re

from triage.find.scene import Scene
from triage.model import Message, Question, Symptom

LONG = 365.0  # days: what has lasted so long is the person's usual state, unless it got worse
TOLD = "their normal"  # the cue of what the passport calls usual
CHANGE = ("worse", "back", "gone", "no_longer", "now")
BEGINS = re.compile(
    r"(?i)\b("
    r"after|again|and|another|anymore|became|become|becoming|began|begin|begun|but|came|change|"
    r"changed|changing|different|gave|get|gets|getting|give|gives|go|goes|going|gone|got|gotten|"
    r"higher|just|lose|losing|loss|lost|longer|lower|more|now|number|quit|since|spread|spreads|"
    r"start|started|starting|stiffer|stop|stopped|sudden|suddenly|than|then|tighter|today|tonight|"
    r"turn|turned|turning|weaker|went|when|woke|yet"
    r")\b"
)


def normal_of(message: Message, asked: Question | None) -> frozenset[str]:
    """The concepts that are usual for this person: none where the words speak of a change, and
    not what is just asked about."""
    if BEGINS.search(message.text):
        return frozenset()
    return frozenset(message.profile.usual).difference(asked.about if asked else ())


def is_normal(symptom: Symptom, scene: Scene) -> bool:
    """Whether the mention says no more than was told of this person's normal."""
    return symptom.id in scene.normal and not symptom.event and not _changed(scene)


def _changed(scene: Scene) -> bool:
    """Whether a cue or a recent day anywhere in the message speaks of change."""
    cues = (scene.cue_in(kind, 0, len(scene.words)) for kind in CHANGE)
    recent = any(days < LONG for _, _, days, _ in scene.ages)
    return recent or any(cue is not None for cue in cues)
