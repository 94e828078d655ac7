"""Results appear complete or not at all."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from punos.population.errors import PopulationError

FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


@contextmanager
def in_place_at_the_end(out: Path, *, replaceable: Callable[[], bool]) -> Iterator[Path]:
    """A folder to write in; renamed to ``out`` when all went well, removed when not (also by Ctrl-C).

    What stood at ``out`` is replaced if ``replaceable`` allows it, in one move at the end.
    """
    if not replaceable():
        raise PopulationError(f"{out} holds other files; give a new folder, or one that an earlier run wrote")
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        folder.chmod(0o755)
        yield folder
        if out.exists():
            earlier = folder.with_name(folder.name + "-earlier")
            out.rename(earlier)
            folder.rename(out)
            shutil.rmtree(earlier)
        else:
            folder.rename(out)
    except OSError as error:
        if error.errno in FULL:
            raise PopulationError(f"out of disk at {out}: free some, or choose another folder ({error})") from error
        raise PopulationError(f"cannot write to {out}: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
