"""What a mention says of its concept: there, denied, past, usual, supposed, somebody else's.

The scope is closed and the default is present: a denial needs a cue that reaches the mention only
across words that can carry it. The cue that decided is kept, so that a nurse can see why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from triage.find.lexicon import Hit
from triage.find.text import PAUSE, STOP, Word
from triage.model import Status, Symptom

NONE = frozenset({"no", "none", "nope", "nil", "negative", "nah"})
FIRST_PERSON = frozenset({"i", "me", "myself", "we", "mine"})
THIRD_PERSON = frozenset({"he", "she", "they", "him", "himself", "herself"})
TURNS = frozenset(
    {"but", "except", "however", "though", "although", "because", "since", "so", "then", "yet"}
)
JOINS = frozenset({"or", "nor", "/"})
# "no real trace of fever": these reach across so many words of any kind; "did not touch the pain"
# is no denial of the pain, so a verb's denial reaches across carriers only.
DETERMINERS = frozenset(
    {"no", "without", "zero", "deny", "denies", "denied", "neither", "nor", "sin", "free"}
)
FREE = 2
REACH = 14
LONG = 365.0  # days: what has lasted so long is the person's usual state, unless it got worse
RECENT = 2.0  # days: a past mention no older than this counts as presence (law 2)
RECENT_HAPPENING = 14.0  # days: so does a happening, such as a fall, up to two weeks


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the words that decided it."""

    status: Status
    cue: str = ""
    days_ago: float | None = None


@dataclass(frozen=True)
class Scene:
    """One message's words, its cues by kind, its mentions, and who has the pump."""

    words: Sequence[Word]
    cues: dict[str, tuple[Hit, ...]]
    mentions: tuple[Hit, ...]
    carriers: frozenset[str]
    wearer: str
    ages: tuple[tuple[int, int, float, bool], ...]  # words first:last say so many days ago

    @cached_property
    def covered(self) -> frozenset[int]:
        """The words that are part of some mention."""
        return frozenset(place for hit in self.mentions for place in range(hit.first, hit.last))

    @cached_property
    def negations(self) -> dict[int, Hit]:
        """Denying cues by the place where they end."""
        return {hit.last: hit for hit in self.cues.get("negation", ())}

    @cached_property
    def blocked(self) -> frozenset[int]:
        """Words of cues that look like denial and are none ("can not", "no relief")."""
        return frozenset(
            place for hit in self.cues.get("pseudo", ()) for place in range(hit.first, hit.last)
        )

    def said(self, hit: Hit) -> str:
        """The words of a hit as they were written."""
        return " ".join(word.raw for word in self.words[hit.first : hit.last])

    def clause(self, first: int) -> int:
        """Where the clause of the word at `first` begins."""
        place = first
        while place > 0 and not self._breaks(place - 1):
            place -= 1
        return place

    def _breaks(self, place: int) -> bool:
        word = self.words[place].text
        if word == STOP or word in TURNS:
            return True
        if word not in (PAUSE, "and"):
            return False
        after = self.words[place + 1] if place + 1 < len(self.words) else None
        return after is not None and (
            after.text in FIRST_PERSON | THIRD_PERSON | {"now", "today"} or bool(after.owner)
        )

    def sentence(self, place: int) -> tuple[int, int]:
        """The words of the sentence around `place`."""
        first = last = place
        while first > 0 and self.words[first - 1].text != STOP:
            first -= 1
        while last < len(self.words) and self.words[last].text != STOP:
            last += 1
        return first, last

    def cue_in(self, kind: str, first: int, last: int) -> Hit | None:
        """The last cue of a kind that lies within these words."""
        within = [hit for hit in self.cues.get(kind, ()) if first <= hit.first and hit.last <= last]
        return within[-1] if within else None


