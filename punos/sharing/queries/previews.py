"""What would be seen by whom until when: before anybody is let in, and before she gives or takes back her word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from punos.access.queries import categories_seen, require
from punos.consent import queries as consent
from punos.consent.rules import Terms
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness import (
    Recipient,
    RecipientClass,
)
from punos.lawfulness.categories import Category, Register
from punos.sharing import facts, rules, settling
from punos.sharing.queries.lines import Kept, PreviewLine, end_of, names_of, ordered
from punos.sharing.refusals import ways_of
from punos.sharing.rules import Known, TieKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What one recipient would be let in to see: a person, a unit, or (neither) a close person without an account."""

    categories: frozenset[Category]
    account: UUID | None = None
    unit: UUID | None = None
    until: date | None = None


def preview(*, client: UUID, account: UUID | None = None, unit: UUID | None = None, categories: Iterable[Category],
            until: date | None = None, relation: str = "team", by: Actor) -> list[PreviewLine]:
    """What this recipient would see until when if she were let in: "Tämän jälkeen nämä ihmiset näkevät…".

    ``denied`` and ``ways`` where the law says not yet. A close person without an account (neither ``account`` nor
    ``unit``) sees nothing here: she is told.
    """
    return preview_each(client=client, asked=[Asked(frozenset(categories), account, unit, until)], relation=relation,
                        by=by)


def preview_each(*, client: UUID, asked: Iterable[Asked], relation: str = "team", without: Iterable[UUID] = (),
                 by: Actor) -> list[PreviewLine]:
    """The same for several recipients, in their order: what is known of her is gathered once for all of them.

    ``without``: as if she had taken these instruments back.
    """
    if not categories_seen(by, client):
        raise Unseen
    return foreseen(client=client, asked=asked, relation=relation, without=without, by=by)


def foreseen(*, client: UUID, asked: Iterable[Asked], relation: str = "team", without: Iterable[UUID] = (),
             by: Actor) -> list[PreviewLine]:
    """The same for nobody's eyes: what her word brings about does not hang on what whoever wrote it down still sees."""
    those = list(asked)
    accounts_, units = [one.account for one in those], [one.unit for one in those]
    with facts.for_sharing(by):
        known = rules.without_permission(facts.known(client), *map(str, without))
        found = facts.recipients(accounts_, units)
        register = settling.register_of_matter(client, by)
        names = names_of(accounts_, units)
    return [_line(one, TieKind(relation), register, known, found, names) for one in those]


def _line(one: Asked, kind: TieKind, register: Register | None, known: Known, found: Mapping[UUID, Recipient],
          names: Mapping[UUID, tuple[str, str]]) -> PreviewLine:
    key = one.account or one.unit
    name, role = names.get(key, ("", "")) if key else ("", "")
    close = Recipient(RecipientClass.CLOSE_PERSON, person=str(one.account or ""))
    recipient = found.get(key, close) if key else close
    tie = rules.Tie(kind, recipient, one.categories, register, until=rules.end_of_day(one.until) if one.until else None)
    missing = rules.missing(tie, known, at=clock.today())
    entitled = rules.entitlements(tie, known, now=clock.now())
    denied = frozenset(category for category, _ in missing)
    ends = {category: end for category, end in rules.union(entitled).items() if category not in denied}
    return PreviewLine(name, role, one.account, one.unit, ordered(ends), ordered(ends), (), end_of(ends),
                       tuple(sorted({item.section for item in entitled if item.category in ends})),
                       ordered(denied), ways_of(missing.values()))


def preview_of_her_own(*, client: UUID, account: UUID, by: Actor) -> tuple[Category, ...]:
    """What she herself would see of her data with this account, once it is hers."""
    require(by, client, Category.IDENTITY)
    with facts.for_sharing(by):
        known = facts.known(client)
    her = Recipient(RecipientClass.CLIENT, person=str(account))
    tie = rules.Tie(TieKind.OWN, her, rules.ASKED[TieKind.OWN])
    return ordered(item.category for item in rules.entitlements(tie, known, now=clock.now()))


def preview_given(*, client: UUID, terms: Terms, by: Actor) -> list[PreviewLine]:
    """What would change for whom if she gave (or forbade) this now. Lines only for those whose view changes, and for
    those she names who are tied to her already."""
    gone = [str(row.id) for row in consent.replaced_by(by, client, terms, "fi")]

    def given(known: Known) -> Known:
        return rules.with_permission(rules.without_permission(known, *gone), facts.said_now(terms))

    return _compare(client, by, given, terms)


def preview_withdrawn(*, client: UUID, instrument: UUID, terms: Terms, by: Actor) -> list[PreviewLine]:
    """What would change for whom if she took this back now."""
    def without(known: Known) -> Known:
        return rules.without_permission(known, str(instrument))

    return _compare(client, by, without, terms)


def _compare(client: UUID, by: Actor, change: Any, terms: Terms) -> list[PreviewLine]:
    if not categories_seen(by, client):
        raise Unseen
    now = clock.now()
    with facts.for_sharing(by):
        rows = facts.open_ties(client)
        known = facts.known(client)
        found = facts.recipients((r.account_id for r in rows), (r.unit_id for r in rows))
        names = names_of((r.account_id for r in rows), (r.unit_id for r in rows))
    after_known = change(known)
    ties = zip(rows, facts.ties_of(rows, found, known), facts.ties_of(rows, found, after_known), strict=True)
    before: dict[UUID, list[rules.Entitlement]] = defaultdict(list)
    after: dict[UUID, list[rules.Entitlement]] = defaultdict(list)
    still: dict[UUID, dict[tuple[str, str], list[rules.Entitlement]]] = defaultdict(lambda: defaultdict(list))
    units, meant = {}, terms.accounts | terms.units
    for row, tie, after_tie in ties:
        if row.kind in (TieKind.OWN, TieKind.REPRESENTATIVE):
            continue
        key = row.account_id or row.unit_id
        assert key is not None
        units[key] = row.unit_id is not None
        before[key] += rules.entitlements(tie, known, now=now)
        later = rules.entitlements(after_tie, after_known, now=now)
        after[key] += later
        if tie.recipient.kind in terms.classes:
            meant |= {key}
        for item in (item for item in later if item.category in terms.categories):
            still[key][row.kind, item.section].append(item)
    lines = []
    for key in units:
        had, has = rules.union(before[key]), rules.union(after[key])
        saw, sees = set(rules.views(before[key])), set(rules.views(after[key]))
        gains, loses = sees - saw, saw - sees
        if gains or loses or end_of(had) != end_of(has) or key in meant:
            name, role = names.get(key, ("", ""))
            lines.append(PreviewLine(
                name, role, None if units[key] else key, key if units[key] else None, ordered(has),
                ordered(c for c, _register in gains), ordered(c for c, _register in loses),
                end_of({c: end for c, end in has.items() if c in ({c for c, _register in gains} or has)}),
                tuple(sorted({item.section for item in after[key]})), gains_from=_registers(gains),
                loses_from=_registers(loses), keeps=tuple(_kept(*why, found) for why, found in still[key].items())))
    return lines


def _kept(relation: str, section: str, found: Iterable[rules.Entitlement]) -> Kept:
    seen = rules.views(found)
    return Kept(relation, section, ordered(category for category, _register in seen), _registers(seen))


def _registers(found: Iterable[tuple[Category, Register | None]]) -> dict[Category, frozenset[Register]]:
    """Of what is parted by register: of which."""
    parted: dict[Category, frozenset[Register]] = {}
    for category, register in found:
        if register is not None:
            parted[category] = parted.get(category, frozenset()) | {register}
    return parted


