"""Sounds not of the pump: "turned out to be the smoke detector", "my hearing aid beeps"."""

from __future__ import annotations

from triage.find.matcher import Hit
from triage.find.scene import TURNS, Scene
from triage.find.text import STOP
from triage.model import Symptom

PUMP_ALARM = "pump-alarm"
ALARM = "alarm"
BODY = frozenset({"pump", "belly", "side", "me", "inside", "implant"})
NEAR = 4  # words between "turned out to be" and what it was


def sounds_elsewhere(hit: Hit, symptom: Symptom, scene: Scene) -> bool:
    """Whether an alarm that is heard is said to come from something else than the pump."""
    if symptom.risk != PUMP_ALARM or ALARM not in (symptom.id, *symptom.kind_of):
        return False
    gadgets = scene.cues.get("gadget", ())
    return bool(gadgets) and (_found_out(hit, gadgets, scene) or _its_own(hit, gadgets, scene))


def _found_out(hit: Hit, gadgets: tuple[Hit, ...], scene: Scene) -> bool:
    """Said later: the last word on it names a gadget, and no pump after it."""
    for cue in scene.cues.get("turned_out", ()):
        if cue.first < hit.last:
            continue
        named = [one for one in gadgets if cue.last <= one.first <= cue.last + NEAR]
        after = scene.words[cue.last : scene.sentence(cue.first)[1]]
        if named and not any(word.text in BODY for word in after):
            return True
    return False


def _its_own(hit: Hit, gadgets: tuple[Hit, ...], scene: Scene) -> bool:
    """Said of a gadget: it stands before the mention in its clause, and no pump does."""
    start = scene.clause(hit.first)
    before = [one for one in gadgets if start <= one.first and one.last <= hit.first]
    if not before:
        return False
    words = scene.words[start : hit.last]
    return not any(
        word.text in BODY | {"it", "that"} or word.text == STOP or word.text in TURNS
        for word in words
    )
