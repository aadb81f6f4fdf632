"""What was known of the person and the pump that a rule stood on: "you said: baclofen"."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from triage.leaves import leaves
from triage.model import Drug, Has, Knowledge, Picture, Since, Suspicion, Until

CARER = "caregiver"


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: its `kind` (drug, event, due, condition), which, and whether the clinic said it."""

    kind: str
    what: str = ""
    confirmed: bool = False


def concept_name(concept: str, knowledge: Knowledge) -> str:
    """What people call a concept."""
    symptom = knowledge.symptoms.get(concept)
    return symptom.name if symptom else concept


def is_carer(picture: Picture) -> bool:
    """Whether somebody else than the one with the pump is writing."""
    return picture.wearer == "other" or (not picture.wearer and picture.profile.writer == CARER)


def known_of(
    suspicion: Suspicion, picture: Picture, knowledge: Knowledge, confirmed: Container[str]
) -> Iterable[Known]:
    """What the rule behind a suspicion took from what is known; each once."""
    rule = knowledge.rules.get(suspicion.rule)
    if rule is None:
        return ()
    found = (one for leaf in leaves(rule.when) for one in _of(leaf, picture, knowledge, confirmed))
    return dict.fromkeys(found)


def _of(
    leaf: object, picture: Picture, knowledge: Knowledge, confirmed: Container[str]
) -> Iterable[Known]:
    profile = picture.profile
    match leaf:
        case Drug(names):
            meant = {drug for name in names for drug in knowledge.language.classes.get(name, ())}
            held = (drug for drug in picture.drugs if drug in meant or drug in names)
            return (Known("drug", drug, "drugs" in confirmed) for drug in held)
        case Since(event) if event in profile.days_since or event in profile.days_between:
            return (Known("event", event, event in confirmed),)
        case Until() if profile.days_until_refill is not None:
            sure = "refill_due" in confirmed or "alarm_due" in confirmed
            return (Known("due", "", sure),)
        case Has(concept) if concept in profile.conditions:
            return (
                Known("condition", concept_name(concept, knowledge), "conditions" in confirmed),
            )
        case _:
            return ()
