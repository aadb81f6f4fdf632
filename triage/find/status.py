"""What a mention says of its concept: there, denied, past, usual, supposed, somebody else's.

The scope is closed and the default is present: a denial needs a cue that reaches the mention only
across words that can carry it. The cue that decided is kept, so that a nurse can see why.
"""

from __future__ import annotations

from dataclasses import replace

from triage.find.about import NOT_NOW, of_the_writer, somebody_else
from triage.find.asked import asked_of_fact
from triage.find.denial import denied
from triage.find.matcher import Hit
from triage.find.scene import Scene, Verdict
from triage.find.when import counts, own_start, past, usual
from triage.model import Status, Symptom

COULD_BE = 3  # words between "could be" and its mention
PERSONAL = frozenset({"my", "his", "her", "our"})
SUBJECTS = frozenset({"i", "he", "she"})
MODALS = frozenset(
    {"will", "would", "could", "might", "may", "should", "shall", "do", "what", "who"}
)
ASKING = frozenset({"it", "can", "will", "would", "may", "is", "how", "should", "do", "common"})
CAUSING = frozenset({"make", "cause", "give", "get", "expect", "lead"})

__all__ = ["counts", "judge", "otherwise"]


def judge(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of one mention."""
    verdict = denied(hit, symptom, scene)
    if verdict is None:
        return otherwise(hit, symptom, scene)
    if verdict.status is Status.DENIED and of_the_writer(hit, scene):
        return replace(verdict, status=Status.OTHER_PERSON, days_ago=NOT_NOW)
    return verdict


def otherwise(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of a mention that is not denied."""
    for told in (_supposed, somebody_else, past, usual, _doubted):
        verdict = told(hit, symptom, scene)
        if verdict is not None:
            return verdict
    return Verdict(Status.PRESENT)


def _supposed(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    start = own_start(hit, scene)
    cue = _supposing(hit, start, scene) or _right_after(hit, "asked_of", scene)
    if cue is None:
        asked = asked_of_fact(hit, symptom, scene)
        return Verdict(Status.HYPOTHETICAL, asked) if asked else None
    if scene.cue_in("now", start, scene.sentence(hit.first)[1]) is not None:
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
    if not within or _habit(within[-1], hit, scene) or _asked_of_own(within[-1], hit, scene):
        return None
    return within[-1]


def _habit(cue: Hit, hit: Hit, scene: Scene) -> bool:
    """Whether it is what happens each time: "if I try to walk my legs give way"."""
    if scene.words[cue.first].text not in ("if", "when"):
        return False
    own = next(
        (
            place
            for place in range(
                cue.last, max(hit.first + 1, hit.last if hit.first < cue.last else 0)
            )
            if (scene.words[place].owner in PERSONAL and place > cue.last)
            or scene.words[place].text in SUBJECTS
        ),
        None,
    )
    if own is None or scene.words[cue.first - 1].text in ("what", "even", "happen", "or"):
        return False
    return all(word.raw not in MODALS for word in scene.words[cue.last : hit.first])


def _asked_of_own(cue: Hit, hit: Hit, scene: Scene) -> bool:
    """Whether a question is about what is there: "will this dizziness go away", "this much"."""
    words = {word.text for word in scene.words[cue.first : cue.last]}
    if "know" in words or not (scene.words[cue.first].text in ASKING or "mean" in words):
        return False
    between = scene.words[cue.last : hit.first]
    if any(word.text in CAUSING for word in scene.words[cue.first : hit.first]):
        return False
    after = [word.text for word in scene.words[hit.last : hit.last + 2]]
    return (
        scene.words[hit.first].owner in PERSONAL
        or ("mean" in words and any(word.text == "that" or word.owner for word in between))
        or after == ["this", "much"]
        or "so" in scene.words[hit.first].lead.split()
        or any(word.text in ("this", "these") for word in between[-1:])
    )


def _right_after(hit: Hit, kind: str, scene: Scene, gap: int = 3) -> Hit | None:
    """A cue that begins at most so many words after the mention."""
    within = (cue for cue in scene.cues.get(kind, ()) if hit.last <= cue.first <= hit.last + gap)
    return next(within, None)


def _doubted(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = scene.clause(hit.first)
    cue = scene.cue_in("uncertain", start, hit.first) or _right_after(hit, "uncertain", scene, 0)
    cue = cue or _undecided(hit, scene)
    if cue is not None:
        return Verdict(Status.UNCERTAIN, scene.said(cue))
    said = _could_be(start, hit, scene)
    return Verdict(Status.UNCERTAIN, said) if said else None


def _undecided(hit: Hit, scene: Scene) -> Hit | None:
    """A doubt that closes a choice: "is it a seizure or just shaking, I can't tell"."""
    last = scene.sentence(hit.first)[1]
    cue = next(
        (cue for cue in scene.cues.get("undecided", ()) if hit.last < cue.first < last), None
    )
    if cue is None or cue.last < last:
        return None
    return cue if any(word.text == "or" for word in scene.words[hit.last : cue.first]) else None


def _could_be(start: int, hit: Hit, scene: Scene) -> str:
    """ "It could be a rash": could, may or might right before a "be" that leads to the mention."""
    for place in range(max(start, hit.first - COULD_BE), hit.first):
        word, after = scene.words[place], scene.words[place + 1]
        if word.raw in ("could", "might", "may") and after.lead.split()[:1] == ["be"]:
            asks = place == start or scene.words[place - 1].text in ("what", "how", "who", "why")
            return "" if asks else f"{word.raw} be"
    return ""
