"""`python -m web upgrade` brings the tables to this version; `python -m web serve PORT` serves."""

from __future__ import annotations

import os
import sys
import time

from web.config import Config
from web.database import open_store, upgrade

WAYS = "usage: python -m web upgrade | serve PORT"


def main(words: list[str]) -> None:
    """Do what the words say."""
    match words:
        case ["upgrade"]:
            settings = Config.from_environment()
            upgrade(open_store(settings.database_url, settings.keys).engine)
        case ["serve", port] if port.isdigit():
            serve(int(port))
        case _:
            sys.exit(WAYS)


def serve(port: int) -> None:
    """Say where to go, and serve on loopback until interrupted."""
    began = time.monotonic()
    print("Starting … ", end="", flush=True)
    from waitress import serve as wait  # noqa: PLC0415 - not for who only upgrades

    from web.welcome import first_nurse_link  # noqa: PLC0415
    from wsgi import app  # noqa: PLC0415

    print(f"{time.monotonic() - began:.1f} s")
    url, link = os.environ.get("PUMPLINE_URL", f"http://127.0.0.1:{port}"), first_nurse_link(app)
    print(f"\n  Patients   {url}/\n  Nurses     {url}/desk/")
    if link:
        print(f"\n  Nobody can sign in at the desk yet. This link works once:\n  {link}")
    print("\nStop with Ctrl-C.", flush=True)
    wait(app, host="127.0.0.1", port=port, threads=8, ident="Pumpline")


if __name__ == "__main__":
    main(sys.argv[1:])
