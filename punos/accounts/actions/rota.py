"""Who answers for a queue, who is away, who leaves: duty shifts, absences and the end of a membership."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts.answering import CANNOT_WORK, current, must_work, working
from punos.accounts.events import AbsenceChanged
from punos.accounts.keeping import goes_on_elsewhere
from punos.accounts.leaving import STILL_OPEN, SUCCESSOR_ANSWERS, still_open
from punos.accounts.models import Absence, DutyShift, Membership
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen

LONGEST_ABSENCE, LONGEST_SHIFT = timedelta(days=366), timedelta(days=7)


@action
def leave_unit(*, membership: UUID, successor: UUID | None = None, by: Actor) -> None:
    """End a membership today; the unit's grants stop being hers at once.

    ``successor``: the colleague who from tomorrow answers for what she still holds, until each matter is handed over
    (as a substitute does). Refused for somebody of another register, and (field ``successor``) for nobody while she
    answers for something, unless she goes on in another unit that writes to the same register. Unseen for who may not
    arrange its work.
    """
    made = Membership.objects.select_for_update().filter(pk=membership).first()
    if made is None:
        raise Unseen
    _must_arrange(by, made.account_id, made.unit_id)
    if successor is not None:
        _must_be_colleagues(made.account_id, successor)
        first = clock.today() + timedelta(days=1)
        Absence.objects.filter(account=made.account_id, ends__gte=first, begins__gte=first).delete()
        Absence.objects.filter(account=made.account_id, ends__gte=first).update(ends=clock.today())
        Absence.objects.create(account_id=made.account_id, substitute_id=successor, begins=first,
                               ends=first + LONGEST_ABSENCE)
    elif still_open(made.account_id) and not goes_on_elsewhere(membership):
        raise Refused(STILL_OPEN, field="successor", code="still_open")
    made.valid_until = clock.today()
    made.save(update_fields=["valid_until"])
    audit.record("accounts.leave_unit", by=by, about=made, account=made.account_id, of_unit=made.unit_id,
                 role=made.role, successor=successor)


@action
def take_duty(*, unit: UUID, account: UUID, begins: datetime, ends: datetime, by: Actor) -> DutyShift:
    """Put a person of the unit on duty for its queue. Refused if somebody already is at that time, and for who does
    no client work in the unit: she would not see its queue."""
    _must_arrange(by, account, unit)
    if not Membership.objects.filter(working(clock.today()), account=account, unit=unit).exists():
        raise Refused(CANNOT_WORK, field="account", code="cannot_work")
    if ends <= begins:
        raise Refused(_("Vuoron pitää päättyä alkuaan myöhemmin."), field="ends", code="order")
    if ends - begins > LONGEST_SHIFT:
        raise Refused(_("Vuoro voi kestää enintään viikon."), field="ends", code="long")
    try:
        with transaction.atomic():
            made = DutyShift.objects.create(unit_id=unit, account_id=account, begins=begins, ends=ends)
    except IntegrityError as error:
        raise Refused(_("Jollakulla on jo vuoro tähän aikaan. Siirrä ensin se."), field="begins",
                      code="taken") from error
    audit.record("accounts.take_duty", by=by, about=made, account=account, at_unit=unit, begins=begins, ends=ends)
    return made


@action
def cancel_duty(*, shift: UUID, by: Actor) -> None:
    """Take a coming shift away; from then on somebody of the unit answers as without one (``on_duty``)."""
    made = DutyShift.objects.select_for_update().filter(pk=shift, ends__gt=clock.now()).first()
    if made is None:
        raise Unseen
    _must_arrange(by, made.account_id, made.unit_id)
    audit.record("accounts.cancel_duty", by=by, about=made, account=made.account_id, at_unit=made.unit_id)
    made.delete()


@action
def record_absence(*, account: UUID, substitute: UUID, begins: date, ends: date, by: Actor) -> Absence:
    """A colleague answers for this person meanwhile; recorded by herself or by who arranges her unit's work. One that
    has begun counts from this moment (``AbsenceChanged``).

    Refused when it ends before it begins or over a year later, overlaps another, or names herself or somebody of
    another register.
    """
    _must_arrange(by, account)
    if ends < begins:
        raise Refused(_("Poissaolon pitää päättyä alkuaan myöhemmin."), field="ends", code="order")
    if ends - begins > LONGEST_ABSENCE:
        raise Refused(_("Poissaolo voi kestää enintään vuoden kerrallaan."), field="ends", code="long")
    _must_be_colleagues(account, substitute)
    if Absence.objects.filter(account=account, begins__lte=ends, ends__gte=begins).exists():
        raise Refused(_("Näille päiville on jo kirjattu poissaolo."), field="begins", code="overlaps")
    made = Absence.objects.create(account_id=account, substitute_id=substitute, begins=begins, ends=ends)
    audit.record("accounts.record_absence", by=by, about=made, account=account, substitute=substitute,
                 begins=begins, ends=ends)
    events.publish(AbsenceChanged(account, by))
    return made


@action
def end_absence(*, absence: UUID, by: Actor) -> None:
    """She is back: from this moment she answers for her own again, and the substitute does not. What had not begun is
    taken away. Refused when her work ends before it begins and she still answers for something: then it is what her
    successor answers on (``leave_unit``)."""
    made = Absence.objects.select_for_update().filter(pk=absence, ends__gte=clock.today()).first()
    if made is None:
        raise Unseen
    _must_arrange(by, made.account_id)
    if not Absence.objects.coming_back().filter(pk=made.pk).exists() and still_open(made.account_id):
        raise Refused(SUCCESSOR_ANSWERS, code="successor_answers")
    audit.record("accounts.end_absence", by=by, about=made, account=made.account_id, substitute=made.substitute_id)
    if made.begins >= clock.today():
        made.delete()
    else:
        made.ends = clock.today() - timedelta(days=1)
        made.save(update_fields=["ends"])
    events.publish(AbsenceChanged(made.account_id, by))


def _must_arrange(by: Actor, account: UUID, unit: UUID | None = None) -> None:
    """Unseen unless this is the actor herself in her own unit, a manager of one of the person's units, or an
    administrator."""
    theirs = {unit} if unit else set(Membership.objects.filter(account=account).values_list("unit", flat=True))
    if by.is_system or "administrator" in by.roles or ("manager" in by.roles and by.unit in theirs):
        return
    if by.account == account and (unit is None or unit in by.units | {by.unit}):
        return
    raise Unseen


def _must_be_colleagues(account: UUID, substitute: UUID) -> None:
    """Refused unless the other one is somebody else, of the same organisation and register: she will see the same."""
    if account == substitute:
        raise Refused(_("Valitse sijaiseksi joku toinen."), field="substitute", code="self")
    theirs = set(Membership.objects.filter(account=account).values_list("unit__organisation", "unit__register"))
    working = Membership.objects.filter(current(clock.today()), account=substitute)
    hers = set(working.values_list("unit__organisation", "unit__register"))
    must_work(substitute, field="substitute")
    if not theirs & hers:
        raise Refused(_("Valitse sijaiseksi joku, joka kirjaa samaan rekisteriin."), field="substitute",
                      code="stranger")
