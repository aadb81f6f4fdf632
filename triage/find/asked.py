"""Questions of fact: "is itching a side effect" reports nothing, "why do I itch this much" does.

A question is one by its opening words. It still reports where anything in it speaks of somebody's
state: "my", "this", "I am", a day. In doubt it is a report.
"""

from __future__ import annotations

from collections.abc import Sequence

from triage.find.matcher import Hit
from triage.find.scene import TURNS, Scene
from triage.find.text import PAUSE
from triage.model import Symptom


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LEADS = (
    *(("can", "you", "tell", "me"), ("do", "you", "know"), ("i", "wonder"), ("i", "wondering")),
    *(("i", "was", "wondering"), ("tell", "me"), ("my", "question", "is"), ("any", "idea")),
    *((word,) for word in sorted(_words("hi hello hey please ok okay well um uh so and also but"))),
    *((word,) for word in sorted(_words("just quick question questions curious wondering"))),
)
_MODALS = _words("can could will would may might should shall must")
_SOMEBODY = _words("someone somebody anyone anybody nurse doctor this these that he she")
_GENERIC = _words("get have feel overdose become develop die be drink swim")
_TO_KNOW = _words("know tell recognise recognize spot notice prevent avoid")
_TO_CALL = _words(
    """call ring phone contact worry come go be get expect watch look start need have"""
)
_HELPS = _words("help helps work works stop stops relieve relieves ease eases good fix")
_WRONG = _words("wrong happening up this these that going now")
_ENDS = _words("stop away end ease settle better last improve pass clear")
_MINE = _words("my mine his hers our")
_THESE = _words("this these those")
_NOW = _words(
    """now today tonight yesterday since again still keep keeps kept already currently
    ongoing started began constantly suddenly right"""
)
_PEOPLE = _words("i he she we im ive hes shes me him")
_SUPPOSED = _words("if should can could will would may before do did must unless")
_THINGS = _words(
    """pump pumps medicine medication drug drugs thing surgery operation procedure device
    implant stuff dose doctor nurse clinic team refill card treatment app page chat kind type"""
)
_MATTERS = _words(
    """matter matters mean means ok okay fine normal bad serious dangerous worried concerned"""
)
_BARE = _words("can't cant can won't wont not no never unable couldn't couldnt")
_ANY_STATE = _words("normal ok okay common usual fine")
OWN_HARM = "self-harm"


def asked_of_fact(hit: Hit, symptom: Symptom, scene: Scene) -> str:
    """The opening of the question of fact in which a mention stands, or nothing."""
    if symptom.person or symptom.risk == OWN_HARM or scene.words[hit.first].raw in _BARE:
        return ""
    first, last = scene.sentence(hit.first)
    start = _opening(first, hit, scene)
    if start is None or not _may_open(start, scene):
        return ""
    said = _raw(scene, start, last)
    head = _head(said)
    if head == 0 or (hit.first == start and scene.words[start].raw == said[0]):
        return ""
    ends = {word.text for word in scene.words[hit.last : min(last, hit.last + 3)]}
    if said[head - 1] in ("will", "when") and not ends.isdisjoint(_ENDS):
        return ""  # "will the vomiting ever stop": it is there
    told = said[head:]
    if _is_it_normal(said):
        told = _raw(scene, 0, start) + told + _raw(scene, last, len(scene.words))
    if _reports(told) or "so" in scene.words[hit.first].lead.split() or _dated(start, last, scene):
        return ""
    return " ".join(said[:head])


def _opening(first: int, hit: Hit, scene: Scene) -> int | None:
    """Where the question opens: the last pause before the mention, or the sentence."""
    for place in range(hit.first - 1, first - 1, -1):
        word = scene.words[place].text
        if word in (PAUSE, "and") or word in TURNS:
            if _may_open(place + 1, scene) and _head(_raw(scene, place + 1, hit.last), inside=True):
                return place + 1
            if word == PAUSE:
                return None
    return first


def _may_open(place: int, scene: Scene) -> bool:
    """Whether the first word from here may open a question: most do not."""
    word = scene.words[place]
    return (word.lead.split(maxsplit=1)[0] if word.lead else word.raw.replace("'", "")) in _FIRST


