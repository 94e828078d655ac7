"""Two records are one person, or they are not. Nothing is moved, so that undoing is exact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.clients.actions import refusals
from punos.clients.actions.editing import seen_and_locked
from punos.clients.actions.recognising import set_search_columns
from punos.clients.events import ClientsMerged, MergeUndone
from punos.clients.models import Apart, Client, Merge
from punos.clients.queries.one_person import person_locked
from punos.clients.rules.sections import SECTIONS, Section
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen

# Not the address: an order of non-disclosure made later could not follow it into the memory of a merge.
FIELDS = frozenset(field for section, fields in SECTIONS.items() for field in fields if section is not Section.CONTACT)
_DATES = frozenset(SECTIONS[Section.LIFE])
REASON = 1000


@action
def merge(*, kept: UUID, merged: UUID, reason: str, take: Iterable[str] = (), by: Actor) -> Merge:
    """These two records are one person: the merged id leads to the kept one from now on.

    Both ids stay, and every row anywhere stays under the id it was written with; ``take`` names the fields whose
    value comes from the merged record. ``Unseen`` unless the actor may see both. Refused when either is merged
    already, or when only one has an order of non-disclosure (the other's address would tell hers).
    """
    if kept == merged:
        raise Refused(_("Valitse kaksi eri merkintää."), code="self")
    person_locked(kept, merged)  # before their rows: who opens work with her locks in the same order
    people = {pk: seen_and_locked(pk) for pk in sorted((kept, merged))}
    stays, goes = people[kept], people[merged]
    if stays.merged_into_id or goes.merged_into_id:
        raise Refused(_("Toinen näistä on jo yhdistetty. Avaa sivu uudelleen."), code="taken")
    if (stays.protected_until is None) != (goes.protected_until is None):
        raise Refused(_("Toisella on turvakielto ja toisella ei. Kirjaa turvakielto ensin molemmille."),
                      code="protected", section="661/2009 36 §")
    told = refusals.checked_text(reason, "reason", REASON)
    if not told:
        raise Refused(_("Kirjoita, mistä tiedät, että he ovat sama ihminen."), field="reason", code="required")
    taken = _take(stays, goes, frozenset(take) & FIELDS)
    goes.merged_into = stays
    goes.save(update_fields=["merged_into"])
    made = Merge.objects.create(client=stays, merged=goes, taken=taken, reason=told, made_at=clock.now(),
                                made_by=by.account)
    for person in (kept, merged):
        audit.record("clients.merge", by=by, client=person, about=made, fields=list(taken))
    events.publish(ClientsMerged(kept=kept, merged=merged, by=by, merge=made.pk))
    return made


@action
def undo_merge(*, merge: UUID, by: Actor) -> None:
    """They are two people after all: both are again as they were. A value somebody has changed since stays changed.

    ``Unseen`` unless the actor may see both.
    """
    found = Merge.objects.select_for_update().filter(pk=merge, undone_at=None).first()
    if found is None:
        raise Unseen
    people = {pk: seen_and_locked(pk) for pk in sorted((found.client_id, found.merged_id))}
    stays, goes = people[found.client_id], people[found.merged_id]
    for field, (before, after) in found.taken.items():
        if _plain(getattr(stays, field)) == after:
            setattr(stays, field, _value(field, before))
    set_search_columns(stays)
    stays.save()
    goes.merged_into = None
    goes.save(update_fields=["merged_into"])
    found.undone_at, found.undone_by = clock.now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    for person in (stays.pk, goes.pk):
        audit.record("clients.undo_merge", by=by, client=person, about=found)
    events.publish(MergeUndone(kept=stays.pk, merged=goes.pk, by=by, merge=found.pk))


@action
def keep_apart(*, first: UUID, second: UUID, by: Actor) -> None:
    """These are two people: they are not suggested again. ``Unseen`` unless the actor may see both."""
    low, high = sorted((first, second))
    for person in (low, high):
        seen_and_locked(person)
    Apart.objects.get_or_create(client_id=low, other_id=high,
                                defaults={"said_at": clock.now(), "said_by": by.account})
    for person in (low, high):
        audit.record("clients.keep_apart", by=by, client=person)


def _take(stays: Client, goes: Client, fields: frozenset[str]) -> dict[str, list[Any]]:
    """Move the chosen values over; what they were and became."""
    taken: dict[str, list[Any]] = {}
    for field in sorted(fields):
        before, after = getattr(stays, field), getattr(goes, field)
        if before != after:
            taken[field] = [_plain(before), _plain(after)]
            setattr(stays, field, after)
    if "call_name" not in fields and "given_names" in fields:
        refusals.checked_names(stays.given_names, stays.call_name, stays.family_name)
    set_search_columns(stays)
    stays.save()
    return taken


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(field: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if plain and field in _DATES else plain
