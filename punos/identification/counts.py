"""The counts a run keeps for what-if: one file under ``PUNOS_DATA/population``, named by what is in it.

Pseudonymous still: a combination of values that one person alone has stands there. Only this program reads it; pages
show what ``population.whatif`` lets through. A file is deleted when its run is superseded or ``PUNOS_WHATIF_DAYS`` old
(``actions.forget_counts``, each night); publishing the run again brings it back under the same name. Not in the backup.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from punos.population.bits import BitCube


def folder() -> Path:
    """Where the files are."""
    return Path(settings.PUNOS_DATA) / "population"


def keep(data: bytes) -> str:
    """Write the file, readable by its owner alone, and give its digest. Written whole and renamed."""
    digest = hashlib.sha256(data).hexdigest()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / f"{digest}.cube"
    part = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    part.replace(path)
    parsed.cache_clear()
    return digest


def there(digest: str) -> bool:
    """Do the counts of this digest lie here?"""
    return bool(digest) and (folder() / f"{digest}.cube").is_file()


def read(digest: str) -> BitCube | None:
    """The counts of this digest; None where the file is gone or is not what was stored."""
    return parsed(digest) if there(digest) else None


def served(kept: Collection[str], before: datetime) -> list[Path]:
    """The files of no run that is kept, and what a broken publishing left.

    What was written after ``before`` is not among them: a run that is being published has its file before its row.
    """
    return [path for path in folder().glob("*") if path.name.removesuffix(".cube") not in kept
            and path.stat().st_mtime < before.timestamp()]


def delete(files: Iterable[Path]) -> None:
    """Delete these files; one that is gone already is as it should be."""
    for path in files:
        path.unlink(missing_ok=True)


@lru_cache(maxsize=12)
def parsed(digest: str) -> BitCube | None:
    """The counts as read once; a file does not change, as its name is its content's."""
    try:
        data = (folder() / f"{digest}.cube").read_bytes()
    except OSError:
        return None
    return BitCube.from_bytes(data) if hashlib.sha256(data).hexdigest() == digest else None
