"""A link that fills the passport: sealed, so that the address tells nothing, and good for a while.

The link holds what the clinic confirms; nothing is stored. Whoever has the link can read it.
"""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from qrcode import QRCode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_L  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from web.conversations import Told, plain
from web.house import House, house
from web.sealed import Ring

LIVES = timedelta(days=14)
PLACE = b"passport.link"
LONGEST = 3_000  # letters of a token; and what it unfolds to
BROKEN = (InvalidTag, ValueError, KeyError, TypeError, zlib.error)


def link(told: Told, here: House, lives: timedelta = LIVES) -> str:
    """An address that fills the passport of whoever opens it, until it has expired."""
    until = (here.clock() + lives).timestamp()
    words = json.dumps([here.config.clinic, int(until), _slim(plain.unstructure(told))])
    sealed = _ring(here).seal(zlib.compress(words.encode(), 9), PLACE)
    token = urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{here.config.url.rstrip('/')}/passport/{token}"


def opened(token: str, here: House) -> Told | None:
    """What the clinic confirmed; None when the link is not ours, was changed or has expired."""
    if not token or len(token) > LONGEST:
        return None
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        packed = _ring(here).open(sealed, PLACE)
        clinic, until, told = json.loads(zlib.decompressobj().decompress(packed, LONGEST * 4))
        known = plain.structure(told, Told)
    except BROKEN:
        return None
    fresh = datetime.fromtimestamp(until, here.clock().tzinfo) > here.clock()
    return known if fresh and clinic == here.config.clinic else None


def shown(token: str) -> str | None:
    """The token, if it still opens, for a form that carries it on."""
    return token if opened(token, house()) is not None else None


def square(address: str) -> str:
    """The address as a square for a phone's camera: SVG, to stand inside a page."""
    code = QRCode(error_correction=ERROR_CORRECT_L, border=4, image_factory=SvgPathImage)
    code.add_data(address)
    return str(code.make_image().to_string(encoding="unicode"))


def _slim(told: dict[str, object]) -> dict[str, object]:
    """Without what is not told: the shorter the address, the easier the square is read."""
    return {name: value for name, value in told.items() if value}


def _ring(here: House) -> Ring:
    return Ring((hmac.digest(here.config.secret_key.encode(), PLACE, "sha256"),))
