"""Rule versions: which there are, who approved them, and what two of them have apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.design_system.formats import date_text
from punos.design_system.pressing import pressed
from punos.identification import actions, queries, rules
from punos.identification.models import RuleSetVersion
from punos.identification.pages import words
from punos.identification.pages.answers import group_parts
from punos.identification.pages.forms import CompareForm
from punos.kernel import clock
from punos.kernel.errors import Refused, Unseen
from punos.operating_models import all_models
from punos.population.ruleset import from_data


@page(Permission.LEAD)
def versions(request: ActorRequest) -> HttpResponse:
    """Every stored version: word for word as it was used, and by whom it was approved."""
    found, run = queries.rule_versions(request.actor), queries.latest_run(request.actor)
    people = accounts.cards({version.approved_by_id for version in found})
    listed = []
    for version in sorted(found, key=lambda version: version.approved_at is not None):  # what waits comes first
        read = from_data(version.content, version.name)
        said = words.criterion_words(read)
        card = people.get(version.approved_by_id) if version.approved_by_id else None
        listed.append({"version": version, "threshold": read.threshold,
                       "name": words.rules_name(version.name), "approved_by": card.name if card else "",
                       "criteria": [(said[c.id], c.weight) for c in read.criteria],
                       "in_use": run is not None and run.rules_id == version.pk})
    return render(request, "identification/versions.html", {
        "at_contact": _at_contact(found), "listed": listed,
        "waiting": any(version.approved_at is None for version in found),
        "form": CompareForm(versions=_choices(found), initial=_two(found, run))})


def _at_contact(found: list[RuleSetVersion]) -> list[dict[str, Any]]:
    """Each operating model: the version in force at contact, and whether its files say something not stored yet."""
    listed = []
    for model in all_models():
        mine = [version for version in found if version.name == model.code]
        approved = max((v for v in mine if v.approved_at), key=lambda v: v.approved_at or v.stored_at, default=None)
        file = from_data(model.identification, model.code)
        name, new = words.rules_name(model.code), file.fingerprint not in {v.fingerprint for v in mine}
        waiting = gettext("tiedostossa versio %(version)s, ei vielä tallennettu") % {"version": file.version}
        listed.append({"model": model.code, "name": name, "new": new, "label": name,
                       "value": "; ".join([_in_force(approved), waiting] if new else [_in_force(approved)])})
    return listed


def _in_force(version: RuleSetVersion | None) -> str:
    if version is None or version.approved_at is None:
        return gettext("ei hyväksyttyä versiota, merkkejä ei katsota")
    day = version.approved_at.astimezone(clock.HELSINKI).date()
    return gettext("versio %(version)s, hyväksytty %(day)s") % {
        "version": version.version, "day": date_text(day, words.language())}


@page(Permission.LEAD, "POST")
def take_in(request: ActorRequest, model: str) -> HttpResponse:
    """What stands in a model's files is stored, to be compared and approved."""
    return pressed(request, lambda: actions.take_in_model_rules(model=model, by=request.actor),
                   done=_("Säännöt on tallennettu. Ne tulevat käyttöön, kun hyväksyt ne."),
                   back=reverse("lead:population_rules"))


def _choices(found: list[RuleSetVersion]) -> list[tuple[str, str]]:
    return [(str(version.pk), f"{words.rules_name(version.name)} {version.version}") for version in found]


def _two(found: list[RuleSetVersion], run: Any) -> dict[str, str]:
    old = next((str(v.pk) for v in found if run and v.pk == run.rules_id), "")
    return {"old": old, "new": next((str(v.pk) for v in found if str(v.pk) != old), old)}


@page(Permission.LEAD, "POST")
def approve(request: ActorRequest, version: UUID) -> HttpResponse:
    """The manager answers for a version."""
    return pressed(request, lambda: actions.approve_rules(version=version, by=request.actor),
                   done=_("Säännöt on hyväksytty."), back=reverse("lead:population_rules"))


@page(Permission.LEAD, "GET", "POST")
def compare(request: ActorRequest) -> HttpResponse:
    """Two versions side by side; the sizes when asked, against the rules of the latest run."""
    asked = request.POST if request.method == "POST" else request.GET
    versions = queries.rule_versions(request.actor)
    form = CompareForm({name: asked.get(name, "") for name in ("old", "new")}, versions=_choices(versions))
    if not form.is_valid():
        raise Unseen
    old, new = (next(v for v in versions if str(v.pk) == form.cleaned_data[name]) for name in ("old", "new"))
    run = queries.latest_run(request.actor)
    other = next((v for v, w in ((new, old), (old, new)) if run and w.pk == run.rules_id), None)
    if request.method == "POST" and run and other:
        try:
            shown = actions.compare_rules(run=run.pk, version=other.pk, by=request.actor)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            told = urlencode({"old": str(old.pk), "new": str(new.pk), "shown": str(shown.pk)})
            return redirect(f"{reverse('lead:population_compare')}?{told}")
    return render(request, "identification/compare.html", {
        "form": form, "old": old, "new": new, "old_name": f"{words.rules_name(old.name)} {old.version}",
        "new_name": f"{words.rules_name(new.name)} {new.version}", "changes": _changes(old, new),
        "thresholds": _thresholds(old, new),
        "may_ask": bool(run and other and queries.may_be_tried(run)) and old.pk != new.pk, **_sizes(request, other)})


def _changes(old: RuleSetVersion, new: RuleSetVersion) -> list[list[Any]]:
    found = []
    for change in rules.differences(from_data(old.content, old.name), from_data(new.content, new.name)):
        before = words.said(change.before, change.criterion) if change.before is not None else _("ei ole")
        after = words.said(change.after, change.criterion) if change.after is not None else _("ei ole")
        found.append([before, after, " → ".join("–" if w is None else str(w) for w in change.weights)])
    return found


def _thresholds(old: RuleSetVersion, new: RuleSetVersion) -> tuple[int, int]:
    return from_data(old.content, old.name).threshold, from_data(new.content, new.name).threshold


def _sizes(request: ActorRequest, other: RuleSetVersion | None) -> dict[str, Any]:
    """What was shown of the comparison, if it was asked."""
    setting = request.GET.get("shown", "")
    try:
        shown = queries.shown(request.actor, UUID(setting)) if setting else None
    except ValueError:
        raise Unseen from None
    if shown is None or other is None or not shown.compared or shown.compared.fingerprint != other.fingerprint:
        return {"sizes": None, "groups": [], "other": other, "too_close": False}
    first = queries.settings_of(request.actor, shown.run)[0]
    return {"sizes": [{"label": _("%(name)s ehdottaa") % {"name": f"{words.rules_name(other.name)} {other.version}"},
                       "value": words.people(shown.answer["size"])},
                      {"label": _("Viimeisimmän ajon säännöt ehdottavat"), "value": words.people(first.answer["size"])},
                      {"label": _("Tulisi mukaan"), "value": words.people(shown.answer["comes_in"])},
                      {"label": _("Jäisi pois"), "value": words.people(shown.answer["drops_out"])}],
            "groups": group_parts(shown.answer, first.answer), "other": other,
            "too_close": shown.same_as_id is not None}
