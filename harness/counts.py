"""What a harness found."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """`harm` of `tries` went wrong; `control` is the harm that the broken variant did, if one ran.

    `more` holds further figures by name. `needs` is how many tries the promise asks for.
    """

    promise: str
    where: str
    tries: int
    harm: int
    control: int | None
    needs: int = 1
    more: dict[str, float | int | str] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """No harm in enough tries, and the control was caught (where there is one)."""
        return self.harm == 0 and self.tries >= self.needs and self.control != 0

    @property
    def bound(self) -> float:
        """The share of harm that these tries still allow (95 %, rule of three)."""
        return 3 / max(self.tries, 1)

    def line(self) -> str:
        """One line of JSON."""
        told = {
            "promise": self.promise,
            "where": self.where,
            "kept": self.kept,
            "tries": self.tries,
            "harm": self.harm,
            "bound": round(self.bound, 5),
            "control": self.control,
        }
        return json.dumps({**told, **self.more})
