"""The pages about permissions, as she, a professional, the reviewer and a passer-by meet them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.translation import override

from punos.access.queries import categories_seen
from punos.accounts.queries import card
from punos.cases.actions import open_case
from punos.clients.actions import find_incapacity
from punos.clients.rules.representation import Concern
from punos.consent import actions as consent
from punos.consent import queries as said
from punos.consent.rules import ConsentFor, Kind, Reach, State, Terms, Word
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category
from punos.sharing import actions, queries
from punos.sharing.models import ExceptionalAccess
from punos.sharing.pages import panels, presenters
from punos.sharing.tests.conftest import contact_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LANGUAGES = ("fi", "sv", "en")


def text_of(response: Any) -> str:
    """The words of a page, as read."""
    assert response.status_code == 200, response.status_code
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain)).replace("\u00a0", " ")


def post(door: Client, path: str, **fields: Any) -> Any:
    """Send a form."""
    return door.post(path, {"_once": str(new_id()), **fields})


def in_force(client: UUID, cast: Cast) -> list[Terms]:
    with session.acting_as(cast.maija):
        return [item.terms for item in said.in_force(client)]


@pytest.fixture
def aino(maija: UUID, cast: Cast) -> Actor:
    """Aino answers for the whole."""
    contact_for(maija, cast.aino)
    open_case(client=maija, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
              her_word="wants", by=cast.aino)
    return cast.aino


HEALTH_TO_AINO = {"what": "permit", "categories": ["health"], "valid_until": ""}


def test_she_reads_what_follows_before_she_says_yes_and_takes_it_back_as_easily(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    door = door_of(cast.maija)
    assert "Et ole vielä antanut lupia" in text_of(door.get("/my/permissions/"))
    assert "Ammattilaiset saavat kertoa asioistani toisilleen" in text_of(door.get("/my/permissions/new/"))
    form = text_of(door.get("/my/permissions/new/?what=permit"))
    assert "Aino Aalto, sosiaalityöntekijä" in form, "people around her are offered"
    asked = {**HEALTH_TO_AINO, "recipient": [f"a:{aino.account}"]}
    check = text_of(post(door, "/my/permissions/new/", step="check", **asked))
    assert "Aino Aalto (sosiaalityöntekijä, Ikääntyneiden sosiaalityö) saa tietää minusta nämä asiat: " \
           "terveydenhuollon kirjaukset." in check
    assert "Tämän jälkeen yksi ihminen näkee yhden asian" in check and "703/2023 53 § 2 mom." in check
    assert in_force(maija, cast) == [], "nothing is stored before the yes"
    answer = post(door, "/my/permissions/new/", step="give", **asked)
    assert answer.status_code == 302
    page = text_of(door.get(answer.url))
    assert "Voimassa" in page and "Nämä ihmiset eivät enää näe" in page and "Peru lupa" in page
    assert Category.HEALTH in seen(aino, maija)
    assert "Peru lupa" in text_of(door.get("/my/permissions/"))
    text_of(door.post(answer.url, {"_once": str(new_id()), "do": "withdraw"}, follow=True))
    assert in_force(maija, cast) == [] and Category.HEALTH not in seen(aino, maija)
    assert "Anna uudelleen" in text_of(door.get(answer.url))
    post(door, answer.url, do="renew")
    assert Category.HEALTH in seen(aino, maija)


def seen(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def test_what_is_missing_is_asked_beside_its_field_and_nothing_typed_is_lost(maija: UUID, cast: Cast) -> None:
    door = door_of(cast.maija)
    page = text_of(post(door, "/my/permissions/new/", what="permit", step="check", categories=["health"],
                        valid_until="31.5.2099"))
    assert "Valitse, kenelle tiedot saa kertoa." in page
    again = post(door, "/my/permissions/new/", what="permit", step="check", categories=["health"],
                 person="Niko", valid_until="31.5.2099").content.decode()
    assert "Löysimme nimellä ihmisiä" in again and "Niko Niemi" in again and "31.5.2099" in again
    assert "Tällä nimellä ei löydy ketään" in text_of(post(door, "/my/permissions/new/", what="permit", step="check",
                                                           person="Xyzzy", categories=["health"]))
    assert post(door, "/my/permissions/new/", what="nothing").status_code == 404


def test_changing_her_mind_before_the_yes_brings_the_same_words_back(maija: UUID, cast: Cast) -> None:
    door = door_of(cast.maija)
    page = post(door, "/my/permissions/new/", what="close_person", step="edit", person_name="Liisa Lahti",
                categories=["plan"]).content.decode()
    assert 'value="Liisa Lahti"' in page and in_force(maija, cast) == []


@pytest.mark.parametrize(("what", "fields"), [
    ("close_person", {"person_name": "Liisa Lahti", "categories": ["plan"]}),
    ("convene_team", {}),
    ("joint_plan", {"recipient": ["c:other_authority"]}),
    ("prohibition", {"reach": "patient_all"}),
    ("prohibition", {"reach": "social_document", "part": "Päätös 12.5.2026"}),
])
def test_each_choice_becomes_its_own_instrument(what: str, fields: dict[str, Any], maija: UUID, cast: Cast) -> None:
    door = door_of(cast.maija)
    post(door, "/my/permissions/new/", what=what, step="check", **fields)
    assert post(door, "/my/permissions/new/", what=what, step="give", **fields).status_code == 302
    (terms,) = in_force(maija, cast)
    assert terms.kind is {"prohibition": Kind.PROHIBITION}.get(what, Kind.CONSENT)


def test_she_answers_what_she_is_asked_and_a_no_is_enough(maija: UUID, cast: Cast, aino: Actor) -> None:
    professional = door_of(aino)
    sent = post(professional, f"/work/clients/{maija}/permissions/new/", what="convene_team", step="ask")
    assert sent.status_code == 302
    assert "Odottaa asiakkaan vastausta" in text_of(professional.get(sent.url))
    door = door_of(cast.maija)
    assert "Sinulta kysytään" in text_of(door.get("/my/permissions/"))
    address = sent.url.replace("/work/", "/my/")
    assert "Apu ei riipu tästä" in text_of(door.get(address))
    post(door, address, do="refuse")
    assert "Asiakas kieltäytyi" in text_of(professional.get(sent.url))
    page = text_of(post(professional, f"/work/clients/{maija}/permissions/new/", what="convene_team", step="ask"))
    assert "Kysy uudelleen aikaisintaan" in page
    post(door, address, do="agree")
    assert [terms.about for terms in in_force(maija, cast)] == [ConsentFor.CONVENE_TEAM]


def test_a_professional_writes_her_word_down_with_manner_reason_and_witness(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    door = door_of(aino)
    address = f"/work/clients/{maija}/permissions/new/"
    fields = {"what": "convene_team", "agrees": "yes", "manner": "oral", "reason": "", "cannot_sign": "on"}
    page = text_of(post(door, address, step="check", **fields))
    assert "Täytä kohta: Miksi se kirjataan hänen puolestaan?" in page
    fields["reason"] = "Ei käytä verkkoa."
    for step, manner in (("check", "oral"), ("check", "paper"), ("give", "paper")):
        page = text_of(post(door, address, step=step, **fields | {"manner": manner}))
        assert "Kirjoita todistajan nimi" in page, "on paper as well"
    fields["witness"] = "Liisa Lahti"
    assert "Lue tämä hänelle ensin" in text_of(post(door, address, step="check", **fields))
    done = post(door, address, step="give", **fields)
    assert done.status_code == 302
    page = text_of(door.get(done.url))
    assert "Tiimi ei voi enää kokoontua." in page
    assert "Suullisesti · todistaja: Liisa Lahti · Ei käytä verkkoa." in page and "Aino Aalto" in page
    post(door, done.url, manner="paper", reason="Kirje tuli tänään.")
    assert in_force(maija, cast) == []
    assert "Peruttu" in text_of(door.get(done.url))


def test_her_refusal_is_written_down_and_opens_nothing(maija: UUID, cast: Cast, aino: Actor) -> None:
    fields = {"what": "convene_team", "agrees": "no", "manner": "oral", "reason": "Puhelimessa."}
    done = post(door_of(aino), f"/work/clients/{maija}/permissions/new/", step="give", **fields)
    assert done.status_code == 302 and in_force(maija, cast) == []


def test_her_page_shows_what_she_has_said_and_what_i_do_not_see_and_why(maija: UUID, cast: Cast, aino: Actor,
                                                                        django_assert_max_num_queries: Any) -> None:
    consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL))
    page = text_of(door_of(aino).get(f"/work/clients/{maija}/"))
    assert "Terveydenhuollon tietojani ei saa antaa muille." in page and "Mitä en näe ja miksi" in page
    assert "Potilastietoja saa antaa sosiaalihuoltoon luvalla tai laissa säädetyllä perusteella." in page
    assert "Kielto: annettiin" in text_of(door_of(aino).get(f"/work/clients/{maija}/timeline/"))
    with session.acting_as(aino):
        with django_assert_max_num_queries(1):
            now = queries.standing(aino, maija)
        hers = card(aino.account)
        with django_assert_max_num_queries(1):
            panels.permissions_panel(aino, maija, now, hers)
        with django_assert_max_num_queries(1):
            panels.timeline(aino, maija, now.seen)


@override("fi")
@pytest.mark.parametrize(("language", "words"), [
    ("sv", "Min plan görs tillsammans"), ("en", "My plan is made together")])
def test_what_she_said_in_finnish_is_read_in_the_readers_language(
        language: str, words: str, maija: UUID, cast: Cast, aino: Actor) -> None:
    consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(
        Kind.CONSENT, about=ConsentFor.JOINT_PLAN, accounts=frozenset({cast.kaisa.account}),
        categories=frozenset({Category.PLAN})))
    door = door_of(aino, language)
    for path in ("", "timeline/"):
        page = text_of(door.get(f"/work/clients/{maija}/{path}"))
        assert words in page and "Kaisa" in page and "tehdään yhdessä" not in page, path


def test_contacts_of_the_other_register_are_a_change_of_view_and_the_register_is_said(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    assert Category.CONTACT in seen(aino, maija)
    page = text_of(post(door_of(cast.maija), "/my/permissions/new/", step="check", what="permit",
                        categories=["contact"], recipient=[f"a:{aino.account}"]))
    assert "Potilasrekisteri: Yhteydenotot" in page and "Kenenkään näkymä ei muutu" not in page


def test_who_loses_the_name_with_a_permit_loses_the_plan_too_and_it_is_said_beforehand(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    given = consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(
        Kind.PERMIT, accounts=frozenset({cast.niko.account}),
        categories=frozenset({Category.IDENTITY, Category.CONTACT, Category.PLAN})))
    actions.open_for_member(client=maija, account=cast.niko.account, relation_id=new_id(), by=aino,
                            categories=[Category.IDENTITY, Category.CONTACT, Category.PLAN])
    assert Category.PLAN in seen(cast.niko, maija)
    for actor, door in ((cast.maija, "my"), (aino, "work")):
        page = text_of(door_of(actor).get(f"/{door}/permissions/{given.pk}/"))
        lost = page[page.index("Nämä ihmiset eivät enää näe"):]
        assert re.search(r"Niko Niemi.*yhteydenotot", lost) and "unnitelma" in lost
    consent.withdraw(instrument=given.pk, word=Word(), by=cast.maija)
    assert seen(cast.niko, maija) == frozenset(), "nobody reads a plan without the name of whose it is"


def test_each_person_is_named_once_with_all_she_sees_and_until_when(maija: UUID, cast: Cast, aino: Actor) -> None:
    last = clock.today() + timedelta(20)
    consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(
        Kind.PERMIT, accounts=frozenset({aino.account}), categories=frozenset({Category.HEALTH}), valid_until=last))
    with session.acting_as(cast.maija):
        lines = queries.who_sees(cast.maija, maija)
        shown = presenters.seeing(lines)
    assert len([line for line in lines if line.account == aino.account]) > 1
    (hers,) = [one for one in shown if one["name"] == "Aino Aalto"]
    assert len(hers["why"]) > 1 and hers["things"][-1] == ("Potilasrekisteri: terveydenhuollon kirjaukset", last)
    assert any(things.startswith("Sosiaalihuollon asiakasrekisteri: ") for things, _day in hers["things"])
    for actor, path in ((cast.maija, "/my/permissions/"), (aino, f"/work/clients/{maija}/permissions/")):
        page = text_of(door_of(actor).get(path))
        seeing = page[page.index("Kuka näkee mitä?"):]
        assert seeing.count("Aino Aalto") == 1 and f"terveydenhuollon kirjaukset ({last.day}.{last.month}." in seeing
    assert {one["name"] for one in shown} == {"Aino Aalto", "Pekka Pelto"}


def test_strangers_meet_nothing(maija: UUID, cast: Cast, aino: Actor) -> None:
    made = consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(Kind.PROHIBITION,
                                                                           reach=Reach.PATIENT_ALL))
    for stranger in (cast.outi, cast.eero, cast.kaisa, cast.jaana):
        door = door_of(stranger)
        for path in (f"/work/clients/{maija}/permissions/", f"/work/clients/{maija}/permissions/new/",
                     f"/work/permissions/{made.pk}/"):
            assert door.get(path).status_code == 404, (stranger.name, path)
    assert door_of(cast.matti).get("/my/permissions/").status_code == 404
    assert door_of(cast.aino).get("/my/permissions/").status_code == 404
    assert door_of(cast.aino).get("/work/review/").status_code == 404


def test_an_exceptional_look_opens_at_once_is_reviewed_and_a_question_closes_it(maija: UUID, cast: Cast) -> None:
    door = door_of(cast.outi)
    assert door.get(f"/work/clients/{maija}/").status_code == 404
    found = post(door, "/work/exceptional/", identity_code="150341-926J", family_name="Meri", given_names="Maija")
    assert found.status_code == 302 and str(maija) in found.url
    address = f"/work/clients/{maija}/exceptional/"
    assert "tarkistaa tietosuojavastaava" in text_of(door.get(address))
    assert "Valitse" in text_of(post(door, address, hours="2", reason="Soitti hädissään."))
    done = post(door, address, ground="urgent_need", reason="Soitti hädissään, ei pärjää.", hours="2",
                categories=["contact", "social"])
    assert done.status_code == 302 and door.get(done.url).status_code == 200
    assert seen(cast.outi, maija) == {Category.IDENTITY, Category.CONTACT, Category.SOCIAL}
    reviewer = door_of(cast.tuomo)
    page = text_of(reviewer.get("/work/review/"))
    assert "Outi Oja, sosiaaliohjaaja" in page and "Soitti hädissään, ei pärjää." in page and "Meri Maija" in page
    with session.acting_as(cast.outi):
        look = ExceptionalAccess.objects.get()
    assert "Kirjoita, mitä haluat kysyä." in text_of(post(reviewer, "/work/review/", access=look.pk, do="question"))
    post(reviewer, "/work/review/", access=look.pk, do="question", words="Miksi et soittanut päivystykseen?")
    assert seen(cast.outi, maija) == frozenset()
    assert "Mikään ei odota" in text_of(reviewer.get("/work/review/"))
    with session.acting_as(cast.maija):
        from punos.audit.models import Entry

        assert Entry.objects.filter(client=maija, action="sharing.exceptional_access",
                                    account=cast.outi.account).exists(), "it is in her log"


def test_an_exceptional_look_ends_by_itself_and_never_crosses_the_border(maija: UUID, cast: Cast) -> None:
    from punos.kernel.errors import Refused

    actions.exceptional_access(client=maija, ground="urgent_need", reason="Soitto.", hours=2,
                               categories=[Category.IDENTITY], by=cast.outi)
    with clock.at(clock.now() + timedelta(hours=2, minutes=1)):
        assert seen(cast.outi, maija) == frozenset()
    with pytest.raises(Refused) as refused:
        actions.exceptional_access(client=maija, ground="urgent_need", reason="Soitto.", hours=2,
                                   categories=[Category.HEALTH], by=cast.outi)
    assert refused.value.code == "not_lawful"


def test_whoever_is_ready_ends_her_look_before_its_time(maija: UUID, cast: Cast) -> None:
    made = actions.exceptional_access(client=maija, ground="urgent_need", reason="Soitto.", hours=2,
                                      categories=[Category.IDENTITY], by=cast.outi)
    with pytest.raises(Unseen):
        actions.end_exceptional(access=made.pk, by=cast.eero)
    door, address = door_of(cast.outi), f"/work/clients/{maija}/exceptional/end/"
    page = text_of(door.get(f"/work/clients/{maija}/"))
    assert "Katsot tietoja erityisestä syystä" in page and "Lopeta katselu" in page
    assert door_of(cast.eero).post(address).status_code == 404
    assert door.post(address).status_code == 302
    assert seen(cast.outi, maija) == frozenset()
    assert door.post(address).status_code == 404


def test_the_law_answers_anybody_in_three_questions(cast: Cast) -> None:
    door = Client(headers={"accept-language": "fi"})
    assert "Kolme kysymystä" in text_of(door.get("/law/"))
    page = text_of(door.get("/law/?from=health&to=social_professional"))
    assert "Kyllä, jos asiakas antaa siihen luvan." in page and "703/2023 53 §" in page
    link = re.search(r'href="(\?[^"]*situation=client_says_yes[^"]*)"',
                     door.get("/law/?from=health&to=social_professional").content.decode())
    assert link is not None
    assert "Kyllä, saat kertoa." in text_of(door.get("/law/" + unescape(link.group(1)).split("#")[0]))
    assert door.get("/law/?from=nonsense&to=nobody").status_code == 200
    assert door.get("/law/?from=nonsense&to=%00").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_every_language(language: str, maija: UUID, cast: Cast, aino: Actor) -> None:
    made = consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(
        Kind.PERMIT, accounts=frozenset({aino.account}), categories=frozenset({Category.HEALTH})))
    asked = consent.ask(client=maija, terms=Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM), by=aino)
    hers, work = door_of(cast.maija, language), door_of(aino, language)
    whats = ("permit", "close_person", "third_sector", "other_authority", "joint_plan", "convene_team", "prohibition")
    for door, paths in ((hers, ["/my/permissions/", "/my/permissions/new/", f"/my/permissions/{made.pk}/",
                                f"/my/permissions/{asked.pk}/", *(f"/my/permissions/new/?what={w}" for w in whats)]),
                        (work, [f"/work/clients/{maija}/permissions/", f"/work/permissions/{made.pk}/",
                                f"/work/clients/{maija}/exceptional/", "/work/exceptional/",
                                *(f"/work/clients/{maija}/permissions/new/?what={w}" for w in whats)]),
                        (door_of(cast.tuomo, language), ["/work/review/"])):
        for path in paths:
            assert text_of(door.get(path)), path
    assert state_of(made.pk, cast) is State.IN_FORCE


def state_of(instrument: UUID, cast: Cast) -> State:
    with session.acting_as(cast.maija):
        return said.instrument(cast.maija, instrument, "fi").state


def test_a_statutory_duty_is_written_down_where_its_want_is_met(maija: UUID, cast: Cast, aino: Actor) -> None:
    door = door_of(aino)
    assert f"/work/clients/{maija}/duty/" in door.get(f"/work/clients/{maija}/").content.decode()
    address = f"/work/clients/{maija}/duty/"
    assert "Täytä kohta" in text_of(post(door, address, section="", reason="", until=""))
    until = clock.today() + timedelta(20)
    done = post(door, address, section="1301/2014 36 §", reason="Arviointi ei onnistu ilman lausuntoa.",
                until=f"{until.day}.{until.month}.{until.year}")
    assert done.status_code == 302 and Category.HEALTH in seen(aino, maija)
    assert door_of(cast.eero).get(address).status_code == 404


def test_a_question_is_decided_on_its_own_page(maija: UUID, cast: Cast, aino: Actor) -> None:
    door = door_of(aino)
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä, mitä lupa tarkoittaa.",
                    review_on=clock.today() + timedelta(60), by=aino)
    consent.give(client=maija, word=Word(), by=cast.maija,
                 terms=Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER))
    address = f"/work/clients/{maija}/ruling/?rule=social-to-health-incapacity&account={cast.niko.account}"
    inviting = door.get(f"/work/clients/{maija}/team/invite/?who={cast.niko.account}").content.decode()
    assert address in unescape(inviting), "whoever meets the question is led to where it is decided"
    page = text_of(door.get(address))
    assert "Niko Niemi, sairaanhoitaja" in page and "703/2023 53 § 6 mom." in page
    until = clock.today() + timedelta(20)
    fields = {"granted": "yes", "reason": "Hoidon tarve on ilmeinen.",
              "until": f"{until.day}.{until.month}.{until.year}"}
    assert "Tämän ratkaisee viranhaltija." in text_of(post(door_of(cast.pekka), address, **fields))
    assert post(door, address, **fields).status_code == 302
    assert door.get(f"/work/clients/{maija}/ruling/?rule=nothing&account=x").status_code == 404
