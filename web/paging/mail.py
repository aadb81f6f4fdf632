"""A message by e-mail, through the clinic's own server."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from web.config import Config
from web.paging.letters import SUBJECT, Letter, SendError

PATIENCE = 5.0
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def fault_of(address: str, config: Config) -> str | None:
    """Why nothing can be mailed to `address`; None when it looks right."""
    if not ADDRESS.fullmatch(address):
        return "this is no e-mail address"
    return None if config.mail else "PUMPLINE_MAIL is not set, so no e-mail can be sent"


def send(config: Config, letter: Letter) -> None:
    """Send `letter`; SendError unless the server takes it."""
    if fault_of(letter.address, config):
        raise SendError("address refused")
    url = urlsplit(config.mail)
    try:
        server = _connected(url)
        try:
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(_message(config, letter))
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
    except (OSError, smtplib.SMTPException) as fault:
        raise SendError(type(fault).__name__) from None


def _connected(url: SplitResult) -> smtplib.SMTP:
    """Nothing goes over a wire in the clear, but for a server on this machine."""
    host = url.hostname or ""
    if url.scheme == "smtps":
        checked = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, url.port or 465, timeout=PATIENCE, context=checked)
    server = smtplib.SMTP(host, url.port or 587, timeout=PATIENCE)
    if host not in HERE:
        server.starttls(context=ssl.create_default_context())
    return server


def _message(config: Config, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = SUBJECT
    message["From"] = config.mail_from
    message["To"] = letter.address
    message["Message-ID"] = f"<{letter.id}@{urlsplit(config.url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
