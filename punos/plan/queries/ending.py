"""What becomes of the open steps when a case is closed, and which of them wait for a doer when it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from punos.access import queries as access
from punos.access.purposes import Purpose
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.models import Step
from punos.plan.rules import Doer, DoerKind
from punos.team import queries as team


def staying(client: UUID, case: UUID) -> frozenset[UUID]:
    """Accounts that are beside her when this case is over: who acts for her, her close people, who works with her
    under another case. A close person who sees her matters only as a member of this team does not stay.

    Sees what row-level security lets: asked while running for the closing of the case, everybody.
    """
    members = list(team.now_in_team(client))
    elsewhere = {row.account for row in cases.answering(client) if row.case != case}
    elsewhere |= {member.account_id for member in members if member.case_id != case and member.account_id}
    parting = {member.account_id for member in members if member.case_id == case}
    return frozenset(elsewhere | (clients.close_accounts(client) - parting) | clients.acting_accounts(client))


def at_closing(client: UUID, case: UUID) -> tuple[list[Step], list[Step]]:
    """(steps that end with the case, steps that go on): every open one of hers, the nearest day first.

    For nobody's eyes: nobody is left waiting because whoever closes the case sees less than its plan. What she is
    shown is ``shown_at_closing``.
    """
    with session.purpose_of(Purpose.CLOSING):
        person = clients.merged_into(client)
        steps = list(Step.objects.filter(clients.of_person(person), closed="").order_by("by_when", "id"))
        stay = staying(person, case) if steps else frozenset()
    ends = [step for step in steps if rules.ends_with_case(
        Doer(DoerKind(step.doer_kind), step.doer_id, step.doer_name), stay)]
    return ends, [step for step in steps if step not in ends]


def shown_at_closing(actor: Actor, client: UUID, case: UUID) -> tuple[list[Step], list[Step]] | None:
    """The same, as far as the actor may see it; None where she may not see the plan, whether or not there is one."""
    if not access.may(actor, client, Category.PLAN):
        return None
    ends, goes_on = at_closing(client, case)
    seen = set(access.clients_seen(actor, Category.PLAN).filter(client__in={step.client_id for step in (
        *ends, *goes_on)}))
    return _of(ends, seen), _of(goes_on, seen)


def anybody_left(client: UUID) -> bool:
    """Did steps end with her case, towards goals that are still hers? They wait for a doer."""
    return Step.objects.filter(client=client, goal__closed="", closed="dropped", close_note=rules.CASE_CLOSED).exists()


def _of(steps: Iterable[Step], seen: set[UUID]) -> list[Step]:
    return [step for step in steps if step.client_id in seen]
