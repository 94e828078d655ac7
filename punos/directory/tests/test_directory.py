"""The directory: what people type finds what they mean; a source is read twice without harm; a bad row is named."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from punos.audit.models import Entry
from punos.directory import actions, queries, rules
from punos.directory.models import ContactPoint, Service
from punos.kernel import clock, session
from punos.kernel.errors import Refused, Unseen
from tests.cast import Cast

REAL = Path(__file__).parents[4] / "shared" / "data"
NATIONAL, MUNICIPALITIES = REAL / "ptv-general-descriptions.json", REAL / "municipalities.json"
needs_real = pytest.mark.skipif(not NATIONAL.exists(), reason="the national descriptions are not on this machine")


def description(code: str = "SOTE-9001", name: str = "Kotihoito", summary: str = "Apua kotona asumiseen.",
                **more: Any) -> dict[str, Any]:
    return {"ReferenceCode": code, "Name": [{"Label": name, "Lang": "fi"}],
            "ShortDescription": [{"Label": summary, "Lang": "fi"}],
            "Description": [{"Label": "Kotihoidossa autetaan arjessa.", "Lang": "fi"}],
            "OntologyTerm": [{"Key": "x", "Value": "kotihoito"}], "Laws": [], "ServiceClass": [], "TargetGroup": [],
            "LifeEvent": [], **more}


@pytest.mark.django_db
def test_reading_the_same_source_twice_changes_nothing(cast: Cast) -> None:
    rows = [description(), description("SOTE-9002", "Toimeentulotuki", "Rahaa välttämättömiin menoihin.")]
    first = actions.import_services(rows=rows, by=cast.hanna)
    second = actions.import_services(rows=list(reversed(rows)), by=cast.hanna)
    assert (len(first.added), first.unchanged) == (2, 0)
    assert (second.added, second.changed, second.withdrawn, second.unchanged) == ([], [], [], 2)


@pytest.mark.django_db
def test_a_change_is_told_and_what_is_gone_is_withdrawn_not_lost(cast: Cast) -> None:
    actions.import_services(rows=[description(), description("SOTE-9002", "Neuvola")], by=cast.hanna)
    run = actions.import_services(rows=[description(summary="Uusi lause.")], by=cast.hanna)
    assert (run.changed, run.withdrawn) == (["SOTE-9001"], ["SOTE-9002"])
    assert queries.search("neuvola", professional=True) == []
    back = actions.import_services(rows=[description(summary="Uusi lause."), description("SOTE-9002", "Neuvola")],
                                   by=cast.hanna)
    assert back.changed == ["SOTE-9002"]
    assert queries.search("neuvola", professional=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "why"), [
    ({}, "has no usable ReferenceCode"), ("text", "is not an object"), (None, "is not an object"),
    (description(code="<x>"), "has no usable ReferenceCode"), (description(name=" "), "has no Finnish Name"),
    (description(summary=""), "has no Finnish ShortDescription"),
    (description(name="n" * 201), "Name (fi) has 201 characters; at most 200 fit"),
    (description(name="Koti\x00hoito"), "has a null byte"),
])
def test_a_row_that_cannot_be_taken_in_is_named_with_its_reason(cast: Cast, row: Any, why: str) -> None:
    run = actions.import_services(rows=[description("SOTE-9003"), row], by=cast.hanna)
    assert run.added == ["SOTE-9003"]
    assert [refused["why"] for refused in run.refused] == [why]
    assert run.refused[0]["place"].startswith("2: ")


@pytest.mark.django_db
def test_the_same_code_twice_in_one_file_is_refused_the_second_time(cast: Cast) -> None:
    run = actions.import_services(rows=[description(), description(name="Toinen")], by=cast.hanna)
    assert run.refused == [{"place": "2: SOTE-9001", "why": "stands in the file twice"}]
    assert Service.objects.get().name == "Kotihoito"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["ReferenceCode", "Name", "Label", "Lang", "Laws", "Value"]),
                                      inner, max_size=4), max_leaves=12))
def test_whatever_stands_in_a_file_is_read_or_refused(row: Any) -> None:
    try:
        found = rules.read_service(row)
    except rules.RefusedRow:
        return
    assert found.reference and found.name and found.summary


@needs_real
@pytest.mark.django_db
def test_the_national_descriptions_are_found_by_what_people_type(cast: Cast) -> None:
    rows = json.loads(NATIONAL.read_text())
    run = actions.import_services(rows=rows, by=cast.hanna)
    assert (len(run.added), run.refused) == (101, [])
    again = actions.import_services(rows=rows, by=cast.hanna)
    assert (again.unchanged, again.added, again.changed) == (101, [], [])
    for typed, meant in (("kotihoi", "Kotihoito"), ("kotihoidossa", "Kotihoito"), ("omaishoi", "Omaishoidon tuki"),
                         ("tulkipalvelu", "Tulkkipalvelu"), ("fysoterapia", "Fysioterapia"),
                         ("sosiaalipäivystys", "Sosiaalipäivystys"),
                         ("sosialipäivystys", "Sosiaalipäivystys"), ("päihde", "Päihde"), ("KOTIHOITO", "Kotihoito")):
        names = [card.service.name for card in queries.search(typed, professional=True)][:5]
        assert any(name.startswith(meant) for name in names), f"{typed}: {names}"
    assert queries.search("zzzzzz qqqq", professional=True) == []


def municipality(code: str, name: str, name_sv: str) -> dict[str, object]:
    return {"municipalityCode": code,
            "names": [{"language": "fi", "name": name}, {"language": "sv", "name": name_sv}]}


@pytest.mark.django_db
def test_a_municipality_that_changed_its_name_is_told_and_a_row_that_cannot_be_read_is_refused_with_its_place(
        cast: Cast) -> None:
    rows = [municipality("901", "Lounatuuli", "Sydvästvinden"), municipality("902", "Kaislaranta", "Vasstrand")]
    assert actions.import_municipalities(rows=rows, by=cast.hanna).added == ["901", "902"]
    rows[1] = municipality("902", "Kaislaranta", "Vassholm")
    again = actions.import_municipalities(rows=[*rows, rows[0], {"names": []}], by=cast.hanna)
    assert (again.unchanged, again.changed, again.added) == (1, ["902"], [])
    assert [row["place"] for row in again.refused] == ["3", "4"] and "twice" in again.refused[0]["why"]


@needs_real
@pytest.mark.django_db
def test_every_municipality_comes_in_with_both_names(cast: Cast) -> None:
    rows = json.loads(MUNICIPALITIES.read_text())
    assert len(actions.import_municipalities(rows=rows, by=cast.hanna).added) == 311
    assert actions.import_municipalities(rows=rows, by=cast.hanna).unchanged == 311
    assert ("205", "Kajaani", "Kajana") in queries.municipalities()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "   ", "'", "kotihoito & !", "a:*|b", "%_", "\\", "🙂", "x" * 5000, "--"])
def test_no_search_text_breaks_the_search(cast: Cast, typed: str) -> None:
    actions.import_services(rows=[description()], by=cast.hanna)
    assert isinstance(queries.search(typed, professional=False), list)


@pytest.mark.parametrize(("text", "hours"), [
    ("", []), ("ma 8–16", [[0, "8.00", "16.00"]]), ("la–su 10.30-14", [[5, "10.30", "14.00"], [6, "10.30", "14.00"]]),
    ("ma–ti 8–16, pe 9–12", [[0, "8.00", "16.00"], [1, "8.00", "16.00"], [4, "9.00", "12.00"]]),
    ("su 0–24", [[6, "0.00", "23.59"]]),
])
def test_hours_are_read_as_people_write_them(text: str, hours: list[Any]) -> None:
    assert rules.read_hours(text) == hours


@pytest.mark.parametrize("text", ["pe–ma 8–16", "ma 16–8", "maanantai", "ma 8–25", "ma 8.75–9", "ma8-16", "🙂"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(rules.RefusedRow):
        rules.read_hours(text)


def test_open_until_closing_time_and_not_a_minute_longer() -> None:
    hours = rules.read_hours("ma–pe 8–15")
    monday = datetime(2026, 11, 23, 14, 59, tzinfo=clock.HELSINKI)
    assert rules.is_open(hours, monday)[0]
    assert not rules.is_open(hours, monday.replace(hour=15, minute=0))[0]
    assert not rules.is_open(hours, monday.replace(day=22))[0]


@pytest.mark.django_db
def test_a_number_that_did_not_work_is_told_in_one_tap_and_answered(cast: Cast) -> None:
    point = actions.set_contact_point(unit=cast.units["home_care"], way="phone", address="02 555 0120",
                                      hours="ma–pe 8–16", by=cast.hanna)
    actions.report_contact_point(contact_point=point.pk, by=cast.outi)
    actions.report_contact_point(contact_point=point.pk, by=cast.niko)
    assert queries.points_to_check()[0].reports == 2
    actions.check_contact_point(contact_point=point.pk, by=cast.hanna)
    assert ContactPoint.objects.get().reports == 0
    with session.acting_as(cast.outi):
        assert Entry.objects.filter(action="directory.report_contact_point").count() == 1


@pytest.mark.django_db
def test_hours_nobody_can_read_are_refused_beside_the_field(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.set_contact_point(unit=cast.units["kela"], way="phone", address="020 1", hours="aina", by=cast.hanna)
    assert refused.value.field == "hours"
    assert ContactPoint.objects.count() == 0


@pytest.mark.django_db
def test_anybody_may_look_and_ways_for_professionals_are_not_shown_to_her(cast: Cast) -> None:
    actions.import_services(rows=[description()], by=cast.hanna)
    service = Service.objects.get()
    actions.offer_service(service=service.pk, unit=cast.units["home_care"], by=cast.hanna)
    for number, inside in (("02 555 0120", False), ("02 555 9999", True)):
        actions.set_contact_point(unit=cast.units["home_care"], way="phone", address=number,
                                  for_professionals_only=inside, by=cast.hanna)
    session.become(None)
    page = Client().get("/guide/services/", {"q": "kotih"}).content.decode()
    assert "Apua kotona asumiseen." in page and "0120" in page and "9999" not in page
    assert queries.suggest_units("kotihoitoa äidille")[0].pk == cast.units["home_care"]


@pytest.mark.django_db
def test_a_way_that_leads_nowhere_is_removed(cast: Cast) -> None:
    point = actions.set_contact_point(unit=cast.units["kela"], way="phone", address="020 1", by=cast.hanna)
    actions.remove_contact_point(contact_point=point.pk, by=cast.hanna)
    assert ContactPoint.objects.count() == 0
    with pytest.raises(Unseen):
        actions.remove_contact_point(contact_point=point.pk, by=cast.hanna)


@pytest.mark.django_db
def test_reading_one_list_leaves_another_alone(cast: Cast) -> None:
    actions.import_services(rows=[description("OMA-1", "Kylätalo")], source="own", by=cast.hanna)
    run = actions.import_services(rows=[description(), description("OMA-1", "Varas")], by=cast.hanna)
    assert run.withdrawn == [] and run.refused[0]["why"] == "has a code that stands in another list"
    assert Service.objects.get(reference="OMA-1").name == "Kylätalo"


@pytest.mark.django_db
def test_a_statute_has_its_swedish_name_or_is_marked_as_finnish(cast: Cast) -> None:
    laws = [{"LawReference": "", "Names": [{"Label": name, "Lang": "fi"}]}
            for name in ("Sosiaalihuoltolaki", "Outolaki")]
    actions.import_services(rows=[description() | {"Laws": laws}], by=cast.hanna)
    address = f"/guide/services/{queries.search('kotihoito', professional=True)[0].service.pk}/"

    def shown(language: str) -> str:
        return Client(headers={"accept-language": language}).get(address).content.decode()

    assert "<li>Sosiaalihuoltolaki</li><li>Outolaki</li>" in shown("fi")
    assert '<li>Socialvårdslag</li><li lang="fi">Outolaki</li>' in shown("sv")
    assert '<li lang="fi">Sosiaalihuoltolaki</li>' in shown("en")
