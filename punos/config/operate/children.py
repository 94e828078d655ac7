"""The processes that serve, and the tie that ends them with the one that started them, however that dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals) -> None:
    """Asks the kernel to send this signal to this process when the thread that started it ends (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, how)


@dataclass
class Child:
    """A process that should run as long as Punos does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    falls: int = 0

    def start(self) -> None:
        """Starts it in a session of its own: Ctrl-C reaches only the watcher, which stops things in order."""
        starter = os.getpid()

        def tie() -> None:
            die_with_parent(signal.SIGKILL)  # the database goes at the same moment: nothing could be finished
            if os.getppid() != starter:
                os._exit(1)

        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tie,  # noqa: PLW1509 (two system calls, and the watcher has one thread)
        )

    def ended(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """A polite request: finish what is under way."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def make_stop(self, deadline: float) -> None:
        """Waits for it until the deadline (monotonic seconds), then ends it and all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def web(host: str, port: int, workers: int) -> Child:
    """granian: no access log (addresses of pages name clients), a worker that falls is replaced."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "error"),
        "punos.config.operate.served:application",
    ]
    return Child("web", command)


def worker() -> Child:
    """The jobs: sealing the journal, reminders, escalation. In the database it is the worker role."""
    return Child("worker", [sys.executable, "-m", "punos", "worker"], {"PUNOS_DATABASE_ROLE": "worker"})
