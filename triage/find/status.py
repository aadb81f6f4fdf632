"""What a mention says of its concept: there, denied, past, usual, supposed, somebody else's.

The scope is closed and the default is present: a denial needs a cue that reaches the mention only
across words that can carry it. The cue that decided is kept, so that a nurse can see why.
"""

from __future__ import annotations

from triage.find.denial import denied
from triage.find.lexicon import Hit
from triage.find.scene import FIRST_PERSON, TURNS, Scene, Verdict
from triage.find.text import PAUSE, STOP
from triage.model import Status, Symptom, Urgency

# "It clears" tells what happens every time, "it cleared" that it is over.
HABITS = frozenset(
    {"clears", "goes", "settles", "stops", "subsides", "eases", "resolves", "disappears"}
)
REFERRING = frozenset({"that", "it", "this", "which", "they", "those"})
RECENT = 2.0  # days: a past mention no older than this counts as presence (law 2)
RECENT_HAPPENING = 14.0  # days: so does a happening, such as a fall, up to two weeks
LONG = 365.0  # days: what has lasted so long is the person's usual state, unless it got worse


def judge(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of one mention."""
    return denied(hit, symptom, scene) or otherwise(hit, symptom, scene)


def otherwise(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of a mention that is not denied."""
    for told in (_supposed, _somebody_else, _past, _usual, _doubted):
        verdict = told(hit, symptom, scene)
        if verdict is not None:
            return verdict
    return Verdict(Status.PRESENT)


def _supposed(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = _own_start(hit, scene)
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


def _somebody_else(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    if symptom.person and scene.wearer != "self":
        return None
    if (spared := scene.cue_in("not_me", hit.last, scene.sentence(hit.first)[1])) is not None:
        return Verdict(Status.OTHER_PERSON, scene.said(spared))
    subject = _subject(hit, scene)
    if subject is None:
        return None
    days = _age(hit, scene)
    if subject.entry.id == "stranger":
        return Verdict(Status.OTHER_PERSON, scene.said(subject), days)
    if scene.wearer == "other":
        return None
    past = (days is not None and days > RECENT) or (
        _had(subject, hit, scene) and (scene.of_me or not _just_now(hit, days, scene))
    )
    if scene.wearer == "self" or past or (scene.of_me and not _dangerous(symptom)):
        return Verdict(Status.OTHER_PERSON, scene.said(subject), days)
    return None


def _just_now(hit: Hit, days: float | None, scene: Scene) -> bool:
    """Whether it is told as fresh: dated within two days, or "it stopped" follows."""
    end = _around(hit, scene)[1]
    return days is not None or _gone(hit, end, scene) is not None


def _dangerous(symptom: Symptom) -> bool:
    return symptom.grave or (symptom.urgency is not None and symptom.urgency >= Urgency.URGENT)


def _subject(hit: Hit, scene: Scene) -> Hit | None:
    """The person whom the mention is about, unless that is the writer."""
    if scene.words[hit.first].owner in ("my", "our"):
        return None
    first = scene.sentence(hit.first)[0]
    turn = scene.clause(hit.first)
    for place in range(hit.first - 1, first - 1, -1):
        word = scene.words[place]
        if word.text in FIRST_PERSON or (word.owner == "my" and not _person_at(place, scene)):
            return None
        person = _person_at(place, scene)
        if person is not None:
            return person if _speaks_of(person, hit, scene, turn) else None
    return None


def _person_at(place: int, scene: Scene) -> Hit | None:
    for kind in ("kin", "stranger"):
        for hit in scene.cues.get(kind, ()):
            if hit.first <= place < hit.last:
                return hit
    return None


def _speaks_of(person: Hit, hit: Hit, scene: Scene, turn: int) -> bool:
    """Whether the person is the subject: not "my wife says", nor named in another clause."""
    if any(
        word.text in ("say", "think", "notice", "tell", "worry", "find")
        for word in scene.words[person.last : hit.first]
    ):
        return False
    return person.first >= turn or all(
        word.text not in TURNS for word in scene.words[person.last : hit.first]
    )


def _had(subject: Hit, hit: Hit, scene: Scene) -> bool:
    return any(
        word.raw in ("had", "got", "died", "was") for word in scene.words[subject.last : hit.first]
    )


def _age(hit: Hit, scene: Scene) -> float | None:
    """How many days ago the mention was, where its clause dates it (a span since then does not)."""
    start, end = _around(hit, scene)
    ages = [
        days
        for first, last, days, since in scene.ages
        if start <= first and last <= end and not since and not hit.first <= first < hit.last
    ]
    return max(ages) if ages else None


def _around(hit: Hit, scene: Scene) -> tuple[int, int]:
    """The clause of a mention, with an "it was last year" that follows it."""
    start = _own_start(hit, scene)
    end = _own_end(hit.last, scene)
    if end < len(scene.words) and _refers_back(end + 1, scene):
        end = _own_end(end + 2, scene)
    return start, end


def _own_start(hit: Hit, scene: Scene) -> int:
    """Where the clause begins: at the subject, in a run-on of "i … i …", or at a time before it."""
    start = scene.clause(hit.first)
    subjects = (place for place in range(hit.first - 1, start, -1) if _is_subject(place, scene))
    subject = next(subjects, start)
    dated = any(start <= first and last <= subject for first, last, _, _ in scene.ages)
    return start if dated and scene.covered.isdisjoint(range(start, subject)) else subject


def _own_end(end: int, scene: Scene) -> int:
    while end < len(scene.words) and not _closes(end, scene) and not _is_subject(end, scene):
        end += 1
    return end


def _is_subject(place: int, scene: Scene) -> bool:
    """Whether "i" or "he" opens a clause here, and is not told by "when" or "if"."""
    before = scene.words[place - 1].text if place else STOP
    return scene.words[place].text in ("i", "he", "she") and before not in (
        "when",
        "if",
        "and",
        "while",
    )


def _closes(place: int, scene: Scene) -> bool:
    word = scene.words[place].text
    return word in (STOP, PAUSE) or word in TURNS - {"since"}


def _refers_back(place: int, scene: Scene) -> bool:
    return place < len(scene.words) and scene.words[place].text in REFERRING


def _past(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    if symptom.person:
        return None
    start, end = _around(hit, scene)
    days = _age(hit, scene)
    gone = _gone(hit, end, scene) or scene.cue_in("no_longer", start, hit.first)
    cue = scene.cue_in("past", start, end)
    if days is None and cue is None and gone is None:
        return None
    if days is not None and days <= RECENT and gone is None:
        return None
    decided = gone or cue
    said = scene.said(decided) if decided is not None else f"{days:g} days ago"
    if gone is None and cue is None and scene.cue_in("still", start, end) is not None:
        return None
    return Verdict(Status.PAST, said, days)


def _gone(hit: Hit, end: int, scene: Scene) -> Hit | None:
    """What says that the mention is over: "is gone", "has stopped", "back to normal"."""
    gone = scene.cue_in("gone", hit.last, min(end, hit.last + 8))
    if gone is None or _came_back(gone, hit, scene):
        return None
    first = scene.words[gone.first]
    if gone.last - gone.first == 1 and first.text == "go" and first.raw != "gone":
        return None
    if first.raw in HABITS:
        return None
    if gone.first > 0 and scene.words[gone.first - 1].text in ("not", "never", "no", "non"):
        return None
    lost = any(word.text in ("not", "no") for word in scene.words[hit.first : hit.last])
    if lost and scene.words[gone.last - 1].text in ("more", "anymore", "longer"):
        return None  # "is not helping any more" is what began, not what ended
    return gone


def _came_back(gone: Hit, hit: Hit, scene: Scene) -> bool:
    last = scene.sentence(hit.first)[1]
    return any(
        hit.last <= back.first < last and not gone.first <= back.first < gone.last
        for back in scene.cues.get("back", ())
    )


def _usual(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    if symptom.person:
        return None
    start, end = _around(hit, scene)
    own = scene.cue_in("usual", start, end)
    if own is not None:
        return None if _changed(start, end, scene) else Verdict(Status.USUAL, scene.said(own))
    first, last = scene.sentence(hit.first)
    if _changed(first, last, scene):
        return None
    cue = scene.cue_in("usual_back", hit.last, last) or _said_later(last, scene)
    return _long_standing(hit, scene) if cue is None else Verdict(Status.USUAL, scene.said(cue))


def _changed(first: int, last: int, scene: Scene) -> bool:
    """Whether it is worse, or back, and so not as usual."""
    return any(scene.cue_in(kind, first, last) is not None for kind in ("worse", "back"))


def _long_standing(hit: Hit, scene: Scene) -> Verdict | None:
    """What has lasted for a year or more, in its own clause and not said of the pump."""
    start, end = _around(hit, scene)
    if any(word.text in ("pump", "drug", "medicine") for word in scene.words[start:end]):
        return None
    long = [
        days for first, last, days, since in scene.ages if since and start <= first and last <= end
    ]
    if not long or max(long) < LONG:
        return None
    return Verdict(Status.USUAL, f"for {max(long):g} days")


def _said_later(last: int, scene: Scene) -> Hit | None:
    """A following sentence that says "been like that for years"."""
    if last + 1 >= len(scene.words):
        return None
    first, end = scene.sentence(last + 1)
    cue = scene.cue_in("usual_back", first, end)
    if cue is None or scene.cue_in("worse", first, end) is not None:
        return None
    return cue


def _doubted(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = scene.clause(hit.first)
    cue = scene.cue_in("uncertain", start, hit.first) or _right_after(hit, "uncertain", scene, 0)
    return None if cue is None else Verdict(Status.UNCERTAIN, scene.said(cue))


def counts(verdict: Verdict, symptom: Symptom) -> bool:
    """Whether a past mention counts as presence (law 2)."""
    if verdict.days_ago is None:
        return symptom.event
    return verdict.days_ago <= (RECENT_HAPPENING if symptom.event else RECENT)
