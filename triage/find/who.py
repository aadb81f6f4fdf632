"""Who has the pump, and what is in it, as far as the words say."""

from __future__ import annotations

from triage.find.matcher import Hit
from triage.find.scene import FIRST_PERSON, THIRD_PERSON, Scene
from triage.model import Message, Picture, Question

THEIRS = frozenset({"his", "her", "their"})
# "at my daughter's", "with my son": named beside the writer, not as the one who has the pump.
BESIDE = frozenset({"at", "to", "with", "for", "by", "from", "visit", "see", "help", "and"})
_PURPOSES = ("purpose_pain", "purpose_spasm", "purpose_both")
FOR = 3  # words between "for" and what the pump is for
ALONE = 6  # words: so short an answer names a purpose, and reports nothing
PUMP_NEAR = 12  # words between a drug and the pump that holds it


def wearer_of(scene: Scene, message: Message, picture: Picture) -> str:
    """`self`, `other`, or nothing where nobody has said it yet."""
    said = _said(scene)
    if said:
        return said
    if message.profile.writer == "caregiver":
        return "other"
    return picture.wearer or ("self" if message.profile.writer == "patient" else "")


def _said(scene: Scene) -> str:
    before = 0
    for place, word in enumerate(scene.words):
        if word.text == "pump":
            owner = _owner(place, before, scene)
            if owner:
                return owner
            before = place
    return ""


def _owner(place: int, before: int, scene: Scene) -> str:
    """Who is named nearest before a "pump" in its sentence.

    `before` is the last pump before it, for which nobody was named: what stands before that was
    looked through, and a text of pumps alone is not walked through once for each.
    """
    first = max(scene.sentence(place)[0], before)
    for near in range(place, first - 1, -1):
        word = scene.words[near]
        if _kin_at(near, scene):
            if near and scene.words[near - 1].text in BESIDE:
                continue
            return "other" if near < place or word.text != "pump" else ""
        if word.owner in THEIRS or word.text in THIRD_PERSON:
            return "other"
        if _stranger_at(near, scene):
            return ""
        if word.owner == "my" or word.text in FIRST_PERSON:
            return "self"
    return ""


def _kin_at(place: int, scene: Scene) -> bool:
    return any(hit.first <= place < hit.last for hit in scene.cues.get("kin", ()))


def _stranger_at(place: int, scene: Scene) -> bool:
    return any(hit.first <= place < hit.last for hit in scene.cues.get("stranger", ()))


def drugs_of(scene: Scene, hits: list[Hit], asked: Question | None) -> tuple[str, ...]:
    """The drugs said to be in the pump; pills by mouth are not, nor what is only supposed."""
    found = [
        hit.entry.id for hit in hits if hit.entry.kind == "drug" and _in_pump(hit, scene, asked)
    ]
    if not found and asked is not None and asked.drug:
        found = _purpose(scene)
    return tuple(dict.fromkeys(found))


def _in_pump(hit: Hit, scene: Scene, asked: Question | None) -> bool:
    first, last = scene.sentence(hit.first)
    near = range(max(first, hit.first - 4), min(last, hit.last + 4))
    if any(cue.first in near for cue in scene.cues.get("by_mouth", ())):
        return False
    if scene.cue_in("hypothetical", first, hit.first) or scene.cue_in(
        "before_pump", first, hit.first
    ):
        return False
    if hit.first > 0 and scene.words[hit.first - 1].text in ("not", "no", "take", "took", "taking"):
        return False
    if asked is not None and asked.drug:
        return True
    pump = [place for place in range(first, last) if scene.words[place].text == "pump"]
    if any(abs(place - hit.first) <= PUMP_NEAR for place in pump):
        return True
    return scene.cue_in("drug_frame", max(first, hit.first - 6), hit.first) is not None


def not_of_the_person(hit: Hit, scene: Scene, hits: list[Hit], asked: Question | None) -> bool:
    """Whether a mention only says what the pump is for, or what is in it."""
    if hit.entry.kind != "phrase":
        return False
    return _what_it_is_for(hit, scene, asked) or _what_it_holds(hit, scene, hits)


def _what_it_is_for(hit: Hit, scene: Scene, asked: Question | None) -> bool:
    """ "It is for stiff muscles", in answer to what it is for or said of the pump."""
    purposes = (cue for kind in _PURPOSES for cue in scene.cues.get(kind, ()))
    if not any(cue.first < hit.last and hit.first < cue.last for cue in purposes):
        return False
    first = scene.sentence(hit.first)[0]
    before = scene.words[first : hit.first]
    told = [word.text for word in before]
    of_pump = "pump" in told or (asked is not None and asked.drug)
    if "for" in told[-FOR:] and of_pump:
        return True
    spoken = [word for word in scene.words if word.text.isalpha()]
    alone = asked is not None and asked.drug and len(spoken) <= ALONE
    return alone and not any(
        word.owner or word.text in FIRST_PERSON | THIRD_PERSON for word in spoken
    )


def _what_it_holds(hit: Hit, scene: Scene, hits: list[Hit]) -> bool:
    """ "My pump has dilaudid in it": no drug was taken."""
    drugs = (one for one in hits if one.entry.kind == "drug")
    if not any(hit.first <= one.first and one.last <= hit.last for one in drugs):
        return False
    before = scene.words[hit.first - 1].text if hit.first else ""
    after = [word.text for word in scene.words[hit.last : hit.last + 2]]
    return before in ("pump", "it") or after in (["in", "it"], ["in", "pump"], ["in", "there"])


def _purpose(scene: Scene) -> list[str]:
    """What the pump is for, where its drug is not known: pain, stiff muscles, or both."""
    found = []
    if "purpose_pain" in scene.cues or "purpose_both" in scene.cues:
        found.append("opioid")
    if "purpose_spasm" in scene.cues or "purpose_both" in scene.cues:
        found.append("baclofen")
    return found
