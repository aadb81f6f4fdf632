"""What is missing, left over or never used among files that are each in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from knowledge.cases import Cases
from knowledge.links import APART, READINGS, concepts, leaves
from knowledge.play import Failure
from knowledge.strict import nearest
from triage.model import Has, Knowledge, Question, Since, Status

EVENTS = ("implant", "refill", "dose_change", "mri", "drug")


def completeness_failures(knowledge: Knowledge, cases: Cases) -> Iterator[Failure]:
    """Everything that a reader of one file alone could not see."""
    yield from _unasked(knowledge)
    yield from _never_asked(knowledge)
    yield from _unused_references(knowledge)
    yield from _missing_cases(knowledge, cases)
    yield from _unknown_words(knowledge, cases)


def _unasked(knowledge: Knowledge) -> Iterator[Failure]:
    """What a rule stands on and no question asks about; what is ticked in the passport excepted."""
    asked = {concept for question in knowledge.questions.values() for concept in question.about}
    for rule in knowledge.rules.values():
        file = f"rules/{rule.id}.yaml"
        for leaf in leaves(rule.when):
            match leaf:
                case Has(concept) if concept not in asked and not _is_person(concept, knowledge):
                    yield Failure(file, f"no question asks about {concept}")
                case Since(event, within, more) if not _dated(event, within or more, knowledge):
                    days = within or more or 0
                    yield Failure(file, f"no question asks about {event} in {days:g} days or more")


def _is_person(concept: str, knowledge: Knowledge) -> bool:
    symptom = knowledge.symptoms.get(concept)
    return symptom is not None and symptom.person


def _dated(event: str, days: float | None, knowledge: Knowledge) -> bool:
    return any(
        event in question.events and (question.days or 0.0) >= (days or 0.0)
        for question in knowledge.questions.values()
    )


def _never_asked(knowledge: Knowledge) -> Iterator[Failure]:
    """Questions that no rule needs, or that another question about the same comes before."""
    wanted = {concept for rule in knowledge.rules.values() for concept in concepts(rule.when)}
    taken: set[str] = set()
    for question in knowledge.questions.values():
        if question.about and knowledge.rules:
            yield from _idle(question, wanted, taken)
        taken.update(question.about)


def _idle(question: Question, wanted: set[str], taken: set[str]) -> Iterator[Failure]:
    file = f"questions/{question.id}.yaml"
    if question.id not in APART and not wanted & set(question.about):
        yield Failure(file, "no rule needs an answer to it")
    elif taken >= set(question.about):
        yield Failure(file, "it is never asked: questions before it are about the same")


def _unused_references(knowledge: Knowledge) -> Iterator[Failure]:
    parts = (knowledge.symptoms, knowledge.risks, knowledge.rules, knowledge.facts)
    used = {key for part in parts for record in part.values() for key in record.references}
    for key in knowledge.references:
        if key not in used:
            yield Failure("references.yaml", f"nothing refers to {key}")


def _missing_cases(knowledge: Knowledge, cases: Cases) -> Iterator[Failure]:
    """A symptom without a present, a denied and an other case; a rule that is proved one way."""
    for slug in knowledge.symptoms:
        found = [_kind(case.find.get(slug)) for case in cases.symptoms if case.slug == slug]
        for kind in ("present", "denied", "look-alike or other"):
            if kind not in found:
                yield Failure(f"symptoms/{slug}.yaml", f"a {kind} case is missing")
    for slug in knowledge.rules:
        fired = {case.fires for case in cases.rules if case.slug == slug}
        for way, told in ((True, "fires"), (False, "does not fire")):
            if way not in fired:
                yield Failure(f"rules/{slug}.yaml", f"a case in which it {told} is missing")
    for slug in knowledge.facts:
        if not any(case.find.get(slug) for case in cases.facts if case.slug == slug):
            yield Failure(f"facts/{slug}.yaml", "a case that asks for it is missing")


def _kind(status: Status | None) -> str:
    return status if status in (Status.PRESENT, Status.DENIED) else "look-alike or other"


def _unknown_words(knowledge: Knowledge, cases: Cases) -> Iterator[Failure]:
    concepts_known = {*knowledge.symptoms, *READINGS}
    for spoken in cases.spoken:
        yield from _known(spoken.file, spoken.find, {*concepts_known, *knowledge.facts}, "concept")
    for case in cases.rules:
        yield from _known(case.file, case.answers or (), {*concepts_known, *EVENTS}, "concept")
    for played in cases.played:
        yield from _known(played.file, played.profile.conditions, knowledge.symptoms, "concept")
        drugs = {*knowledge.language.drugs, *knowledge.language.classes, "other"}
        yield from _known(played.file, played.profile.drugs, drugs, "drug")
    for conversation in cases.conversations:
        risks = (*conversation.risks_any, *conversation.risks_never)
        yield from _known(conversation.file, risks, knowledge.risks, "risk")
    for (file, name), times in Counter((case.file, case.name) for case in cases.played).items():
        if times > 1:
            yield Failure(file, f"two cases are called `{name}`")


def _known(
    file: str, words: Collection[str], known: Collection[str], what: str
) -> Iterator[Failure]:
    for word in words:
        if word not in known:
            yield Failure(file, f"a case names an unknown {what}: `{word}`{nearest(word, known)}")
