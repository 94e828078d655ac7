"""What the statutes count: their clocks, and the client relationship as recorded entries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.cases import pack, rules
from punos.cases.actions.ground import locked_open, require_acting
from punos.cases.models import Case, ClientRelationship, Clock
from punos.clients import queries as clients
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.clocks import ClockPerson, Over75, StartEvent, Within, add_months, deadlines
from punos.lawfulness.service_tasks import ServiceTask

RELATIONSHIP = "1301/2014 34 §"


@action
def start_clocks(*, case: UUID, event: str, on: date, person: ClockPerson | None = None, by: Actor) -> list[Clock]:
    """Start every statutory clock that this event starts for this person; those running already go on.

    ``event`` is a ``lawfulness.clocks.StartEvent``, ``on`` its day (day 0); ``person`` what the clocks ask of her
    (None: as her record says). Refused for a day in the future.
    """
    found = locked_open(case)
    require_acting(found, by)
    if on > clock.today():
        raise Refused(_("Päivä on tulevaisuudessa. Kello alkaa vasta, kun asia on tapahtunut."), field="on",
                      code="future")
    started = start(found, StartEvent(event), on, person or person_of(found, by), by)
    audit.record("cases.start_clocks", by=by, client=found.client_id, about=found, event=event, on=on,
                 rules=[row.rule for row in started])
    return started


@action
def meet_clock(*, clock_id: UUID, by: Actor) -> Clock:
    """What the clock counted to has happened. Late or not, the moment is kept."""
    running = _running(clock_id, by)
    running.met_at, running.met_by_id = max(clock.now(), running.begins), by.account
    running.save(update_fields=["met_at", "met_by"])
    audit.record("cases.meet_clock", by=by, client=running.client_id, about=running, rule=running.rule,
                 basis=running.section)
    return running


@action
def lapse_clock(*, clock_id: UUID, why: str, by: Actor) -> Clock:
    """There is nothing to count to any more (she took her application back, another authority does it): with why."""
    running = _running(clock_id, by)
    if not why.strip():
        raise Refused(_("Kirjoita, miksi tätä aikaa ei enää lasketa."), field="why", code="required")
    running.met_at, running.met_by_id = max(clock.now(), running.begins), by.account
    running.lapsed_why = why.strip()
    running.save(update_fields=["met_at", "met_by", "lapsed_why"])
    audit.record("cases.lapse_clock", by=by, client=running.client_id, about=running, rule=running.rule,
                 basis=running.section)
    return running


def _running(clock_id: UUID, by: Actor) -> Clock:
    found = Clock.objects.filter(pk=clock_id).first()
    if found is None:
        raise Unseen
    require_acting(locked_open(found.case_id), by)
    found = Clock.objects.select_for_update().get(pk=clock_id)
    if found.met_at is not None:
        raise Refused(_("Tämä aika on jo merkitty päättyneeksi."), code="taken")
    return found


@action
def begin_relationship(*, client: UUID, service_task: str, basis: str, began_on: date, case: UUID | None = None,
                       by: Actor) -> ClientRelationship:
    """Record that the social-care client relationship began: on application, or when handling began (34 §).

    ``service_task``: a ``lawfulness.service_tasks.ServiceTask``; by it differs how long her documents are kept.
    """
    if service_task not in list(ServiceTask):
        raise Refused(_("Valitse, mihin palveluun asiakkuus kuuluu."), field="service_task", code="required")
    if basis not in ("application", "handling"):
        raise Refused(_("Valitse, mistä asiakkuus alkoi."), field="basis", code="required")
    if began_on > clock.today():
        raise Refused(_("Asiakkuus ei voi alkaa tulevaisuudessa."), field="began_on", code="future")
    if ClientRelationship.objects.filter(clients.of_person(client), service_task=service_task, ended_on=None).exists():
        raise Refused(_("Tämä asiakkuus on jo auki."), field="service_task", code="taken")
    made = ClientRelationship.objects.create(client_id=client, case_id=case, service_task=service_task, basis=basis,
                                             began_on=began_on, recorded_by_id=by.account)
    audit.record("cases.begin_relationship", by=by, client=client, about=made, basis=RELATIONSHIP,
                 service_task=service_task, began_on=began_on)
    return made


@action
def end_relationship(*, relationship: UUID, ended_on: date, entry: str, by: Actor) -> ClientRelationship:
    """Record that the client relationship ended. It ends by this entry and by nothing else (34 §)."""
    found = ClientRelationship.objects.select_for_update().filter(pk=relationship).first()
    if found is None:
        raise Unseen
    if found.ended_on is not None:
        raise Refused(_("Tämä asiakkuus on jo päätetty."), code="taken")
    if not entry.strip():
        raise Refused(_("Kirjaa, miksi asiakkuus päättyy."), field="entry", code="required")
    if not found.began_on <= ended_on <= clock.today():
        raise Refused(_("Päivän pitää olla asiakkuuden alun ja tämän päivän välissä."), field="ended_on",
                      code="order")
    found.ended_on, found.ended_by_id, found.end_entry = ended_on, by.account, entry.strip()
    found.save(update_fields=["ended_on", "ended_by", "end_entry"])
    audit.record("cases.end_relationship", by=by, client=found.client_id, about=found, basis=RELATIONSHIP,
                 ended_on=ended_on)
    return found


def person_of(case: Case, by: Actor) -> ClockPerson:
    """What the clocks ask of the client, as far as it is known."""
    card = clients.get(by, case.client_id)
    return ClockPerson(born=card.birth_date, older_person=pack.for_older_people(case.model))


def start(case: Case, event: StartEvent, on: date, person: ClockPerson, by: Actor) -> list[Clock]:
    """The clocks of an event as rows, those of the same rule that run already left out."""
    ours = {tight.clock: tight.within for tight in pack.of(case.model).tightened_clocks}
    running = set(Clock.objects.filter(case=case, met_at=None).values_list("rule", flat=True))
    begins = datetime.combine(on, datetime.min.time(), clock.HELSINKI)
    return Clock.objects.bulk_create([
        Clock(case=case, client_id=case.client_id, rule=deadline.rule_id, section=str(deadline.section), begins=begins,
              due=rules.sooner(deadline.due, _promised(ours.get(deadline.rule_id), on)), started_by_id=by.account)
        for deadline in deadlines(event, on=on, person=person, add_working_days=clock.add_working_days,
                                  over_75=Over75(settings.PUNOS_OVER_75))
        if deadline.rule_id not in running])


def _promised(within: Within | None, on: date) -> date | None:
    """The day the model promises, where it promises more than the law."""
    if within is None or within.without_delay:
        return None
    if within.working_days:
        return clock.add_working_days(on, within.working_days)
    return add_months(on, within.months) if within.months else on + timedelta(days=within.days)
