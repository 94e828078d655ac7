"""Two records are one person, or they are not. Nothing is moved, so that undoing is exact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.clients.actions import refusals
from punos.clients.actions.editing import seen_and_locked
from punos.clients.actions.recognising import set_search_columns
from punos.clients.events import ClientsMerged, MergeUndone
from punos.clients.models import Apart, Client, Merge
from punos.clients.queries.one_person import person_locked
from punos.clients.rules import names
from punos.clients.rules.sections import SECTIONS, Section
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen

# Not the address: an order of non-disclosure made later could not follow it into the memory of a merge.
FIELDS = frozenset(field for section, fields in SECTIONS.items() for field in fields if section is not Section.CONTACT)
# Lacking or there together: half of another address leads to nobody's door.
TOGETHER = (("street", "postal_code", "city"),)
_DATES = frozenset(SECTIONS[Section.LIFE])
REASON = 1000


@action
def merge(*, kept: UUID, merged: UUID, reason: str, take: Iterable[str] = (), by: Actor) -> Merge:
    """These two records are one person: the merged id leads to the kept one from now on.

    Both ids stay, and every row anywhere stays under the id it was written with. What the kept record lacks comes
    from the merged one; ``take`` names the fields whose value comes from it though both have one. ``Unseen`` unless
    the actor may see both. Refused when either is merged already, or when only one has an order of non-disclosure
    (the other's address would tell hers).
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
    taken = _take(stays, goes, _chosen(stays, goes, take))
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

    ``Unseen`` unless the actor may see both. Refused while a later merge of the same person stands: what came over
    with this one may have gone on with that one, and before it there would be no telling whose it was.
    """
    found = Merge.objects.select_for_update().filter(pk=merge, undone_at=None).first()
    if found is None:
        raise Unseen
    if person_locked(found.client_id) and _later_than(found).exists():
        raise Refused(_("Tähän on myöhemmin yhdistetty vielä toinen merkintä. Peru ensin se."), code="later_merge")
    people = {pk: seen_and_locked(pk) for pk in sorted((found.client_id, found.merged_id))}
    stays, goes = people[found.client_id], people[found.merged_id]
    for field, values in found.taken.items():
        before, after = values or ("", getattr(goes, field))
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


def _later_than(found: Merge) -> QuerySet[Merge]:
    """Standing merges in which the record that this one kept has taken part since, as the kept or the merged one."""
    kept = found.client_id
    return Merge.objects.filter(Q(client=kept) | Q(merged=kept), undone_at=None, made_at__gt=found.made_at)


def _take(stays: Client, goes: Client, chosen: frozenset[str]) -> dict[str, list[Any]]:
    """Move over the chosen values and what is lacking; what they were and became, of contact details only that they
    were lacking."""
    taken: dict[str, list[Any]] = {}
    for field in sorted(chosen | _lacking(stays, goes, chosen)):
        before, after = getattr(stays, field), getattr(goes, field)
        if before != after:
            taken[field] = [_plain(before), _plain(after)] if field in FIELDS else []
            setattr(stays, field, after)
    if not names.call_name_fits(stays.given_names, stays.call_name):
        raise Refused(_("Kutsumanimi on yksi etunimistä. Tarkista nimet."), field="take", code="call_name")
    set_search_columns(stays)
    stays.save()
    return taken


def _chosen(stays: Client, goes: Client, take: Iterable[str]) -> frozenset[str]:
    """What is there to be taken; a call name follows the given names it is one of."""
    chosen = {field for field in take if field in FIELDS and getattr(goes, field)}
    if "given_names" in chosen and not names.call_name_fits(goes.given_names, stays.call_name):
        chosen.add("call_name")
    return frozenset(chosen)


def _lacking(stays: Client, goes: Client, chosen: frozenset[str]) -> set[str]:
    """What only the merged record knows. A call name is one of the given names that the kept record will have."""
    fields = {field for section in SECTIONS.values() for field in section}
    lacking = {field for field in fields if not getattr(stays, field) and getattr(goes, field)}
    for group in TOGETHER:
        if any(getattr(stays, field) for field in group):
            lacking -= set(group)
    given = (goes if "given_names" in chosen | lacking else stays).given_names
    if "call_name" in lacking and not names.call_name_fits(given, goes.call_name):
        lacking.discard("call_name")
    return lacking


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(field: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if plain and field in _DATES else plain
