"""`flask backup` and `flask restore`: a copy of the database that is whole, and without its key.

A plain copy of the file of a running SQLite misses what was written last and looks sound all the
same; this one is made by the database itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import URL, Engine, func, select
from sqlalchemy.orm import Session

from web.house import House, house
from web.keys import counted, missing
from web.tables import Conversation, Nurse

NAME = "pumpline-%Y%m%dT%H%M%SZ"
PROGRAMS = Path("/usr/lib/postgresql")


class BackupError(click.ClickException):
    """There is no backup, or it cannot be used; the message says what to do."""


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=int, default=35, help="Days after which older backups are removed.")
@with_appcontext
def backup_command(folder: Path, keep: int) -> None:
    """Copy the database into a new folder under FOLDER, and remove old copies."""
    here = house()
    click.echo(backup(here, folder))
    for old in outdated(folder, here.clock() - timedelta(days=keep)):
        shutil.rmtree(old)
        click.echo(f"removed {old}")


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def restore_command(folder: Path) -> None:
    """Put the backup in FOLDER into the database, which must be empty."""
    restore(house(), folder)
    click.echo("restored; restart what serves")


def backup(here: House, folder: Path) -> Path:
    """A new folder in `folder`: the database and what is to be known of it. No key is in it."""
    made = folder / here.clock().strftime(NAME)
    work = made.with_suffix(".part")
    work.mkdir(mode=0o700, parents=True)
    engine = here.store.engine
    copy = work / ("database.sqlite" if engine.dialect.name == "sqlite" else "database.dump")
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    (_copy_sqlite if engine.dialect.name == "sqlite" else _dump)(engine, copy)
    told = {
        "made_at": here.clock().isoformat(),
        "file": copy.name,
        "sha256": _hash(copy),
        "keys": sorted(here.store.read(counted)),
    }
    (work / "backup.json").write_text(json.dumps(told, indent=1))
    return work.rename(made)


def restore(here: House, folder: Path) -> None:
    """Fill the empty database of the house; BackupError when the copy or the place is not right."""
    engine = here.store.engine
    told = json.loads((folder / "backup.json").read_text())
    copy = folder / told["file"]
    if _hash(copy) != told["sha256"]:
        raise BackupError(f"{copy} is not as it was written: use another backup")
    if copy.suffix != (".sqlite" if engine.dialect.name == "sqlite" else ".dump"):
        raise BackupError(f"{copy} is of another kind of database than DATABASE_URL")
    if not here.store.read(_is_empty):
        raise BackupError("the database is not empty: restore into a new one")
    engine.dispose()
    (_fill_sqlite if engine.dialect.name == "sqlite" else _fill)(engine, copy)
    key = here.store.read(lambda session: missing(session, here.config.keys))
    if key:
        raise BackupError(f"restored, but DATA_KEY does not hold the key {key}: nothing opens")


def outdated(folder: Path, before: datetime) -> Sequence[Path]:
    """The backups made before then."""
    last = before.strftime(NAME)
    return [path for path in sorted(folder.glob("pumpline-*Z")) if path.name < last]


def _is_empty(session: Session) -> bool:
    return not any(session.scalar(select(func.count(table.id))) for table in (Conversation, Nurse))


def _copy_sqlite(engine: Engine, copy: Path) -> None:
    _pour(str(engine.url.database), str(copy))


def _fill_sqlite(engine: Engine, copy: Path) -> None:
    _pour(str(copy), str(engine.url.database))


def _pour(source: str, target: str) -> None:
    """One database into the other, page by page, as SQLite itself does it; then looked through."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
        if other.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError(f"{target} is not sound: look at the disk")


def _dump(engine: Engine, copy: Path) -> None:
    _run(engine.url, "pg_dump", "--format=custom", f"--file={copy}")


def _fill(engine: Engine, copy: Path) -> None:
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    _run(engine.url, "pg_restore", *how, f"--dbname={engine.url.database}", str(copy))


def _run(url: URL, program: str, *words: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, where `ps` is blind."""
    told = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        "PGSSLMODE": str(url.query.get("sslmode", "")),
        "PGSSLROOTCERT": str(url.query.get("sslrootcert", "")),
    }
    line = [_program(program), *words]
    known = {name: value for name, value in told.items() if value}
    done = subprocess.run(line, env=os.environ | known, capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.decode(errors='replace')[:500]}")


def _program(name: str) -> str:
    """The newest of the installed ones, which reads older servers as well."""
    versions = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise BackupError(f"{name} is missing: install postgresql-client")
    return found


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
