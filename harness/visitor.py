"""A patient without a browser: opens the page, sends its form, and knows what was acknowledged."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

FIELD = re.compile(r'name="csrf" value="([^"]+)"')
PATIENCE = 5.0  # seconds for one answer
Reply = tuple[int, str]


@dataclass
class Visitor:
    """One phone. `code`s of answers are counted in `seen`."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    seen: dict[int, int] = field(default_factory=dict)
    retries: int = 0

    def get(self, path: str) -> Reply:
        """Read a page, and the token of its forms."""
        reply = self._ask("GET", path)
        found = FIELD.search(reply[1])
        self.csrf = found[1] if found else self.csrf
        return reply

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        """Send a form once."""
        return self._ask("POST", path, {"csrf": self.csrf, **fields})

    def until_acknowledged(self, path: str, fields: dict[str, str], ends: float) -> bool:
        """Send a form with one key until it is acknowledged; False when time is over."""
        sent = {"key": secrets.token_hex(16), **fields}
        while time.monotonic() < ends:
            try:
                status, _ = self.post(path, sent)
            except (OSError, http.client.HTTPException):
                status = 0
            if status == 303:
                return True
            self.retries += 1
            time.sleep(0.02)
        return False

    def begin(self, ends: float) -> bool:
        """Read the first page until there is one; False when time is over."""
        self.cookies, self.csrf = {}, ""
        return self._until_read("/", ends)

    def read_chat(self, ends: float) -> bool:
        """Read the chat, for the token that its cookie goes with."""
        return self._until_read("/chat", ends)

    def _until_read(self, path: str, ends: float) -> bool:
        while time.monotonic() < ends:
            with suppress(OSError, http.client.HTTPException):
                if self.get(path)[0] == 200:
                    return True
            time.sleep(0.02)
        return False

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, urlencode(fields) if fields else None, self._headers(method))
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.seen[answer.status] = self.seen.get(answer.status, 0) + 1
        return answer.status, text

    def _headers(self, method: str) -> dict[str, str]:
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            told["Content-Type"] = "application/x-www-form-urlencoded"
            told["Sec-Fetch-Site"] = "same-origin"
        return told
