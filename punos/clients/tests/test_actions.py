"""Every action writes its journal row, and when the journal fails nothing of it has happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from punos.access.action import REGISTRY
from punos.audit.models import Entry
from punos.clients import actions, events, queries
from punos.clients.actions import recognising
from punos.clients.models import Client, Merge, Representative, Tie
from punos.clients.rules.identity_code import CodeKind, Despite, artificial_code
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.clients.rules.sections import Section
from punos.clients.tests.people import EVERYTHING, all_seeing, eyes_of, let_see, recorded, stored, whole_life
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Stale
from punos.kernel.events import overheard
from punos.lawfulness.categories import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


class World:
    """Maija, Matti and a child, and the ids that the actions below need."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.by = cast, cast.aino
        self.maija, self.matti = whole_life(self.by)
        self.plain = recorded(self.by, *EVERYTHING, given_names="Venla", call_name="", family_name="Virta",
                              identity_code=artificial_code(date(2015, 5, 5), 905))
        self.twin = recorded(self.by, *EVERYTHING, given_names="Venla", call_name="", family_name="Wirta",
                             identity_code=None, birth_date=date(2015, 5, 5))
        with eyes_of(self.by):
            self.tie = Tie.objects.filter(client=self.maija).order_by("pk")[0].pk
            self.representative = Representative.objects.get(client=self.maija).pk
            self.merge = Merge.objects.get().pk

    def mark(self, section: Section) -> str:
        with eyes_of(self.by):
            return queries.section_mark(queries.get(self.by, self.plain), section)


DOINGS: dict[str, Callable[[World], dict[str, Any]]] = {
    "recognise": lambda w: {"given_names": "Uusi", "family_name": "Ihminen"},
    "edit": lambda w: {"client": w.plain, "section": Section.NAME, "mark": w.mark(Section.NAME),
                       "values": {"given_names": "Venla Inkeri", "call_name": "Inkeri", "family_name": "Virta"}},
    "change_code": lambda w: {"client": w.plain, "kind": CodeKind.OFFICIAL,
                              "identity_code": artificial_code(date(2015, 5, 5), 906)},
    "link_account": lambda w: {"client": w.plain, "account": w.cast.maija.account},
    "add_tie": lambda w: {"client": w.plain, "kind": "parent", "other": w.matti},
    "end_tie": lambda w: {"tie": w.tie},
    "link_tie_account": lambda w: {"tie": w.tie, "account": w.cast.matti.account},
    "link_representative_account": lambda w: {"representative": w.representative, "account": w.cast.matti.account},
    "name_representative": lambda w: {
        "client": w.plain, "kind": RepresentativeKind.CUSTODIAN, "given_names": "Ville", "family_name": "Virta",
        "matters": list(Matter), "categories": [Category.PLAN], "checked_how": Checked.POPULATION_REGISTER,
        "phone": "+358405550000"},
    "end_representative": lambda w: {"representative": w.representative},
    "find_incapacity": lambda w: {"client": w.plain, "concerns": [Concern.CARE], "grounds": "Havainto",
                                  "review_on": clock.today() + timedelta(days=30)},
    "end_finding": lambda w: {"client": w.maija},
    "protect_address": lambda w: {"client": w.plain, "valid_from": clock.today(), "until": clock.today() + YEAR},
    "extend_protection": lambda w: {"client": w.maija, "until": clock.today() + timedelta(days=1000)},
    "edit_protected": lambda w: {"client": w.maija, "values": {"street": "Uusi katu 2"}},
    "end_protection": lambda w: {"client": w.maija},
    "merge": lambda w: {"kept": w.plain, "merged": w.twin, "reason": "Sama lapsi", "take": ["family_name"]},
    "undo_merge": lambda w: {"merge": w.merge},
    "keep_apart": lambda w: {"first": w.plain, "second": w.maija},
    "look_for": lambda w: {"text": "Meri"},
    "look_for_duplicates": lambda w: {},
    "read": lambda w: {"client": w.maija, "categories": [Category.IDENTITY], "part": "details"},
}
READS = {"look_for", "look_for_duplicates", "read"}


def _journal(by: Actor) -> list[tuple[int, str, Any]]:
    with eyes_of(by):
        return list(Entry.objects.filter(action__startswith="clients.").order_by("id").values_list(
            "id", "action", "client"))