def _raw(scene: Scene, first: int, last: int) -> list[str]:
    """The words as they were written, those that the canonical line leaves out among them."""
    said: list[str] = []
    begun = -1
    for word in scene.words[first:last]:
        said.extend(word.lead.split())
        if word.start != begun:
            said.append(word.raw.replace("'", ""))
        begun = word.start
    return said


def _head(said: Sequence[str], *, inside: bool = False) -> int:
    """How many words open a question of fact; none where the words open something else.

    `inside` a sentence ("and is vomiting") only what cannot be a statement opens one.
    """
    at = 0
    while lead := next((one for one in _LEADS if tuple(said[at : at + len(one)]) == one), ()):
        at += len(lead)
    opening = [*said[at : at + 9], "", "", "", ""]
    length = _wh(opening) if opening[0] in _WH else _yes_no(opening)
    if inside and opening[0] not in _WH and opening[1] not in _PRONOUNS:
        return 0
    return at + length if length else 0


_PRONOUNS = _words("it there i we you")
_CAUSES = _words("cause causes make makes give gives lead trigger be happen stop set")
_SAID_OF = _words(
    """a an normal common ok okay usual expected something dangerous serious possible likely part
    known one reversible bad safe typical rare permanent treatable"""
)
_ASKS = _words("is are was do does did can could will would should s causes happens")
_OPENS_STATE = _words("to when if for after")
_WH = _words("what whats which when where why how hows who")


_FIRST = _WH | _MODALS | _words("is are do does") | {lead[0] for lead in _LEADS}


def _wh(words: list[str]) -> int:
    opening, second, third, fourth = words[:4]
    if opening == "why":
        general = third not in _PEOPLE | _MINE | {"it"}
        return 2 if general and second in _MODALS | {"do", "does"} else 0
    if second in ("about", "come", "to") or (second in ("is", "s") and third in _WRONG):
        return 0
    if opening == "whats" and second in _WRONG:
        return 0
    if second in _HELPS or third in _HELPS:
        return 0
    person = third in ("i", "we")
    if person and second in _MODALS | {"do", "did"}:
        known = opening == "how" and fourth in _TO_KNOW
        called = opening in ("when", "what") and fourth in _TO_CALL
        return 4 if known or called else 0
    if second in ("am", "i", "he", "she", "my", "we") or _ASKS.isdisjoint(words[1:4]):
        return 0
    return 2


def _yes_no(words: list[str]) -> int:
    opening, second, third = words[:3]
    if opening in ("is", "are"):
        return _is(words)
    if second in _SOMEBODY | {"", "not"}:
        return 0
    if opening in _MODALS:
        if second in ("i", "we"):
            return 2
        if second == "you":
            return 3 if third in _GENERIC else 0
        subject = second in ("the", "a", "an", "it") or not _CAUSES.isdisjoint(words[2:7])
        return 1 if subject else 0
    if opening in ("do", "does"):
        if second in ("i", "we"):
            return 3 if third in ("need", "expect") else 0
        if second == "you":
            return 3 if third == "get" else 0
        return 0 if second in _PEOPLE | _GENERIC else 1
    return 0


def _is(words: list[str]) -> int:
    second, third = words[1:3]
    if second == "it":
        return 0 if _OPENS_STATE.isdisjoint(words[3:6]) else 2
    if second == "there":
        return 2
    if second in ("you", "they", "we"):
        return 3 if third in ("supposed", "meant", "allowed") else 0
    if second in _PEOPLE | _MINE | _THESE | _SOMEBODY | {"her", "the", ""}:
        return 0
    return 0 if _SAID_OF.isdisjoint(words[2:]) else 1


def _is_it_normal(said: Sequence[str]) -> bool:
    """ "Is it normal to be sleepy": a report, where anything else in the message is one."""
    return any(one in ("it", "to") for one in said[:6]) and not _ANY_STATE.isdisjoint(said[:6])


def _reports(told: Sequence[str]) -> bool:
    """Whether anything in these words speaks of somebody's own state."""
    for at, word in enumerate(told):
        before = told[at - 1] if at else ""
        after = told[at + 1] if at + 1 < len(told) else ""
        if word in _NOW or (word == "that" and before in _MATTERS):
            return True
        if word in _MINE | _THESE and after not in _THINGS:
            return True
        if word in _PEOPLE and word not in ("me", "him") and before not in _SUPPOSED:
            return True
    return False


def _dated(first: int, last: int, scene: Scene) -> bool:
    return any(first <= start and end <= last for start, end, _, _ in scene.ages)
