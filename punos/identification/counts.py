"""The counts a run keeps for what-if: one file under ``PUNOS_DATA/population``, named by what is in it.

Pseudonymous still: a combination of values that one person alone has stands there. Only this program reads it; pages
show what ``population.whatif`` lets through.
"""

from __future__ import annotations

import hashlib
import os
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
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        part.replace(path)
    return digest


@lru_cache(maxsize=12)
def read(digest: str) -> BitCube | None:
    """The counts of this digest; None where the file is gone or is not what was stored."""
    try:
        data = (folder() / f"{digest}.cube").read_bytes()
    except OSError:
        return None
    return BitCube.from_bytes(data) if hashlib.sha256(data).hexdigest() == digest else None
