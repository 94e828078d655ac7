"""Every route × everybody: who gets in, who is asked to sign in, and for whom the page does not exist.

The table is ``matrix.txt``: one row a route, one column a person. A new route without a row fails; so does a row whose
route is gone. ``o`` comes in, ``x`` is told that there is no such page (404), ``?`` is asked to sign in. The state is
Maija's whole story (punos/demo/maija.py): Aino answers for her, Niko is in the team, Matti is her close one; Outi
works beside Aino and Eero elsewhere, and neither is in the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast as cast_as
from uuid import UUID

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import URLPattern, reverse

from punos.accounts.models import Account
from punos.cases import queries as cases
from punos.cases.actions import start_clocks
from punos.clients.actions import name_representative
from punos.clients.rules.representation import Checked, Matter, RepresentativeKind
from punos.demo.maija import Story, Telling
from punos.kernel import clock, session
from punos.lawfulness.categories import Category
from tests.cast import Cast, gather
from tests.guards.test_routes import named_routes

TABLE = Path(__file__).with_name("matrix.txt")
PEOPLE = ("nobody", "maija", "matti", "aino", "niko", "outi", "eero", "pekka", "mari", "tuomo", "hanna")
STRANGERS = ("outi", "eero", "mari", "hanna", "tuomo")
# Whose page is it? A parameter of this name is filled with this row of Maija's story, the same one each time.
ROWS = {
    "contact": "SELECT id FROM intake_contact WHERE client_id = %(maija)s ORDER BY received_at DESC, id LIMIT 1",
    "handover": "SELECT id FROM intake_handover WHERE client_id = %(maija)s ORDER BY offered_at, id LIMIT 1",
    "callback": "SELECT id FROM intake_callback WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "case": "SELECT id FROM cases_case WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "worker": "SELECT id FROM cases_worker WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "clock_id": "SELECT id FROM cases_clock WHERE client_id = %(maija)s AND met_at IS NULL ORDER BY id LIMIT 1",
    "relationship": "SELECT id FROM cases_clientrelationship WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "membership": "SELECT id FROM team_membership WHERE client_id = %(maija)s ORDER BY invited_at, id LIMIT 1",
    "called": "SELECT id FROM team_membership WHERE client_id = %(maija)s AND recipient = 'close_person' "
              "AND account_id IS NOT NULL ORDER BY id LIMIT 1",
    "permission": "SELECT id FROM consent_instrument WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "goal": "SELECT id FROM plan_goal WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "step": "SELECT id FROM plan_step WHERE client_id = %(maija)s AND closed = '' ORDER BY id LIMIT 1",
    "line": "SELECT id FROM plan_line WHERE client_id = %(maija)s AND category = 'social' ORDER BY id LIMIT 1",
    "version": "SELECT id FROM plan_version WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "representative": "SELECT id FROM clients_representative WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "tie": "SELECT id FROM clients_tie WHERE client_id = %(maija)s ORDER BY id LIMIT 1",
    "service": "SELECT id FROM directory_service ORDER BY id LIMIT 1",
    "contact_point": "SELECT id FROM directory_contactpoint ORDER BY id LIMIT 1",
}
READ_FOR = {"goal": "figures", "step": "figures", "version": "figures", "clock_id": "figures",
            "line": "snapshot"}  # else for sharing
NOBODYS = UUID(int=7)
# Asked with a ground and a reason by one without a relation; the page is the same whoever the person is.
SHOW_NOTHING_OF_HERS = {"work:exceptional"}


def rows() -> dict[str, str]:
    """The reviewed table: route name → one letter a person."""
    lines = (line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#"))
    return {line[0]: line[1] for line in lines}


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[Cast, Story]]:
    """Maija's story, once for all routes, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        cast = gather()
        told = Telling(cast, clock.now()).whole()
        with session.acting_as(cast.aino):
            case = cases.open_case_of(cast.aino, told.maija)
        assert case is not None
        start_clocks(case=case.pk, event="contact", on=clock.today(), by=cast.aino)
        name_representative(client=told.maija, kind=RepresentativeKind.GUARDIAN, given_names="Eeva", family_name="Ek",
                            matters=[Matter.FINANCES], categories=[Category.PLAN],
                            checked_how=Checked.GUARDIANSHIP_REGISTER, by=cast.aino)
        yield cast, told
        transaction.set_rollback(True)


