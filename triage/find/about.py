"""Whom a mention is about: the person with the pump, kin, or a stranger."""

from __future__ import annotations

from triage.find.matcher import Hit
from triage.find.scene import FIRST_PERSON, TURNS, Scene, Verdict
from triage.find.when import RECENT, age, around, gone_after
from triage.model import Status, Symptom, Urgency

PASSED = frozenset({"over", "on", "of", "at", "after", "like", "by", "with", "into", "behind"})


def somebody_else(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict | None:
    """Said of a person who is not the one with the pump."""
    if symptom.person and scene.wearer != "self":
        return None
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
