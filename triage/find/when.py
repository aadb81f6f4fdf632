"""When a mention was: over, on a day, as usual, for a year."""

from __future__ import annotations

from bisect import bisect_left

from triage.find.matcher import Hit
from triage.find.normal import LONG, TOLD, is_normal
from triage.find.scene import FIRST_PERSON, TURNS, Scene, Verdict
from triage.find.text import PAUSE, STOP
from triage.model import Status, Symptom

# "It clears" tells what happens every time, "will it clear" asks; "it cleared" says it is over.
HABITS = frozenset(
    {"clears", "goes", "settles", "stops", "subsides", "eases", "resolves", "disappears"}
    | {"go", "settle", "stop", "subside", "ease", "resolve", "disappear", "wear"}
)
REFERRING = frozenset({"that", "it", "this", "which", "they", "those"})
ENDS = frozenset({STOP, PAUSE, "and", "now", "by", "when", "after", "today", "in", "for", "before"})
# "Gone numb" is no end of it.
BECOME = frozenset(
    {"numb", "weak", "stiff", "blue", "red", "floppy", "limp", "dead", "cold", "tight", "hot"}
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPENING = 3  # words: so near the beginning, "been like that" speaks of the sentence before
RECENT = 2.0  # days: a past mention no older than this counts as presence (law 2)
RECENT_HAPPENING = 14.0  # days: so does a happening, such as a fall, up to two weeks


def age(hit: Hit, scene: Scene) -> float | None:
    """How many days ago the mention was, where its clause dates it (a span since then does not)."""
    start, end = around(hit, scene)
    ages = [
        days
        for first, last, days, since in scene.ages
        if start <= first
        and last <= end
        and not since
        and not hit.first <= first < hit.last
        and not any(word.text == "not" for word in scene.words[max(0, first - 3) : first])
    ]
    return max(ages) if ages else None


def around(hit: Hit, scene: Scene) -> tuple[int, int]:
    """The clause of a mention, with an "it was last year" that follows it."""
    place = hit.first, hit.last
    clause = scene.clauses.get(place)
    if clause is None:
        clause = scene.clauses[place] = _around(hit, scene)
    return clause


def _around(hit: Hit, scene: Scene) -> tuple[int, int]:
    start = own_start(hit, scene)
    end = _own_end(hit.last, scene)
    if end < len(scene.words) and _refers_back(end + 1, scene):
        end = _own_end(end + 2, scene)
    return start, end


def own_start(hit: Hit, scene: Scene) -> int:
    """Where the clause begins: at the subject, in a run-on of "i … i …", or at a time before it."""
    start = scene.clause(hit.first)
    before = bisect_left(scene.subjects, hit.first)
    subject = scene.subjects[before - 1] if before else start
    if subject <= start:
        return start
    dated = any(start <= first and last <= subject for first, last, _, _ in scene.ages)
    dated = dated or scene.cue_in("past", start, subject + 3) is not None
    return start if dated and scene.covered.isdisjoint(range(start, subject)) else subject


def _own_end(end: int, scene: Scene) -> int:
    after = bisect_left(scene.closes, end)
    return scene.closes[after] if after < len(scene.closes) else max(end, len(scene.words))


def _refers_back(place: int, scene: Scene) -> bool:
    return place < len(scene.words) and scene.words[place].text in REFERRING


def past(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    """Over, and when: "had it last year", "is gone now"."""
    if symptom.person:
        return None
    start, end = around(hit, scene)
    days = age(hit, scene)
    gone = gone_after(hit, end, scene) or scene.cue_in("no_longer", start, hit.first)
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


def gone_after(hit: Hit, end: int, scene: Scene) -> Hit | None:
    """What says that the mention is over: "is gone", "has stopped", "back to normal"."""
    gone = scene.cue_in("gone", hit.last, min(end, hit.last + 8))
    if gone is None or _came_back(gone, hit, scene):
        return None
    first = scene.words[gone.first]
    if gone.last - gone.first == 1 and first.text == "go" and not _over(gone, scene):
        return None
    if first.raw in HABITS:
        return None
    if gone.first > 0 and scene.words[gone.first - 1].text in ("not", "never", "no", "non"):
        return None
    lost = any(word.text in ("not", "no") for word in scene.words[hit.first : hit.last])
    if lost and scene.words[gone.last - 1].text in ("more", "anymore", "longer"):
        return None  # "is not helping any more" is what began, not what ended
    return gone


def _over(gone: Hit, scene: Scene) -> bool:
    """Whether "gone" ends what it says: not "going", nor "gone numb"."""
    after = scene.words[gone.last].text if gone.last < len(scene.words) else STOP
    other = gone.last in scene.begins and after not in BECOME  # "fever gone headache still here"
    return scene.words[gone.first].raw == "gone" and (after in ENDS or after in TURNS or other)


def _came_back(gone: Hit, hit: Hit, scene: Scene) -> bool:
    last = scene.sentence(hit.first)[1]
    return any(
        hit.last <= back.first < last and not gone.first <= back.first < gone.last
        for back in scene.cues.get("back", ())
    )


def usual(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    """The person's own unchanged state: "numb since 2009", "as always"."""
    if symptom.person:
        return None
    if is_normal(symptom, scene):
        return Verdict(Status.USUAL, TOLD)
    start, end = around(hit, scene)
    own = scene.cue_in("usual", start, end) or _reaching_out("usual", hit.last, end, scene)
    if own is not None:
        return None if _changed(start, end, scene) else Verdict(Status.USUAL, scene.said(own))
    first, last = scene.sentence(hit.first)
    if symptom.event or _changed(first, last, scene):
        return None
    cue = scene.cue_in("usual_back", hit.last, last) or _said_later(last, scene)
    return _long_standing(hit, scene) if cue is None else Verdict(Status.USUAL, scene.said(cue))


def _reaching_out(kind: str, first: int, end: int, scene: Scene) -> Hit | None:
    """A cue that begins in these words and ends beyond: "as long as I can remember"."""
    return next((cue for cue in scene.cues.get(kind, ()) if first <= cue.first < end), None)


def _changed(first: int, last: int, scene: Scene) -> bool:
    """Whether it is worse, or back, and so not as usual."""
    return any(scene.cue_in(kind, first, last) is not None for kind in ("worse", "back"))


def _long_standing(hit: Hit, scene: Scene) -> Verdict | None:
    """What has lasted for a year or more, in its own clause and not said of the pump."""
    start, end = around(hit, scene)
    if any(word.text in ("pump", "drug", "medicine") for word in scene.words[start:end]):
        return None
    long = [
        days for first, last, days, since in scene.ages if since and start <= first and last <= end
    ]
    if not long or max(long) < LONG or _lately(hit, scene):
        return None
    return Verdict(Status.USUAL, f"for {max(long):g} days")


def _lately(hit: Hit, scene: Scene) -> bool:
    """Whether its sentence names a recent day too: "... but since Sunday up to my knees"."""
    first, last = scene.sentence(hit.first)
    said = [word.raw for word in scene.words[first:last]]
    if said.count("since") > 1 or any(word.startswith(WEEKDAYS) for word in said):
        return True
    return any(first <= start < last and days < LONG for start, _, days, _ in scene.ages)


def _said_later(last: int, scene: Scene) -> Hit | None:
    """A following sentence that says "been like that for years"."""
    if last + 1 >= len(scene.words):
        return None
    first, end = scene.sentence(last + 1)
    cue = scene.cue_in("usual_back", first, end)
    if cue is None or cue.first - first > OPENING or scene.words[first].text in FIRST_PERSON:
        return None  # "I feel the same as always" is about the person, not the mention
    return None if scene.cue_in("worse", first, end) is not None else cue


def counts(verdict: Verdict, symptom: Symptom) -> bool:
    """Whether a past mention counts as presence (law 2)."""
    if verdict.days_ago is None:
        return symptom.event
    return verdict.days_ago <= (RECENT_HAPPENING if symptom.event else RECENT)