def browser_of(cast: Cast, name: str) -> Client:
    """A browser in which this person is signed in."""
    browser = Client(raise_request_exception=False)
    if name != "nobody":
        account = getattr(cast, name).account
        with session.purpose_of("demo"):
            signed = Account.objects.get(pk=account)
        kept = browser.session
        kept.update(
            {
                SESSION_KEY: str(account),
                BACKEND_SESSION_KEY: "punos.accounts.sign_in.PasswordBackend",
                HASH_SESSION_KEY: signed.get_session_auth_hash(),
            }
        )
        kept.save()
    return browser


def arguments(route: URLPattern, maija: UUID) -> dict[str, object]:
    """A value for each parameter of the route, from Maija's story; an id of nothing where the story has no such row."""
    found: dict[str, object] = {}
    for name, converter in route.pattern.converters.items():
        if name in ("client", "first"):
            found[name] = maija
        elif name in ROWS:
            with session.purpose_of("sharing"), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.purpose', %s, true)", [READ_FOR.get(name, "sharing")])
                cursor.execute(ROWS[name], {"maija": maija})
                row = cursor.fetchone()
            found[name] = row[0] if row else NOBODYS
        else:
            found[name] = NOBODYS if type(converter).__name__ == "UUIDConverter" else "names"
    return found


def letter(browser: Client, address: str, methods: tuple[str, ...]) -> str:
    """What this person meets there; whatever it did is undone."""
    with transaction.atomic():
        answer = browser.get(address) if "GET" in methods else browser.post(address)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next="):
        return "?"
    if answer.status_code >= 500:
        return "!"
    return "x" if answer.status_code == 404 else "o"


ROUTES = dict(named_routes())


def open_to_strangers(name: str, route: URLPattern, met: str) -> set[str]:
    """Strangers and leaders who come in where the address names her or something of hers."""
    hers = {"client", "contact", "case", "membership", "called", "permission", "goal", "step", "line", "version",
            "worker"}
    if not hers & set(route.pattern.converters) or name in SHOW_NOTHING_OF_HERS:
        return set()
    by_person = dict(zip(PEOPLE, met, strict=False))
    return {person for person in STRANGERS if by_person.get(person) == "o"}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert rows().keys() - ROUTES.keys() == set(), "these routes are gone: take their rows out of matrix.txt"
    assert ROUTES.keys() - rows().keys() == set(), "these routes are new: decide who comes in, and add their rows"


def test_strangers_and_leaders_never_meet_a_page_about_maija() -> None:
    """The table itself: where the address names her or something of hers, the last say of design §4."""
    found = {name: open_to_strangers(name, route, rows().get(name, "")) for name, route in ROUTES.items()}
    assert {name: who for name, who in found.items() if who} == {}


@pytest.mark.django_db
def test_this_guard_sees_what_it_looks_for() -> None:
    """A page about her that lets everybody in is seen in the table; and each way of being met has its letter."""
    everybody = "o" * len(PEOPLE)
    assert open_to_strangers("work:client", ROUTES["work:client"], everybody) == set(STRANGERS)
    assert not open_to_strangers("work:client", ROUTES["work:client"], "?" + "x" * (len(PEOPLE) - 1))
    answers = {"o": HttpResponse(), "x": HttpResponse(status=404), "!": HttpResponse(status=500),
               "?": HttpResponseRedirect("/sign-in/?next=/work/")}
    for said, answer in answers.items():
        assert letter(cast_as(Client, SimpleNamespace(get=lambda _, answer=answer: answer)), "/", ("GET",)) == said


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_each_person_meets_what_the_table_says(
    name: str, story: tuple[Cast, Story], django_db_blocker: pytest.FixtureRequest
) -> None:
    cast, told = story
    route = ROUTES[name]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with session.purpose_of("sharing"):
            address = reverse(name, kwargs=arguments(route, told.maija) or None)
        methods = getattr(route.callback, "methods", ("GET",))
        met = "".join(letter(browser_of(cast, person), address, methods) for person in PEOPLE)
    assert met == rows().get(name), f"{name} {met}   ({' '.join(PEOPLE)})"
