"""What a nurse is shown of a turn: found words, and the way from each to the tier."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.model import Finding, Knowledge, Suspicion, Turn
from web.conversations.replay import History, Told
from web.conversations.shown import concept_name, words_of


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention: code points `start:end` of the message with this `seq`, and how it was read."""

    seq: int
    start: int
    end: int
    text: str
    concept: str
    name: str
    status: str
    cue: str = ""
    value: float | None = None
    unit: str | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One finding -> rule -> page -> references; `on` are the places of its marks."""

    words: tuple[str, ...]
    risk: str
    urgency: str
    rule: str
    because: str
    page: str | None
    references: tuple[str, ...]
    doubtful: bool = False
    on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the nurse needs to check a turn; `open` is what an answer could still raise.

    `told` is what had been said of the person and the pump by then.
    """

    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    unknown_words: tuple[str, ...] = ()
    flag_reasons: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    drug_unknown: bool = False
    told: Told = field(default_factory=Told)
    drugs_confirmed: bool = False

    def steps_on(self, mark: Mark) -> tuple[int, ...]:
        """The numbers (from 1) of the steps that stand on a mark."""
        place = self.marks.index(mark)
        return tuple(number for number, step in enumerate(self.steps, 1) if place in step.on)

    def on(self, step: Step) -> tuple[Mark, ...]:
        """The marks that a step stands on."""
        return tuple(self.marks[place] for place in step.on)

    @property
    def mentions(self) -> tuple[Mark, ...]:
        """The marks, one for each concept of the same words."""
        first = {(one.concept, one.seq, one.start): one for one in reversed(self.marks)}
        return tuple(sorted(first.values(), key=self.marks.index))

    @property
    def red(self) -> tuple[tuple[Mark, ...], ...]:
        """The marks that the most urgent steps stand on, those of the same words together."""
        top = self.steps[0].urgency if self.steps else None
        places = {place for step in self.steps if step.urgency == top for place in step.on}
        same: dict[tuple[int, int, int], list[Mark]] = {}
        for mark in (self.marks[place] for place in sorted(places)):
            same.setdefault((mark.seq, mark.start, mark.end), []).append(mark)
        return tuple(map(tuple, same.values()))


def trace(turn: Turn, past: History, knowledge: Knowledge) -> Trace:
    """The way of `turn`, the last of what `past` amounts to."""
    seqs = past.seqs
    rules = (knowledge.rules[rule] for rule in turn.assessment.open if rule in knowledge.rules)
    return Trace(
        marks=tuple(_mark(finding, seqs, knowledge) for finding in turn.findings),
        steps=tuple(_step(suspicion, turn, knowledge) for suspicion in turn.assessment.suspicions),
        unknown_words=turn.unknown_words,
        flag_reasons=turn.flag_reasons,
        open=tuple(dict.fromkeys(rule.because for rule in rules)),
        drugs=turn.picture.drugs,
        drug_unknown=turn.picture.drug_unknown,
        told=past.told,
        drugs_confirmed="drugs" in past.confirmed,
    )


def _mark(finding: Finding, seqs: tuple[int, ...], knowledge: Knowledge) -> Mark:
    return Mark(
        seq=seqs[finding.turn - 1],
        start=finding.start,
        end=finding.end,
        text=finding.text,
        concept=finding.concept,
        name=concept_name(finding.concept, knowledge),
        status=finding.status.value,
        cue=finding.cue,
        value=finding.value,
        unit=finding.unit,
        repaired=finding.repaired,
    )


def _step(suspicion: Suspicion, turn: Turn, knowledge: Knowledge) -> Step:
    risk = knowledge.risks.get(suspicion.risk)
    rule = knowledge.rules.get(suspicion.rule)
    cited = (knowledge.references.get(name) for name in suspicion.references)
    return Step(
        words=words_of(suspicion, turn, knowledge),
        risk=risk.name if risk else suspicion.risk,
        urgency=suspicion.urgency.slug,
        rule=suspicion.rule,
        because=rule.because if rule else "",
        page=risk.source if risk else None,
        references=tuple(reference.cite for reference in cited if reference),
        doubtful=suspicion.doubtful,
        on=suspicion.because,
    )
