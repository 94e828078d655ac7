"""Reading a team: who is in it, who could be, and whether it may meet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from punos.access import queries as access
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard
from punos.cases import pack
from punos.cases import queries as cases
from punos.cases.models import Case
from punos.clients import queries as clients
from punos.consent import queries as consent
from punos.consent.rules import ConsentFor, Kind, Terms
from punos.intake import queries as intake
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category, RecipientClass
from punos.operating_models.schema import SuggestedRole
from punos.sharing import queries as shared
from punos.team import rules
from punos.team.models import Gathering, Membership

SPEAKING = "disclosure"  # the matter of a representative who decides whom the client's data are shown to


def team_model(case: Case) -> rules.TeamModel:
    """What the case's model says of its team."""
    team = pack.of(case.model).team
    return rules.TeamModel(team.client_decides_members, team.third_sector_allowed, team.close_people_allowed)


def model_of(found: Membership) -> rules.TeamModel:
    """The model of the case a membership belongs to."""
    if found.case is None:
        return rules.TeamModel(True, True, True)
    return team_model(found.case)


def members(actor: Actor, client: UUID) -> list[Membership]:
    """Who is in the team now, in the order of joining. ``Unseen`` for a stranger."""
    access.require(actor, client, Category.COORDINATION)
    return list(now_in_team(client))


def by_id(memberships: Iterable[UUID]) -> QuerySet[Membership]:
    """These memberships, as far as row-level security lets the present actor see them."""
    return Membership.objects.filter(pk__in=list(memberships))


def now_in_team(client: UUID) -> QuerySet[Membership]:
    """Who is in the team now; row-level security decides what the present actor sees of it."""
    return Membership.objects.filter(clients.of_person(client), ended_at=None, until__gte=clock.today()).select_related(
        "case").order_by("invited_at", "id")


def lapsed() -> list[UUID]:
    """Memberships whose last day has passed and which no night has ended yet; for nobody's eyes."""
    with session.purpose_of(Purpose.CLOSING):
        return list(Membership.objects.filter(until__lt=clock.today(), ended_at=None).order_by("pk")
                    .values_list("pk", flat=True))


def has_left(client: UUID, account: UUID | None, name: str) -> bool:
    """Was this person (``name``: of one without an account) in her team, and is not any more? Not she who acts for the
    client, whatever becomes of the team. For nobody's eyes."""
    hers = Q(account=account) if account else Q(account=None, person_name__iexact=name.strip())
    with session.purpose_of(Purpose.CLOSING):
        ends = Membership.objects.filter(clients.of_person(clients.merged_into(client)), hers).values_list(
            "ended_at", flat=True)
        return bool(ends) and None not in ends and account not in clients.acting_accounts(client)


def everybody_ever(client: UUID) -> Iterable[Membership]:
    """Every membership of this client, for her timeline."""
    return Membership.objects.filter(clients.of_person(client))


def past_members(actor: Actor, client: UUID) -> list[Membership]:
    """Who has been in the team, newest first."""
    access.require(actor, client, Category.COORDINATION)
    gone = Q(ended_at__isnull=False) | Q(until__lt=clock.today())
    return list(Membership.objects.filter(gone, clients.of_person(client)).order_by("-ended_at", "-until"))


def membership(actor: Actor, membership_id: UUID) -> Membership:
    """One membership, for the member herself and those who may see the team."""
    found = Membership.objects.filter(pk=membership_id).select_related("case").first()
    if found is None:
        raise Unseen
    if found.account_id != actor.account:
        access.require(actor, found.client_id, Category.COORDINATION)
    return found


def teams_of(actor: Actor) -> list[Membership]:
    """The teams this person is in now, the newest first: what a close one finds in her own door. One query."""
    return list(Membership.objects.filter(account=actor.account, ended_at=None, until__gte=clock.today())
                .order_by("-invited_at", "id"))


@dataclass(frozen=True, slots=True)
class ForToday:
    """What of teams needs this person: calls to answer, memberships to renew, departures to read, letters that wait."""

    called: list[Membership]
    ending: list[Membership]
    departed: list[Membership]
    letters: list[Membership]


