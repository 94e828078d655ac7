"""Merging moves nothing, so taking apart puts back exactly what was: whatever was merged, in whatever order."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.clients import actions, queries
from punos.clients.actions.merging import FIELDS
from punos.clients.models import Merge
from punos.clients.rules.sections import Section
from punos.clients.tests.people import BORN, all_seeing, eyes_of, let_see, recorded, stored
from punos.kernel import clock
from punos.kernel.errors import Refused, Unseen
from tests.cast import Cast

pytestmark = pytest.mark.django_db
names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)
people = st.fixed_dictionaries({
    "given_names": names, "family_name": names, "birth_date": st.none() | st.dates(date(1920, 1, 1), date(2020, 1, 1)),
    "phone": st.sampled_from(["", "+358401", "+358402"]), "service_language": st.sampled_from(["fi", "sv"]),
    "interpreter": st.sampled_from(["", "fse"]), "street": st.sampled_from(["", "Rantatie 1", "Mäkitie 2"]),
    "city": st.sampled_from(["", "Lahti"])})


def _as_it_was(world: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {table: rows for table, rows in world.items() if table != "Merge"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(people, min_size=3, max_size=3), take=st.sets(st.sampled_from(sorted(FIELDS))),
       second=st.sets(st.sampled_from(sorted(FIELDS))))
def test_merge_then_undo_is_as_if_nothing_had_happened(cast: Cast, told: list[dict[str, Any]], take: set[str],
                                                       second: set[str]) -> None:
    one, two, three = (recorded(cast.pekka, **{**person, "identity_code": None, "call_name": ""}) for person in told)
    before = stored(cast.pekka)
    inner = actions.merge(kept=one, merged=two, take=take, reason="Sama", by=cast.pekka)
    between = stored(cast.pekka)
    outer = actions.merge(kept=three, merged=one, take=second, reason="Sama", by=cast.pekka)
    with eyes_of(cast.pekka):
        assert queries.merged_into(two) == three
        assert queries.same_person(three) == {one, two, three}
    with pytest.raises(Refused, match="myöhemmin"):  # what came over with it has gone on with the later one
        actions.undo_merge(merge=inner.pk, by=cast.pekka)
    actions.undo_merge(merge=outer.pk, by=cast.pekka)
    assert _as_it_was(stored(cast.pekka)) == _as_it_was(between)
    actions.undo_merge(merge=inner.pk, by=cast.pekka)
    assert _as_it_was(stored(cast.pekka)) == _as_it_was(before)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(people, min_size=2, max_size=2), take=st.sets(st.sampled_from(sorted(FIELDS))))
def test_the_kept_record_lacks_nothing_that_was_known_and_keeps_what_nobody_chose_to_change(
        cast: Cast, told: list[dict[str, Any]], take: set[str]) -> None:
    kept, merged = (recorded(cast.pekka, **{**person, "identity_code": None, "call_name": ""}) for person in told)
    with eyes_of(cast.pekka):
        first, second = queries.get(cast.pekka, kept), queries.get(cast.pekka, merged)
    actions.merge(kept=kept, merged=merged, take=take, reason="Sama", by=cast.pekka)
    with eyes_of(cast.pekka):
        whole = queries.get(cast.pekka, kept)
    for field in ("given_names", "family_name", "birth_date", "service_language", "interpreter", "phone"):
        ours, theirs = getattr(first, field), getattr(second, field)
        assert getattr(whole, field) == ((theirs or ours) if field in take else (ours or theirs)), field
    address = [(card.street, card.city) for card in (first, second, whole)]
    assert address[2] == (address[0] if any(address[0]) else address[1])
    with all_seeing():
        remembered = repr(Merge.objects.latest("made_at").taken)
        assert not any(told in remembered for told in ("+35840", "Rantatie", "Mäkitie", "Lahti"))


def _two(cast: Cast) -> tuple[UUID, UUID]:
    return (recorded(cast.pekka), recorded(cast.pekka, given_names="Maja", call_name="", identity_code=None,
                                           birth_date=BORN))


def test_the_merged_record_leads_to_the_kept_one_in_search_and_recognition(cast: Cast) -> None:
    maija, double = _two(cast)
    actions.merge(kept=double, merged=maija, reason="Sama puhelinnumero ja osoite", by=cast.pekka)
    assert [hit.client for hit in actions.look_for(text="meri", by=cast.pekka)] == [double]
    assert [hit.client for hit in actions.look_for(text="150341-926J", by=cast.pekka)] == [double]
    assert actions.recognise(given_names="Maija", family_name="Meri", identity_code="150341-926J",
                             by=cast.eero) == double


def test_two_merged_into_one_record_are_taken_apart_the_later_first(cast: Cast) -> None:
    kept, first, second = (recorded(cast.pekka, given_names=name, family_name="Meri", identity_code=None, call_name="",
                                    phone=phone) for name, phone in (("Maija", ""), ("Maja", "+358401"), ("Maia", "")))
    earlier, later = (actions.merge(kept=kept, merged=other, take=["given_names"], reason="Sama", by=cast.pekka)
                      for other in (first, second))
    with pytest.raises(Refused, match="myöhemmin"):
        actions.undo_merge(merge=earlier.pk, by=cast.pekka)
    for made in (later, earlier):
        actions.undo_merge(merge=made.pk, by=cast.pekka)
    with eyes_of(cast.pekka):
        card = queries.get(cast.pekka, kept)
    assert (card.given_names, card.phone) == ("Maija", "")


def test_what_was_changed_after_the_merge_stays_changed_when_it_is_undone(cast: Cast) -> None:
    maija, double = _two(cast)
    made = actions.merge(kept=maija, merged=double, take=["given_names", "call_name"], reason="Sama", by=cast.pekka)
    with eyes_of(cast.pekka):
        mark = queries.section_mark(queries.get(cast.pekka, maija), Section.NAME)
    actions.edit(client=maija, section=Section.NAME, mark=mark, by=cast.pekka,
                 values={"given_names": "Maija Liisa", "call_name": "", "family_name": "Meri"})
    actions.undo_merge(merge=made.pk, by=cast.pekka)
    with eyes_of(cast.pekka):
        assert queries.get(cast.pekka, maija).given_names == "Maija Liisa"


def test_two_are_suspected_with_reasons_by_those_who_may_see_both_until_somebody_says_they_are_two(cast: Cast) -> None:
    maija, double = _two(cast)
    assert [{p.first.id, p.second.id} for p in actions.look_for_duplicates(by=cast.pekka)] == [{maija, double}]
    let_see(cast.aino, maija)
    assert actions.look_for_duplicates(by=cast.aino) == []
    actions.keep_apart(first=double, second=maija, by=cast.pekka)
    assert actions.look_for_duplicates(by=cast.pekka) == []


def test_nobody_merges_whom_she_may_not_see(cast: Cast) -> None:
    maija, double = _two(cast)
    let_see(cast.aino, maija)
    for kept, merged in ((maija, double), (double, maija)):
        with pytest.raises(Unseen):
            actions.merge(kept=kept, merged=merged, reason="Sama", by=cast.aino)
    made = actions.merge(kept=maija, merged=double, reason="Sama", by=cast.pekka)
    with pytest.raises(Unseen):
        actions.undo_merge(merge=made.pk, by=cast.aino)
    with all_seeing():
        assert Merge.objects.get().undone_at is None


def test_an_address_under_an_order_cannot_leak_by_a_merge(cast: Cast) -> None:
    maija, double = _two(cast)
    actions.protect_address(client=maija, valid_from=clock.today(), until=clock.today().replace(year=2030),
                            by=cast.pekka)
    for kept, merged in ((maija, double), (double, maija)):
        with pytest.raises(Refused) as refused:
            actions.merge(kept=kept, merged=merged, reason="Sama", by=cast.pekka)
        assert refused.value.code == "protected"


def test_protecting_one_record_protects_every_record_merged_with_it(cast: Cast) -> None:
    maija, double = _two(cast)
    actions.merge(kept=maija, merged=double, reason="Sama", by=cast.pekka)
    actions.protect_address(client=maija, valid_from=clock.today(), until=clock.today().replace(year=2030),
                            by=cast.pekka)
    assert "+3584" not in repr(stored(cast.pekka)["Client"])
