"""Words that patients read: short enough, and nothing in them that only a clinician may say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.play import Failure
from knowledge.replies import PLACEHOLDER as REPLY_PLACEHOLDER
from knowledge.replies import PLACEHOLDERS, ReplyTemplate
from triage.model import Advice, Knowledge, Question, Rule, Symptom, Urgency

GRADE = 6.0
GRADE_IN_HASTE = 4.0  # from `urgent` up
SHORTEST = 8  # words; a shorter text has no grade worth the name
ANSWER = 60  # words of an answer to a question of fact

SENTENCE = re.compile(r"[^.!?:\n]*[^\W_][^.!?:\n]*")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
PLACEHOLDER = re.compile(r"\{\w+\}")

MEDICINE = (
    r"(?:medicines?|medications?|drugs?|dos(?:e|es|age)|pills?|tablets?|patch(?:es)?|pump"
    r"|baclofen|morphine|clonidine|ziconotide|fentanyl|hydromorphone|opioids?|blood thinners?)"
)
CHANGE = (
    r"(?:stop|skip|halve|double|cut|reduce|lower|raise|increase|decrease|change|restart|hold off"
    r"|start|take|miss|wean|taper|turn off|switch off)"
)
ASKED_TO = (
    r"(?:^|[.;:!?\n]\s*|\b(?:and|then|please|try to|better to"
    r"|you (?:can|may|should|must|could))\s+)"
)
# A verb that is done to something, unless it is done to none of it ("put no heat on the pump").
HANDLED = r"(?:the|your|it|a|an|on|over|near|some|any)"
FORBIDDEN = {
    "names a dose": re.compile(
        r"\d\s*(?:mg|mcg|µg|ug|ml|cc|milligrams?|micrograms?|millilit(?:er|re)s?|tablets?|pills?"
        r"|capsules?)\b|\b(?:one|two|three|half an?)\s+(?:tablets?|pills?|capsules?)\b",
        re.IGNORECASE,
    ),
    "gives a ratio of doses": re.compile(
        r"\b1\s*/\s*\d{2,}|\b1\s*:\s*\d+"
        r"|\b(?:\d+|ten|a hundred|three hundred) times (?:as|more|less|the|stronger)"
        r"|\b(?:half|twice|double|a third of|a quarter of|\d+ ?% of)"
        r" (?:the|your|that) (?:usual |normal )?(?:dose|amount)",
        re.IGNORECASE,
    ),
    "advises to take, stop or change a medicine": re.compile(
        rf"{ASKED_TO}{CHANGE}\b[^.;!?\n]{{0,30}}\b{MEDICINE}\b", re.IGNORECASE
    ),
    "advises left-over or other people's medicine": re.compile(
        rf"{ASKED_TO}(?:take|use|try)\b(?! no\b)[^.;!?\n]{{0,25}}"
        r"\b(?:left-?over|extra|spare|old pills|somebody else['’]s|someone else['’]s)",
        re.IGNORECASE,
    ),
    "advises to handle the pump": re.compile(
        rf"{ASKED_TO}(?:(?:press|push|massage|rub|turn|flip|shake|tap|reset|heat|warm|cool|ice)\b"
        rf" {HANDLED}\b[^.;!?\n]{{0,25}}\b(?:pump|pocket|bolus|button)"
        rf"|(?:put|hold|place|lay|use)\b (?:a |an |some |the )?"
        rf"(?:magnet|heat|heating|ice|cold|warm|hot)\b[^.;!?\n]{{0,25}}\b(?:pump|pocket|it)\b"
        rf"|(?:press|push|use|try)\b {HANDLED}\b[^.;!?\n]{{0,15}}\b(?:bolus|button|controller))",
        re.IGNORECASE,
    ),
    "advises to open, drain or unstitch": re.compile(
        rf"{ASKED_TO}(?:drain|squeeze|lance|prick|pop|puncture|cut open|pull out|take out|remove"
        rf"|put a needle in|stick a needle in)\b[^.;!?\n]{{0,30}}",
        re.IGNORECASE,
    ),
    "takes silence for a pump that works": re.compile(
        r"\b(?:silent|quiet|no alarm|no beep|not beeping)\b[^.!?\n]{0,40}"
        r"\b(?:works|working|is fine|is ok|is full)\b"
        r"|\b(?:pump|it) (?:works|is working) (?:well|fine)",
        re.IGNORECASE,
    ),
    "advises coffee": re.compile(
        rf"{ASKED_TO}(?:drink|have|take|try)\b(?! no\b)[^.;!?\n]{{0,20}}"
        r"\b(?:coffee|caffeine|cola|energy drinks?)\b",
        re.IGNORECASE,
    ),
    "puts it off to the next visit": re.compile(
        r"(?<!not )(?<!never )\bwait (?:un)?(?:till?|for) (?:the|your) next (?:refill|visit)",
        re.IGNORECASE,
    ),
    "says that all is well": re.compile(
        r"\byou(?:['’]re| are| will be) (?:fine|ok|okay|safe|all right|well|healthy)\b"
        r"|\bnothing (?:to worry|serious|is wrong)|\b(?:don['’]t|do not|no need to) worry"
        r"|\b(?:it|this) is (?:safe|fine|ok|okay|harmless|normal)\b|\byou can safely\b",
        re.IGNORECASE,
    ),
}
DISEASES = re.compile(
    r"\b(?:meningitis|sepsis|septic|myelopathy|granuloma|h(?:a)?ematoma|abscess|cauda equina"
    r"|respiratory depression|stroke|heart attack|paralysis|inflammatory mass|overdose)\b",
    re.IGNORECASE,
)


def word_failures(knowledge: Knowledge) -> Iterator[Failure]:
    """Every text for patients that is too hard, too long, or says what it must not."""
    for question in knowledge.questions.values():
        yield from _question(question)
    for advice in knowledge.advice.values():
        yield from _advice(advice, knowledge)
    for fact in knowledge.facts.values():
        file = f"facts/{fact.id}.yaml"
        yield from text_failures(file, fact.answer, GRADE)
        if (length := len(WORD.findall(fact.answer))) > ANSWER:
            yield Failure(file, f"the answer has {length} words, more than {ANSWER}")


def reply_failures(replies: Mapping[str, ReplyTemplate]) -> Iterator[Failure]:
    """Every template that is too hard to read, says what it must not, or lacks a number."""
    for reply in replies.values():
        file = f"replies/{reply.id}.yaml"
        hasty = reply.urgency is not None and reply.urgency >= Urgency.URGENT
        yield from text_failures(file, reply.text, GRADE_IN_HASTE if hasty else GRADE)
        for name in sorted(set(REPLY_PLACEHOLDER.findall(reply.text)) - PLACEHOLDERS):
            yield Failure(file, f"no such placeholder: `{name}`")


def grade(text: str) -> float:
    """The US school grade that a text asks for (Flesch-Kincaid); 0 for a text too short to tell."""
    spoken = PLACEHOLDER.sub("us", text)
    words = WORD.findall(spoken)
    if len(words) < SHORTEST:
        return 0.0
    sentences = len(SENTENCE.findall(spoken))
    heard = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * heard / len(words) - 15.59


def syllables(word: str) -> int:
    """The syllables of an English word, as its spelling tells; a number counts as one."""
    bare = SILENT.sub("", word.lower().partition("'")[0].partition("’")[0])
    return max(1, len(VOWELS.findall(bare)) + len(APART.findall(bare)))


# Spelling to sound, for US English: an e that is not heard; vowels; two vowels that are two sounds.
SILENT = re.compile(
    r"(?<![^aeiouy]l)e$|(?<=[^aeiouy])e(?=ments?$|ly$|ful$|less$|thing$|times?$|one$|where$)"
    r"|(?<![cgsxz])(?<![cs]h)(?<![^aeiouy]l)es$|(?<![dt])(?<![^aeiouyl]l)ed$"
)
VOWELS = re.compile(r"[aeiouy]+")
APART = re.compile(
    r"(?<=[aeiouy])(?=ing)|(?<![ctsxgu])i[ao]|sms?$|react|crea[^m]|(?:ar|us|id)ea(?=s?$)|eo(?!u)"
    r"|ua(?!r)|luid|suic|pnea"
)


def forbidden(text: str) -> Iterator[str]:
    """What a text says that a patient must not be told by a machine."""
    for what, pattern in FORBIDDEN.items():
        if found := pattern.search(text):
            yield f"{what}: `{found.group().strip()}`"


def _question(question: Question) -> Iterator[Failure]:
    file = f"questions/{question.id}.yaml"
    for ask in dict.fromkeys(filter(None, (question.ask, question.carer))):
        yield from text_failures(file, f"{ask}\n{question.why}", GRADE)


def _advice(advice: Advice, knowledge: Knowledge) -> Iterator[Failure]:
    file = f"advice/{advice.id}.md"
    lines = (advice.headline, *advice.do, *advice.watch, *advice.bring, *advice.slots.values())
    limit = GRADE_IN_HASTE if _in_haste(advice, knowledge) else GRADE
    yield from text_failures(file, "\n".join(lines), limit)


def _in_haste(advice: Advice, knowledge: Knowledge) -> bool:
    """Whether it is read from `urgent` up: by its tier, or because its risk is never less."""
    if advice.id not in knowledge.risks:
        return advice.id in {Urgency.URGENT.slug, Urgency.EMERGENCY.slug}
    pointing: list[Rule | Symptom] = [*knowledge.rules.values(), *knowledge.symptoms.values()]
    tiers = [one.urgency for one in pointing if one.risk == advice.id and one.urgency is not None]
    return bool(tiers) and min(tiers) >= Urgency.URGENT


def text_failures(file: str, text: str, limit: float) -> Iterator[Failure]:
    """What is wrong with one text for patients, whose grade must not be over `limit`."""
    if (asked := grade(text)) > limit:
        yield Failure(file, f"grade {asked:.1f}, above {limit:g}: `{_short(text)}`")
    for what in forbidden(text):
        yield Failure(file, what)
    if found := DISEASES.search(text):
        yield Failure(file, f"names a disease: `{found.group()}`")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
