"""How a message answers the question that was put: yes, no, doubt, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from triage.find.matcher import Hit
from triage.find.scene import Scene
from triage.find.text import PAUSE, STOP, Reading
from triage.model import Answer, Finding, Knowledge, Message, Question, Status

_ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "not_sure": Answer.NOT_SURE}
_STATUS = {Answer.YES: Status.PRESENT, Answer.NO: Status.DENIED, Answer.NOT_SURE: Status.UNCERTAIN}
PLAIN_YES = frozenset({"yes", "yeah", "yea", "yep", "yup", "ya", "si"})
# "Oh yes", "well no", "no they are fine".
_SHORTLY = re.compile(
    r"\s*(?:(?:yes|yeah|oh|well|i think|i guess)\W+)?(?:i|they|he|she|it|we|there|both|some)\s+"
    r"(?:am|are|is|was|were|have been|has been)(?:\s+(?:a bit|too|now|yes|still))?"
    r"(?P<not>\s*(?:not|n't))?\s*(?:$|[.,;!\n])"
)
OPENERS = frozenset(
    {"oh", "ah", "and", "well", "hell", "sadly", "honestly", "no", "nope", "nah", "yes", "yeah"}
)
WEAKLY = ("a bit", "a little", "kind of", "kinda", "sort of", "sorta", "quite", "pretty")
FINE = frozenset({"fine", "clear", "strong", "usual", "dry"})


def answer_of(
    asked: Question | None,
    reading: Reading,
    hits: list[Hit],
    scene: Scene,
    mentions: Sequence[Finding],
) -> Answer | None:
    """The answer to `asked` that this message gives, or None where it passes it over."""
    if asked is None:
        return None
    about = [mention for mention in mentions if mention.concept in asked.about]
    present = any(mention.status in (Status.PRESENT, Status.UNCERTAIN) for mention in about)
    opening = _opening(hits, reading) or _shortly(reading.folded)
    if opening is Answer.NOT_SURE and not about:
        return Answer.NOT_SURE
    if present:
        return Answer.YES
    if opening is not None:
        return opening
    if _weakly(reading):
        return Answer.YES
    if about and len(asked.about) > 1 and all(one.value is not None for one in about):
        return None  # "98.6" says nothing of a stiff neck
    if about:
        return Answer.NO if any(mention.status is Status.DENIED for mention in about) else None
    if any(hit.entry.kind == "fact" for hit in hits):
        return None
    return _in_other_words(reading, scene, mentions)


def _shortly(folded: str) -> Answer | None:
    """ "I am", "they are", "she was not": a sentence that stands for the one asked."""
    said = _SHORTLY.match(folded)
    if said is None:
        return None
    return Answer.NO if said["not"] else Answer.YES


def _weakly(reading: Reading) -> bool:
    """Whether the reply is only of words that weaken, or opens with them: "a bit, since noon"."""
    if not reading.words:
        return any(letter.isalpha() for letter in reading.folded)
    opens = reading.folded.lstrip().startswith(WEAKLY)
    return opens and reading.words[0].text in (STOP, PAUSE)


def _opening(hits: list[Hit], reading: Reading) -> Answer | None:
    """A yes, no or doubt with which the message opens or a sentence of it stands alone."""
    answers = [hit for hit in hits if hit.entry.kind == "answer"]
    for kind in ("not_sure", "yes", "no"):
        for hit in answers:
            if hit.entry.id == kind and _stands(hit, reading):
                longer = any(
                    other.first <= hit.first and other.last > hit.last for other in answers
                )
                if not longer:
                    return _ANSWERS[kind]
    return None


def _stands(hit: Hit, reading: Reading) -> bool:
    """Whether the words answer by themselves: alone in their clause, or a plain first yes."""
    before = hit.first == 0 or reading.words[hit.first - 1].text in OPENERS | {STOP, PAUSE}
    after = hit.last == len(reading.words) or reading.words[hit.last].text in (STOP, PAUSE)
    if hit.entry.id == "not_sure":
        return before or after
    if hit.entry.id == "no":
        return before and (after or hit.last - hit.first > 1)
    plain = hit.first == 0 and reading.words[0].text in PLAIN_YES
    return before and (after or plain)


def _in_other_words(reading: Reading, scene: Scene, mentions: Sequence[Finding]) -> Answer | None:
    """A reply that names nothing asked about: "all fine" is no; what cannot be read is doubt."""
    said = [mention for mention in mentions if mention.value is None]
    if any(mention.status in (Status.PRESENT, Status.UNCERTAIN) for mention in said):
        return None
    if any(mention.status is Status.DENIED for mention in said):
        return Answer.NO
    words = {word.text for word in reading.words}
    if "phatic" in scene.cues:
        return Answer.NO
    if words & FINE and "negation" not in scene.cues:
        return Answer.NO
    if "negation" in scene.cues and not scene.cues.get("pseudo") and not words & FINE:
        return Answer.NO
    return None if mentions else Answer.NOT_SURE


def answered(
    asked: Question | None,
    reply: Answer | None,
    message: Message,
    mentions: Sequence[Finding],
    turn: int,
    knowledge: Knowledge,
) -> Iterator[Finding]:
    """Findings that the answer makes of the concepts asked about, beyond what it names itself."""
    ticked = dict(message.ticks)
    for concept, tick in ticked.items():
        yield _finding(concept, _STATUS[tick], message, turn)
    if asked is None or reply is None:
        return
    named = {mention.concept for mention in mentions if mention.status is not Status.HYPOTHETICAL}
    rest = [concept for concept in asked.about if concept not in named and concept not in ticked]
    if reply is Answer.YES and (named & set(asked.about) or ticked):
        return
    for concept in rest:
        unsure = reply is Answer.YES and not _sure(concept, rest, knowledge)
        status = Status.UNCERTAIN if unsure else _STATUS[reply]
        yield _finding(concept, status, message, turn)


def _sure(concept: str, rest: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether a bare yes says this: it alone was asked about, or all else is a kind of it."""
    return all(other == concept or concept in knowledge.symptoms[other].kind_of for other in rest)


def _finding(concept: str, status: Status, message: Message, turn: int) -> Finding:
    """The whole reply, without the space around it, is what says so."""
    text = message.text
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    return Finding(concept, status, turn, start, end, text[start:end], cue="answer", asked=True)
