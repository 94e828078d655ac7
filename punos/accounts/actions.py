"""Making accounts, units, memberships, duty shifts and absences."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.permissions import ROLES
from punos.accounts.models import Absence, Account, DutyShift, Membership, Organisation, Profession, Unit
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.sorting import finnish_sort_key


@action
def create_organisation(*, name: str, sector: str, name_sv: str = "", business_id: str = "",
                        separate_controller: bool = False, by: Actor) -> Organisation:
    """An employer or association whose people may come into a client's team.

    ``separate_controller``: it keeps registers of its own, so that telling it is disclosure (703/2023 54–55 §).
    """
    made = Organisation.objects.create(name=name, name_sv=name_sv, sector=sector, business_id=business_id,
                                       separate_controller=separate_controller)
    audit.record("accounts.create_organisation", by=by, about=made, sector=sector)
    return made


@action
def create_unit(*, organisation: UUID, name: str, register: str, name_sv: str = "", service_task: str = "",
                phone: str = "", is_queue: bool = False, is_coordinator_queue: bool = False, by: Actor) -> Unit:
    """A unit of an organisation. ``register`` is social, health or other (703/2023 18 §)."""
    made = Unit.objects.create(organisation_id=organisation, name=name, name_sv=name_sv, register=register,
                               service_task=service_task, phone=phone, is_queue=is_queue or is_coordinator_queue,
                               is_coordinator_queue=is_coordinator_queue)
    audit.record("accounts.create_unit", by=by, about=made, register=register)
    return made


@action
def create_account(*, login: str, kind: str, given_name: str, family_name: str, password: str | None,
                   language: str = "fi", phone: str = "", demo_line: str = "", account: UUID | None = None,
                   by: Actor) -> Account:
    """An account to sign in with. Without a password she cannot sign in by one (demo, or another method).

    Refused (field ``login``) if the login is taken.
    """
    made = Account(login=login.strip().lower(), kind=kind, given_name=given_name, family_name=family_name,
                   sort_key=finnish_sort_key(f"{family_name} {given_name}"), language=language, phone=phone,
                   demo_line=demo_line, password=make_password(password))
    if account:
        made.pk = account
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Tämä käyttäjätunnus on jo käytössä. Valitse toinen."), field="login", code="taken") from error
    audit.record("accounts.create_account", by=by, about=made, kind=kind)
    return made


@action
def join_unit(*, account: UUID, unit: UUID, role: str, title: str, profession: str = Profession.OTHER,
              public_office: bool = False, since: date | None = None, by: Actor) -> Membership:
    """Let a person act for a unit in a role. Refused for a role that does not exist."""
    if role not in ROLES:
        raise Refused(_("Tällaista roolia ei ole."), field="role", code="unknown_role")
    made = Membership.objects.create(account_id=account, unit_id=unit, role=role, title=title, profession=profession,
                                     public_office=public_office, valid_from=since or clock.today())
    audit.record("accounts.join_unit", by=by, about=made, account=account, to_unit=unit, role=role)
    return made


@action
def leave_unit(*, membership: UUID, by: Actor) -> None:
    """End a membership today; the unit's grants stop being hers at once."""
    made = Membership.objects.select_for_update().get(pk=membership)
    made.valid_until = clock.today()
    made.save(update_fields=["valid_until"])
    audit.record("accounts.leave_unit", by=by, about=made, account=made.account_id)


@action
def take_duty(*, unit: UUID, account: UUID, begins: datetime, ends: datetime, by: Actor) -> DutyShift:
    """Put a person on duty for a queue. Refused if somebody already is at that time."""
    if ends <= begins:
        raise Refused(_("Vuoron pitää päättyä alkuaan myöhemmin."), field="ends", code="order")
    try:
        with transaction.atomic():
            made = DutyShift.objects.create(unit_id=unit, account_id=account, begins=begins, ends=ends)
    except IntegrityError as error:
        raise Refused(_("Jollakulla on jo vuoro tähän aikaan. Siirrä ensin se."), field="begins",
                      code="taken") from error
    audit.record("accounts.take_duty", by=by, about=made, account=account, at_unit=unit, begins=begins, ends=ends)
    return made


@action
def record_absence(*, account: UUID, substitute: UUID, begins: date, ends: date, by: Actor) -> Absence:
    """A colleague answers for this person meanwhile. Refused when it ends before it begins, or names herself."""
    if ends < begins:
        raise Refused(_("Poissaolon pitää päättyä alkuaan myöhemmin."), field="ends", code="order")
    if account == substitute:
        raise Refused(_("Valitse sijaiseksi joku toinen."), field="substitute", code="self")
    made = Absence.objects.create(account_id=account, substitute_id=substitute, begins=begins, ends=ends)
    audit.record("accounts.record_absence", by=by, about=made, account=account, substitute=substitute,
                 begins=begins, ends=ends)
    return made
