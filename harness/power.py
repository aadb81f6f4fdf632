"""R2: no acknowledged message is lost when the power goes.

The database stands on a small disk of its own. At a random moment every process is stopped and the
disk is copied as it is: what only the memory knew is not in the copy. The copy is then opened as
after a power cut. Disks that lie about what they wrote are not part of this.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy.exc import DBAPIError

from harness.counts import Counts
from harness.databases import KINDS, Missing, children, in_folder, postgresql
from harness.reckoning import Name, reckon
from harness.served import Server, serving
from harness.storm import KEY, acknowledged, begin_storm

CUTS = 10
CLIENTS = 4
MEGABYTES = {"sqlite": 64, "postgresql": 192}
CARELESS = {"sqlite": ("careless",), "postgresql": ("", "fsync=off", "synchronous_commit=off")}


def run() -> Iterator[Counts]:
    """Ten cuts each, and one database each that does not wait for the disk."""
    for kind in KINDS:
        tries, lost = _cut(kind, CUTS)
        broken, *options = CARELESS[kind]
        _, control = _cut(kind, 4, broken, *options)
        more: dict[str, float | int | str] = {"cuts": CUTS}
        yield Counts("R2 B2", kind, tries, lost, control, needs=20, more=more)


def _cut(kind: str, cuts: int, broken: str = "", *options: str) -> tuple[int, int]:
    """How many were acknowledged at the last cut, and how many were gone after any."""
    lost = tries = 0
    with disk(MEGABYTES[kind]) as (image, folder):
        for where in in_folder(kind, folder, *options):
            with serving(where, broken=broken) as server:
                os.sync()  # what was made ready before is not what is tried
                patients = begin_storm(server.port, CLIENTS, 120)
                for _ in range(cuts):
                    time.sleep(random.uniform(0.4, 0.9))
                    copy, kept = _image(image, server, lambda: acknowledged(patients))  # noqa: B023
                    lost += _lost(kind, copy, kept)
                for one in patients:
                    one.ends = 0
                tries = len(acknowledged(patients))
    return tries, lost


def _image(image: Path, server: Server, told: object) -> tuple[Path, list[Name]]:
    """A copy of the disk while everything stands still, and what was acknowledged before."""
    kept = told()  # type: ignore[operator]
    still = _processes(server)
    for process in still:
        os.kill(process, signal.SIGSTOP)
    copy = image.with_name(f"copy-{time.monotonic_ns()}")  # a name known before is read from memory
    shutil.copyfile(image, copy)
    for process in still:
        os.kill(process, signal.SIGCONT)
    return copy, kept


def _processes(server: Server) -> list[int]:
    roots = [server.pid]
    if server.database.postmaster is not None:
        roots.append(int(server.database.postmaster.read_text().split()[0]))
    return [one for root in roots for one in (root, *children(root))]


def _lost(kind: str, copy: Path, kept: list[Name]) -> int:
    """Open the copy as after a power cut, and look for what was acknowledged."""
    with mounted(copy) as folder:
        if kind == "sqlite":
            return _missing(f"sqlite:///{folder / 'pumpline.sqlite'}", kept)
        (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        try:
            return sum(_missing(where.url, kept) for where in postgresql(folder, fresh=False))
        except Missing:  # it does not even start on what is left
            return len(kept)


def _missing(url: str, kept: list[Name]) -> int:
    try:
        return reckon(url, KEY, kept).lost
    except DBAPIError:  # not even tables are left
        return len(kept)


@contextmanager
def disk(megabytes: int) -> Iterator[tuple[Path, Path]]:
    """An ext4 disk in a file, mounted: the file, and where it is."""
    held = Path(mkdtemp(prefix="pumpline-disk-"))
    image = held / "disk"
    with image.open("wb") as file:
        file.truncate(megabytes * 2**20)
    try:
        needs_root("mkfs.ext4", "-q", "-F", str(image))
        with mounted(image) as folder:
            yield image, folder
    finally:
        shutil.rmtree(held, ignore_errors=True)


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """A folder with what is on a disk."""
    folder = Path(mkdtemp(prefix="pumpline-mount-"))
    needs_root("mount", "-o", "loop", str(image), str(folder))
    try:
        yield folder
    finally:
        _unmount(folder)
        folder.rmdir()


def _unmount(folder: Path) -> None:
    """Processes that were killed let go of the disk a moment later."""
    for _ in range(50):
        if not subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode:
            return
        time.sleep(0.1)
    raise Missing(f"{folder} stays mounted")


def needs_root(*words: str) -> None:
    """Run a command that only root may run, with loop devices."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"power needs root and loop devices: {done.stderr.strip()}")
