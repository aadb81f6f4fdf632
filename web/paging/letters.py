"""What leaves the house: an id and a link, and not a word about anybody's health."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from web.codes import hashed, same
from web.config import Config

SUBJECT = "Pumpline: somebody is needed"
TEXT = "Pumpline needs somebody at the desk. Open this link to say that you have it: {link}"


class SendError(Exception):
    """A message did not arrive; the message names the kind of fault and no address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `id` is the same whenever it is sent again."""

    id: str
    address: str
    link: str

    @property
    def text(self) -> str:
        """The whole message."""
        return TEXT.format(link=self.link)


def letter(config: Config, call: UUID, address: str) -> Letter:
    """The message of a call to `address`."""
    link = f"{config.url.rstrip('/')}/page/{call}/{token(config, call)}"
    return Letter(str(call), address, link)


def token(config: Config, call: UUID) -> str:
    """What the link of a call ends with; it follows from the secret and is stored nowhere."""
    return hashed(config.secret_key, "page", str(call))[:43]


def fits(config: Config, call: UUID, given: str) -> bool:
    """Whether a link is one that we sent."""
    return same(given, token(config, call))
