"""A text to findings: what is mentioned, where, and what is said of it.

`hear` reads one message and returns all that can be known from it; `find` its findings alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from triage.find.dates import ages_of, spans_of
from triage.find.lexicon import CONTENT, lexicon_of
from triage.find.matcher import Hit
from triage.find.mentions import mentions_of
from triage.find.normal import normal_of
from triage.find.numbers import values_of, with_values
from triage.find.reply import answer_of, answered
from triage.find.scene import Scene, kept
from triage.find.text import Reading
from triage.find.who import drugs_of, not_of_the_person, wearer_of
from triage.model import (
    Answer,
    Finding,
    Knowledge,
    Message,
    Picture,
    Question,
    Span,
    Status,
)
from triage.values import Time, times

BRIEF = 8  # words: so short a message that denies something says no more

__all__ = ["Heard", "find", "hear", "lexicon_of"]


@dataclass(frozen=True, slots=True)
class Heard:
    """All that one message tells: findings, drugs in the pump, dates, facts asked for, the answer.

    `answer` is how the pending question was answered (None: passed over). `understood` is whether
    its matter was; `worded` whether it has words; `asks_person` whether somebody is asked for.
    """

    findings: tuple[Finding, ...] = ()
    drugs: tuple[str, ...] = ()
    spans: Mapping[str, Span] | None = None
    until_refill: float | None = None
    facts: tuple[str, ...] = ()
    answer: Answer | None = None
    wearer: str = ""
    asks_person: bool = False
    unknown: tuple[str, ...] = ()
    understood: bool = False
    worded: bool = False


def find(
    message: Message, asked: Question | None, picture: Picture, knowledge: Knowledge, turn: int = 1
) -> tuple[Finding, ...]:
    """The findings of one message; `asked` is the question it answers, if any."""
    return hear(message, asked, picture, knowledge, turn).findings


def hear(
    message: Message, asked: Question | None, picture: Picture, knowledge: Knowledge, turn: int = 1
) -> Heard:
    """Read one message, put under question `asked`, on top of what is already known."""
    lexicon = lexicon_of(knowledge)
    reading = lexicon.read(message.text)
    hits = lexicon.hits(reading)
    dated = tuple(times(reading.folded, message.at))
    scene = _scene(message, reading, hits, dated, picture, knowledge)
    scene = replace(scene, normal=normal_of(message, asked))
    own = tuple(hit for hit in scene.mentions if not not_of_the_person(hit, scene, hits, asked))
    scene = scene if len(own) == len(scene.mentions) else replace(scene, mentions=own)
    mentions = tuple(mentions_of(scene, reading, message.text, turn, knowledge))
    numbers = values_of(reading, message.text, turn, asked, knowledge)
    mentions = with_values(mentions, numbers, reading, dated)
    reply = answer_of(asked, reading, hits, scene, mentions)
    mentions += tuple(answered(asked, reply, message, mentions, turn, knowledge))
    drugs = drugs_of(scene, hits, asked)
    spans, until = spans_of(scene, reading, dated, hits, asked, reply)
    return Heard(
        findings=mentions,
        drugs=drugs,
        spans=spans,
        until_refill=until,
        facts=_facts(hits),
        answer=reply,
        wearer=scene.wearer,
        asks_person="person_wanted" in scene.cues,
        unknown=reading.unknown,
        understood=reply is not None
        or _understood(mentions, hits, scene, dated=bool(drugs or spans)),
        worded=any(word.text.isalpha() for word in reading.words),
    )


def _understood(
    mentions: tuple[Finding, ...], hits: list[Hit], scene: Scene, *, dated: bool
) -> bool:
    """Whether its matter is known; what a message denies does not alone say what it is about."""
    matters = (mention.status not in (Status.DENIED, Status.PAST) for mention in mentions)
    if any(matters) or "phatic" in scene.cues:
        return True
    if any(hit.entry.kind in ("lookalike", "fact") for hit in hits) or "gadget" in scene.cues:
        return True
    words = sum(word.text.isalpha() for word in scene.words)
    return (bool(mentions) or dated) and words <= BRIEF


def _scene(
    message: Message,
    reading: Reading,
    hits: list[Hit],
    dated: Sequence[Time],
    picture: Picture,
    knowledge: Knowledge,
) -> Scene:
    said = list(kept([hit for hit in hits if hit.entry.kind in CONTENT]))
    content = tuple(_once(_whole(said, knowledge)))
    told = tuple(hit for hit in content if hit.entry.kind == "phrase" or hit.last - hit.first > 1)
    inside, loosely = _places(told, loose=False), _places(told, loose=True)
    reported = _places(tuple(hit for hit in told if hit.entry.kind != "lookalike"), loose=False)
    cues: dict[str, list[Hit]] = defaultdict(list)
    closing = [hit for hit in hits if hit.entry.id == "denied_after"]
    cues["denied_after"] = closing  # "and I'm not" takes no word from "and I'm not dizzy"
    for hit in kept([hit for hit in hits if hit.entry.kind == "cue" and hit not in closing]):
        places = loosely if hit.entry.id in _TIMES else inside
        if hit.entry.id == "uncertain":
            places = reported  # "can't tell if" is no inability to tell, and still a doubt
        if not places.issuperset(range(hit.first, hit.last)) or hit.entry.id in _NEVER_SWALLOWED:
            cues[hit.entry.id].append(hit)
    frozen = {kind: tuple(found) for kind, found in cues.items()}
    scene = Scene(
        words=reading.words,
        cues=frozen,
        mentions=content,
        carriers=lexicon_of(knowledge).carriers,
        wearer="",
        ages=ages_of(reading, dated, hits),
    )
    return replace(scene, wearer=wearer_of(scene, message, picture))


def _whole(hits: list[Hit], knowledge: Knowledge) -> Iterator[Hit]:
    """The hits that stand, where two cut into each other.

    Words of health that cut into a mention fall ("no blood" in "no blood thinner"); a mention
    falls inside a look-alike of its own concept, or inside words that say the opposite of it.
    """
    phrases = [hit for hit in hits if hit.entry.kind == "phrase"]
    others = [hit for hit in hits if hit.entry.kind != "phrase"]
    for hit in hits:
        if hit.entry.kind == "absent":
            cut = any(hit.first < other.first < hit.last < other.last for other in phrases)
        else:
            cut = hit.entry.kind == "phrase" and any(
                other.first <= hit.first
                and hit.last <= other.last
                and other.last - other.first > hit.last - hit.first
                and _same_matter(hit.entry.id, other.entry.id, knowledge)
                for other in others
            )
        if not cut:
            yield hit


def _same_matter(concept: str, other: str, knowledge: Knowledge) -> bool:
    return concept == other or other in knowledge.symptoms[concept].kind_of


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit where two of the same concept overlap: the first, which is the longer."""
    reach: dict[tuple[str, str], int] = {}
    for hit in hits:
        key = (hit.entry.kind, hit.entry.id)
        if hit.first >= reach.get(key, 0):
            reach[key] = hit.last
            yield hit


_NEVER_SWALLOWED = frozenset(
    {"gadget", "turned_out", "kin", "stranger", "purpose_pain", "purpose_spasm", "purpose_both"}
)
# What a phrase with a gap says of time or condition it means; a denial in its gap may be another's.
_TIMES = frozenset({"past", "gone", "usual", "usual_back", "hypothetical", "no_longer"})


def _places(hits: tuple[Hit, ...], *, loose: bool) -> set[int]:
    """The words of the mentions; those with a gap only where `loose`."""
    solid = (hit for hit in hits if loose or hit.entry.gap < 0)
    return {place for hit in solid for place in range(hit.first, hit.last)}


def _facts(hits: list[Hit]) -> tuple[str, ...]:
    facts = list(kept([hit for hit in hits if hit.entry.kind == "fact"]))
    return tuple(dict.fromkeys(hit.entry.id for hit in facts))
