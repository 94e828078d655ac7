"""``./run``: database, preparation, web and worker; watches over them; stops them in order."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from punos.config import embedded
from punos.config.data_folder import data_folder
from punos.config.database import external_url
from punos.config.operate import children
from punos.config.operate.children import Child
from punos.config.operate.database_up import database_up, start_embedded
from punos.config.operate.progress import Failed, say, step
from punos.config.operate.running import as_the_one, running

_SECONDS_TO_STOP = 12.0
_SECONDS_TO_READY = 120.0


class _Stop:
    """Whether somebody asked to stop (Ctrl-C, ``./run stop``, a service manager, a closed terminal)."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def start(arguments: list[str]) -> int:
    """Sets up what is missing and serves until asked to stop."""
    if arguments:
        raise Failed(f"./run start takes no arguments; it got {' '.join(arguments)}.", "See ./run --help.")
    _refuse_unsafe_production()
    host, port = os.environ.get("PUNOS_LISTEN", "127.0.0.1"), _port()
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    processes = _processes(host, port)
    data = data_folder()
    with as_the_one(data, address) as alone:
        if not alone:
            other = running(data)
            raise Failed(
                f"Punos runs already on this data folder: {other.address} (process {other.process})."
                if other
                else "Punos is just stopping on this data folder.",
                "Use that one, or stop it (Ctrl-C there, or ./run stop). Another beside it:"
                " PUNOS_DATA=/another/folder PORT=8001 ./run",
            )
        _need_free_port(host, port)
        stop = _Stop()
        with database_up() as server:
            _prepare()
            return 0 if stop.asked else _serve(processes, address, server, stop)


def _serve(processes: list[Child], address: str, server: embedded.Server | None, stop: _Stop) -> int:
    try:
        with step("Starting"):
            for child in processes:
                child.start()
            _wait_until_ready(address, processes, stop)
        if not stop.asked:
            say(f"Punos on valmis: {address}")
        return _watch(processes, server, stop)
    finally:
        say("Stopping …")
        for child in processes:
            child.ask_to_stop()
        deadline = time.monotonic() + _SECONDS_TO_STOP
        for child in processes:
            child.make_stop(deadline)


def _processes(host: str, port: int) -> list[Child]:
    wanted = os.environ.get("PUNOS_PROCESSES", "web,worker").split(",")
    known = {"web": lambda: children.web(host, port, _workers()), "worker": children.worker}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise Failed(f"PUNOS_PROCESSES names {unknown[0]!r}.", "It may be web, worker or web,worker.")
    return [known[name]() for name in wanted]


def _watch(processes: list[Child], server: embedded.Server | None, stop: _Stop) -> int:
    while not stop.asked:
        time.sleep(0.2)
        if server is not None and not embedded.is_alive(data_folder()):  # also one that another command had started
            say("The database stopped; starting it again. What was saved is there.")
            server = start_embedded(data_folder())
        for child in processes:
            if child.ended() is None:
                continue
            if time.monotonic() - child.started > 60:
                child.falls = 0
            child.falls += 1
            if child.falls > 5:
                raise Failed(
                    f"The {child.name} process ends again and again (exit code {child.ended()}).",
                    "Its reason stands above. Mend it and start again; the data are safe.",
                )
            say(f"The {child.name} process ended (exit code {child.ended()}); starting it again.")
            time.sleep(min(child.falls - 1, 5))
            child.start()
    return 0


def _wait_until_ready(address: str, processes: list[Child], stop: _Stop) -> None:
    """Until a page is answered. A page that needs signing in, or that is not there, is an answer."""
    deadline = time.monotonic() + _SECONDS_TO_READY
    while not stop.asked:
        for child in processes:
            if child.ended() is not None:
                raise Failed(
                    f"The {child.name} process ended at once (exit code {child.ended()}).",
                    "Its reason stands above this message.",
                )
        if "web" not in {child.name for child in processes}:
            return
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise Failed(f"The first page answers with an error ({answer.code}).", "Its reason stands above.") from None
        except OSError:
            time.sleep(0.1)
        if time.monotonic() > deadline:
            raise Failed(f"No page was answered in {_SECONDS_TO_READY:.0f} s.", "Is the machine busy? Start again.")


def _prepare() -> None:
    done = subprocess.run([sys.executable, "-m", "punos.config.operate.preparing"], check=False)
    if done.returncode:
        raise SystemExit(done.returncode if done.returncode > 0 else 1)  # it has said why


def _refuse_unsafe_production() -> None:
    """What production must not leave to a default. The settings refuse the rest (demo sign-in)."""
    if os.environ.get("PUNOS_ENV") != "production":
        return
    missing = [name for name in ("PUNOS_DATABASE_URL", "PUNOS_SECRET_KEY", "PUNOS_HOSTS") if not os.environ.get(name)]
    if missing:
        raise Failed(
            f"PUNOS_ENV=production, and {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} not set.",
            "The embedded database and made-up secrets are for trial. docs/operations.md has the checklist.",
        )
    if external_url() and os.environ.get("PUNOS_DEMO_SIGN_IN") == "1":
        raise Failed("PUNOS_ENV=production refuses demo sign-in.", "Unset PUNOS_DEMO_SIGN_IN and start again.")


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Failed(f"PORT={text} is not a port.", "A number from 1024 to 65535, for example PORT=8001 ./run")
    return int(text)


def _workers() -> int:
    text = os.environ.get("PUNOS_WEB_WORKERS", "2")
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise Failed(f"PUNOS_WEB_WORKERS={text} is not a number of workers.", "About one per processor core.")
    return int(text)


def _need_free_port(host: str, port: int) -> None:
    """Fails early when the port is taken. Processes of a start that was killed hold it for a moment longer."""
    deadline = time.monotonic() + 3
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except PermissionError:
                raise Failed(f"You may not use port {port}.", "Take one from 1024 up: PORT=8001 ./run") from None
            except OSError as problem:
                if time.monotonic() > deadline:
                    raise Failed(
                        f"Port {port} cannot be used: {problem.strerror}. Something else serves on it.",
                        f"Take another: PORT={port + 1 if port < 65535 else 8001} ./run",
                    ) from None
        time.sleep(0.2)
