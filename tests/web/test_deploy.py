"""The shipped configuration as it runs: nginx before gunicorn, on loopback."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web.pages import Page
from tests.web.postgres import free_port
from web.headers import ALWAYS

HERE = Path(__file__).resolve().parent.parent.parent
HOST = "chat.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NOT_SENT = "it was not sent, and nobody has judged it"
pytestmark = pytest.mark.slow


@dataclass
class Site:
    """nginx at `port` before gunicorn."""

    folder: Path
    port: int
    app: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, **more: object) -> tuple[http.client.HTTPResponse, str]:
        line = self.connect()
        headers = {"Host": HOST, **more.pop("headers", {})}  # type: ignore[dict-item]
        with closing(line):
            line.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
            answer = line.getresponse()
            return answer, answer.read().decode("utf-8", "replace")

    def connect(self) -> http.client.HTTPConnection:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        with ExitStack() as unless_it_works:
            raw = socket.create_connection(("127.0.0.1", self.port), timeout=15)
            unless_it_works.callback(raw.close)
            line.sock = trusting.wrap_socket(raw, server_hostname=HOST)
            unless_it_works.pop_all()
        return line


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if NGINX is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no nginx: install it")
    folder = tmp_path_factory.mktemp("site")
    folder.chmod(0o755)
    behind, port = free_port(), free_port()
    told = settings(folder, behind)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "proxy-files", str(folder / "down")]
    subprocess.run(flask, env=told, cwd=HERE, check=True, stderr=subprocess.DEVNULL)
    certificate(folder)
    (folder / "nginx.conf").write_text(configuration(folder, port, behind))
    with (folder / "log").open("wb") as log:
        app = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"],
            env=told, cwd=HERE, stderr=log, stdout=log, start_new_session=True,
        )  # fmt: skip
        proxy = subprocess.Popen(
            [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
            stderr=log,
        )
        made = Site(folder, port, app)
        wait_for(made, 200)
        yield made
        for process in (proxy, app):
            process.terminate()
            process.wait(timeout=40)


def settings(folder: Path, behind: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUMPLINE_")}
    return kept | {
        "PUMPLINE_INSTANCE": str(folder / "instance"),
        "PUMPLINE_URL": f"https://{HOST}",
        "PUMPLINE_HOSTS": f"{HOST} 127.0.0.1",
        "PUMPLINE_PROXIES": "1",
        "PUMPLINE_CLINIC_PHONE": "+1 555 0100",
        "BIND": f"127.0.0.1:{behind}",
        "WORKERS": "1",
    }


def configuration(folder: Path, port: int, behind: int) -> str:
    filled = {
        "CHAT_HOST": HOST, "DESK_HOST": "desk.example.org", "LISTEN": f"127.0.0.1:{port}",
        "APP": f"127.0.0.1:{behind}", "CERTIFICATE": f"{folder}/chain.pem",
        "KEY": f"{folder}/key.pem", "STATIC": str(HERE / "web" / "static"),
        "DOWN": f"{folder}/down", "RUN": str(folder),
    }  # fmt: skip
    text = (HERE / "deploy" / "nginx.conf").read_text()
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return "user root;\n" * (os.geteuid() == 0) + re.sub(r"@(\w+)@", lambda m: filled[m[1]], code)


def certificate(folder: Path) -> None:
    """A certificate for the host, by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))


def wait_for(site: Site, status: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if site.ask("GET", "/health/live")[0].status == status:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail((site.folder / "log").read_text())


def test_pages_come_through_with_their_headers_once(site: Site) -> None:
    answer, text = site.ask("GET", "/")
    assert answer.status == 200
    assert "tel:911" in Page(text).links
    for name, value in ALWAYS.items():
        assert answer.headers.get_all(name) == [value], name
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["Set-Cookie"].startswith("__Host-pumpline=")
    assert answer.headers["Server"] == "nginx"


def test_files_come_with_the_same_headers(site: Site) -> None:
    answer, _ = site.ask("GET", "/static/pumpline.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    for name, value in ALWAYS.items():
        assert answer.headers.get_all(name) == [value], name


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/emergency.html"])
def test_what_is_not_for_the_public_is_not_there(site: Site, path: str) -> None:
    assert site.ask("GET", path)[0].status == 404


def test_another_host_name_gets_no_answer(site: Site) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", site.port)) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname="evil.example")


def test_what_is_too_long_is_answered_with_whom_to_call(site: Site) -> None:
    answer, text = site.ask("POST", "/start", body=b"text=" + b"x" * 1_100_000)
    assert answer.status == 413
    assert "tel:911" in Page(text).links


def test_slow_clients_hold_nobody(site: Site) -> None:
    slow = []
    for number in range(40):
        line = site.connect()
        assert line.sock is not None
        head = f"POST /start HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 999\r\n".encode()
        line.sock.sendall(head if number % 2 else head + b"\r\ntext=")
        slow.append(line)
    begun = time.monotonic()
    for _ in range(20):
        assert site.ask("GET", "/emergency")[0].status == 200
    assert time.monotonic() - begun < 10
    for line in slow:
        line.close()


def test_nobody_is_turned_away_while_it_reloads(site: Site) -> None:
    statuses: list[int] = []
    end = threading.Event()

    def look() -> None:
        while not end.is_set():
            statuses.append(site.ask("GET", "/emergency")[0].status)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    before = (site.folder / "log").read_text().count("Booting worker")
    site.app.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 40
    while (site.folder / "log").read_text().count("Booting worker") == before or len(statuses) < 60:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    end.set()
    for looker in lookers:
        looker.join()
    assert set(statuses) == {200}


def test_when_the_application_is_dead_the_proxy_says_whom_to_call(site: Site) -> None:
    os.killpg(site.app.pid, signal.SIGKILL)  # with its workers
    site.app.wait()
    wait_for(site, 503)
    begun = time.monotonic()
    for method, path in (("GET", "/"), ("POST", "/chat"), ("POST", "/start"), ("GET", "/desk/")):
        answer, text = site.ask(method, path, body=b"text=hello" if method == "POST" else None)
        page = Page(text)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "10"
        assert NOT_SENT in page.text
        assert {"tel:911", "tel:+15550100"} <= set(page.links)
        for name, value in ALWAYS.items():
            assert answer.headers.get_all(name) == [value], name
    assert time.monotonic() - begun < 2
    assert site.ask("GET", "/static/pumpline.js")[0].status == 200
