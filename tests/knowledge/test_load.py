from pathlib import Path
from time import perf_counter

import pytest

from knowledge import HERE, KnowledgeError, load
from tests.knowledge.small import change, put, write
from triage.model import Age, AtLeast, Drug, Has, Reads, Since, Until, Urgency


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path)


def faults(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return str(caught.value).splitlines()


def test_an_empty_folder_is_empty_knowledge(tmp_path: Path) -> None:
    knowledge = load(tmp_path)
    assert not knowledge.symptoms
    assert not knowledge.rules
    assert not knowledge.language.drugs
    assert "headache" in knowledge.english


def test_the_name_of_the_file_is_the_slug(folder: Path) -> None:
    symptom = load(folder).symptoms["itching"]
    assert (symptom.id, symptom.name, symptom.urgency) == ("itching", "itching", Urgency.SELF_CARE)


def test_yes_and_no_stay_words_where_words_are_wanted(folder: Path) -> None:
    knowledge = load(folder)
    assert knowledge.symptoms["itching"].phrases == ("itch", "itching", "yes")
    assert knowledge.language.no == ("no",)


def test_yes_is_true_where_a_truth_is_wanted(folder: Path) -> None:
    assert load(folder).symptoms["fever"].grave


def test_a_telephone_number_is_a_word(folder: Path) -> None:
    assert load(folder).places["US"].emergency == "911"


def test_a_symptom_stands_for_the_risk_of_its_name_or_for_another_symptom(folder: Path) -> None:
    symptoms = load(folder).symptoms
    assert symptoms["itching"].risk == "itching"
    assert symptoms["fever"].risk == "other-symptom"


def test_a_list_of_conditions_means_all_of_them(folder: Path) -> None:
    when = load(folder).rules["two-signs"].when
    temperature = Reads("temperature", at_least=38.0, unit="C")
    assert when == AtLeast(
        3,
        (
            Drug(("baclofen",)),
            AtLeast(2, (Has("itching"), Has("fever"), temperature)),
            AtLeast(1, (Since("refill", within=3.0), Age(under=12.0))),
        ),
    )


@pytest.mark.parametrize(
    ("leaf", "condition"),
    [
        ("itching", Has("itching")),
        ("{drug: [opioid, baclofen]}", Drug(("opioid", "baclofen"))),
        ("{within_days: -1, until: refill}", Until(-1.0)),
        ("{more_than_days: 30, since: implant}", Since("implant", more=30.0)),
        ("{reads: temperature, at_most: 35, unit: C}", Reads("temperature", None, 35.0, "C")),
        ("{all: [itching, {age: {at_least: 65}}]}", AtLeast(2, (Has("itching"), Age(65.0)))),
    ],
)
def test_every_leaf_becomes_its_condition(folder: Path, leaf: str, condition: object) -> None:
    put(
        folder,
        "rules/leaf.yaml",
        f"risk: itching\nurgency: urgent\nbecause: It is so.\nwhen: {leaf}\n",
    )
    assert load(folder).rules["leaf"].when == condition


def test_raise_lifts_by_a_step(folder: Path) -> None:
    change(folder, "rules/two-signs.yaml", "urgency: emergency", "raise: 1")
    rule = load(folder).rules["two-signs"]
    assert (rule.lift, rule.urgency) == (1, None)


def test_advice_is_read_by_its_headings(folder: Path) -> None:
    advice = load(folder).advice["same_day"]
    assert advice.headline == "Speak with your team today"
    assert advice.do == ("Call {on_call} before the evening.", "Write down what you feel.")
    assert dict(advice.slots) == {"posture": "Lie down."}


def test_a_change_of_a_phrase_is_another_version(folder: Path) -> None:
    before = load(folder).version
    assert load(folder).version == before
    change(folder, "symptoms/fever.yaml", "phrases: [fever,", "phrases: [fever, burning up,")
    assert load(folder).version != before


def test_a_signature_is_no_other_version(folder: Path) -> None:
    before = load(folder).version
    put(folder, "signed.yaml", "rules/two-signs: {}")
    assert load(folder).version == before


# --- faults ---


def test_broken_yaml_tells_its_line(folder: Path) -> None:
    put(folder, "symptoms/fever.yaml", "name: fever\nphrases: [fever\nurgency: urgent\n")
    assert faults(folder)[-1].startswith("symptoms/fever.yaml:3: this is not YAML")


def test_a_repeated_key_is_refused(folder: Path) -> None:
    put(folder, "symptoms/fever.yaml", "name: fever\nphrases: [fever]\nname: heat\n")
    assert "symptoms/fever.yaml:3: the key `name` is repeated" in faults(folder)


def test_an_anchor_is_refused(folder: Path) -> None:
    put(folder, "symptoms/fever.yaml", "name: &it fever\nphrases: [*it]\n")
    assert "symptoms/fever.yaml:1: an anchor or an alias is not allowed" in faults(folder)


def test_a_tag_is_refused(folder: Path) -> None:
    put(folder, "symptoms/fever.yaml", "name: fever\nphrases: !!python/tuple [fever]\n")
    assert any(
        fault.startswith("symptoms/fever.yaml:2: a tag is not allowed") for fault in faults(folder)
    )


def test_an_unknown_field_is_refused_with_the_nearest(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "phrases:", "phrasse:")
    assert faults(folder) == [
        "symptoms/fever.yaml:1: the field `phrases` is missing",
        "symptoms/fever.yaml:4: no such field: `phrasse`; did you mean `phrases`?",
    ]


def test_the_slug_is_not_a_field(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "name: fever", "name: fever\nid: fever")
    assert "symptoms/fever.yaml:2: no such field: `id`" in faults(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("rules/two-signs.yaml", "[itching, fever,", "[itchign, fever,",
         "rules/two-signs.yaml:6: unknown concept: `itchign`; did you mean `itching`?"),
        ("rules/two-signs.yaml", "risk: drug-withdrawal", "risk: drug-withdrawl",
         "rules/two-signs.yaml:1: unknown risk: `drug-withdrawl`; did you mean `drug-withdrawal`?"),
        ("rules/two-signs.yaml", "drug: baclofen", "drug: baclofn",
         "rules/two-signs.yaml:4: unknown drug or class: `baclofn`; did you mean `baclofen`?"),
        ("rules/two-signs.yaml", "references: [box]", "references: [boxx]",
         "rules/two-signs.yaml:9: unknown reference: `boxx`; did you mean `box`?"),
        ("questions/fever.yaml", "about: [fever]", "about: [fevr]",
         "questions/fever.yaml:1: unknown concept: `fevr`; did you mean `fever`?"),
        ("rules/two-signs.yaml", "since: refill}", "since: refil}",
         "rules/two-signs.yaml:7: unknown: `refil`; did you mean `refill`?"),
        ("symptoms/itching.yaml", "self_care", "self-care",
         "symptoms/itching.yaml:2: unknown: `self-care`; did you mean `self_care`?"),
        ("advice/same_day.md", "{on_call}", "{oncall}",
         "advice/same_day.md:3: no such placeholder: `oncall`; did you mean `on_call`?"),
        ("advice/same_day.md", "## posture", "## postures",
         "advice/same_day.md:6: no such heading: `postures`; did you mean `posture`?"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_refused_with_the_nearest(
    folder: Path, file: str, old: str, new: str, fault: str
) -> None:
    change(folder, file, old, new)
    assert fault in faults(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("symptoms/fever.yaml", "grave: yes", "grave: maybe", "true or false is wanted"),
        ("symptoms/fever.yaml", "temperature]", "temperature, (hot]", "parentheses must pair up"),
        ("symptoms/fever.yaml", "grave: yes", "kind_of: [fever]", "it is a kind of itself"),
        ("symptoms/itching.yaml", "phrases: [itch, itching, yes]", "phrases: itch", "a list is"),
        ("rules/two-signs.yaml", "at_least: 38.0", "at_least: hot", "a number is wanted here"),
        ("rules/two-signs.yaml", "at_least: 2", "at_least: 4", "at least 4 of 3 cannot be"),
        ("rules/two-signs.yaml", "- drug: baclofen", "- not: fever", "has no such leaf: not"),
        ("rules/two-signs.yaml", "urgency: emergency", "", "either `urgency` or"),
        ("rules/two-signs.yaml", ", at_least: 38.0", "", "a bound is missing"),
        ("questions/fever.yaml", "about: [fever]", "drug: true\nabout: [fever]", "one of them"),
        ("advice/same_day.md", "# Speak with your team today", "", "one headline is wanted"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    folder: Path, file: str, old: str, new: str, what: str
) -> None:
    change(folder, file, old, new)
    assert any(fault.startswith(file) and what in fault for fault in faults(folder))


def test_an_empty_file_is_refused(folder: Path) -> None:
    put(folder, "facts/nothing.yaml", "# to be written\n")
    assert faults(folder) == ["facts/nothing.yaml:0: the file is empty"]


def test_what_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "facts/hello.yaml").write_bytes(b"name: caf\xe9\n")
    assert faults(folder)[0].startswith("facts/hello.yaml:0: this is not UTF-8")


def test_a_name_that_is_no_slug_is_refused(folder: Path) -> None:
    (folder / "facts/hello.yaml").rename(folder / "facts/Hello there.yaml")
    assert faults(folder) == ["facts/Hello there.yaml:0: the file's name is no slug"]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    change(folder, "symptoms/itching.yaml", "self_care", "never")
    change(folder, "risks/itching.yaml", "summary:", "sumary:")
    put(folder, "references.yaml", "box: {cite: A label, page: 4}\n")
    told = faults(folder)
    assert any(fault.startswith("references.yaml:1: no such field: `page`") for fault in told)
    assert any(fault.startswith("risks/itching.yaml:3: no such field: `sumary`") for fault in told)
    assert any(fault.startswith("symptoms/itching.yaml:2: unknown: `never`") for fault in told)


# --- what is shipped ---


def test_the_shipped_knowledge_loads_quickly() -> None:
    begun = perf_counter()
    load(HERE)
    assert perf_counter() - begun < 2.1  # 0.7 s on a quiet machine
