"""Making the open grants of a client exactly what the law allows for the ties and facts of this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from punos.access import actions as access
from punos.access.models import Grant
from punos.clients import queries as clients
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness import Decision
from punos.lawfulness.categories import Category, Register
from punos.sharing import facts, rules
from punos.sharing.models import Ground
from punos.sharing.models import Tie as TieRow
from punos.sharing.rules import Entitlement, Known, OpenGrant, TieKind

LOOKING_BACK = timedelta(days=14)
_LOCKED = "SELECT * FROM sharing_person_locked(%s)"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a tie comes from: the contact, case, membership… and what is known of it."""

    kind: TieKind
    id: UUID
    client: UUID
    origin: Register | None = None
    agreed_on: date | None = None
    ground: str = ""


def begin(matter: Matter, *, account: UUID | None = None, unit: UUID | None = None,
          categories: Iterable[Category] | None = None, until: datetime | None = None, purpose: str = "",
          by: Actor) -> TieRow:
    """Tie a recipient to the client, on every record that is hers, and open what the law allows.

    A tie that is open already is taken as it is told now (a new end, other categories).
    """
    wanted = sorted(rules.ASKED[matter.kind] if categories is None else set(categories))
    made: TieRow | None = None
    with facts.for_sharing(by) as name:
        hers = locked(matter.client)
        for record in sorted(hers):
            ties = facts.open_ties(record)
            row = _tie(ties, record, matter, account, unit, wanted, until, purpose, by)
            if record == matter.client:
                made = row
            _settle(record, "changed", name, ties=ties, hers=hers if record == matter.client else None)
    assert made is not None
    return made


def end(*, client: UUID, kind: TieKind, matter: UUID, account: UUID | None = None, unit: UUID | None = None,
        reason: str, by: Actor) -> int:
    """End the ties of this matter (of one recipient, or of all) and close what stood on them; how many."""
    with facts.for_sharing(by) as name:
        locked(client)
        found = TieRow.objects.filter(matter=matter, kind=kind, ended_at=None)
        if account or unit:
            found = found.filter(account=account, unit=unit)
        touched = sorted(set(found.values_list("client", flat=True)))
        count = found.update(ended_at=clock.now(), ended_reason=reason)
        for record in touched:
            _settle(record, reason, name)
    return count


def end_address(need: Ground, *, reason: str, by: Actor) -> None:
    """This task needs the protected address no more."""
    with facts.for_sharing(by):
        need.ended_at, need.ended_by = clock.now(), by.account
        need.save(update_fields=["ended_at", "ended_by"])
    end(client=need.client_id, kind=TieKind.ADDRESS_TASK, matter=need.pk, reason=reason, by=by)


def end_addresses(client: UUID, *, by: Actor) -> None:
    """The order is over. Who needed the address then may not need one that is protected later."""
    with facts.for_sharing(by):
        standing = list(Ground.objects.filter(client__in=clients.same_person(client), kind=Ground.Kind.ADDRESS,
                                              ended_at=None))
    for need in standing:
        end_address(need, reason="order_ended", by=by)


def wind_up(*, client: UUID, kinds: Iterable[TieKind], matter: UUID, by: Actor) -> None:
    """The matter is closed: whoever held it may look back for a fortnight (what was written, a question that comes
    after), and then it is over."""
    with facts.for_sharing(by) as name:
        for record in sorted(locked(client)):
            TieRow.objects.filter(client=record, matter=matter, kind__in=list(kinds), ended_at=None).update(
                until=clock.now() + LOOKING_BACK)
            _settle(record, "closed", name)


def missing_of(row: TieRow) -> dict[tuple[Category, Register], Decision]:
    """Of what this tie must have to make sense, what is not lawful now, with the ways out."""
    around = [row, *(other for other in facts.open_ties(row.client_id) if other.pk != row.pk)]
    found = facts.recipients((t.account_id for t in around), (t.unit_id for t in around))
    known = facts.known(row.client_id)
    tie = facts.ties_of(around, found, known)[0]
    return (rules.missing_to_hold if tie.kind in rules.TO_HOLD else rules.missing)(tie, known, at=clock.today())


def with_something_ended() -> list[UUID]:
    """Clients with a grant still standing open in the table whose end has passed, and those for whom somebody answers
    (or is asked to) without seeing what that takes: when a ground ended between two nights, nothing else shows it.
    Called for the purpose only."""
    ended = Grant.objects.filter(closed_at=None, valid_until__lte=clock.now()).values_list("client", flat=True)
    return sorted({*ended, *unseen_ties().values_list("client", flat=True)})


