"""Whom a mention is about: the person with the pump, kin, or a stranger."""

from __future__ import annotations

from triage.find.matcher import Hit
from triage.find.scene import FIRST_PERSON, THIRD_PERSON, TURNS, Scene, Verdict
from triage.find.when import RECENT, age, around, gone_after
from triage.model import Status, Symptom, Urgency

BESIDE = frozenset({"beside", "near", "with", "on", "in", "at", "by", "to", "of", "from", "next"})
SEEING = frozenset({"see", "notice", "find", "think", "check", "hear", "look", "know", "say"})
WATCHING = frozenset({"watch", "see", "saw", "read", "love", "like", "follow"})
DEAD = frozenset({"dead", "late", "deceased"})
NOT_NOW = 36_500.0  # days: told, and happening to nobody near
PASSED = frozenset({"over", "on", "of", "at", "after", "like", "by", "with", "into", "behind"})


def somebody_else(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    """Said of a person who is not the one with the pump."""
    if symptom.person and scene.wearer != "self":
        return None
    if (told := _in_fiction(hit, scene)) is not None:
        return Verdict(Status.OTHER_PERSON, scene.said(told), NOT_NOW)
    if (spared := scene.cue_in("not_me", hit.last, scene.sentence(hit.first)[1])) is not None:
        return Verdict(Status.OTHER_PERSON, scene.said(spared))
    subject = _subject(hit, scene)
    if subject is None:
        return None
    days = age(hit, scene)
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


def _in_fiction(hit: Hit, scene: Scene) -> Hit | None:
    """The film or book that the sentence tells of, unless the writer or the patient comes in."""
    first = scene.sentence(hit.first)[0]
    told = scene.cue_in("fiction", first, hit.first)
    if told is None or scene.words[hit.first].owner in ("my", "our"):
        return None
    between = scene.words[told.last : hit.first]
    if len(between) > 1 and between[0].text in FIRST_PERSON and between[1].text in WATCHING:
        between = between[2:]  # "on the series I watch"
    if any(word.text in FIRST_PERSON or word.owner == "my" for word in between):
        return None
    kin = (person.first for person in scene.cues.get("kin", ()))
    return None if any(told.last <= place < hit.first for place in kin) else told


def of_the_writer(hit: Hit, scene: Scene) -> bool:
    """Whether it is said of a writer who is not the one with the pump: "my breathing is ok"."""
    if scene.wearer != "other":
        return False
    if scene.words[hit.first].owner in ("my", "our"):
        return True
    before = scene.words[scene.clause(hit.first) : hit.first]
    seen = any(word.text in SEEING or word.owner in ("his", "her", "their") for word in before)
    subjects = [word.text for word in before if word.text in FIRST_PERSON | THIRD_PERSON]
    return not seen and subjects[-1:] in (["i"], ["we"]) and not _names_a_person(hit, scene)


def _names_a_person(hit: Hit, scene: Scene) -> bool:
    """Whether somebody else is named after the mention, within its sentence: "no rash on him"."""
    last = scene.sentence(hit.first)[1]
    after = scene.words[hit.last : min(last, hit.last + 3)]
    return any(word.text in THIRD_PERSON for word in after)


def _just_now(hit: Hit, days: float | None, scene: Scene) -> bool:
    """Whether it is told as fresh: dated within two days, or "it stopped" follows."""
    end = around(hit, scene)[1]
    return days is not None or gone_after(hit, end, scene) is not None


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
        if _beside_somebody(place, scene):
            continue  # "the man beside me", "a woman on my forum", "a friend of mine"
        if word.text in FIRST_PERSON or (word.owner == "my" and not _person_at(place, scene)):
            return None
        person = _person_at(place, scene)
        if person is not None and scene.words[person.first - 1].text in PASSED:
            continue  # "tripped over the dog": named in passing
        if person is not None:
            return person if _speaks_of(person, hit, scene, turn) else None
    return None


def _person_at(place: int, scene: Scene) -> Hit | None:
    for kind in ("kin", "stranger"):
        for hit in scene.cues.get(kind, ()):
            if hit.first <= place < hit.last and not _dead(hit, scene):
                return hit
    return None


def _dead(person: Hit, scene: Scene) -> bool:
    """The dead have no symptoms: who sees them has."""
    return person.first > 0 and scene.words[person.first - 1].text in DEAD


def _beside_somebody(place: int, scene: Scene) -> bool:
    """Whether the word only says where a person named before it is, or whose friend."""
    return any(
        place > 0
        and scene.words[place - 1].text in BESIDE
        and person.last <= place - 1 <= person.last + 1
        for person in scene.cues.get("stranger", ())
    )


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
