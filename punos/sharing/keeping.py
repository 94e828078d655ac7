"""Nobody is lost when a ground ends. What its holder may not see any more returns to one who may, and an offer whose
receiver may not see it any more ends, in the transaction in which the ground ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from punos.cases import actions as case_actions
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.intake import actions as intake_actions
from punos.intake import queries as intake
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.holding import Holder
from punos.sharing import bringing_back, facts, rules, settling
from punos.sharing.models import BroughtBack
from punos.sharing.refusals import section_of
from punos.sharing.rules import TieKind


@dataclass(frozen=True, slots=True)
class Lost:
    """A matter whose holder, or an offer whose receiver, may not see it now, and the section that says so."""

    kind: TieKind
    matter: UUID
    register: str
    section: str
    client: UUID
    holder: Holder


def settle(*, client: UUID, reason: str, by: Actor) -> None:
    """Compute everything anew for every record that is hers, and let no matter be held by one who cannot see it."""
    hold_still(client, by)
    settling.settle(client=client, reason=reason, by=by)
    keep(client=client, by=by)


def hold_still(client: UUID, by: Actor) -> None:
    """Lock her open matters before her grants are: always in this order, so that two never wait for each other."""
    with facts.for_sharing(by):
        hers = clients.same_person(client)
    intake.hold_still(hers)
    cases.hold_still(hers)


def keep(*, client: UUID, by: Actor) -> None:
    """Bring back what is held, and end what is offered, where the law does not show it."""
    with facts.for_sharing(by):
        hers = clients.same_person(client)
        lost = list(_lost(hers))
    bringing_back.found_again(hers, {one.matter for one in lost}, by=by)
    for one in sorted(lost, key=lambda one: one.kind in (TieKind.CONTACT, TieKind.CASE_HOLDER)):  # offers first
        if one.kind is TieKind.CONTACT_OFFER:
            intake_actions.end_unseen_offer(handover=one.matter, section=one.section, by=by)
        elif one.kind is TieKind.CASE_OFFER:
            case_actions.end_unseen_offer(handover=one.matter, section=one.section, by=by)
        else:
            _bring_back(one, by)


def _bring_back(one: Lost, by: Actor) -> None:
    began = intake_actions.bring_back(contact=one.matter, section=one.section, by=by) if one.kind is TieKind.CONTACT \
        else case_actions.bring_back(case=one.matter, register=one.register, section=one.section, by=by)
    bringing_back.write_down(
        BroughtBack(client_id=one.client, kind=one.kind, matter=one.matter, register=one.register, section=one.section,
                    was_account_id=one.holder.account, was_unit_id=one.holder.unit),
        to=Holder(began.account_id, began.unit_id) if began else None, by=by)


def _lost(records: Iterable[UUID]) -> Iterator[Lost]:
    for record in sorted(records):
        rows, known = facts.open_ties(record), facts.known(record)
        found = facts.recipients((row.account_id for row in rows), (row.unit_id for row in rows))
        for row, tie in zip(rows, facts.ties_of(rows, found, known), strict=True):
            if tie.kind not in rules.TO_HOLD or row.until is not None or row.matter_client_id != record:
                continue  # a wound-up matter is held by nobody; a merged record has the same ties once more
            missing = rules.missing_to_hold(tie, known, at=clock.today())
            if missing:
                yield Lost(tie.kind, row.matter, row.origin, section_of(next(iter(missing.values()))), record,
                           Holder(row.account_id, row.unit_id))
