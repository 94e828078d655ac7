"""What the person at the terminal sees: one line per step, and when a step fails which, why and what to do.

Standard library only.
"""

import errno
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Failed(Exception):
    """An expected failure: why it happened and what the person can do. Never shown with a stack trace."""

    def __init__(self, why: str, todo: str) -> None:
        super().__init__(why)
        self.why = why
        self.todo = todo


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Shows a step and how long it took. A failure inside gets the step's name."""
    print(f"  {title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed" if not isinstance(sys.exception(), KeyboardInterrupt) else "interrupted", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def reporting(work: Callable[[], int]) -> int:
    """Runs the work; an expected failure becomes a message and exit code 1, Ctrl-C becomes 130."""
    try:
        return work()
    except Failed as failure:
        why, todo = failure.why, failure.todo
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    except OSError as problem:
        known = _explain(problem)
        if known is None:
            raise
        why, todo = known
    print(f"\nWhy: {why}\nWhat to do: {todo}", file=sys.stderr, flush=True)
    return 1


_NOT_YOURS = (
    "Work in a copy of your own (git clone), name a data folder of your own (PUNOS_DATA=~/punos-data), or use the"
    " account that started Punos the first time."
)


def _explain(problem: OSError) -> tuple[str, str] | None:
    place = f" ({problem.filename})" if problem.filename else ""
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk is full{place}.", "Free some space (the first start needs about 1 GB), then start again."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"You may not write here{place}.", _NOT_YOURS
    return None


_SIGNS = (
    (("no space left", "enospc", "disk quota"), "The disk is full.", "Free some space, then start again."),
    (
        ("certificate", "self_signed", "self-signed", "ssl:"),
        "The package registry's certificate is not trusted by this machine.",
        "If your network inspects traffic, install its certificate on the system (update-ca-certificates) or name"
        " it: SSL_CERT_FILE, PIP_CERT and NODE_EXTRA_CA_CERTS.",
    ),
    (
        (
            *("name resolution", "name or service", "could not connect", "failed to connect", "connection refused"),
            *("network is unreachable", "error sending request", "enotfound", "etimedout", "econnrefused", "eai_again"),
            *("timed out", "failed to fetch", "no matching distribution", "newconnectionerror", "dns error"),
        ),
        "The package registry cannot be reached.",
        "Check the network, or name the proxy: HTTPS_PROXY=http://proxy:port ./run. What is installed already stays.",
    ),
    (
        ("do not match the hashes", "hash mismatch", "eintegrity"),
        "A downloaded package is not the one that was locked.",
        "Do not go on with it. Clear the package cache and try again; if it repeats, tell the maintainers.",
    ),
    (("permission denied", "eacces"), "You may not write here.", _NOT_YOURS),
)


def explain_output(output: str) -> Failed:
    """Turns the output of a failed program into why and what to do, its last lines included."""
    lowered = output.lower()
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-8:])
    for signs, why, todo in _SIGNS:
        if any(sign in lowered for sign in signs):
            return Failed(f"{why}\n{tail}" if tail else why, todo)
    return Failed(f"The program's last words:\n{tail}", "Mend what they tell of, then start again: nothing is lost.")
