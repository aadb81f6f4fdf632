"""Whether a mention is denied: closed scope, and what is not denied for sure is there."""

from __future__ import annotations

from triage.find.matcher import Hit
from triage.find.scene import FIRST_PERSON, THIRD_PERSON, TURNS, Scene, Verdict
from triage.find.text import PAUSE, STOP
from triage.model import Status, Symptom

NONE = frozenset({"no", "none", "nope", "nil", "negative", "nah", "absent", "never"})
JOINS = frozenset({"or", "nor", "/"})
# "no real trace of fever": these reach across so many words of any kind; "did not touch the pain"
# is no denial of the pain, so a verb's denial reaches across carriers only.
DETERMINERS = frozenset(
    {"no", "without", "zero", "deny", "denies", "denied", "neither", "nor", "sin", "free"}
)
# "No fever, severe headache": an item of a list that has its own strength is not denied with it.
STRONG = frozenset({"bad", "severe", "terrible", "awful", "horrible", "worst", "constant", "major"})
FREE = 2
REACH = 14  # words


def denied(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    """The denial of a mention by what stands before or after it, or None."""
    after = _denied_after(hit, scene)
    if after is not None:
        return after
    found = reaching_negation(hit, scene)
    if found is None:
        return None
    cue, listed = found
    if listed and symptom.grave:
        return Verdict(Status.UNCERTAIN, scene.said(cue))
    if _never_so_bad(cue, hit, scene):
        return None
    if not symptom.event and (_any_more(hit, scene) or _no_longer(cue, scene)):
        return Verdict(Status.PAST, scene.said(cue))
    return Verdict(Status.DENIED, scene.said(cue))


def reaching_negation(hit: Hit, scene: Scene) -> tuple[Hit, bool] | None:
    """The denial that reaches a mention, and whether only across a bare list of commas."""
    place, spent, listed, in_list = hit.first, 0, False, False
    lowest = max(0, hit.first - REACH)
    while place >= lowest:
        if place in scene.negations and (place - 1) not in scene.blocked | scene.form_words:
            cue = scene.negations[place]
            free = FREE if scene.words[cue.first].text in DETERMINERS else 0
            return (cue, listed) if spent <= free else None
        if place == 0:
            return None
        step = _step(place - 1, hit, scene, in_list=in_list)
        if step == "next":
            step = "carry" if _run_of_items(hit, scene) else "stop"
            listed = True
        if step == "stop" or (step == "comma" and _answers_before(place - 1, scene)):
            return None
        if step == "spend":
            spent += 1
            if spent > FREE or in_list:
                return None
        listed = listed or step == "comma"
        in_list = in_list or step in ("comma", "join")
        place -= 1
    return None


def _answers_before(pause: int, scene: Scene) -> bool:
    """Whether the denial before this pause closes what stands before it: "nausea (no), pain"."""
    return (
        pause in scene.negations
        and scene.words[pause].raw != ":"
        and pause > 1
        and scene.words[pause - 2].text == PAUSE
    )


def _step(place: int, hit: Hit, scene: Scene, *, in_list: bool) -> str:
    word = scene.words[place].text
    if place in scene.blocked or word == STOP or word in TURNS:
        return "stop"
    if word in JOINS:
        return "join"
    if word == PAUSE:
        return "comma" if _bare_item(place, hit, scene) else "stop"
    if place in scene.covered:
        return "carry" if in_list else "next"
    if word in scene.carriers:
        return "carry"
    if word in FIRST_PERSON or word in THIRD_PERSON or word == "and" or scene.words[place].owner:
        return "stop"
    return "spend"


def _run_of_items(hit: Hit, scene: Scene) -> bool:
    """Whether the mention stands in a list without commas: "no fever rash hives or wheezing"."""
    if hit.last - hit.first > 1 or scene.words[hit.first].owner or hit.entry.kind != "phrase":
        return False
    ends = {one.first: one.last for one in scene.mentions if one.entry.kind == "phrase"}
    at = hit.last
    while at in ends:
        at = ends[at]
    return at + 1 in ends and scene.words[at].text in JOINS


def _any_more(hit: Hit, scene: Scene) -> bool:
    """ "Do not get headaches anymore": what is denied now was there once."""
    after = [word.text for word in scene.words[hit.last : hit.last + 2]]
    return after[:1] == ["anymore"] or after == ["any", "more"]


def _no_longer(cue: Hit, scene: Scene) -> bool:
    """The Spanish "ya no"."""
    return cue.first > 0 and scene.words[cue.first - 1].text == "ya"


def _bare_item(pause: int, hit: Hit, scene: Scene) -> bool:
    """Whether nothing is said of the mention itself, so that a list may hold it."""
    own = scene.words[pause + 1 : hit.last]
    if scene.words[hit.first].owner or any(word.text in STRONG for word in own):
        return False
    if any("just" in word.lead for word in own):
        return False  # "did not vomit, just tired"
    after = scene.words[hit.last].text if hit.last < len(scene.words) else STOP
    return after in (STOP, PAUSE, "or", "nor", "and", "/")


def _denied_after(hit: Hit, scene: Scene) -> Verdict | None:
    none = scene.cue_in("none_of_them", hit.last, scene.sentence(hit.first)[1])
    if none is not None:
        return Verdict(Status.DENIED, scene.said(none))
    if hit.last in scene.form:
        said = scene.form[hit.last]
        return Verdict(Status.DENIED, said) if said in NONE else None
    place = hit.last
    while (place < len(scene.words) and scene.words[place].text in (PAUSE, "-")) or (
        place < len(scene.words) and scene.words[place].raw == "?"
    ):
        place += 1
    if place >= len(scene.words):
        return None
    word = scene.words[place]
    for after in scene.cues.get("denied_after", ()):
        if after.first == place and _closes(after.last, scene):
            return Verdict(Status.DENIED, scene.said(after))
    if word.raw not in NONE and word.raw != "0":
        return None
    closes = _closes(place + 1, scene) or (word.raw == "absent" and place + 1 in scene.begins)
    own = any(word.text in ("no", "not") for word in scene.words[hit.first : hit.last])
    if (word.raw in NONE and closes and not own) or _nothing_of_ten(place, scene):
        return Verdict(Status.DENIED, word.raw)
    return None


def _closes(place: int, scene: Scene) -> bool:
    return place >= len(scene.words) or scene.words[place].text in (STOP, PAUSE)


def _nothing_of_ten(place: int, scene: Scene) -> bool:
    """A score of 0/10 says that it is not there."""
    return [word.raw for word in scene.words[place : place + 3]] == ["0", "/", "10"]


def _never_so_bad(cue: Hit, hit: Hit, scene: Scene) -> bool:
    """ "Never been so dizzy in my life" and "never had one like this" say that it is there."""
    if scene.words[cue.first].text != "never":
        return False
    last = scene.sentence(hit.first)[1]
    in_my_life = any(
        word.text in ("life", "lifetime", "until") for word in scene.words[hit.last : last]
    )
    return in_my_life or _as_bad_as_this(hit, scene)


def _as_bad_as_this(hit: Hit, scene: Scene) -> bool:
    return [word.text for word in scene.words[hit.last : hit.last + 2]][:2] in (
        ["like", "this"],
        ["this", "bad"],
        ["like", "that"],
    )


def contradicted(hit: Hit, scene: Scene) -> str:
    """The denial that stands right before words of health ("not walking fine"), or nothing."""
    bitten = (cue for cue in scene.cues.get("pseudo", ()) if cue.first < hit.first < cue.last)
    unable = (
        cue
        for cue in scene.cues.get("pseudo", ())
        if cue.last == hit.first and scene.words[cue.last - 1].text == "not"
    )
    if (cue := next((*bitten, *unable).__iter__(), None)) is not None:
        return scene.said(cue)  # "did not know his name", "can not stand fine"
    cue = scene.negations.get(hit.first)
    if cue is None or cue.first in scene.blocked or scene.words[cue.first].text in DETERMINERS:
        return ""
    return scene.said(cue)
