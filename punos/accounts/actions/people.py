"""Organisations, units, accounts and memberships: the county's own register of who works where.

An administrator makes them; what she makes gives her no client's matters to see. A professional in social or health
care may make an account for a client or somebody close to her, and for nobody else.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.permissions import ROLES, Permission, permissions_of
from punos.access.purposes import Purpose
from punos.accounts.models import Account, Kind, Membership, Organisation, Profession, Unit
from punos.kernel import clock, session
from punos.kernel.actor import NOBODY, Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.sorting import finnish_sort_key
from punos.lawfulness.categories import Register

TAKEN_NAME = _("Tämänniminen on jo olemassa. Valitse toinen nimi.")


def must_administer(by: Actor) -> None:
    """Unseen for anybody but an administrator (or a system purpose)."""
    if not by.is_system and Permission.ADMINISTER not in permissions_of(by.roles):
        raise Unseen


def must_let_in(by: Actor, kind: str) -> None:
    """Unseen unless ``by`` may make or open an account of this kind: see the module."""
    works = kind != Kind.PROFESSIONAL and by.unit is not None and Permission.WORK in permissions_of(by.roles)
    if not (works and Unit.objects.filter(
            pk=by.unit or NOBODY, register__in=[Register.SOCIAL, Register.HEALTH]).exists()):
        must_administer(by)


@action
def create_organisation(*, name: str, sector: str, name_sv: str = "", business_id: str = "",
                        separate_controller: bool = False, by: Actor) -> Organisation:
    """An employer or association whose people may come into a client's team.

    ``separate_controller``: it keeps registers of its own, so that telling it is disclosure (703/2023 54–55 §).
    Refused (field ``name``) if the name is taken.
    """
    must_administer(by)
    made = Organisation(name=name.strip(), name_sv=name_sv.strip(), sector=sector, business_id=business_id.strip(),
                        separate_controller=separate_controller)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(TAKEN_NAME, field="name", code="taken") from error
    audit.record("accounts.create_organisation", by=by, about=made, sector=sector)
    return made


@action
def create_unit(*, organisation: UUID, name: str, register: str, name_sv: str = "", service_task: str = "",
                phone: str = "", is_queue: bool = False, is_coordinator_queue: bool = False, by: Actor) -> Unit:
    """A unit of an organisation. ``register`` is social, health or other (703/2023 18 §).

    ``is_coordinator_queue``: it takes whatever nobody else answers for, from now on alone. Refused (field ``name``) if
    the organisation has a unit of this name; (``is_coordinator_queue``) if it is not the county's own care.
    """
    must_administer(by)
    if is_coordinator_queue:
        _hand_over_the_queue(register, organisation)
    made = Unit(organisation_id=organisation, name=name.strip(), name_sv=name_sv.strip(), register=register,
                service_task=service_task, phone=phone, is_queue=is_queue or is_coordinator_queue,
                is_coordinator_queue=is_coordinator_queue)
    _save_unit(made)
    audit.record("accounts.create_unit", by=by, about=made, register=register)
    return made


@action
def change_unit(*, unit: UUID, name: str, name_sv: str = "", phone: str = "", is_queue: bool = False,
                is_coordinator_queue: bool = False, by: Actor) -> Unit:
    """Another name or phone, or whether matters may be sent to it. Its register never changes: what was written
    under one register stays there (703/2023 18 §). ``is_coordinator_queue``: as in ``create_unit``."""
    must_administer(by)
    found = Unit.objects.select_for_update().filter(pk=unit).first()
    if found is None:
        raise Unseen
    if found.is_coordinator_queue and not is_coordinator_queue:
        raise Refused(_("Yhden yksikön pitää ottaa vastaan kaikki yhteydenotot. Valitse tämä sille yksikölle, joka"
                        " jatkaa: merkintä siirtyy silloin sinne."), field="is_coordinator_queue", code="last")
    if is_coordinator_queue and not found.is_coordinator_queue:
        _hand_over_the_queue(found.register, found.organisation_id)
    found.name, found.name_sv, found.phone = name.strip(), name_sv.strip(), phone
    found.is_coordinator_queue, found.is_queue = is_coordinator_queue, is_queue or is_coordinator_queue
    _save_unit(found)
    audit.record("accounts.change_unit", by=by, about=found, queue=found.is_queue)
    return found


def _hand_over_the_queue(register: str, organisation: UUID) -> None:
    """Free the place of the coordinating queue for a unit that may have it. What nobody else answers for is her need
    of care: it never goes to another controller or outside the two registers (703/2023 13 §)."""
    own = Organisation.objects.filter(pk=organisation, separate_controller=False).exists()
    if not own or register not in (Register.SOCIAL, Register.HEALTH):
        raise Refused(_("Kaikki yhteydenotot voi ottaa vastaan vain hyvinvointialueen oma sosiaali- tai"
                        " terveydenhuollon yksikkö."), field="is_coordinator_queue", code="not_ours")
    Unit.objects.filter(is_coordinator_queue=True).update(is_coordinator_queue=False)


def _save_unit(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise Refused(TAKEN_NAME, field="name", code="taken") from error


@action
def create_account(*, login: str, kind: str, given_name: str, family_name: str, password: str | None,
                   language: str = "fi", phone: str = "", demo_line: str = "", account: UUID | None = None,
                   by: Actor) -> Account:
    """An account to sign in with. Without a password she cannot sign in by one (demo, or a start code first).

    Refused (field ``login``) if the login is taken.
    """
    must_let_in(by, kind)
    made = Account(login=login.strip().lower(), kind=kind, given_name=given_name, family_name=family_name,
                   sort_key=finnish_sort_key(f"{family_name} {given_name}"), language=language, phone=phone,
                   demo_line=demo_line, password=make_password(password))
    if account:
        made.pk = account
    _save_account(made, force_insert=True)
    audit.record("accounts.create_account", by=by, about=made, kind=kind)
    return made


def _save_account(account: Account, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=force_insert)
    except IntegrityError as error:
        raise Refused(_("Tämä käyttäjätunnus on jo käytössä. Valitse toinen."), field="login", code="taken") from error


@action
def correct_account(*, account: UUID, login: str, given_name: str, family_name: str, phone: str = "",
                    by: Actor) -> Account:
    """Mend a professional's name, user name or phone. Her password and sign-ins stay as they are.

    Refused (field ``login``) if another has the login. Unseen for a client's or close one's account.
    """
    must_administer(by)
    with session.purpose_of(Purpose.SIGN_IN):
        found = Account.objects.select_for_update().filter(pk=account, kind=Kind.PROFESSIONAL).first()
        if found is None:
            raise Unseen
        new = {"login": login.strip().lower(), "given_name": given_name, "family_name": family_name, "phone": phone}
        changed = [field for field, value in new.items() if getattr(found, field) != value]
        for field in changed:
            setattr(found, field, new[field])
        found.sort_key = finnish_sort_key(f"{family_name} {given_name}")
        _save_account(found)
    audit.record("accounts.correct_account", by=by, about=found, account=account, fields=changed)
    return found


@action
def join_unit(*, account: UUID, unit: UUID, role: str, title: str, profession: str = Profession.OTHER,
              public_office: bool = False, since: date | None = None, by: Actor) -> Membership:
    """Let a person act for a unit in a role. Refused for a role that does not exist or that she has there already, and
    for oneself: who hands out the units' grants takes none."""
    must_administer(by)
    if account == by.account:
        raise Refused(_("Et voi antaa työtä itsellesi. Sen tekee toinen pääkäyttäjä."), field="unit", code="self")
    if role not in ROLES:
        raise Refused(_("Tällaista roolia ei ole."), field="role", code="unknown_role")
    made = Membership(account_id=account, unit_id=unit, role=role, title=title, profession=profession,
                      public_office=public_office, valid_from=since or clock.today())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Hänellä on jo tämä rooli tässä yksikössä."), field="role", code="taken") from error
    audit.record("accounts.join_unit", by=by, about=made, account=account, to_unit=unit, role=role)
    return made


@action
def close_account(*, account: UUID, by: Actor) -> None:
    """She can no longer sign in, and whoever is signed in with it is out at once. Refused for one's own account, and
    while she still works in a unit: there somebody must go on with what she answers for (``leave_unit``)."""
    _set_open(account, False, by)


@action
def reopen_account(*, account: UUID, by: Actor) -> None:
    """She may sign in again, with the password she had."""
    _set_open(account, True, by)


def _set_open(account: UUID, is_open: bool, by: Actor) -> None:
    must_administer(by)
    if account == by.account:
        raise Refused(_("Et voi sulkea omaa tunnustasi."), code="self")
    with session.purpose_of(Purpose.SIGN_IN):
        found = Account.objects.select_for_update().filter(pk=account, kind=Kind.PROFESSIONAL).first()
        if found is None:
            raise Unseen
        if not is_open and Membership.objects.filter(account=account, valid_until=None).exists():
            raise Refused(_("Päätä ensin hänen työnsä yksiköissä, jotta joku jatkaa hänen asioitaan."), code="works")
        found.is_active = is_open
        found.save(update_fields=["is_active"])
    audit.record("accounts.reopen_account" if is_open else "accounts.close_account", by=by, about=found)
