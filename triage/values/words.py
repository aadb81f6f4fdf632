"""Numbers in words, and small tables that both readings and times use."""

from __future__ import annotations


def table(rows: str) -> dict[str, float]:
    """`days: words, words` lines as a mapping from words to days."""
    pairs = (row.split(":") for row in rows.strip().splitlines())
    return {word.strip(): float(days) for days, words in pairs for word in words.split(",")}


NUMBER = table("""
    0.5: half
    1: a, an, one
    2: two, couple
    3: three, few
    4: four, several
    5: five
    6: six
    7: seven
    8: eight
    9: nine
    10: ten
    11: eleven
    12: twelve
    13: thirteen
    14: fourteen
    15: fifteen
    16: sixteen
    17: seventeen
    18: eighteen
    19: nineteen
    20: twenty
    24: twenty four
    30: thirty
    36: thirty six
    40: forty
    48: forty eight
    50: fifty
    60: sixty
    90: ninety
""")
WORDS = "|".join(NUMBER)


def overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    """Whether a place is already read as something else."""
    return any(span[0] < end and start < span[1] for start, end in taken)


def number(word: str) -> float:
    """The number that a word or digits name; KeyError and ValueError do not arise after a match."""
    return NUMBER[word] if word in NUMBER else float(word)
