"""`python -m web upgrade`: bring the tables to this version, before the application starts."""

from __future__ import annotations

import sys

from web.config import Config
from web.database import open_store, upgrade

if sys.argv[1:] != ["upgrade"]:
    sys.exit("usage: python -m web upgrade")
settings = Config.from_environment()
upgrade(open_store(settings.database_url, settings.keys).engine)
