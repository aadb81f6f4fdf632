"""Words of people at rest: sealed with AES-256-GCM before they reach the database.

A table declares `SealedText("table.column")` or `SealedJson`; rows are read and written as ever.
Rows that refer to a conversation are sealed under its data key, which the house's keys wrap:
destroy the data key, and the words are gone wherever a copy of them is. Other rows are sealed under
the house's key itself. Table, column and key of the row are authenticated with the words: a value
moved to another place does not open.
"""

from web.sealed.columns import Closed, Done, SealedJson, SealedText
from web.sealed.ring import Ring
from web.sealed.rows import DestroyedError, destroy, keep_keys, open_row

__all__ = [
    "Closed",
    "DestroyedError",
    "Done",
    "Ring",
    "SealedJson",
    "SealedText",
    "destroy",
    "keep_keys",
    "open_row",
]
