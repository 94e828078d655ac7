"""The named run: off until its legal basis is recorded and another person answers for it; off again by itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.permissions import Permission, permissions_of
from punos.accounts import queries as accounts
from punos.identification import rules
from punos.identification.models import Flag, NamedRun, Reviewer, RuleSetVersion
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen

FLAWS = {
    ("approver", "same_person"): _("Hyväksyjän pitää olla toinen ihminen kuin valmistelija."),
    ("rules", "not_approved"): _("Valitse säännöt, jotka esihenkilö on hyväksynyt."),
    ("ends_on", "past"): _("Valitse päivä, joka on tänään tai myöhemmin."),
    ("ends_on", "far"): _("Nimiajo on päällä enintään vuoden. Valitse aikaisempi päivä."),
    ("sample", "small"): _("Satunnaisotoksessa on vähintään 20 ihmistä."),
}


@action
def prepare_named_run(*, purpose: str, statute: str, section: str, assessment: str, version: UUID, sample: int,
                      ends_on: date, approver: UUID, reviewers: Collection[UUID], by: Actor) -> NamedRun:
    """Record on what a named run would stand. It stays off until the approver, another person, switches it on.

    ``assessment`` is the reference of the impact assessment (GDPR 35); ``sample`` how many of those not suggested are
    looked at beside every one suggested (at least 20); ``reviewers`` who look. Domain handbook §2.5.
    """
    _require(by)
    told = {"purpose": purpose, "statute": statute, "section": section, "assessment": assessment}
    for field, text in told.items():
        if not text.strip():
            raise Refused(_("Täytä tämä kohta: ilman sitä nimiajoa ei voi käynnistää."), field=field, code="required")
    stored = RuleSetVersion.objects.filter(pk=version).first()
    flaw = rules.preparation_flaw(ends_on=ends_on, today=clock.today(), sample=sample,
                                  approver_is_preparer=approver == by.account,
                                  rules_approved=stored is not None and stored.approved_at is not None)
    if flaw or stored is None:
        raise Refused(FLAWS[flaw or ("rules", "not_approved")], field=(flaw or ("rules",))[0], code="not_prepared")
    if approver not in {card.account for card in accounts.with_permission(Permission.NAMED_RUN)}:
        raise Refused(_("Hyväksyjällä ei ole oikeutta hyväksyä nimiajoja."), field="approver", code="may_not")
    may_look = {card.account for card in accounts.with_permission(Permission.REVIEW_FLAGS)}
    if not reviewers or not set(reviewers) <= may_look:
        raise Refused(_("Valitse vähintään yksi katsoja, jolla on siihen oikeus."), field="reviewers", code="may_not")
    run = NamedRun.objects.create(
        **{field: text.strip() for field, text in told.items()}, rules=stored, sample=sample, ends_on=ends_on,
        prepared_at=clock.now(), prepared_by_id=by.account, approver_id=approver)
    Reviewer.objects.bulk_create([Reviewer(run=run, account_id=account) for account in set(reviewers)])
    audit.record("identification.prepare_named_run", by=by, about=run, approver=approver, ends_on=ends_on,
                 reviewers=set(reviewers), sample=sample, version=version)
    return run


@action
def approve_named_run(*, run: UUID, by: Actor) -> NamedRun:
    """The named approver answers for the basis and switches the run on. Nobody else can, and only before its end."""
    _require(by)
    found = _locked(run)
    if found.approver_id != by.account:
        raise Refused(_("Vain nimetty hyväksyjä voi käynnistää nimiajon."), code="not_the_approver")
    if found.approved_at or found.stopped_at or clock.today() > found.ends_on:
        raise Refused(_("Nimiajo on jo käynnistetty tai päättynyt."), code="taken")
    found.approved_at = clock.now()
    found.save(update_fields=["approved_at"])
    audit.record("identification.approve_named_run", by=by, about=found, ends_on=found.ends_on)
    return found


@action
def stop_named_run(*, run: UUID, reason: str, by: Actor) -> NamedRun:
    """Switch a run off before its end (or take a prepared one back). Its people are out of sight at once."""
    _require(by)
    found = _locked(run)
    if not reason.strip():
        raise Refused(_("Kirjoita, miksi nimiajo päätetään."), field="reason", code="required")
    if found.stopped_at:
        raise Refused(_("Nimiajo on jo päätetty."), code="taken")
    found.stopped_at, found.stopped_by, found.stop_reason = clock.now(), by.account, reason.strip()[:200]
    found.save(update_fields=["stopped_at", "stopped_by", "stop_reason"])
    audit.record("identification.stop_named_run", by=by, about=found)
    return found


@action
def forget_ended(*, by: Actor) -> int:
    """Destroy the rows of runs that are off; what came of them stays as numbers. How many runs were emptied."""
    emptied = 0
    for run in NamedRun.objects.select_for_update().filter(loaded_at__isnull=False):
        if rules.is_on(approved_at=run.approved_at, stopped_at=run.stopped_at, ends_on=run.ends_on,
                       today=clock.today()) or not Flag.objects.filter(run=run).exists():
            continue
        run.outcome = outcome_of(run)
        run.save(update_fields=["outcome"])
        Flag.objects.filter(run=run).delete()
        emptied += 1
    audit.record("identification.forget_ended", by=by, runs=emptied)
    return emptied


def outcome_of(run: NamedRun) -> dict[str, int]:
    """What has come of a run so far, in numbers."""
    found = rules.outcome(list(Flag.objects.filter(run=run).values_list("suggested", "judgement")))
    return {name: getattr(found, name) for name in rules.Outcome.__dataclass_fields__}


def _require(by: Actor) -> None:
    if Permission.NAMED_RUN not in permissions_of(by.roles):
        raise Unseen


def _locked(run: UUID) -> NamedRun:
    found = NamedRun.objects.select_for_update().filter(pk=run).first()
    if found is None:
        raise Unseen
    return found
