"""The person and her contact are one deed: both are on record, or neither; and whoever waits for hers is not lost."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from punos.clients.actions import recognise
from punos.clients.models import Client as Person
from punos.intake import actions
from punos.intake.actions import recording
from punos.intake.models import ContactNotice
from punos.intake.tests.conftest import door_of
from punos.intake.tests.test_pages import latest, note, post, text_of
from punos.kernel import clock
from punos.kernel.errors import Refused
from punos.kernel.ids import new_id
from punos.kernel.session import purpose_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def people() -> int:
    """How many people are on record."""
    with purpose_of("sharing"):
        return Person.objects.count()


def test_the_same_form_sent_twice_records_one_contact_of_one_person(cast: Cast, maija: UUID) -> None:
    door, fields, before = door_of(cast.pekka), note(family_name="Otso", given_names="Oona"), people()
    door.post("/work/contacts/new/", fields)
    door.post("/work/contacts/new/", {**fields, "_once": str(new_id())})
    with purpose_of("holding"):
        assert ContactNotice.objects.count() == 1
    assert people() == before + 1


def test_what_is_refused_leaves_nobody_on_record_however_often_it_is_tried(
        cast: Cast, maija: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlawful(*_held: object, **_offer: object) -> None:
        raise Refused("Laki ei näytä sitä hänelle.", field="receiver")

    monkeypatch.setattr(recording, "send_offer", unlawful)
    door, before, name = door_of(cast.pekka), people(), {"family_name": "Otso", "given_names": "Oona"}
    for _again in range(2):
        told = note(**name, onward="offer", person="niko niemi")
        assert "Laki ei näytä sitä hänelle." in text_of(door.post("/work/contacts/new/", told))
    assert people() == before
    path = door.post("/work/contacts/new/", note())["Location"]
    actions.name_client(contact=latest(ContactNotice).pk, client=maija, by=cast.pekka)
    sent = post(door, f"{path}client/", **name)
    assert "on jo kirjattu asiakkaalle" in text_of(door.get(sent["Location"])), "somebody named her in between"
    assert people() == before


def test_a_person_written_down_gets_her_contact_at_once_or_is_found_on_today_until_she_has(cast: Cast) -> None:
    """Nothing of her may be seen before the contact; her id in another's address leads nowhere; of two written down
    both wait, whether or not one was known before."""
    door = door_of(cast.pekka)

    def met(given: str, **more: str) -> str:
        return post(door, "/work/clients/new/", given_names=given, family_name="Otso", service_language="fi",
                    **more)["Location"]

    known = recognise(identity_code="020516C903K", given_names="Otto", family_name="Otso", by=cast.eero)
    first, second = met("Oona"), met("Otto", identity_code="020516C903K")
    assert second.endswith(str(known)), "she was known, and nothing tells so"
    today = door.get("/work/")
    rows = [re.sub(r"[0-9a-f-]{36}|\d+\.\d+", "", row.split("</li>")[0]) for row in
            today.content.decode().split("<li") if "Kirjasit henkilön" in row]
    assert len(rows) == 2 and rows[0] == rows[1] and "Otso" not in rows[0]
    assert text_of(today).count("Yhteydenotto puuttuu") == 2 and door.get("/work/count/").json()["count"] == 2
    for address in (first, second):
        assert address in today.content.decode()
        client = address.split("client=")[1]
        assert "Otso" not in text_of(door.get(address)), "nothing of her is seen"
        assert door_of(cast.eero).get(address).status_code == 404
        done = door.post("/work/contacts/new/", {**note(), "client": client})
        assert done.status_code == 302 and "Otso" in text_of(door.get(done["Location"]))
        assert "Otso" in text_of(door.get(f"/work/clients/{client}/"))
    assert "Yhteydenotto puuttuu" not in text_of(door.get("/work/"))


def test_who_comes_back_too_late_loses_no_word_and_is_asked_for_the_name(cast: Cast) -> None:
    door = door_of(cast.pekka)
    client = post(door, "/work/clients/new/", given_names="Oona", family_name="Otso",
                  service_language="fi")["Location"].split("client=")[1]
    later, told = clock.now() + timedelta(days=2), note(client=client)
    with clock.at(later):
        assert "Yhteydenotto puuttuu" not in text_of(door.get("/work/"))
        shown = door.post(f"/work/contacts/new/?client={client}", told)
        assert "Kirjoita vielä, kenestä on kyse" in text_of(shown) and told["words"] in text_of(shown)
        assert client not in shown.content.decode().split("<main")[1], "the page asks anew"
        del told["client"]
        for name, known in (("", False), ("Otso", True)):
            sent = door.post(f"/work/contacts/new/?client={client}", {
                **told, "family_name": name, "contact": str(new_id()), "_once": str(new_id())})
            made = latest(ContactNotice)
            assert sent.status_code == 302 and made.words == told["words"]
            assert (made.client_id is not None) == known and made.client_id != UUID(client)
