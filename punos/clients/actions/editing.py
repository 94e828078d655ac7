"""Changing what is on record of a person: one section at a time, her code, the account she signs in with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.clients.actions import refusals
from punos.clients.actions.recognising import LINES, holders_of, set_search_columns
from punos.clients.events import ClientAccountLinked, FactsChanged, IdentityCodeChanged
from punos.clients.models import Client, IdentityCode, Representative
from punos.clients.queries.cards import card_of, section_mark
from punos.clients.queries.naming import of_person
from punos.clients.rules.identity_code import CodeKind, Despite
from punos.clients.rules.representation import RepresentativeKind, ends_on
from punos.clients.rules.sections import SECTIONS, Section
from punos.clients.rules.signing_in import HowKnown
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Stale, Unseen


def seen_and_locked(client: UUID) -> Client:
    """The person's row, locked for this transaction. ``Unseen`` without a grant on her identity."""
    found = Client.objects.select_for_update().filter(pk=client).first()
    if found is None:
        raise Unseen
    return found


@action
def edit(*, client: UUID, section: Section, values: Mapping[str, Any], mark: str, by: Actor) -> None:
    """Save one section of her identity (703/2023 38 §: basic data are kept right).

    ``mark`` is ``queries.section_mark`` of what the editor saw. ``Stale`` with the present card if somebody saved
    the section in between; Refused beside the field otherwise, and for contact data under an order of
    non-disclosure (they have a page of their own).
    """
    person = seen_and_locked(client)
    if mark != section_mark(person, section):
        raise Stale(_("Joku muu tallensi nämä tiedot, kun kirjoitit. Alla ovat molemmat. Korjaa omasi ja tallenna, "
                      "niin se jää voimaan."), current=card_of(person))
    new = _checked(section, person, {field: values.get(field) for field in SECTIONS[section]})
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    for field, value in new.items():
        setattr(person, field, value)
    set_search_columns(person)
    if "birth_date" in changed:
        _move_coming_of_age(person)
    person.save(update_fields=[*new, "sort_key", "search_words"])  # never who she turned out to be
    audit.record("clients.edit", by=by, client=client, basis="703/2023 38 §", section=section.value, fields=changed)
    for what, field in (("birth_date", "birth_date"), ("death", "death_date")):
        if field in changed:
            events.publish(FactsChanged(client=client, what=what, by=by))


def _checked(section: Section, person: Client, values: dict[str, Any]) -> dict[str, Any]:
    if section is Section.NAME:
        given, called, family = refusals.checked_names(*(values[field] or "" for field in SECTIONS[section]))
        if not (given or family):
            raise Refused(_("Kirjoita ainakin etunimi tai sukunimi."), field="family_name", code="required")
        return {"given_names": given, "call_name": called, "family_name": family}
    if section is Section.LIFE:
        return _checked_life(values["birth_date"], values["death_date"])
    if section is Section.CONTACT and person.protected_until is not None:
        raise Refused(_("Asiakkaalla on turvakielto. Yhteystiedot tallennetaan suojatun osoitteen sivulla."),
                      code="protected", section="661/2009 36 §")
    return {field: refusals.checked_text(value or "", field, LINES[field]) for field, value in values.items()}


def _checked_life(birth: date | None, death: date | None) -> dict[str, Any]:
    if birth is not None:
        refusals.checked_birth_date(birth, "")
    if death is not None and (death > clock.today() or (birth is not None and death < birth)):
        raise Refused(_("Tarkista kuolinpäivä: se on syntymäajan jälkeen ja viimeistään tänään."), field="death_date",
                      code="death_date")
    return {"birth_date": birth, "death_date": death}


def _move_coming_of_age(person: Client) -> None:
    """Custodians' last day follows the birth date, which they cannot be without."""
    custodians = Representative.objects.filter(of_person(person.pk), kind=RepresentativeKind.CUSTODIAN, ended_at=None)
    if person.birth_date is None and custodians.exists():
        raise Refused(_("Asiakkaalla on huoltaja, joten syntymäaikaa tarvitaan."), field="birth_date",
                      code="birth_date_needed")
    for custodian in custodians:
        last = ends_on(RepresentativeKind.CUSTODIAN, None, person.birth_date)
        custodian.valid_until = max(last, custodian.valid_from) if last else None
        custodian.save(update_fields=["valid_until"])


@action
def change_code(*, client: UUID, identity_code: str, kind: CodeKind, was_error: bool = False,
                despite: Despite | None = None, by: Actor) -> None:
    """She has another code now; she stays the same person and the former code still leads to her (661/2009 12 §).

    ``was_error``: the code on record was never hers, and leads to her no longer. A code that somebody else has is
    taken as disputed, with the same answer: whether the other is known is not told. Refused beside
    ``identity_code`` when it is no code, and beside ``despite`` when the birth date on record is another than the
    code's and nobody has said why the code is right, or that the date is to be put right by it.
    """
    person = seen_and_locked(client)
    code = refusals.checked_code(identity_code, kind)
    other_date = refusals.checked_against_birth(person.birth_date, code, despite)
    now = IdentityCode.objects.filter(client=person, valid_until=None).first()
    if now and (now.code, now.kind) == (code, kind) and not now.disputed:
        raise Refused(_("Tämä tunnus on jo voimassa."), field="identity_code", code="same")
    if now:
        now.valid_until, now.ended_because = clock.today(), "error" if was_error else "changed"
        now.save(update_fields=["valid_until", "ended_because"])
    with session.purpose_of(Purpose.RECOGNITION):
        others = [holder for holder in holders_of(code) if holder.pk != person.pk]
        new = IdentityCode(client=person, code=code, kind=kind, valid_from=clock.today(), disputed=bool(others))
        try:
            with transaction.atomic():
                new.save(force_insert=True)
        except IntegrityError:  # recorded for somebody else in between
            new.disputed = True
            new.save(force_insert=True)
    audit.record("clients.change_code", by=by, client=client, about=new, basis="661/2009 12 §", kind=kind.value,
                 was_error=was_error, despite=despite.value if despite and other_date else "")
    events.publish(IdentityCodeChanged(client=client, by=by))
    if other_date and despite is Despite.MEND:
        person.birth_date = other_date
        person.save(update_fields=["birth_date"])
        _move_coming_of_age(person)
        events.publish(FactsChanged(client=client, what="birth_date", by=by))


@action
def link_account(*, client: UUID, account: UUID, known_how: HowKnown | None = None, by: Actor) -> None:
    """She signs in with this account from now on, and her own data are hers to see. ``known_how``: how ``by`` made
    sure that it is hers. Refused if she has another, and for an account people work with: nobody becomes a client's
    own eyes with it."""
    person = seen_and_locked(client)
    if accounts.is_for_work(account):
        raise Refused(refusals.WORK_ACCOUNT, field="account", code="for_work")
    if person.account_id not in (None, account):
        raise Refused(_("Asiakkaalla on jo oma tunnus."), field="account", code="taken")
    person.account_id = account
    try:
        with transaction.atomic():
            person.save(update_fields=["account"])
    except IntegrityError as error:
        raise Refused(_("Tämä tunnus on jo toisen asiakkaan."), field="account", code="taken") from error
    audit.record("clients.link_account", by=by, client=client, account=account, known_how=known_how)
    events.publish(ClientAccountLinked(client=client, account=account, by=by))