def unseen_ties() -> QuerySet[TieRow]:
    """The ties of those who answer for a matter (or are asked to) without seeing what that takes. Called for the
    purpose only."""
    now = clock.now()
    sees = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now), client=OuterRef("client"), closed_at=None,
                                relation=OuterRef("kind"), relation_id=OuterRef("matter"))
    unseen = Q()
    for kind, wanted in rules.TO_HOLD.items():
        for category in wanted:
            unseen |= Q(~Exists(sees.filter(category=category.value)), kind=kind.value)
    return TieRow.objects.filter(unseen, client=F("matter_client"), until=None, ended_at=None)


def unseen_among(ties: Iterable[TieRow]) -> list[TieRow]:
    """Those of these ties whose holder does not see what holding takes (as ``unseen_ties``, of a few). One query."""
    ties, now = list(ties), clock.now()
    rows = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now), closed_at=None, client__in=[
        tie.client_id for tie in ties], relation_id__in=[tie.matter for tie in ties]) if ties else []
    seen = {(row.relation, row.relation_id, row.category) for row in rows}
    return [tie for tie in ties if any((tie.kind, tie.matter, category.value) not in seen
                                       for category in rules.TO_HOLD[TieKind(tie.kind)])]


def register_of_matter(client: UUID, by: Actor) -> Register | None:
    """The register her case is in (that of whoever answers for it), else the one this person works in."""
    holder = TieRow.objects.filter(client__in=clients.same_person(client), kind=TieKind.CASE_HOLDER, ended_at=None)
    origin = holder.order_by("-begun_at").values_list("origin", flat=True).first()
    if origin:
        return Register(origin)
    mine = facts.recipients([by.account], []).get(by.account)
    return facts.register_of(mine) if mine else None


def is_known(client: UUID) -> bool:
    """Is there such a person at all? Asked only while running for the purpose."""
    try:
        clients.facts_for_sharing(client)
    except LookupError:
        return False
    return True


def restate(*, client: UUID, matters: Iterable[UUID], agreed_on: date | None, ground: str, by: Actor) -> None:
    """What she agreed to, or why it may be without it, is another now: every open tie of these matters stands on it
    from this moment. Who brought each recipient to it stays as it was."""
    with facts.for_sharing(by) as name:
        for record in sorted(locked(client)):
            for row in TieRow.objects.filter(client=record, matter__in=list(matters), ended_at=None).exclude(
                    agreed_on=agreed_on, ground=ground).order_by("begun_at", "id"):
                row.ended_at, row.ended_reason = clock.now(), "replaced"
                row.save(update_fields=["ended_at", "ended_reason"])
                row.agreed_on, row.ground = agreed_on, ground
                _copy(row, record)
            _settle(record, "agreement", name)


def settle(*, client: UUID, reason: str, by: Actor) -> None:
    """Compute everything anew for every record that is hers."""
    with facts.for_sharing(by) as name:
        for record in sorted(locked(client)):
            _settle(record, reason, name)


