"""People close to the client, and those who may act for her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.clients.actions import refusals
from punos.clients.actions.editing import seen_and_locked
from punos.clients.events import RepresentativeEnded, RepresentativeNamed
from punos.clients.models import PHONE, SHORT, Client, CloseContact, Representative, Tie, TieToClient
from punos.clients.queries.naming import of_person
from punos.clients.rules.representation import Checked, Matter, RepresentativeKind, ends_on, problem_of
from punos.clients.rules.signing_in import HowKnown
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category

MIRROR = {Tie.Kind.SPOUSE: Tie.Kind.SPOUSE, Tie.Kind.CHILD: Tie.Kind.PARENT, Tie.Kind.PARENT: Tie.Kind.CHILD,
          Tie.Kind.SIBLING: Tie.Kind.SIBLING, Tie.Kind.INFORMAL_CARER: Tie.Kind.CARED_FOR,
          Tie.Kind.CARED_FOR: Tie.Kind.INFORMAL_CARER, Tie.Kind.OTHER: Tie.Kind.OTHER}

WRONG: dict[str, Any] = {
    "no_matter": _("Valitse ainakin yksi asia, jossa edustaja voi toimia."),
    "birth_date_needed": _("Huoltaja kirjataan alaikäiselle. Tallenna ensin asiakkaan syntymäaika."),
    "not_a_minor": _("Asiakas on täysi-ikäinen, joten hänellä ei ole huoltajaa. Valitse toinen edustajan laji."),
    "register_needed": _("Edunvalvojan tehtävä tarkistetaan holhousasioiden rekisteristä tai tuomioistuimen "
                         "päätöksestä (442/1999 29 §)."),
    "population_needed": _("Huoltajuus tarkistetaan väestötietojärjestelmästä tai päätöksestä."),
    "order": _("Viimeisen päivän pitää olla alun jälkeen ja aikaisintaan tänään."),
}


@action
def add_tie(*, client: UUID, kind: str, given_names: str = "", family_name: str = "", phone: str = "", email: str = "",
            same_household: bool = False, other: UUID | None = None, account: UUID | None = None, by: Actor) -> Tie:
    """Record a person close to the client. It opens nobody's data to anybody.

    With ``other`` she is a client of her own whom the actor may see too (``Unseen`` otherwise): her name comes from
    her record, no contact details are copied, and the tie stands on her side as well, seen from there.
    """
    person = seen_and_locked(client)
    if kind not in MIRROR:
        raise Refused(_("Valitse, kuka hän on asiakkaalle."), field="kind", code="unknown_kind")
    if other is not None:
        return _tie_two(person, seen_and_locked(other), Tie.Kind(kind), same_household, by)
    given, _called, family = refusals.checked_names(given_names, "", family_name)
    if not (given or family):
        raise Refused(_("Kirjoita ainakin etunimi tai sukunimi."), field="given_names", code="required")
    tie = Tie.objects.create(client=person, kind=kind, given_names=given, family_name=family, account_id=account,
                             same_household=same_household)
    _keep_contact(person, phone, email, tie=tie)
    audit.record("clients.add_tie", by=by, client=client, about=tie, kind=kind)
    return tie


def _tie_two(person: Client, other: Client, kind: Tie.Kind, same_household: bool, by: Actor) -> Tie:
    if person.pk == other.pk:
        raise Refused(_("Valitse joku toinen kuin asiakas itse."), field="other", code="self")
    if TieToClient.objects.filter(of_person(person.pk), of_person(other.pk, "other"), tie__ended_at=None).exists():
        raise Refused(_("Tämä läheinen on jo kirjattu."), field="other", code="taken")
    tie, mirror = (Tie(client=whose, kind=seen_as, given_names=of.call_name or of.given_names,
                       family_name=of.family_name, account_id=of.account_id, same_household=same_household)
                   for whose, of, seen_as in ((person, other, kind), (other, person, MIRROR[kind])))
    for row in (tie, mirror):
        row.save(force_insert=True)
    TieToClient.objects.create(client=person, other=other, tie=tie, mirror=mirror)
    TieToClient.objects.create(client=other, other=person, tie=mirror, mirror=tie)
    for row in (tie, mirror):
        audit.record("clients.add_tie", by=by, client=row.client_id, about=row, kind=row.kind)
    return tie


@action
def end_tie(*, tie: UUID, by: Actor) -> None:
    """The tie no longer holds, or was recorded wrong; on both sides when both may be seen."""
    found = _open_tie(tie)
    linked = TieToClient.objects.filter(tie=found).select_related("mirror").first()
    for row in [found] + ([linked.mirror] if linked and linked.mirror.ended_at is None else []):
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record("clients.end_tie", by=by, client=row.client_id, about=row)


@action
def link_tie_account(*, tie: UUID, account: UUID, known_how: HowKnown | None = None, by: Actor) -> None:
    """The close person signs in with this account. What she then sees is decided elsewhere, by the client.

    ``known_how``: how ``by`` made sure that it is hers. Refused if she has another, and for a work account."""
    found = _open_tie(tie)
    if found.account_id not in (None, account):
        raise Refused(_("Läheisellä on jo oma tunnus."), field="account", code="taken")
    if accounts.is_for_work(account):
        raise Refused(refusals.WORK_ACCOUNT, field="account", code="for_work")
    found.account_id = account
    found.save(update_fields=["account"])
    audit.record("clients.link_tie_account", by=by, client=found.client_id, about=found, account=account,
                 known_how=known_how)


def _open_tie(tie: UUID) -> Tie:
    found = Tie.objects.select_for_update().filter(pk=tie, ended_at=None).first()
    if found is None:
        raise Unseen
    return found


@action
def name_representative(*, client: UUID, kind: RepresentativeKind, given_names: str, family_name: str,
                        matters: Iterable[Matter], categories: Iterable[Category], checked_how: Checked,
                        valid_from: date | None = None, valid_until: date | None = None, phone: str = "",
                        email: str = "", same_household: bool = False, account: UUID | None = None,
                        by: Actor) -> Representative:
    """Record who may act for her: in which matters, seeing which categories, until when; checked by whom and how.

    The actor is the one who checked (442/1999 29 § 2, 703/2023 50 §). A custodian's last day is the day before the
    18th birthday at the latest. Refused beside the field that cannot be.
    """
    person = seen_and_locked(client)
    given, _called, family = refusals.checked_names(given_names, "", family_name)
    if not (given and family):
        raise Refused(_("Kirjoita edustajan etunimi ja sukunimi."), field="family_name", code="required")
    if account is not None and account == by.account:
        raise Refused(_("Et voi kirjata itseäsi asiakkaan edustajaksi."), field="account", code="own")
    day, asked = clock.today(), frozenset(matters)
    begins = valid_from or day
    problem = problem_of(kind, matters=asked, checked=checked_how, birth=person.birth_date, valid_from=begins,
                         until=valid_until, day=day)
    if problem:
        raise Refused(WRONG[problem.code], field={"checked": "checked_how", "until": "valid_until"}.get(
            problem.field, problem.field), code=problem.code)
    made = Representative.objects.create(
        client=person, kind=kind, given_names=given, family_name=family, same_household=same_household,
        account_id=account, matters=sorted(m.value for m in asked),
        categories=sorted({Category(c).value for c in categories}), valid_from=begins,
        valid_until=ends_on(kind, valid_until, person.birth_date), checked_how=checked_how, checked_by=by.account,
        checked_at=clock.now())
    _keep_contact(person, phone, email, representative=made)
    audit.record("clients.name_representative", by=by, client=client, about=made, basis="442/1999 29 §",
                 kind=kind.value, matters=made.matters, categories=made.categories,
                 checked=checked_how.value, until=made.valid_until)
    events.publish(_named(made, by))
    return made


@action
def link_representative_account(*, representative: UUID, account: UUID, known_how: HowKnown | None = None, by: Actor
                                ) -> None:
    """The representative signs in with this account, and acts for her from now on as far as was recorded.

    ``known_how``: how ``by`` made sure that it is hers. Refused if she has another, for a work account and for one's
    own; ``sharing`` refuses it from one who answers for the client by nobody else's word (ADR 0071).
    """
    found = Representative.objects.select_for_update().filter(pk=representative, ended_at=None).first()
    if found is None:
        raise Unseen
    if found.account_id not in (None, account):
        raise Refused(_("Edustajalla on jo oma tunnus."), field="account", code="taken")
    if accounts.is_for_work(account) or account == by.account:
        raise Refused(refusals.WORK_ACCOUNT, field="account", code="for_work")
    found.account_id = account
    found.save(update_fields=["account"])
    audit.record("clients.link_representative_account", by=by, client=found.client_id, about=found, account=account,
                 known_how=known_how)
    events.publish(_named(found, by))


def _named(made: Representative, by: Actor) -> RepresentativeNamed:
    return RepresentativeNamed(representative=made.pk, client=made.client_id, account=made.account_id,
                               scope=frozenset(made.categories), until=made.valid_until,
                               matters=frozenset(made.matters), by=by)


@action
def end_representative(*, representative: UUID, by: Actor) -> None:
    """She no longer acts for the client. What she saw on that ground closes at once."""
    found = Representative.objects.select_for_update().filter(pk=representative, ended_at=None).first()
    if found is None:
        raise Unseen
    found.ended_at, found.ended_by = clock.now(), by.account
    found.save(update_fields=["ended_at", "ended_by"])
    audit.record("clients.end_representative", by=by, client=found.client_id, about=found)
    events.publish(RepresentativeEnded(representative=found.pk, client=found.client_id,
                                       account=found.account_id, by=by))


def _keep_contact(person: Client, phone: str, email: str, **of: Any) -> None:
    """How she is reached: beside the client's own protected address if they live together under an order."""
    told = {"phone": refusals.checked_text(phone, "phone", PHONE),
            "email": refusals.checked_text(email, "email", SHORT)}
    if any(told.values()):
        lives_with = person.protected_until is not None and next(iter(of.values())).same_household
        category = Category.PROTECTED_ADDRESS if lives_with else Category.IDENTITY
        CloseContact(client=person, category=category.value, **told, **of).save(force_insert=True)