def for_today(actor: Actor, days: int = 14) -> ForToday:
    """Teams this person has been called to and has not answered; memberships she made that end within so many days;
    in the cases she answers for (or stands in): who has left unread, and letters not printed or not answered.

    One query, each part by its own index.
    """
    today = clock.today()
    last = today + timedelta(days=days)
    here = Membership.objects.filter(ended_at=None, until__gte=today)
    held = Q(case__in=cases.cases_held(actor))
    found = {m.pk: m for m in here.filter(account=actor.account, acknowledged_at=None).union(
        here.filter(invited_by=actor.account, until__lte=last),
        here.filter(held, account=None, acknowledged_at=None),
        Membership.objects.filter(held, departure_unread=True), all=True)}.values()
    present = [m for m in found if m.ended_at is None]
    return ForToday(
        sorted((m for m in present if m.account_id == actor.account and m.acknowledged_at is None),
               key=lambda m: m.invited_at),
        sorted((m for m in present if m.invited_by_id == actor.account and m.until <= last), key=lambda m: m.until),
        sorted((m for m in found if m.departure_unread), key=lambda m: m.ended_at or clock.now()),
        sorted((m for m in present if m.account_id is None and m.acknowledged_at is None), key=lambda m: m.invited_at))


def gatherings(actor: Actor, client: UUID) -> list[Gathering]:
    """When the team meets from now on."""
    access.require(actor, client, Category.COORDINATION)
    return list(Gathering.objects.filter(clients.of_person(client), at__gte=clock.now()).order_by("at"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A role the model suggests, and the people already in the picture who could take it."""

    role: SuggestedRole
    people: tuple[PersonCard, ...]


def suggestions(actor: Actor, client: UUID) -> list[Suggestion]:
    """The model's suggested roles that nobody in the team has yet, each with people of its profession who have already
    worked with her.

    Those are the former holders of her case and whoever has taken her contacts; not those who answer for her now.
    """
    case = cases.open_case_of(actor, client)
    if case is None:
        return []
    now = members(actor, client)
    taken = {member.suggested_role for member in now}
    in_team = {member.account_id for member in now} | {one.account for one in cases.answering(client)}
    known = accounts.cards(accounts.can_work(_already_with_her(actor, client, case) - in_team))
    found = []
    for role in pack.of(case.model).team.suggested:
        if role.code not in taken:
            fitting = [card for card in known.values() if card.unit and rules.fits(role, _colleague(card))]
            found.append(Suggestion(role, tuple(fitting)))
    return found


def _colleague(card: PersonCard) -> rules.Colleague:
    return rules.Colleague(rules.recipient_class(card.register, card.sector), card.sector, card.profession, card.title,
                           card.unit_name)


def _already_with_her(actor: Actor, client: UUID, case: Case) -> set[UUID | None]:
    held, _offers = cases.history(case)
    people: set[UUID | None] = {holding.account_id for holding in held}
    if access.may(actor, client, Category.CONTACT):
        people |= {contact.recorded_by_id for contact in intake.contacts_of(actor, client)}
    return people - {None}


def consent_names(client: UUID, person_name: str, categories: Iterable[str],
                  without: Collection[UUID] = ()) -> bool:
    """Is there a consent in force that names this person and covers these categories? ``without``: as if she had
    taken these back."""
    wanted = {Category(code) for code in categories}
    return any(wanted <= item.terms.categories for item in _naming(client, person_name)
               if item.instrument not in without)


def consent_lasts(client: UUID, person_name: str, categories: Iterable[str]) -> date | None:
    """The last day of the consents that name this person and cover these categories; None when no end is known."""
    wanted = {Category(code) for code in categories}
    ends = [item.terms.valid_until for item in _naming(client, person_name) if wanted <= item.terms.categories]
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def _naming(client: UUID, person_name: str) -> list[consent.InForce]:
    return [item for item in consent.in_force(client) if item.terms.kind is Kind.CONSENT
            and rules.same_name(item.terms.person_name, person_name)]


def readiness(actor: Actor, case: Case, *, client_takes_part: bool) -> tuple[rules.Readiness, UUID | None]:
    """What is in place before the team meets, and the consent to it that is in force."""
    agreed = consent.agreed_to(case.client_id, ConsentFor.CONVENE_TEAM)
    named = any(worker.role == "responsible_worker" for worker in cases.workers_of(case))
    now = members(actor, case.client_id)
    lacking = without_basis(actor, now)
    without = [member for member in lacking if member.account_id]
    outsiders = [member for member in without if RecipientClass(member.recipient) in rules.OUTSIDERS]
    unnamed = [member for member in lacking if member.account_id is None]
    return rules.Readiness(consent_to_team=agreed is not None, client_takes_part=client_takes_part,
                           worker_named=named, members_without_basis=len(without) + len(unnamed),
                           outsiders_without_consent=len(outsiders) + len(unnamed)), (
        agreed.instrument if agreed else None)


def without_basis(actor: Actor, members: Iterable[Membership]) -> list[Membership]:
    """Those of them who may not be told, as things stand, all that they came for."""
    those = list(members)
    return [member for member, line in zip(those, open_to(actor, those), strict=True)
            if (line.denied if line else not consent_names(member.client_id, member.person_name, member.categories))]


def open_to(actor: Actor, members: Iterable[Membership]) -> list[shared.PreviewLine | None]:
    """What of what each came for is open to her now, what is not, and what would mend it; None: no account.

    As many queries for a large team as for a small one.
    """
    those = list(members)
    lines: dict[UUID, shared.PreviewLine] = {}
    for client in dict.fromkeys(member.client_id for member in those):  # one, or the records found to be one person
        hers = [member for member in those if member.client_id == client and member.account_id]
        asked = [shared.Asked(frozenset(map(Category, member.categories)), member.account_id, until=member.until)
                 for member in hers]
        if asked:
            found = shared.preview_each(client=client, asked=asked, by=actor)
            lines |= {member.pk: line for member, line in zip(hers, found, strict=True)}
    return [lines.get(member.pk) for member in those]


@dataclass(frozen=True, slots=True)
class LetIn:
    """A member as the law stands: whether anything lets her in at all, and whether she may read the plan."""

    membership: Membership
    leaves: bool
    sees_plan: bool


def let_in(by: Actor, client: UUID, *, without: Collection[UUID] = ()) -> list[LetIn]:
    """Everybody in the team now, as far as the actor sees; ``without``: as if the client had taken these back.

    An outsider leaves with her consent; a professional stays in the team (the work may go on on another ground), and
    who answers for her, or works in her case, stays whatever becomes of the membership.
    """
    return _let_in(by, client, without, shared.preview_each)


def let_in_now(by: Actor, client: UUID) -> list[LetIn]:
    """The same for nobody's eyes, once her word is written: the views of whoever wrote it may have ended with it."""
    with session.purpose_of(Purpose.CLOSING):
        return _let_in(by, client, (), shared.foreseen)


def _let_in(by: Actor, client: UUID, without: Collection[UUID],
            previewed: Callable[..., list[shared.PreviewLine]]) -> list[LetIn]:
    now = list(now_in_team(client))
    signing_in = [member for member in now if member.account_id]
    lines = previewed(client=client, by=by, without=without, asked=[
        shared.Asked(frozenset(map(Category, member.categories)), member.account_id, until=member.until)
        for member in signing_in]) if signing_in else []
    seen = {member.pk: set(line.categories) for member, line in zip(signing_in, lines, strict=True)}
    staying = {one.account for one in cases.answering(client)}
    found = []
    for member in now:
        if member.account_id is None:
            named = consent_names(client, member.person_name, member.categories, without)
            found.append(LetIn(member, leaves=not named, sees_plan=named))
        else:
            stays = member.account_id in staying
            found.append(LetIn(member, leaves=(not stays and not seen[member.pk]
                                                and RecipientClass(member.recipient) in rules.OUTSIDERS),
                               sees_plan=stays or Category.PLAN in seen[member.pk]))
    return found


def left_with(actor: Actor, client: UUID, terms: Terms) -> list[Membership]:
    """Who left when the ground ended, is meant by these terms, and is not in the team now: she must be invited."""
    here = list(now_in_team(client))
    inside = {member.account_id for member in here if member.account_id} | {m.person_name for m in here}
    gone = Membership.objects.filter(clients.of_person(client), ending=rules.Ending.BASIS_ENDED).order_by("-ended_at")
    found: dict[object, Membership] = {}
    for member in gone:
        meant = (member.account_id in terms.accounts if member.account_id
                 else member.person_name.casefold().strip() == terms.person_name.casefold().strip())
        meant = meant or RecipientClass(member.recipient) in terms.classes
        if meant and (member.account_id or member.person_name) not in inside:
            found.setdefault(member.account_id or member.person_name, member)
    return list(found.values())


def departures(actor: Actor, client: UUID) -> list[Membership]:
    """Who has left without whoever answers for the whole having read it."""
    access.require(actor, client, Category.COORDINATION)
    return list(Membership.objects.filter(clients.of_person(client), departure_unread=True).order_by("ended_at"))


def speaks_for(actor: Actor, client: UUID) -> bool:
    """Is this the client herself, or somebody who may decide for her whom her data are shown to?"""
    person = clients.merged_into(client)
    if clients.client_of_account(actor.account) == person:
        return True
    return any(one.client == person and SPEAKING in one.matters for one in clients.represented_by(actor.account))
