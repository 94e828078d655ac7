"""What becomes of the open steps when a case is closed, and which of them wait for a doer when it goes on."""

from __future__ import annotations

from uuid import UUID

from punos.access import queries as access
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.models import Step
from punos.plan.rules import Doer, DoerKind
from punos.team import queries as team


def staying(actor: Actor, client: UUID, case: UUID) -> frozenset[UUID]:
    """Accounts that are beside her when this case is over: who acts for her, her close people, who works with her
    under another case. A close person who sees her matters only as a member of this team does not stay.
    """
    found: set[UUID | None] = {row.account for row in cases.answering(client) if row.case != case}
    members = list(team.now_in_team(client))
    found |= {member.account_id for member in members if member.case_id != case}
    if access.may(actor, client, Category.IDENTITY):
        parting = {member.account_id for member in members if member.case_id == case}
        found |= {tie.account for tie in clients.ties_of(actor, client) if tie.account not in parting}
        found |= {row.account for row in clients.representatives_of(actor, client)}
    return frozenset(account for account in found if account)


def at_closing(actor: Actor, client: UUID, case: UUID) -> tuple[list[Step], list[Step]]:
    """(steps that end with the case, steps that go on): the open ones, the nearest day first."""
    steps = list(Step.objects.filter(client=client, closed="").order_by("by_when", "id"))
    stay = staying(actor, client, case) if steps else frozenset()
    ends = [step for step in steps if rules.ends_with_case(
        Doer(DoerKind(step.doer_kind), step.doer_id, step.doer_name), stay)]
    return ends, [step for step in steps if step not in ends]


def anybody_left(client: UUID) -> bool:
    """Did steps end with her case, towards goals that are still hers? They wait for a doer."""
    return Step.objects.filter(client=client, goal__closed="", closed="dropped", close_note=rules.CASE_CLOSED).exists()
