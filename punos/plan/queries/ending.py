"""What becomes of the open steps when a case is closed, and which of them wait for a doer when it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from django.db.models import Q

from punos.access import queries as access
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.consent.rules import Terms
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.models import Step
from punos.plan.rules import Doer, DoerKind
from punos.sharing import queries as sharing
from punos.sharing.aftermath import Parting
from punos.team import queries as team
from punos.team.models import Membership

AT_ONCE = 2000  # of steps and their doers, when the whole county is gone through
OF_ACCOUNTS = Q(closed="", doer_kind=DoerKind.ACCOUNT.value)


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
        steps = list(Step.objects.filter(clients.of_person(client), closed="").order_by("by_when", "id"))
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
    """Did the doer of a step leave, towards goals that are still hers? Then it waits for one."""
    return Step.objects.filter(clients.of_person(client), goal__closed="", closed="dropped",
                               close_note__in=rules.WAITS).exists()


def promised_by(client: UUID, account: UUID | None, name: str) -> list[Step]:
    """The open steps that this person promised, the nearest day first; for nobody's eyes. ``name``: of one without an
    account. Empty for whoever answers for her whatever becomes of the team, and for who acts for her."""
    hers = (Q(doer_kind=DoerKind.ACCOUNT.value, doer=account) if account
            else Q(doer_kind=DoerKind.NAMED.value, doer_name__iexact=name.strip()))
    with session.purpose_of(Purpose.CLOSING):
        person = clients.merged_into(client)
        steps = list(Step.objects.filter(clients.of_person(person), hers, closed="").order_by("by_when", "id"))
        stays = steps and account and account in (
            {row.account for row in cases.answering(person)} | clients.acting_accounts(person))
    return [] if stays else steps


def unseen_by_doers(client: UUID, by: Actor) -> list[Step]:
    """Her open steps of professionals who cannot see the plan today; for nobody's eyes."""
    with session.purpose_of(Purpose.CLOSING):
        steps = list(Step.objects.filter(clients.of_person(clients.merged_into(client)), OF_ACCOUNTS))
    unseen = _unseen({(step.client_id, step.doer_id) for step in steps if step.doer_id}, by)
    return [step for step in steps if (step.client_id, step.doer_id) in unseen]


def clients_of_unseen_doers(by: Actor) -> list[UUID]:
    """Clients with such a step, in the whole county; for nobody's eyes. Read in parts: memory holds those found."""
    found: set[UUID] = set()
    with session.purpose_of(Purpose.CLOSING):
        pairs = Step.objects.filter(OF_ACCOUNTS).order_by().values_list("client", "doer").distinct().iterator(AT_ONCE)
        while some := set(islice(pairs, AT_ONCE)):
            found |= {client for client, _doer in _unseen(some, by)}
    return sorted(found)


def _unseen(pairs: set[tuple[UUID, UUID]], by: Actor) -> set[tuple[UUID, UUID]]:
    """Of these (client, doer) the professionals who do not see the plan today."""
    workers = accounts.professionals(doer for _client, doer in pairs)
    asked = {pair for pair in pairs if pair[1] in workers}
    able = accounts.can_work(doer for _client, doer in asked) if asked else set()
    return asked - {pair for pair in sharing.sight(asked, Category.PLAN, by) if pair[1] in able}


def doer_is_gone(step: Step, by: Actor) -> bool:
    """Can whoever promised it not do it any more: a professional who does not see the plan today, somebody else who has
    left the team and is not in it again?"""
    if step.doer_id and accounts.professionals([step.doer_id]):
        return bool(_unseen({(step.client_id, step.doer_id)}, by))
    return step.doer_kind != DoerKind.CLIENT and team.has_left(step.client_id, step.doer_id, step.doer_name)


def left_by(actor: Actor, member: Membership) -> list[Step]:
    """The steps that wait for a doer since this member left, as far as the actor may see the plan."""
    if not access.may(actor, member.client_id, Category.PLAN):
        return []
    hers = Q(doer=member.account_id) if member.account_id else Q(doer_name__iexact=member.person_name.strip())
    return list(Step.objects.filter(clients.of_person(member.client_id), hers, goal__closed="", closed="dropped",
                                    close_note=rules.DOER_LEFT).order_by("by_when", "id"))


def would_wait(actor: Actor, member: Membership) -> list[str]:
    """Which steps would wait for another doer if this member went, where the actor may see the plan."""
    if not access.may(actor, member.client_id, Category.PLAN):
        return []
    return [step.text for step in promised_by(member.client_id, member.account_id, member.person_name)]


def would_part(actor: Actor, client: UUID, instrument: UUID) -> list[Parting]:
    """Who would leave the team, or lose the plan, if she took this instrument back; and which steps would wait, where
    the actor may see the plan."""
    seen = access.may(actor, client, Category.PLAN)
    found = []
    parting = [one for one in team.let_in(actor, client, without=[instrument]) if one.leaves or not one.sees_plan]
    people = accounts.cards(one.membership.account_id for one in parting)
    for one in parting:
        member = one.membership
        card = people.get(member.account_id) if member.account_id else None
        steps = promised_by(client, member.account_id, member.person_name) if seen else []
        if one.leaves or steps:
            found.append(Parting(member.person_name or (card.name if card else ""), one.leaves,
                                 tuple(step.text for step in steps)))
    return found


def not_back(actor: Actor, client: UUID, terms: Terms) -> list[str]:
    """The names of those who left the team when their ground ended and do not come back by themselves."""
    gone = team.left_with(actor, client, terms)
    people = accounts.cards(member.account_id for member in gone)
    return [member.person_name or (people[member.account_id].name if member.account_id in people else "")
            for member in gone]


def _of(steps: Iterable[Step], seen: set[UUID]) -> list[Step]:
    return [step for step in steps if step.client_id in seen]