def test_every_action_of_this_context_is_proved_here() -> None:
    mine = {name.rsplit(".", 1)[1] for name in REGISTRY if name.startswith("punos.clients.")}
    assert mine == {*DOINGS, "forget"}, "the night's own is proved in test_forgetting"


@pytest.mark.parametrize("name", DOINGS)
def test_it_is_done_and_written_down_or_neither(cast: Cast, name: str) -> None:
    world = World(cast)
    doing, before, journal = getattr(actions, name), stored(world.by), _journal(world.by)
    arguments = DOINGS[name](world)
    with patch("punos.audit.record", side_effect=RuntimeError("the journal is full")), pytest.raises(RuntimeError):
        doing(**arguments, by=world.by)
    assert stored(world.by) == before
    doing(**arguments, by=world.by)
    new = _journal(world.by)[len(journal):]
    assert new, "nothing in the journal"
    assert (stored(world.by) == before) == (name in READS or name == "recognise")  # a stranger is not seen by her


def test_two_people_saving_one_section_both_keep_their_words(cast: Cast) -> None:
    client = recorded(cast.pekka)
    let_see(cast.aino, client)
    with eyes_of(cast.pekka):
        mark = queries.section_mark(queries.get(cast.pekka, client), Section.LANGUAGE)
    first = {"mother_tongue": "sv", "service_language": "sv", "interpreter": ""}
    actions.edit(client=client, section=Section.LANGUAGE, values=first, mark=mark, by=cast.pekka)
    with pytest.raises(Stale) as stale:
        actions.edit(client=client, section=Section.LANGUAGE, values={**first, "interpreter": "fse"}, mark=mark,
                     by=cast.aino)
    assert stale.value.current.service_language == "sv"
    with eyes_of(cast.pekka):
        assert queries.get(cast.pekka, client).interpreter == ""


def test_a_changed_code_keeps_the_person_and_both_codes_lead_to_her(cast: Cast) -> None:
    old, new = artificial_code(date(1941, 3, 15), 926), artificial_code(date(1941, 3, 15), 944)
    client = recorded(cast.pekka)
    with overheard(events.IdentityCodeChanged) as heard:
        actions.change_code(client=client, identity_code=new, kind=CodeKind.OFFICIAL, by=cast.pekka)
    assert [event.client for event in heard] == [client]
    told: dict[str, Any] = {"given_names": "Maija", "family_name": "Meri"}
    assert {actions.recognise(**told, identity_code=code, by=cast.eero) for code in (old, new)} == {client}
    third = artificial_code(date(1941, 3, 15), 955)
    actions.change_code(client=client, identity_code=third, kind=CodeKind.OFFICIAL, was_error=True, by=cast.pekka)
    assert actions.recognise(**told, identity_code=new, by=cast.eero) != client


def test_taking_somebody_elses_code_gets_the_same_answer_as_any_code(cast: Cast) -> None:
    maija = recorded(cast.aino)
    stranger = recorded(cast.pekka, given_names="Veikko", call_name="", family_name="Suo", identity_code=None,
                        birth_date=date(1950, 1, 1))
    code = artificial_code(date(1941, 3, 15), 926)
    with pytest.raises(Refused) as refused:
        actions.change_code(client=stranger, identity_code=code, kind=CodeKind.OFFICIAL, by=cast.pekka)
    assert refused.value.field == "despite"
    assert all(day in str(refused.value) for day in ("15.3.1941", "1.1.1950"))
    actions.change_code(client=stranger, identity_code=code, kind=CodeKind.OFFICIAL, despite=Despite.DOCUMENT,
                        by=cast.pekka)
    with eyes_of(cast.pekka):
        assert [(row.code, row.disputed) for row in queries.codes_of(cast.pekka, stranger)][:1] == [(code, False)]
    assert actions.recognise(given_names="Maija", family_name="Meri", identity_code=code, by=cast.eero) == maija
    with eyes_of(cast.pekka):
        assert queries.also_has_code(cast.pekka, stranger) is None
    let_see(cast.pekka, maija)
    with eyes_of(cast.pekka):
        assert queries.also_has_code(cast.pekka, stranger) == maija


