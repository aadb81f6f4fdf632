"""Knowledge of a handful of files, for tests that need to break it."""

from pathlib import Path
from textwrap import dedent

FILES = {
    "language.yaml": """
        aliases: {cant: can not}
        skipped: [the]
        cues: {negation: [no, not], uncertain: [maybe]}
        drugs: {baclofen: [baclofen, lioresal], morphine: [morphine]}
        classes: {opioid: [morphine]}
        never_repaired: []
        events: {refill: [refill]}
        emoji: {}
        texts: {hello: Hello}
        yes: [yes]
        no: [no]
        not_sure: [not sure]
        """,
    "references.yaml": """
        box:
          cite: A label, section 1
          read: the whole label
        """,
    "places.yaml": """
        US: {name: United States, emergency: 911, source: the regulator}
        """,
    "risks/drug-withdrawal.yaml": """
        name: drug withdrawal
        plain: too little of the drug
        summary: Too little arrives. It can turn dangerous.
        references: [box]
        """,
    "risks/itching.yaml": """
        name: itching
        plain: itching
        summary: The skin itches. It is common.
        """,
    "risks/other-symptom.yaml": """
        name: another symptom
        plain: something else
        summary: Something that no other risk covers. A nurse reads it.
        """,
    "symptoms/itching.yaml": """
        name: itching
        urgency: self_care
        phrases: [itch, itching, yes]
        references: [box]
        cases:
          - say: my skin is itching
            find: {itching: present}
          - say: no itching
            find: {itching: denied}
          - say: I can't wait
            find: {}
        """,
    "symptoms/fever.yaml": """
        name: fever
        urgency: same_day
        grave: yes
        phrases: [fever, (high|very high) temperature]
        references: [box]
        """,
    "rules/two-signs.yaml": """
        risk: drug-withdrawal
        urgency: emergency
        when:
          - drug: baclofen
          - at_least: 2
            of: [itching, fever, {reads: temperature, at_least: 38.0, unit: C}]
          - any: [{within_days: 3, since: refill}, {age: {under: 12}}]
        because: Two signs together.
        references: [box]
        cases:
          - name: both
            profile: {drug: baclofen, days_since_refill: 2}
            say: [I itch, I have a fever]
            urgency: emergency
          - name: one alone
            profile: {drug: [baclofen], age: 70, pregnant: no}
            say: [I itch]
            answers: {fever: no, itching: not sure}
            urgency: urgent
            fires: no
        """,
    "questions/fever.yaml": """
        about: [fever]
        ask: Do you have a fever?
        why: It can be a sign of something serious.
        labels: {fever: Fever}
        """,
    "facts/hello.yaml": """
        name: a greeting
        greeting: true
        phrases: [hello]
        answer: Hello.
        """,
    "advice/same_day.md": """
        # Speak with your team today
        ## do
        - Call {on_call}
          before the evening.
        - Write down what you feel.
        ## posture
        Lie down.
        """,
    "conversations/one.yaml": """
        why: Itching by itself is common.
        profile: {drug: morphine}
        opening: my skin is itching
        answers: [{if_asked: fever, reply: not that I know}]
        min: self_care
        max: self_care
        best: self_care
        risks_any: [itching]
        risks_never: [drug-withdrawal]
        outcome: guidance
        """,
}


def write(folder: Path) -> Path:
    """The small knowledge in `folder`, which loads without a fault."""
    for file, text in FILES.items():
        put(folder, file, text)
    return folder


def put(folder: Path, file: str, text: str) -> Path:
    """One file of `folder` anew, its text dedented."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def change(folder: Path, file: str, old: str, new: str) -> Path:
    """One passage of a file written differently."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
