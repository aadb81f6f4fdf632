"""`python -m harness NAME…`: try promises by force. `ci`: those that need no disk of their own.

`all` tries all, `list` names them; with `--write` the table in docs/safety.md is written anew.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module

from harness.counts import Counts
from harness.databases import Missing
from harness.written import write

# Module of this folder -> the promises it tries (R) and the figures they must reach (B).
NAMES = {
    "kills": "R1, R5: nothing acknowledged is lost when processes are killed",
    "power": "R2: nor when the power goes (needs root and loop devices)",
    "resends": "R3: what comes again is kept once",
    "claims": "R4: two nurses never hold one conversation",
    "down": "R7: without a database every answer names the number to call",
    "full": "R8: and with a full disk",
    "failpoints": "R11: a worker that ends at any statement leaves all of a message or nothing",
    "migrations": "R12: tables go forward and back with what is in them",
    "reloads": "R14: new workers take over and no request fails",
    "pager": "R15: every call for a nurse arrives, however often its sender is killed",
    "locks": "R18: nobody is turned away over a lock",
    "limits": "R19: a limit is exact for all workers together",
}
NOT_IN_CI = frozenset({"power", "slow"})
Harness = Callable[[], Iterable[Counts]]


def main(words: list[str]) -> int:
    """Run what `words` name; 0 when every promise was kept."""
    named = [word for word in words if word != "--write"]
    if not named or not set(named) <= {*NAMES, "all", "ci"}:
        print("\n".join(f"{name:<12}{what}" for name, what in NAMES.items()))
        return 0 if named == ["list"] else 2
    found = [counts for name in chosen(named) for counts in tried(name)]
    if "--write" in words:
        write(found)
    broken = [counts for counts in found if not counts.kept]
    print(f"{len(found) - len(broken)} kept, {len(broken)} broken")
    return 1 if broken else 0


def chosen(named: list[str]) -> list[str]:
    """The harnesses that these words mean."""
    if "all" in named:
        return list(NAMES)
    return [name for name in NAMES if name in named or ("ci" in named and name not in NOT_IN_CI)]


def tried(name: str) -> list[Counts]:
    """What a harness found; what could not be tried is broken, not kept."""
    run: Harness = import_module(f"harness.{name}").run
    began, found = time.monotonic(), list[Counts]()
    try:
        for counts in run():
            print(counts.line(), flush=True)
            found.append(counts)
    except Missing as missing:
        print(f"{name}: {missing}", file=sys.stderr)
        found.append(Counts(name, "could not be tried", 0, 0, None))
    print(f"{name} took {time.monotonic() - began:.0f} s", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
