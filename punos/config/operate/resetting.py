"""``./run reset``: removes this instance's data, so that the next start begins from nothing."""

import os
import shutil
import sys

import psycopg

from punos.config import embedded
from punos.config.data_folder import CONTENTS, data_folder
from punos.config.database import administrator_parameters, external_url, server_parameters
from punos.config.operate.own_server import connect, prepare
from punos.config.operate.progress import Failed, say, step
from punos.config.operate.stopping import stop_serving


def reset(arguments: list[str]) -> int:
    """Asks first, unless ``--yes``. Never in production."""
    if [argument for argument in arguments if argument != "--yes"]:
        raise Failed("./run reset takes only --yes.", "See ./run --help.")
    if os.environ.get("PUNOS_ENV") == "production":
        raise Failed("PUNOS_ENV=production: reset is refused.", "Removing real data is done by hand, on purpose.")
    data = data_folder()
    where = f"the database {server_parameters()['dbname']} on your server" if external_url() else "the database"
    if "--yes" not in arguments and not _agreed(f"Remove {where} and everything else in {data}? (yes/no) "):
        say("Nothing was removed.")
        return 1
    stop_serving(data)
    with step("Removing the data"):
        if external_url():
            empty_own_database()
        else:
            embedded.stop(data)
            embedded.remove(data)
        for path in [path for pattern in CONTENTS for path in data.glob(pattern)]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif not (external_url() and path.name == "secrets.json"):  # the roles on that server keep their passwords
                path.unlink(missing_ok=True)
    say("The next ./run begins from nothing.")
    return 0


def empty_own_database() -> None:
    """Drops the database on one's own server and makes it again, empty and prepared."""
    administrator = administrator_parameters()
    if administrator is None:
        raise Failed(
            "PUNOS_DATABASE_URL names no administrator, so the database cannot be emptied.",
            "Put one in it: postgresql://admin:password@host/punos",
        )
    name = server_parameters()["dbname"]
    if name in {"postgres", "template0", "template1"}:
        raise Failed(f"{name} is the server's own database.", "Name one for Punos in PUNOS_DATABASE_URL.")
    with connect({**administrator, "dbname": "postgres"}, "the administrator", autocommit=True) as server:
        try:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        except psycopg.Error as problem:
            raise Failed(f"The database could not be dropped: {problem}", "Drop it by hand.") from None
    prepare()


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Failed("Nobody is here to be asked.", "Say ./run reset --yes if you mean it.")
    return input(question).strip().lower() in {"yes", "y", "kyllä", "k", "ja"}