def locked(client: UUID) -> frozenset[UUID]:
    """Every record that is hers, locked until the transaction ends: one at a time computes the grants of a person, so
    that a withdrawal and a joining at once, or a merge of her records, cannot miss each other."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [client])
        return frozenset(record for (record,) in cursor.fetchall())


def mirror(kept: UUID, *, by: Actor) -> None:
    """Two records are one person: who is tied to one is tied to the other as well."""
    with facts.for_sharing(by) as name:
        records = sorted(locked(kept))
        open_rows = list(TieRow.objects.filter(client__in=records, ended_at=None).order_by("begun_at", "id"))
        for row in open_rows:
            for record in records:
                _copy(row, record)
        for record in records:
            _settle(record, "merged", name)


def unmirror(records: Iterable[UUID], *, by: Actor) -> None:
    """They were two after all: ties end on a record that the matter was never about."""
    with facts.for_sharing(by) as name:
        for record in sorted(frozenset().union(*map(locked, sorted(records)))):
            hers = clients.same_person(record)
            TieRow.objects.filter(client=record, ended_at=None).exclude(matter_client__in=hers).update(
                ended_at=clock.now(), ended_reason="merge_undone")
            _settle(record, "merge_undone", name)


def _tie(ties: list[TieRow], record: UUID, matter: Matter, account: UUID | None, unit: UUID | None,
         categories: list[Category], until: datetime | None, purpose: str, by: Actor) -> TieRow:
    """The tie as it is told now, the old one ended; ``ties``, the open ones of this record, are kept up with it."""
    told = {"matter_client_id": matter.client, "categories": categories, "origin": matter.origin or "",
            "agreed_on": matter.agreed_on, "ground": matter.ground, "purpose": purpose, "until": until}
    this = (matter.kind, matter.id, account, unit)
    standing = next((tie for tie in ties if (tie.kind, tie.matter, tie.account_id, tie.unit_id) == this), None)
    if standing:
        if all(getattr(standing, key) == value for key, value in told.items()):
            return standing
        standing.ended_at, standing.ended_reason = clock.now(), "replaced"
        standing.save(update_fields=["ended_at", "ended_reason"])
        ties.remove(standing)
    row = TieRow(client_id=record, kind=matter.kind, matter=matter.id, account_id=account, unit_id=unit,
                 begun_at=clock.now(), begun_by=by.account, **told)
    row.save(force_insert=True)
    ties.append(row)
    return row


def _copy(row: TieRow, record: UUID) -> None:
    if (row.ended_at is None and row.client_id == record) or TieRow.objects.filter(
            client=record, kind=row.kind, matter=row.matter, account=row.account_id, unit=row.unit_id,
            ended_at=None).exists():
        return
    TieRow(client_id=record, matter_client_id=row.matter_client_id, kind=row.kind, matter=row.matter,
           account_id=row.account_id, unit_id=row.unit_id, categories=row.categories, origin=row.origin,
           agreed_on=row.agreed_on, ground=row.ground, purpose=row.purpose, until=row.until,
           begun_at=clock.now(), begun_by=row.begun_by).save(force_insert=True)


def _settle(record: UUID, reason: str, name: Actor, *, ties: list[TieRow] | None = None,
            hers: frozenset[UUID] | None = None) -> None:
    """Open and close until what stands is what the ties entitle to. The record is locked. ``ties`` and ``hers`` (every
    id of this person) where they have just been read under that lock."""
    now = clock.now()
    ties = facts.open_ties(record) if ties is None else ties
    known = facts.known(record, hers)
    found = facts.recipients((t.account_id for t in ties), (t.unit_id for t in ties))
    standing: dict[tuple[Any, ...], list[OpenGrant]] = defaultdict(list)
    for grant in Grant.objects.filter(client=record, closed_at=None).select_related("decision"):
        standing[grant.relation, grant.relation_id, grant.account_id, grant.unit_id].append(_open_grant(grant))
    entitled: dict[rules.Tie, frozenset[Entitlement]] = {}
    for row, tie in zip(ties, facts.ties_of(ties, found, known), strict=True):
        if tie.kind is TieKind.ADDRESS_TASK and not tie.stands:  # for good: a new relation needs a new word
            row.ended_at, row.ended_reason = now, "no_relation"
            row.save(update_fields=["ended_at", "ended_reason"])
            continue
        mine = standing.pop((row.kind, row.matter, row.account_id, row.unit_id), [])
        if tie not in entitled:  # of many contacts with one holder the law is asked once
            entitled[tie] = rules.entitlements(tie, known, now=now)
        open_these, close_these = rules.difference(entitled[tie], mine)
        if close_these:
            access.close_grants(client=record, reason=reason, grants=close_these, by=name)
        _open(record, row, tie, known, open_these, name)
    left = [grant.id for grants in standing.values() for grant in grants]
    if left:
        access.close_grants(client=record, reason=reason, grants=left, by=name)


def _open_grant(grant: Grant) -> OpenGrant:
    made = grant.decision
    return OpenGrant(grant.pk, Entitlement(Category(grant.category), grant.origin, grant.valid_until, made.rule,
                                           made.section, made.basis_kind))


def _open(record: UUID, row: TieRow, tie: rules.Tie, known: Known, wanted: Iterable[Entitlement], name: Actor) -> None:
    """One stored decision for what stands on the same rule until the same moment."""
    together: dict[tuple[Any, ...], list[Category]] = defaultdict(list)
    for item in wanted:
        together[item.rule, item.section, item.basis, item.origin, item.until].append(item.category)
    for (rule, section, basis, origin, until), categories in sorted(together.items(), key=lambda kv: str(kv[0])):
        access.open_grants(
            client=record, categories=categories, origin=origin, account=row.account_id, unit=row.unit_id, until=until,
            rule=rule, section=section, basis_kind=basis, facts=_told(row, tie, known), relation=row.kind,
            relation_id=row.matter, by=name)


def _told(row: TieRow, tie: rules.Tie, known: Known) -> dict[str, Any]:
    """The facts that are stored beside the decision: codes, dates and ids."""
    to = tie.recipient
    return {"tie": str(row.pk), "kind": row.kind, "recipient": to.kind, "task": to.task, "sector": to.sector,
            "same_controller": to.same_controller, "matter_register": row.origin,
            "agreed_on": row.agreed_on.isoformat() if row.agreed_on else None, "ground": row.ground,
            "capacity": known.capacity.author if known.capacity else None,
            "instruments": list(known.instruments)}
