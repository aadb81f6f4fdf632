"""Run by the Python of medspaCy's own environment: a JSON file of texts and phrases to timings."""

# mypy: ignore-errors
import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import medspacy
from medspacy.target_matcher import TargetRule


def main(path: str) -> None:
    work = json.loads(Path(path).read_text())
    language = medspacy.load()  # its tokeniser, PyRuSH sentences, TargetMatcher and ConText
    matcher = language.get_pipe("medspacy_target_matcher")
    matcher.add([TargetRule(phrase, "SYMPTOM") for phrase in work["phrases"]])
    for text in work["texts"][:100]:
        language(text)
    taken = sorted(min(once(language, text) for _ in range(3)) for text in work["texts"])
    print(
        json.dumps(
            {
                "median": median(taken),
                "p99": taken[int(len(taken) * 0.99)],
                "calibration": min(loop() for _ in range(5)),
            }
        )
    )


def once(language, text: str) -> float:
    start = perf_counter()
    language(text)
    return (perf_counter() - start) * 1e3


def loop() -> float:
    start = perf_counter()
    total = 0
    for number in range(20_000):
        total += number % 7
    return (perf_counter() - start) * 1e3


if __name__ == "__main__":
    main(sys.argv[1])
