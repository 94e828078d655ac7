"""One running Punos, as an operator has it: started with ``./run``, looked at from outside, killed outright."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from punos.config import embedded, server_place

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_READY = 90  # a busy machine; what it should be is asserted where it matters


def free_port() -> int:
    """A port nothing serves on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int, more: Mapping[str, str]) -> dict[str, str]:
    """What an operator's shell has, and no more: nothing of the test run leaks into the instance."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
    own = {"PUNOS_DATA": str(data), "PORT": str(port), "PUNOS_DEMO_COUNTY": "0", "PUNOS_WEB_WORKERS": "1"}
    return {**kept, **own, **more}


@dataclass
class Instance:
    """Punos on one data folder."""

    data: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)
    run: "subprocess.Popen[str] | None" = None
    said: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def starts(self) -> float:
        """Starts it and waits until it says that it is ready. Returns how many seconds that took."""
        began = time.monotonic()
        log = self.data.parent / f"{self.data.name}.run.log"
        with log.open("w") as file:
            self.run = subprocess.Popen(
                [sys.executable, "run"], cwd=CHECKOUT, env=environment(self.data, self.port, self.more),
                stdout=file, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )
        while True:
            self.said = log.read_text()
            if "Punos on valmis: " in self.said:
                return time.monotonic() - began
            assert self.run.poll() is None, f"it ended instead of serving:\n{self.said}"
            assert time.monotonic() - began < SECONDS_TO_READY, f"not ready in time:\n{self.said}"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether a page is answered, whatever it says."""
        try:
            with urllib.request.urlopen(self.address, timeout=10):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def says(self, *arguments: str, **more: str) -> tuple[int, str]:
        """Runs another ``./run`` command on the same data. Returns the exit code and all it printed."""
        done = subprocess.run(
            [sys.executable, "run", *arguments], cwd=CHECKOUT, timeout=300, text=True, check=False,
            env=environment(self.data, self.port, {**self.more, **more}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout

    def ask(self, statement: str, role: str = "postgres") -> list[tuple[object, ...]]:
        """What the embedded database answers a role."""
        with psycopg.connect(embedded.planned(self.data).conninfo(role), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database_answers(self) -> bool:
        """Whether the embedded database answers."""
        return embedded.is_running(self.data)

    def interrupt(self) -> int:
        """Ctrl-C. Returns the exit code."""
        assert self.run is not None
        self.run.send_signal(signal.SIGINT)
        return self.run.wait(timeout=60)

    def processes(self) -> list[int]:
        """Every living process of this instance, known by its data folder: never anybody else's."""
        mark = os.fsencode(f"PUNOS_DATA={self.data}")
        cluster = os.fsencode(server_place.place_of(self.data).cluster)
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environ = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().split(b"\0")
                parent = folder / "stat"
                state, above = parent.read_text().rsplit(")", 1)[1].split()[:2]
            except (OSError, IndexError):
                continue
            of_server = cluster in command or self._is_server(int(above))
            if state != "Z" and int(folder.name) != os.getpid() and (mark in environ or of_server):
                found.append(int(folder.name))
        return found

    def _is_server(self, process: int) -> bool:
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(server_place.place_of(self.data).cluster) in command

    def kill_everything(self) -> int:
        """The power goes: every process of it ends at the same moment. Returns how many there were."""
        everything = self.processes()
        for process in everything:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if self.run is not None:
            self.run.wait(timeout=10)
        return len(everything)

    def all_gone_within(self, seconds: float) -> bool:
        """Whether no process of it lives any more, at the latest after so many seconds."""
        deadline = time.monotonic() + seconds
        while self.processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def held_by(self) -> int:
        """The process that serves, as the instance's own note says."""
        return int(json.loads((self.data / "run.json").read_text())["process"])
