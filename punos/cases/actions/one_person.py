"""One person has one work under a model, and one own worker: also when she has had two records (promise: one plan)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.cases import pack
from punos.cases.models import Case, Holding, Worker, WorkerRole
from punos.clients import queries as clients
from punos.kernel import session
from punos.kernel.errors import Refused

HAS_OWN_WORKER = _("Asiakkaalla on jo omatyöntekijä. Päätä ensin hänen tehtävänsä.")


def require_none_open(client: UUID, model: str, besides: UUID | None = None) -> None:
    """Refused when this person has an open case under the model, on whichever of her records it was opened. Who may
    not see that case is not told of it, but whom to ask. Her records stay as they are until the case is kept."""
    hers = clients.person_locked(client)
    open_now = Case.objects.filter(client__in=hers, model=model, closed_at=None)
    open_now = open_now.exclude(pk__in=[besides] if besides else [])
    if open_now.exists():
        raise Refused(_("Asiakkaalla on jo avoin yhteistyö tällä toimintamallilla. Avaa se."), code="already_open")
    with session.purpose_of(Purpose.HOLDING):
        if open_now.all().exists():
            raise Refused(_("Yhteistyötä ei voi aloittaa tästä. Tarjoa yhteydenotto asiakasohjaukselle: siellä "
                            "nähdään, kenelle se kuuluu."), code="already_open")


def require_no_own_worker(client: UUID) -> None:
    """Refused when this person has an own worker (1301/2014 42 §: one), on whichever of her records she was named. Her
    records stay as they are until the new one is kept."""
    hers = clients.person_locked(client)
    with session.purpose_of(Purpose.HOLDING):
        if Worker.objects.filter(client__in=hers, role=WorkerRole.OWN, ends=None).exists():
            raise Refused(HAS_OWN_WORKER, field="account", code="own_worker_exists")


def require_one_of_each(one: Iterable[UUID], other: Iterable[UUID]) -> None:
    """Refused when these records are to be one person and both have an open case under one model, or an own worker.

    People decide which work goes on: whoever answers for the other closes it, and its team and workers part with it;
    open goals and steps stay, in the one plan. Merging itself closes nothing and takes nobody's client from her.

    ``ways`` of the refusal: the two cases.
    """
    with session.purpose_of(Purpose.HOLDING):
        two = _two(Case.objects.filter(client__in=list(one), closed_at=None),
                   Case.objects.filter(client__in=list(other), closed_at=None))
        workers = [Worker.objects.filter(client__in=list(records), role=WorkerRole.OWN, ends=None).first()
                   for records in (one, other)]
        if two:
            first, second = _answers(two[0]), _answers(two[1])
            said = _("Molemmilla on avoin yhteistyö: %(model)s. Vastaa: %(first)s. Vastaa: %(second)s. Sopikaa, "
                     "kumpi jatkuu. Toinen päätetään syyllä ”Työ jatkuu toisessa yhteistyössä”, ja sen jälkeen "
                     "merkinnät voi yhdistää.")
            if first == second:
                said = _("Molemmilla on avoin yhteistyö: %(model)s. Molemmista vastaa: %(first)s. Päätä toinen syyllä "
                         "”Työ jatkuu toisessa yhteistyössä”, ja sen jälkeen merkinnät voi yhdistää.")
            raise Refused(said % {"model": pack.said(pack.of(two[0].model).name), "first": first, "second": second},
                code="two_cases", ways=tuple(case.pk for case in two))
    if all(workers):
        raise Refused(_("Molemmilla on omatyöntekijä, ja asiakkaalla voi olla vain yksi. Päättäkää toisen tehtävä, ja "
                        "sen jälkeen merkinnät voi yhdistää."), code="two_own_workers", section="1301/2014 42 §",
                      ways=tuple(worker.case_id for worker in workers if worker))


def _two(ours: Iterable[Case], theirs: Iterable[Case]) -> tuple[Case, Case] | None:
    by_model = {case.model: case for case in ours}
    return next(((by_model[case.model], case) for case in theirs if case.model in by_model), None)


def _answers(case: Case) -> str:
    """Who answers for it now, with her role and number: the one to agree with."""
    holding = Holding.objects.get(case=case, ends=None)
    card = accounts.card(holding.account_id or accounts.on_duty(holding.unit_id))  # type: ignore[arg-type]
    return ", ".join(part for part in (card.name, card.title, card.phone) if part) if card else ""
