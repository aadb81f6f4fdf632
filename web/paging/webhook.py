"""A message posted to an address that a lead chose: so it is not trusted to lead inside.

The address is looked up once, each answer must be a public one, and the connection goes to what was
looked up. No redirect is followed, no proxy of the environment used, no answer read.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import cast
from urllib.parse import SplitResult, urlsplit

from web.config import Config
from web.paging.letters import Letter, SendError

PATIENCE = 5.0  # seconds for each step of a connection
LONGEST = 500
NAT64 = ip_network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


def fault_of(url: str, config: Config) -> str | None:
    """Why `url` cannot be posted to; None when it looks right. Looks nothing up."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return "a web address has no spaces, no other letters, and at most 500 characters"
    try:
        told = urlsplit(url)
        port_is_right = (told.port or 1) > 0
    except ValueError:
        return "the address cannot be read"
    if told.scheme != "https" and not (config.testing and told.scheme == "http"):
        return "the address must begin with https://"
    if not told.hostname or not port_is_right or told.username or told.password:
        return "the address needs a host name, and no user or password in it"
    return None


def post(config: Config, letter: Letter, patience: float = PATIENCE) -> None:
    """Send `letter`; SendError unless the receiver answers 2xx."""
    if fault_of(letter.address, config):
        raise SendError("address refused")
    url = urlsplit(letter.address)
    connection = _ToAddress(url, _looked_up(url, config), patience)
    try:
        connection.request("POST", _path(url), _body(letter), _headers(letter, url))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        raise SendError(type(fault).__name__) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise SendError(f"answered {status}")


def is_outside(address: Address) -> bool:
    """Whether an address is one of the public internet, in every disguise that leads inside."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_outside(address.ipv4_mapped)
        if address in NAT64 or address.sixtofour or address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def _looked_up(url: SplitResult, config: Config) -> str:
    try:
        found = socket.getaddrinfo(url.hostname, url.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise SendError("no such host") from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not config.inside_webhooks and not all(is_outside(ip_address(one)) for one in addresses):
        raise SendError("address is inside")
    return addresses[0]


class _ToAddress(http.client.HTTPConnection):
    """A connection to the address that was looked up, under the name that was asked for."""

    def __init__(self, url: SplitResult, address: str, patience: float) -> None:
        self.secure = url.scheme == "https"
        super().__init__(cast("str", url.hostname), url.port or (443 if self.secure else 80))
        self.address, self.patience = address, patience

    def connect(self) -> None:
        """Checked TLS, always: the certificate must fit the name."""
        plain = socket.create_connection((self.address, self.port), self.patience)
        self.sock = plain
        if self.secure:
            checked = ssl.create_default_context()
            self.sock = checked.wrap_socket(plain, server_hostname=self.host)


def _path(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _body(letter: Letter) -> bytes:
    return json.dumps({"id": letter.id, "link": letter.link, "text": letter.text}).encode()


def _headers(letter: Letter, url: SplitResult) -> dict[str, str]:
    return {
        "Host": url.netloc,
        "Content-Type": "application/json",
        "User-Agent": "Pumpline",
        "Idempotency-Key": letter.id,
        "Connection": "close",
    }
