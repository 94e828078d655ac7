"""Stored runs and rule versions: aggregates, for those who lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from punos.access.permissions import Permission, permissions_of
from punos.identification import counts
from punos.identification.models import RuleSetVersion, ShownSetting, StoredRun
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One run of the same rules: the last day of its window, and what was shown of a setting."""

    run: UUID
    last: date
    answer: dict[str, Any] | None


def _require(actor: Actor) -> None:
    if not permissions_of(actor.roles) & {Permission.LEAD, Permission.NAMED_RUN}:
        raise Unseen


def latest_run(actor: Actor) -> StoredRun | None:
    """The newest run the county has, with its rules; None before the first. ``Unseen`` but for those who lead."""
    _require(actor)
    return StoredRun.objects.select_related("rules").order_by("-last", "-published_at").first()


def may_be_tried(run: StoredRun) -> bool:
    """Are the counts for what-if there, on this machine?"""
    return counts.there(run.counts_digest)


def months(actor: Actor, run: StoredRun) -> list[StoredRun]:
    """The runs of the same rules month by month, the oldest first, this one the last; of each month the newest."""
    _require(actor)
    found = StoredRun.objects.filter(rules=run.rules_id, last__lte=run.last).order_by("last", "published_at")
    newest = {row.last: row for row in found.defer("figures")}
    return list(newest.values())[-MONTHS:]


def shown(actor: Actor, setting: UUID) -> ShownSetting:
    """What was shown of one setting, with its run, its rules and the earlier setting it stands for."""
    _require(actor)
    found = ShownSetting.objects.select_related("run__rules", "same_as", "compared").filter(pk=setting).first()
    if found is None:
        raise Unseen
    return found


def rule_versions(actor: Actor) -> list[RuleSetVersion]:
    """Every rule version stored, the newest first."""
    _require(actor)
    return list(RuleSetVersion.objects.order_by("-stored_at", "name"))


def rule_version(actor: Actor, version: UUID) -> RuleSetVersion:
    """One rule version."""
    _require(actor)
    found = RuleSetVersion.objects.filter(pk=version).first()
    if found is None:
        raise Unseen
    return found


def approved_rules(name: str) -> RuleSetVersion | None:
    """The version of these rules (an operating model's, by its code) that a manager approved last: it is in force at
    contact. For everybody; it says nothing about anybody."""
    return RuleSetVersion.objects.filter(name=name, approved_at__isnull=False).order_by("-approved_at").first()


def settings_of(actor: Actor, run: StoredRun) -> list[ShownSetting]:
    """Everything the county has been shown of a run, in order; the first is the rules in force."""
    _require(actor)
    return list(ShownSetting.objects.filter(run=run).select_related("same_as").order_by("place"))


def same_setting(actor: Actor, run: StoredRun, key: str) -> list[Month]:
    """What was shown of one setting month by month, the oldest first; None where it was not asked."""
    runs = months(actor, run)
    found = {row.run_id: row.answer for row in ShownSetting.objects.filter(run__in=[r.pk for r in runs], key=key)}
    return [Month(row.pk, row.last, found.get(row.pk)) for row in runs]
