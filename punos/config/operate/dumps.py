"""pg_dump and pg_restore as streams: a backup needs no second copy of the database on disk."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from typing import IO, Any

from punos.config import embedded
from punos.config.operate.progress import Failed, explain_output

_LIBPQ = {
    **{"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE", "password": "PGPASSWORD"},
    **{"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"},
}


def dump(parameters: dict[str, Any], snapshot: str, target: IO[bytes]) -> None:
    """Writes the database at an exported moment into the target, in pg_dump's own format."""
    command = [tool("pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--no-password"]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, env=_environment(parameters), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        )
        assert process.stdout is not None
        try:
            shutil.copyfileobj(process.stdout, target, 1 << 20)
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        _raise_if_failed(code, complaints)


def load(source: IO[bytes], parameters: dict[str, Any]) -> None:
    """Brings such a stream into an empty database; stops at the first thing that cannot be brought."""
    command = [tool("pg_restore"), "--exit-on-error", "--no-comments", "--no-password"]
    command += ["--dbname", str(parameters["dbname"])]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, env=_environment(parameters), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        )
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended early; its complaint says why
            shutil.copyfileobj(source, process.stdin, 1 << 20)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        _raise_if_failed(process.wait(), complaints)


def tool(name: str) -> str:
    """The path of a PostgreSQL program: the embedded package's, else one on the path."""
    binaries = embedded.installed_binaries()
    found = str(binaries / name) if binaries is not None else shutil.which(name)
    if found is None:
        raise Failed(f"{name} is not there.", "Install PostgreSQL's client programs.")
    return found


def _environment(parameters: dict[str, Any]) -> dict[str, str]:
    """Connection parameters as libpq reads them: a password never stands on a command line."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG") or name == "PGPASSFILE"}
    return own | {_LIBPQ[name]: str(value) for name, value in parameters.items() if name in _LIBPQ}


def _raise_if_failed(code: int, complaints: IO[bytes]) -> None:
    if code:
        complaints.seek(0)
        raise explain_output(complaints.read().decode(errors="replace"))