def test_a_wrong_birth_date_is_put_right_by_the_code_when_somebody_says_so(cast: Cast) -> None:
    client = recorded(cast.pekka, identity_code=None, birth_date=date(1950, 1, 1))
    actions.change_code(client=client, identity_code=artificial_code(date(1941, 3, 15), 944), kind=CodeKind.OFFICIAL,
                        despite=Despite.MEND, by=cast.pekka)
    with eyes_of(cast.pekka):
        assert queries.birth_date_of(client) == date(1941, 3, 15)


def test_a_finding_changes_the_facts_and_ends_on_its_review_date(cast: Cast) -> None:
    client = recorded(cast.aino, *EVERYTHING)
    review = clock.today() + timedelta(days=30)
    actions.find_incapacity(client=client, concerns=[Concern.DISCLOSURE], grounds="Havainto", review_on=review,
                            by=cast.aino)
    with all_seeing():
        fact = queries.facts_for_sharing(client).capacity
        assert fact is not None
        assert fact.concerns == {"disclosure"}
        with clock.at(clock.now() + timedelta(days=31)):
            assert queries.facts_for_sharing(client).capacity is None
    actions.end_finding(client=client, by=cast.aino)
    with all_seeing():
        assert queries.facts_for_sharing(client).capacity is None


def test_a_custodian_acts_until_the_day_before_the_birthday_wherever_that_moves(cast: Cast) -> None:
    world = World(cast)
    with overheard(events.RepresentativeNamed) as heard:
        actions.name_representative(**DOINGS["name_representative"](world), account=cast.matti.account, by=world.by)
    assert [(event.until, event.account) for event in heard] == [(date(2033, 5, 4), cast.matti.account)]
    with clock.at(clock.now().replace(year=2034)), all_seeing():
        assert queries.facts_for_sharing(world.plain).representatives == ()
    actions.edit(client=world.plain, section=Section.LIFE, mark=world.mark(Section.LIFE),
                 values={"birth_date": date(2014, 5, 5)}, by=world.by)
    with all_seeing():
        assert [row.until for row in queries.facts_for_sharing(world.plain).representatives] == [date(2032, 5, 4)]
        with pytest.raises(Refused), eyes_of(world.by):
            actions.edit(client=world.plain, section=Section.LIFE, mark=world.mark(Section.LIFE), values={},
                         by=world.by)


def test_those_whom_she_lets_act_find_her_and_no_longer_when_it_ends(cast: Cast) -> None:
    client = recorded(cast.aino)
    made = actions.name_representative(
        client=client, kind=RepresentativeKind.AUTHORISED, given_names="Matti", family_name="Meri",
        matters=[Matter.SERVICES], categories=[Category.PLAN], checked_how=Checked.SUOMIFI,
        account=cast.matti.account, by=cast.aino)
    let_see(cast.matti, client)
    with eyes_of(cast.matti):
        assert [(row.client, row.name, row.matters) for row in queries.represented_by(cast.matti.account)] == [
            (client, "Maija Meri", frozenset({"services"}))]
    actions.end_representative(representative=made.pk, by=cast.aino)
    with eyes_of(cast.matti):
        assert queries.represented_by(cast.matti.account) == []


def test_she_signs_in_as_herself_also_after_her_records_are_merged(cast: Cast) -> None:
    one, other = (recorded(cast.aino, identity_code=None) for _ in range(2))
    actions.link_account(client=one, account=cast.maija.account, by=cast.aino)
    actions.merge(kept=other, merged=one, reason="Sama", by=cast.aino)
    for client in (one, other):
        let_see(cast.maija, client)
    with eyes_of(cast.maija):
        assert queries.client_of_account(cast.maija.account) == other
    with all_seeing():
        assert queries.facts_for_sharing(other).accounts == {cast.maija.account}
        assert queries.facts_for_sharing(other).same_person == {one, other}


def test_a_recorded_person_is_one_even_when_two_record_her_at_once(cast: Cast) -> None:
    """The second insert meets the first's code: she gets the same person, not an error."""
    told: dict[str, Any] = {"given_names": "Maija", "family_name": "Meri",
                            "identity_code": artificial_code(date(1941, 3, 15), 926)}
    first = actions.recognise(**told, by=cast.pekka)
    answers: Any = iter([[]])  # the second looked before the first had committed
    real = recognising.holders_of
    with patch.object(recognising, "holders_of", side_effect=lambda code: next(answers, None) or real(code)):
        assert actions.recognise(**told, by=cast.eero) == first
    with all_seeing():
        assert Client.objects.count() == 1


