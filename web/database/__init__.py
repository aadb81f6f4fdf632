"""Where facts are kept: one store, on SQLite or on PostgreSQL.

SQLite's write-ahead log is used only where its reset bug is mended; elsewhere the rollback journal
keeps every acknowledged message.
"""

from web.database.safe import faults, journal, open_line
from web.database.schema import downgrade, is_current, upgrade
from web.database.store import Store, open_store

__all__ = [
    "Store",
    "downgrade",
    "faults",
    "is_current",
    "journal",
    "open_line",
    "open_store",
    "upgrade",
]
