"""Results appear complete or not at all."""

from __future__ import annotations

import errno
import fnmatch
import glob
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
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
    folder = out.parent / f".{out.name}-{secrets.token_hex(5)}"  # named before it is made: Ctrl-C finds it
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        folder.chmod(0o755)
        yield folder
        if out.exists():
            earlier = folder.with_name(folder.name + "-earlier")
            try:
                out.rename(earlier)
                folder.rename(out)
            finally:
                if earlier.exists() and not out.exists():  # stopped between the two moves
                    earlier.rename(out)
                shutil.rmtree(earlier, ignore_errors=True)
        else:
            folder.rename(out)
    except OSError as error:
        if error.errno in FULL:
            raise PopulationError(f"out of disk at {out}: free some, or choose another folder ({error})") from error
        raise PopulationError(f"cannot write to {out}: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def apart(out: Path, sources: Iterable[str]) -> None:
    """An error when the results would stand where the next run looks for its input, or replace the input."""
    where = out.resolve()
    for source in sources:
        if "://" in source:
            continue
        path = Path(source.split("::", 1)[0])
        wild = next((i for i, part in enumerate(path.parts) if glob.has_magic(part)), None)
        if wild is None or path.exists():
            base, read = path.resolve(), path.is_dir() and where.is_relative_to(path.resolve())
        else:
            base = Path(*path.parts[:wild]).resolve()
            read = where.is_relative_to(base) and _matches(where.relative_to(base).parts, path.parts[wild:])
        if read:
            raise PopulationError(f"{out} lies inside the input {source}: the next run would read its results")
        if base != where and base.is_relative_to(where):
            raise PopulationError(f"the input {source} lies inside {out}, which is replaced; choose another folder")


def _matches(folder: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether files in ``folder`` could match the pattern."""
    if "**" in pattern:
        pattern = pattern[: pattern.index("**")]
        return len(folder) >= len(pattern) and all(map(fnmatch.fnmatch, folder, pattern))
    return len(folder) == len(pattern) - 1 and all(map(fnmatch.fnmatch, folder, pattern))
