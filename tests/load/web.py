"""``./run bench web``: the pages people use most, at two sizes of county, with and without row-level security.

Makes a small county through actions and multiplies it (``tests/load/grow.py``), once; serves each size as it would be
served (granian, two processes); asks for each page over four connections in short rounds, one server after the other,
so that a busy machine disturbs all alike. Sends nothing anywhere but to 127.0.0.1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from punos.config import embedded
from punos.config.data_folder import CHECKOUT, data_folder
from punos.config.operate import children
from tests.load.grow import grow
from tests.load.web_parts import databases, people, report, sending
from tests.load.web_parts.sending import Round

PEOPLE_OF_A_GROUP = 50  # tests/load/web_parts/small_county.py
PASSWORD = "kolme lyhyttä sanaa ja 1 luku"
FIRST_PORT = 8761
WARM_UP = 10.0  # seconds: a large county is first read from disk


@dataclass(slots=True)
class Served:
    """One running server: a size of county, with or without row-level security, and who is signed in to it."""

    name: str
    size: int
    child: children.Child
    port: int
    readers: list[sending.Session] = field(default_factory=list)
    writers: list[sending.Session] = field(default_factory=list)
    rounds: dict[str, list[Round]] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    """Make what is missing, measure, report."""
    options = argparse.ArgumentParser(prog="./run bench web", description=__doc__)
    options.add_argument("--sizes", default="1000,100000", help="cases in each county, smallest first")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=6.0, help="of each page in each round")
    options.add_argument("--again", action="store_true", help="make the counties anew")
    options.add_argument("--out", type=Path, help="where the JSON goes")
    chosen = options.parse_args(arguments)
    sizes = [int(size) for size in chosen.sizes.split(",")]
    data = Path(os.environ.get("PUNOS_BENCH_DATA") or data_folder() / "bench")
    server = databases.start(data)
    try:
        made = {size: make(data, server.info, size, again=chosen.again) for size in sizes}
        result = run(data, server.info, sizes, chosen.rounds, chosen.seconds)
    finally:
        embedded.stop(data)
    result["rows"] = {str(size): rows for size, rows in made.items()}
    out = chosen.out or data / f"web-{datetime.now(UTC):%Y%m%d-%H%M}.json"
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    say(f"\n{report.table(result)}\n\nall numbers: {out}")
    return 0


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def fingerprint() -> str:
    """What the counties depend on: the schema, and the code that makes and multiplies them."""
    files = [*sorted(CHECKOUT.glob("punos/*/migrations/*.py")), *sorted(CHECKOUT.glob("tests/load/**/[gsw]*.py")),
             CHECKOUT / "punos/access/rls.py", CHECKOUT / "punos/kernel/chain_sql.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.name != "web.py")).hexdigest()[:32]


def make(data: Path, info: embedded.ConnectionInfo, size: int, *, again: bool) -> dict[str, int]:
    """The county of this size, made unless it is there; returns its rows by table."""
    name, mark = f"bench_{size}", fingerprint()
    found = databases.mark_of(info, name)
    if found and found.startswith(mark) and not again:
        return dict(json.loads(found.removeprefix(mark)))
    if databases.mark_of(info, "bench_small") != mark or again:
        databases.make(info, "bench_small")
        environment = databases.environment(data, info, "bench_small") | {"PUNOS_DEMO_COUNTY": "0"}
        say("making a small county through actions")
        databases.punos([], environment, module="punos.config.operate.preparing")
        databases.punos([], environment, module="tests.load.web_parts.small_county")
        databases.set_mark(info, "bench_small", mark)
    groups = max(3, -(-size // PEOPLE_OF_A_GROUP))
    say(f"{name}: {groups} times the small county")
    databases.make(info, name, "bench_small")
    grown = grow(info.conninfo("postgres", name), groups, say=lambda text: say(f"  {text}"))
    say(f"  {sum(grown.rows.values()):,} rows in {grown.seconds:.0f} s")
    databases.set_mark(info, name, mark + json.dumps(grown.rows))
    return grown.rows


def run(data: Path, info: embedded.ConnectionInfo, sizes: list[int], rounds: int, seconds: float) -> dict[str, Any]:
    """Serve, sign in, count queries, measure in turns."""
    result: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": report.machine(),
                              "command": " ".join(["./run bench web", *sys.argv[1:]]), "rounds": rounds,
                              "seconds_of_a_round": seconds, "connections": people.CONNECTIONS, "sizes": {}}
    places = [*((f"{size}", size, {}) for size in sizes),
              ("open", sizes[-1], {"DJANGO_SETTINGS_MODULE": "tests.load.web_parts.open_to_all"})]
    servers: list[Served] = []
    try:
        for number, (name, size, more) in enumerate(places):
            servers.append(serve(name, size, FIRST_PORT + number,
                                 databases.environment(data, info, f"bench_{size}") | more))
            sign_in(servers[-1], info)
        with databases.administrator(info, "postgres") as db:
            for size in sizes:
                row = db.execute(b"SELECT pg_database_size(%s) / 1048576", [f"bench_{size}"]).fetchone()
                result["sizes"][str(size)] = {"megabytes": row[0] if row else None}
        queries = count_queries(servers[len(sizes) - 1], databases.environment(data, info, f"bench_{sizes[-1]}"))
        for turn in range(rounds):
            for page in report.PAGES:
                for server in servers if turn % 2 == 0 else reversed(servers):
                    one_round(server, page, seconds)
            say(f"round {turn + 1} of {rounds} done")
    finally:
        for server in servers:
            server.child.ask_to_stop()
        for server in servers:
            server.child.make_stop(time.monotonic() + 10)
    by_name = {server.name: server.rounds for server in servers}
    smallest, largest = str(sizes[0]), str(sizes[-1])
    result["machine"]["load_after"] = [round(load, 1) for load in os.getloadavg()]
    result["pages"] = {page: {
        "sizes": {str(size): report.summed_up(by_name[str(size)][page]) for size in sizes},
        "without_row_level_security": report.summed_up(by_name["open"][page]),
        "ratio": report.ratio(by_name[largest][page], by_name[smallest][page]),
        "access": report.ratio(by_name[largest][page], by_name["open"][page]),
        "queries": len(queries[page]["data"]), "statements": {kind: len(queries[page][kind]) for kind in
                                                              ("data", "actor", "transaction")},
        "data_queries": queries[page]["data"]} for page in report.PAGES}
    return result


def serve(name: str, size: int, port: int, environment: dict[str, str]) -> Served:
    """Start one server and wait until it answers."""
    child = children.web(sending.HOST, port, 2)
    child.environment = environment
    child.start()
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(f"http://{sending.HOST}:{port}/sign-in/", timeout=10):
                return Served(name, size, child, port)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as problem:
            if child.ended() is not None or time.monotonic() > deadline or isinstance(problem, urllib.error.HTTPError):
                raise SystemExit(f"the server of {name} does not answer: {problem}") from None
            time.sleep(0.2)


def sign_in(server: Served, info: embedded.ConnectionInfo) -> None:
    """Everybody who will ask for pages, by password."""
    groups = max(3, -(-server.size // PEOPLE_OF_A_GROUP))
    chosen = people.choose(info, f"bench_{server.size}", groups)
    server.readers = [sending.sign_in(server.port, person, PASSWORD) for person in chosen.readers]
    server.writers = [sending.sign_in(server.port, person, PASSWORD) for person in chosen.writers]


def one_round(server: Served, page: str, seconds: float) -> None:
    """Measure one page of one server once; the first time after a short warm-up that is not counted."""
    sessions = server.writers if page == "contact" else server.readers
    if page not in server.rounds:
        sending.measure(server.port, page, sessions, WARM_UP)
    server.rounds.setdefault(page, []).append(sending.measure(server.port, page, sessions, seconds))


def count_queries(server: Served, environment: dict[str, str]) -> dict[str, Any]:
    """The statements of each page, counted in a process of its own with a signed-in session of the largest county."""
    asked = {}
    for page in report.PAGES:
        session = (server.writers if page == "contact" else server.readers)[0]
        requests = [next(sending.requests_of(page, session)) for _ in range(2)]
        asked[page] = {"session": session.cookies["sessionid"], "csrf": session.cookies.get("csrftoken", ""),
                       "method": requests[0][0], "path": requests[0][1], "fields": [one[2] for one in requests]}
    done = subprocess.run([sys.executable, "-m", "tests.load.web_parts.counting"], cwd=CHECKOUT, env=environment,
                          input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the queries could not be counted:\n{done.stderr}")
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
