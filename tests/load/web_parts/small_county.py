"""The county that is multiplied: the fixed cast and fifty people with whom they work, made through actions only.

Two workers answer for twenty-five people each; the coordinator has contacts to hand over; a nurse is in half of the
teams. ``python -m tests.load.web_parts.small_county`` fills the (empty) database of the environment.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from random import Random
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
django.setup()

from punos.cases import actions as cases  # noqa: E402 (when the applications are ready)
from punos.demo import county as invented  # noqa: E402
from punos.demo.cast import Cast, gather  # noqa: E402
from punos.directory import actions as directory  # noqa: E402
from punos.directory import queries as services  # noqa: E402
from punos.intake import actions as intake  # noqa: E402
from punos.intake.queries import contact_page  # noqa: E402
from punos.kernel import clock  # noqa: E402
from punos.kernel.actor import Actor  # noqa: E402
from punos.kernel.session import acting_as  # noqa: E402
from tests.load.web_parts import working_together  # noqa: E402

PASSWORD = "kolme lyhyttä sanaa ja 1 luku"  # of everybody in the measured county, which nobody else can reach
PEOPLE = 50
SEED = 20261122


def fill(people: int = PEOPLE) -> None:
    """Make it all; anything refused is an error here."""
    cast = gather(PASSWORD)
    random = Random(SEED)
    _fill_directory(cast)
    for number, (given, family, _born, code) in enumerate(invented.people(random, people)):
        worker = cast.aino if number % 2 else cast.outi
        client = invented.recognise(cast.pekka, given, family, code, random)
        _becomes_a_case(client, cast.pekka, worker)
        working_together.live(number, client, worker, cast)
        if number % 3 == 0:
            _turns_to_us_again(number, client, cast)


def _fill_directory(cast: Cast) -> None:
    """The county's own services, a phone for each unit, and which unit gives which service."""
    by = cast.hanna
    directory.import_services(rows=json.loads(invented.SERVICES_FILE.read_text(encoding="utf-8")), source="own", by=by)
    for number, unit in enumerate(cast.units.values()):
        directory.set_contact_point(unit=unit, way="phone", address=f"02 555 {3000 + number}", hours="ma–pe 8–16",
                                    answers="palveluohjaaja", answer_within="saman päivän aikana", by=by)
    for key, names in invented.SERVICES.items():
        for name in names if key in cast.units else ():
            with acting_as(by):
                found = next(card.service.pk for card in services.search(name, professional=True)
                             if card.service.name == name)
            directory.offer_service(service=found, unit=cast.units[key], by=by)


def _becomes_a_case(client: UUID, coordinator: Actor, worker: Actor) -> None:
    """She calls; the coordinator hands the contact over; the worker accepts and begins a case with her."""
    contact = intake.record_contact(
        client=client, words="En oikein enää pärjää yksin kotona.", asks="Apua arkeen", channel="phone",
        sender="client", client_agrees="yes", agreement_manner="spoken", offer_account=worker.account,
        note="Voitko ottaa tämän?", by=coordinator).pk
    with acting_as(worker):
        offered = contact_page(worker, contact).offers[0].pk
    intake.accept(handover=offered, by=worker)
    cases.open_case(client=client, model="case_manager", why="Apua tarvitaan monesta paikasta yhtä aikaa.",
                    contact=contact, her_word="wants", next_date=clock.add_working_days(clock.today(), 3), by=worker)


def _turns_to_us_again(number: int, client: UUID, cast: Cast) -> None:
    """A second contact, still open: offered to a queue, or with a call promised."""
    contact = intake.record_contact(
        client=client, words="Milloin joku soittaa?", channel="phone", sender="client", client_agrees="yes",
        agreement_manner="spoken", by=cast.pekka).pk
    if number % 2:
        intake.offer(contact=contact, unit=cast.units["home_care"], note="Voisitteko ottaa tämän?", by=cast.pekka)
    else:
        intake.promise_callback(contact=contact, promised_by=clock.now() + timedelta(days=2), by=cast.pekka)


if __name__ == "__main__":
    fill()
