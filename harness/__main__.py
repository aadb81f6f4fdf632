"""`python -m harness NAME…`: try promises by force; `all` tries all, `list` names them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module

from harness.counts import Counts
from harness.databases import Missing

# Module of this folder -> the promises it tries.
NAMES = {
    "kills": "R1, R5: nothing acknowledged is lost when processes are killed",
    "power": "R2: nor when the power goes",
    "resends": "R3: what comes again is kept once",
    "claims": "R4: two nurses never hold one conversation",
    "down": "R7: without a database every answer names the number to call",
    "full": "R8: and with a full disk",
    "failpoints": "R11: a worker that ends at any statement leaves all of a message or nothing",
    "migrations": "R12: tables go forward and back with what is in them",
    "pager": "R15: every call for a nurse arrives, however often its sender is killed",
    "locks": "R18: nobody is turned away over a lock",
    "limits": "R19: a limit is exact for all workers together",
}
Harness = Callable[[], Iterable[Counts]]


def main(words: list[str]) -> int:
    """Run what `words` name; 0 when every promise was kept."""
    if not words or words == ["list"] or not set(words) <= {*NAMES, "all"}:
        print("\n".join(f"{name:<12}{what}" for name, what in NAMES.items()))
        return 0 if words == ["list"] else 2
    chosen = list(NAMES) if words == ["all"] else words
    kept = [tried(name) for name in chosen]  # all of them, even after one is broken
    return 0 if all(kept) else 1


def tried(name: str) -> bool:
    """Whether all that this harness tries was kept."""
    run: Harness = import_module(f"harness.{name}").run
    began, kept = time.monotonic(), True
    try:
        for counts in run():
            print(counts.line(), flush=True)
            kept = kept and counts.kept
    except Missing as missing:
        print(f"{name}: {missing}", file=sys.stderr)
        return False
    print(f"{name}: {'kept' if kept else 'BROKEN'} in {time.monotonic() - began:.0f} s", flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
