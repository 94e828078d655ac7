"""A bounded load generator: a few connections kept open, each a signed-in professional, only to this machine."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID, uuid4

HOST = "127.0.0.1"
TIMEOUT = 60.0
MOST = 2000  # requests of one round, however fast they are answered


@dataclass(frozen=True, slots=True)
class Person:
    """A professional who signs in, and the clients whose pages she opens."""

    login: str
    clients: tuple[UUID, ...]


@dataclass(slots=True)
class Session:
    """A signed-in browser: its cookies, sent with every request."""

    person: Person
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@dataclass(slots=True)
class Round:
    """What was measured: seconds of each answer, the whole time, sizes, and how many were not as expected."""

    answers: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.seconds if self.seconds else 0.0

    def percentile(self, part: float) -> float:
        """Milliseconds within which this part of the requests was answered."""
        ordered = sorted(self.answers)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def sign_in(port: int, person: Person, password: str) -> Session:
    """Sign in with the password, as in a browser. Raises ConnectionError when that does not work."""
    session = Session(person)
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
    _ask(connection, session, "GET", "/sign-in/")
    fields = {"login": person.login, "password": password, "csrfmiddlewaretoken": session.cookies.get("csrftoken", "")}
    status, _size = _ask(connection, session, "POST", "/sign-in/", fields)
    connection.close()
    if status != 302 or "sessionid" not in session.cookies:
        raise ConnectionError(f"{person.login} could not sign in: the answer was {status}")
    return session


def measure(port: int, page: str, sessions: Sequence[Session], seconds: float) -> Round:
    """Ask for one page over and over for so many seconds, each session on a connection of its own."""
    found = Round()
    lock = threading.Lock()
    begun = time.perf_counter()

    def visit(session: Session) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
        asking = requests_of(page, session)
        while time.perf_counter() - begun < seconds and len(found.answers) < MOST:
            method, path, fields, expected = next(asking)
            at = time.perf_counter()
            status, size = _ask(connection, session, method, path, fields)
            took = time.perf_counter() - at
            with lock:
                found.answers.append(took)
                found.sizes.append(size)
                if status != expected:
                    found.wrong.append(f"{method} {page}: {status}")
        connection.close()

    threads = [threading.Thread(target=visit, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - begun
    return found


def requests_of(page: str, session: Session) -> Iterator[tuple[str, str, dict[str, str] | None, int]]:
    """The requests of one page, without end: method, path, fields of a form, and the status expected."""
    clients = session.person.clients
    number = 0
    while True:
        client = clients[number % len(clients)]
        number += 1
        if page == "client":
            yield "GET", f"/work/clients/{client}/", None, 200
        elif page == "today":
            yield "GET", "/work/", None, 200
        elif page == "search":
            yield "GET", "/guide/services/?q=kotihoito", None, 200
        else:
            yield "POST", "/work/contacts/new/", contact_fields(client, session), 302


def contact_fields(client: UUID, session: Session) -> dict[str, str]:
    """A phone note about a client, as the form sends it."""
    return {"csrfmiddlewaretoken": session.cookies["csrftoken"], "contact": str(uuid4()), "client": str(client),
            "urgency": "none", "sender": "client", "words": "Milloin joku soittaa?", "channel": "phone",
            "client_agrees": "yes", "agreement_manner": "spoken", "onward": "me"}


def _ask(connection: http.client.HTTPConnection, session: Session, method: str, path: str,
         fields: dict[str, str] | None = None) -> tuple[int, int]:
    headers = {"Cookie": session.header, "Accept-Language": "fi"}
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
    answer = connection.getresponse()
    body = answer.read()
    for line in answer.headers.get_all("Set-Cookie") or []:
        if found := re.match(r"([^=]+)=([^;]*)", line):
            session.cookies[found[1]] = found[2]
    return answer.status, len(body)
