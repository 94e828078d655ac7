"""Taking in rule versions and finished runs, from the command line; approving a rule version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit, operating_models
from punos.access.action import action
from punos.access.permissions import Permission, permissions_of
from punos.identification import counts, rules
from punos.identification.actions.asking import remember_base, show_line
from punos.identification.models import RuleSetVersion, StoredRun
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.population.bits import BitCube
from punos.population.ruleset import from_data

FLAWS = {
    "not_aggregates": _("Tämä ei ole valmiin ajon yhteenveto."),
    "other_rules": _("Yhteenveto on laskettu muilla säännöillä kuin annetut."),
    "cells_too_small": _("Yhteenvedossa on alle viiden hengen lukuja. Aja uudelleen rajalla 5."),
    "too_close": _("Lähes sama jakso on jo julkaistu. Vierekkäisten jaksojen erosta näkisi yksittäisiä ihmisiä. "
                   "Julkaise jaksoja, joiden viimeisten päivien väli on vähintään %(days)s päivää."),
}


@action
def store_rules(*, content: Mapping[str, Any], name: str, by: Actor) -> RuleSetVersion:
    """Store a rule set word for word, or find it stored already.

    The same name and version with other words is refused: a rule set never changes silently, it gets a new version.
    """
    found = _stored(content, name, by)
    audit.record("identification.store_rules", by=by, about=found)
    return found


@action
def take_in_model_rules(*, model: str, by: Actor) -> RuleSetVersion:
    """Store the rules that stand in an operating model's files now, so that a manager may compare and approve them.

    Until she approves them, nothing changes at contact or anywhere else. ``Unseen`` for an unknown model.
    """
    if Permission.LEAD not in permissions_of(by.roles):
        raise Unseen
    try:
        content = operating_models.load(model).identification
    except KeyError:
        raise Unseen from None
    found = _stored(content, model, by)
    audit.record("identification.take_in_model_rules", by=by, about=found, model=model)
    return found


def _stored(content: Mapping[str, Any], name: str, by: Actor) -> RuleSetVersion:
    read = from_data(content, name)
    found = RuleSetVersion.objects.filter(name=name, fingerprint=read.fingerprint).first()
    if found is None:
        try:
            with transaction.atomic():
                found = RuleSetVersion.objects.create(
                    name=name, version=read.version, fingerprint=read.fingerprint, content=dict(content),
                    stored_at=clock.now(), stored_by=by.account)
        except IntegrityError as error:
            raise Refused(_("Tällä nimellä ja versiolla on jo toiset säännöt. Anna säännöille uusi versio."),
                          field="version", code="version_taken") from error
    return found


@action
def approve_rules(*, version: UUID, by: Actor) -> RuleSetVersion:
    """A manager answers for a rule version: from now on it may stand under a named run."""
    if Permission.LEAD not in permissions_of(by.roles):
        raise Unseen
    found = RuleSetVersion.objects.select_for_update().filter(pk=version).first()
    if found is None:
        raise Unseen
    if found.approved_at:
        raise Refused(_("Säännöt on jo hyväksytty."), code="taken")
    found.approved_at, found.approved_by_id = clock.now(), by.account
    found.save(update_fields=["approved_at", "approved_by"])
    audit.record("identification.approve_rules", by=by, about=found)
    return found


@action
def record_run(*, figures: Mapping[str, Any], version: UUID, cube: bytes = b"", by: Actor) -> StoredRun:
    """Take in the aggregates of a finished run, with its counts for what-if; no row of a person is taken.

    ``figures`` is ``aggregates.json``; ``cube`` what ``population.bits`` wrote, or nothing. Refused when the aggregates
    were made by other rules or with smaller cells than five. The same run with the same counts is not a new one: its
    counts are put back, and what was shown of it is still remembered. Refused, too, when its window ends within
    ``PUNOS_PUBLISH_APART_DAYS`` of another's: between two such windows stand a handful of people.
    """
    stored = RuleSetVersion.objects.filter(pk=version).first()
    if stored is None:
        raise Unseen
    read = from_data(stored.content, stored.name)
    if flaw := rules.flaw_of(figures, read):
        raise Refused(FLAWS[flaw], code=flaw)
    digest = counts.keep(cube) if cube else ""
    if again := _published_before(stored, figures, digest):
        audit.record("identification.record_run", by=by, about=again, rules=stored.pk, first=again.first,
                     last=again.last, again=True)
        return again
    _far_enough(date.fromisoformat(figures["window"]["last"]))
    run = StoredRun.objects.create(
        rules=stored, first=date.fromisoformat(figures["window"]["first"]),
        last=date.fromisoformat(figures["window"]["last"]), least=figures["least"], figures=rules.storable(figures),
        counts_digest=digest, published_at=clock.now(), published_by=by.account)
    if cube:
        remember_base(run, BitCube.from_bytes(cube), read, by)
        show_line(run, read, by)
    audit.record("identification.record_run", by=by, about=run, rules=stored.pk, first=run.first,
                 last=run.last)
    return run


def _far_enough(last: date) -> None:
    apart = timedelta(days=settings.PUNOS_PUBLISH_APART_DAYS)
    near = StoredRun.objects.filter(last__gt=last - apart, last__lt=last + apart).exclude(last=last)
    if near.exists():
        raise Refused(FLAWS["too_close"] % {"days": apart.days}, code="too_close")


def _published_before(stored: RuleSetVersion, figures: Mapping[str, Any], digest: str) -> StoredRun | None:
    if not digest:
        return None
    kept = rules.storable(figures)
    found = StoredRun.objects.filter(rules=stored, counts_digest=digest, least=figures["least"],
                                     last=date.fromisoformat(figures["window"]["last"])).order_by("published_at")
    return next((run for run in found if run.figures == kept), None)


@action
def forget_counts(*, by: Actor) -> int:
    """Delete counts for what-if that have served: of runs superseded by a later publishing of the same rules and last
    day, or published more than ``PUNOS_WHATIF_DAYS`` ago. What was shown stays. How many files."""
    now = clock.now()
    runs = StoredRun.objects.exclude(counts_digest="").defer("figures").order_by("published_at")
    newest = {(run.rules_id, run.last): run for run in runs}
    since = now - timedelta(days=settings.PUNOS_WHATIF_DAYS)
    files = counts.served({run.counts_digest for run in newest.values() if run.published_at >= since},
                          now - timedelta(days=1))
    audit.record("identification.forget_counts", by=by, files=len(files), days=settings.PUNOS_WHATIF_DAYS)
    transaction.on_commit(lambda: counts.delete(files))
    return len(files)