def judge(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    """The status of one mention."""
    for told in (_denied, _supposed, _somebody_else, _past, _usual, _doubted):
        verdict = told(hit, symptom, scene)
        if verdict is not None:
            return verdict
    return Verdict(Status.PRESENT)


# --- denial ---


def _denied(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    after = _denied_after(hit, scene)
    if after is not None:
        return after
    found = reaching_negation(hit, scene)
    if found is None:
        return None
    cue, listed = found
    if listed and symptom.grave:
        return Verdict(Status.UNCERTAIN, scene.said(cue))
    if scene.words[cue.first].text == "never" and _as_bad_as_this(hit, scene):
        return None
    return Verdict(Status.DENIED, scene.said(cue))


def reaching_negation(hit: Hit, scene: Scene) -> tuple[Hit, bool] | None:
    """The denial that reaches a mention, and whether only across a bare list of commas."""
    place, spent, listed, in_list = hit.first, 0, False, False
    lowest = max(0, hit.first - REACH)
    while place >= lowest:
        if place in scene.negations and (place - 1) not in scene.blocked:
            cue = scene.negations[place]
            free = FREE if scene.words[cue.first].text in DETERMINERS else 0
            return (cue, listed) if spent <= free else None
        if place == 0:
            return None
        step = _step(place - 1, hit, scene, in_list=in_list)
        if step == "stop":
            return None
        if step == "spend":
            spent += 1
            if spent > FREE or in_list:
                return None
        listed = listed or step == "comma"
        in_list = in_list or step in ("comma", "join")
        place -= 1
    return None


def _step(place: int, hit: Hit, scene: Scene, *, in_list: bool) -> str:
    word = scene.words[place].text
    if place in scene.blocked or word == STOP or word in TURNS:
        return "stop"
    if word in JOINS:
        return "join"
    if word == PAUSE:
        return "comma" if _bare_item(hit, scene) else "stop"
    if place in scene.covered:
        return "carry" if in_list else "stop"
    if word in scene.carriers:
        return "carry"
    if word in FIRST_PERSON or word in THIRD_PERSON or word == "and" or scene.words[place].owner:
        return "stop"
    return "spend"


def _bare_item(hit: Hit, scene: Scene) -> bool:
    """Whether nothing is said of the mention itself, so that a list may hold it."""
    if scene.words[hit.first].owner:
        return False
    after = scene.words[hit.last].text if hit.last < len(scene.words) else STOP
    return after in (STOP, PAUSE, "or", "nor", "and", "/")


def _denied_after(hit: Hit, scene: Scene) -> Verdict | None:
    place = hit.last
    while (place < len(scene.words) and scene.words[place].text in (PAUSE, "-")) or (
        place < len(scene.words) and scene.words[place].raw == "?"
    ):
        place += 1
    if place >= len(scene.words):
        return None
    word = scene.words[place]
    closes = place + 1 == len(scene.words) or scene.words[place + 1].text in (STOP, PAUSE)
    if (word.raw in NONE and closes) or _nothing_of_ten(place, scene):
        return Verdict(Status.DENIED, word.raw)
    return None


def _nothing_of_ten(place: int, scene: Scene) -> bool:
    """A score of 0/10 says that it is not there."""
    return [word.raw for word in scene.words[place : place + 3]] == ["0", "/", "10"]


def _as_bad_as_this(hit: Hit, scene: Scene) -> bool:
    return [word.text for word in scene.words[hit.last : hit.last + 2]][:2] in (
        ["like", "this"],
        ["this", "bad"],
        ["like", "that"],
    )


# --- what if, who, when ---


def _supposed(hit: Hit, _: Symptom, scene: Scene) -> Verdict | None:
    start = scene.clause(hit.first)
    cue = scene.cue_in("hypothetical", start, hit.last) or _right_after(hit, "asked_of", scene)
    if cue is None or scene.cue_in("now", start, scene.sentence(hit.first)[1]) is not None:
        return None
    return Verdict(Status.HYPOTHETICAL, scene.said(cue))


def _right_after(hit: Hit, kind: str, scene: Scene) -> Hit | None:
    last = min(len(scene.words), hit.last + 3)
    return scene.cue_in(kind, hit.last, last)


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
    past = (days is not None and days > RECENT) or _had(subject, hit, scene)
    if scene.wearer == "self" or past:
        return Verdict(Status.OTHER_PERSON, scene.said(subject), days)
    return None


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
        if start <= first and last <= end and not since
    ]
    return max(ages) if ages else None


def _around(hit: Hit, scene: Scene) -> tuple[int, int]:
    """The clause of a mention, with an "it was last year" that follows it."""
    start = scene.clause(hit.first)
    end = hit.last
    while end < len(scene.words) and not _closes(end, scene):
        end += 1
    if end < len(scene.words) and _refers_back(end + 1, scene):
        end += 1
        while end < len(scene.words) and not _closes(end, scene):
            end += 1
    return start, end


def _closes(place: int, scene: Scene) -> bool:
    word = scene.words[place].text
    return word in (STOP, PAUSE) or word in TURNS - {"since"}


def _refers_back(place: int, scene: Scene) -> bool:
    return place < len(scene.words) and scene.words[place].text in ("that", "it", "this", "which")


def _past(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    start, end = _around(hit, scene)
    days = _age(hit, scene)
    gone = _gone(hit, end, scene) or scene.cue_in("no_longer", start, hit.first)
    cue = scene.cue_in("past", start, end)
    if days is None and cue is None and gone is None:
        return None
    if days is not None and days <= RECENT and gone is None:
        return None
    if days is None and cue is not None and symptom.person:
        return None
    decided = gone or cue
    said = scene.said(decided) if decided is not None else f"{days:g} days ago"
    if gone is None and cue is None and scene.cue_in("still", start, end) is not None:
        return None
    return Verdict(Status.PAST, said, days)


def _gone(hit: Hit, end: int, scene: Scene) -> Hit | None:
    gone = scene.cue_in("gone", hit.last, min(end, hit.last + 6))
    back = scene.cue_in("back", hit.last, len(scene.words))
    if gone is None or back is not None:
        return None
    denied = gone.first > 0 and scene.words[gone.first - 1].text in ("not", "never", "no")
    return None if denied else gone


def _usual(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    if symptom.person:
        return None
    first, last = scene.sentence(hit.first)
    own = scene.cue_in("usual", first, last)
    later = None if own else _said_later(last, scene)
    cue = own or later
    if scene.cue_in("worse", first, last) is not None:
        return None
    if cue is None:
        return _long_standing(hit, scene)
    return Verdict(Status.USUAL, scene.said(cue))


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
    cue = scene.cue_in("uncertain", start, hit.first) or _right_after(hit, "uncertain", scene)
    return None if cue is None else Verdict(Status.UNCERTAIN, scene.said(cue))


def counts(verdict: Verdict, symptom: Symptom) -> bool:
    """Whether a past mention counts as presence (law 2)."""
    if verdict.days_ago is None:
        return symptom.event
    return verdict.days_ago <= (RECENT_HAPPENING if symptom.event else RECENT)


def kept(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits, in order of place, that no longer one swallows (a phrase with a gap does not)."""
    widest: Hit | None = None
    for hit in hits:
        inside = widest is not None and hit.last <= widest.last
        if inside and widest is not None and (hit.first, hit.last) != (widest.first, widest.last):
            continue
        yield hit
        if hit.entry.gap < 0 and not inside:
            widest = hit
