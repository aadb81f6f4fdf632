"""What a mention says of its concept: there, denied, past, usual, supposed, somebody else's.

The scope is closed and the default is present: a denial needs a cue that reaches the mention only
across words that can carry it. The cue that decided is kept, so that a nurse can see why.
"""

from __future__ import annotations

from triage.find.about import somebody_else
from triage.find.denial import denied
from triage.find.matcher import Hit
from triage.find.scene import Scene, Verdict
from triage.find.when import counts, own_start, past, usual
from triage.model import Status, Symptom

__all__ = ["counts", "judge", "otherwise"]


def judge(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of one mention."""
    return denied(hit, symptom, scene) or otherwise(hit, symptom, scene)


def otherwise(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of a mention that is not denied."""
    for told in (_supposed, somebody_else, past, usual, _doubted):
        verdict = told(hit, symptom, scene)
        if verdict is not None:
            return verdict
    return Verdict(Status.PRESENT)


def _supposed(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = own_start(hit, scene)
    cue = _supposing(hit, start, scene) or _right_after(hit, "asked_of", scene)
    if cue is None or scene.cue_in("now", start, scene.sentence(hit.first)[1]) is not None:
        return None
    if any(
        doubt.first < cue.last and cue.first < doubt.last
        for doubt in scene.cues.get("uncertain", ())
    ):
        return None  # "not sure if I have" doubts, it does not suppose
    return Verdict(Status.HYPOTHETICAL, scene.said(cue))


def _supposing(hit: Hit, start: int, scene: Scene) -> Hit | None:
    """The supposition that opens the mention's clause, holds before it, or is put around it."""
    cues = scene.cues.get("hypothetical", ())
    within = [cue for cue in cues if start < cue.last and cue.first < hit.first]
    return within[-1] if within else None


def _right_after(hit: Hit, kind: str, scene: Scene, gap: int = 3) -> Hit | None:
    """A cue that begins at most so many words after the mention."""
    within = (cue for cue in scene.cues.get(kind, ()) if hit.last <= cue.first <= hit.last + gap)
    return next(within, None)


def _doubted(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = scene.clause(hit.first)
    cue = scene.cue_in("uncertain", start, hit.first) or _right_after(hit, "uncertain", scene, 0)
    return None if cue is None else Verdict(Status.UNCERTAIN, scene.said(cue))
