"""The database for the length of one command: the embedded one, started if need be, or one's own server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from punos.config import embedded
from punos.config.data_folder import data_folder
from punos.config.database import WrongDatabaseUrl, external_url, server_parameters
from punos.config.operate import own_server
from punos.config.operate.progress import Failed, step


@contextmanager
def database_up(*, quiet: bool = False) -> Iterator[embedded.Server | None]:
    """The database answers inside this block. What was started here stops after it; what ran before runs on.

    Gives the embedded server, or None with a server of one's own. ``quiet`` shows no step.
    """
    if external_url() is not None:
        try:
            where = server_parameters().get("host", "localhost")
        except WrongDatabaseUrl as problem:
            raise Failed(str(problem), "Correct the address.") from None
        if quiet:
            own_server.ensure_ready()
        else:
            with step(f"Database (your own, {where})"):
                own_server.ensure_ready()
        yield None
        return
    data = data_folder()
    if quiet:
        server = start_embedded(data)
    else:
        with step("Database (embedded PostgreSQL)"):
            server = start_embedded(data)
    try:
        yield server
    finally:
        if server.process is not None:
            embedded.stop(data)
            server.process.wait(timeout=10)


def start_embedded(data: Path, *, for_tests: bool = False) -> embedded.Server:
    """Starts the embedded server so that it ends with this process."""
    try:
        return embedded.start(data, child=True, for_tests=for_tests)
    except embedded.CannotStart as problem:
        text = str(problem)
        todo = "Free some space, then start again." if "No space left" in text else "Read the log it names."
        raise Failed(text, todo) from None
