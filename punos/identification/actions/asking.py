"""What if? Sizes only, remembered for the whole county, so that no two answers ever single somebody out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.permissions import Permission, permissions_of
from punos.identification import counts, rules
from punos.identification.models import RuleSetVersion, ShownSetting, StoredRun
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.population.bits import BitCube
from punos.population.ruleset import RuleSet, from_data
from punos.population.whatif import Answer, Answers, moved


@action
def ask_what_if(*, run: UUID, threshold: int, bounds: Mapping[str, float] | None = None, by: Actor) -> ShownSetting:
    """How many would be suggested with another threshold or other bounds, and who would come in or drop out.

    Only settings the page offers; sizes rounded; a setting too close to one shown before, to anybody in the county, is
    answered as that one (``same_as``). What is shown is remembered with the run.
    """
    found, base = _asked(run, by)
    moves = rules.changed_bounds(base, bounds or {})
    if not rules.allowed(base, found.answered, threshold, moves):
        raise Refused(_("Valitse raja annetuista vaihtoehdoista."), code="not_offered")
    shown = _shown(found, base, moved(base, threshold=threshold, bounds=moves), threshold, moves, by)
    audit.record("identification.ask_what_if", by=by, about=found, place=shown.place)
    return shown


@action
def ask_every_threshold(*, run: UUID, bounds: Mapping[str, float] | None = None, by: Actor) -> list[ShownSetting]:
    """The same at every threshold: the line against which the places are held ("with 40 places the threshold is 6")."""
    found, base = _asked(run, by)
    moves = rules.changed_bounds(base, bounds or {})
    if not rules.allowed(base, found.answered, base.threshold, moves):
        raise Refused(_("Valitse raja annetuista vaihtoehdoista."), code="not_offered")
    shown = show_line(found, base, by, moves)
    audit.record("identification.ask_every_threshold", by=by, about=found)
    return shown


@action
def compare_rules(*, run: UUID, version: UUID, by: Actor) -> ShownSetting:
    """Who would come in and drop out if another rule version were in force. Refused when the run did not count what
    the other rules look at."""
    found, base = _asked(run, by)
    other = RuleSetVersion.objects.filter(pk=version).first()
    if other is None:
        raise Unseen
    read = from_data(other.content, other.name)
    cube = counts.read(found.counts_digest)
    if cube is None or not cube.covers(read):
        raise Refused(_("Tässä ajossa ei laskettu kaikkea, mitä toiset säännöt katsovat."), code="not_counted")
    shown = _shown(found, base, read, read.threshold, {}, by, other)
    audit.record("identification.compare_rules", by=by, about=found, place=shown.place, version=other.pk)
    return shown


def _asked(run: UUID, by: Actor) -> tuple[StoredRun, RuleSet]:
    """The run, locked: two who ask at once are answered one after the other, each knowing what the other saw."""
    if Permission.LEAD not in permissions_of(by.roles):
        raise Unseen
    found = StoredRun.objects.select_for_update(of=("self",)).select_related("rules").filter(pk=run).first()
    if found is None:
        raise Unseen
    return found, from_data(found.rules.content, found.rules.name)


def _shown(run: StoredRun, base: RuleSet, asked: RuleSet, threshold: int, moves: Mapping[str, float], by: Actor,
           compared: RuleSetVersion | None = None) -> ShownSetting:
    """What was shown for this setting before, else a new answer that gives nothing away beside all earlier ones."""
    key = rules.setting_key(threshold, moves, compared.fingerprint if compared else "")
    before = list(run.shown.select_related("same_as").order_by("place"))
    if again := next((shown for shown in before if shown.key == key), None):
        return again
    cube = counts.read(run.counts_digest)
    if cube is None:
        raise Refused(_("Tämän ajon laskelmia kokeiluja varten ei enää ole."), code="no_counts")
    told = [shown for shown in before if shown.same_as_id is None]
    answer = _remembering(cube, base, told[1:], run.least).ask(asked)
    same_as = told[answer.place] if answer.same_as_before else None
    return ShownSetting.objects.create(
        run=run, place=len(before), key=key, threshold=threshold, bounds=dict(moves), compared=compared,
        same_as=same_as, answer=same_as.answer if same_as else plain(answer), asked_at=clock.now(),
        asked_by=by.account)


def _remembering(cube: BitCube, base: RuleSet, told: list[ShownSetting], least: int) -> Answers:
    answers = Answers(cube, base, least=least)
    others = {version.pk: version for version in
              RuleSetVersion.objects.filter(pk__in={shown.compared_id for shown in told if shown.compared_id})}
    for shown in told:
        other = others.get(shown.compared_id) if shown.compared_id else None
        answers.recall(from_data(other.content, other.name) if other
                       else moved(base, threshold=shown.threshold, bounds=shown.bounds))
    return answers


def remember_base(run: StoredRun, cube: BitCube, base: RuleSet, by: Actor) -> ShownSetting:
    """The first thing shown of a run: the rules in force."""
    return ShownSetting.objects.create(
        run=run, place=0, key=rules.setting_key(base.threshold, {}), threshold=base.threshold, asked_at=clock.now(),
        asked_by=by.account, answer=plain(Answers(cube, base, least=run.least).ask(base)))


def show_line(run: StoredRun, base: RuleSet, by: Actor, moves: Mapping[str, float] | None = None
              ) -> list[ShownSetting]:
    """Every threshold, the rules in force first."""
    line = [moved(base, threshold=t, bounds=moves) for t in range(1, rules.highest(base, run.answered) + 1)]
    return [_shown(run, base, asked, asked.threshold, moves or {}, by) for asked in line]


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as it is kept."""
    return {"size": answer.size, "comes_in": answer.comes_in, "drops_out": answer.drops_out,
            "groups": {group: dict(sizes) for group, sizes in answer.groups.items()}}
