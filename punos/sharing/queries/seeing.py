"""Who sees what and why, and what is hidden: read out in words, never whether data exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import get_language, gettext

from punos.access.models import Grant
from punos.access.permissions import Permission, permissions_of
from punos.access.queries import open_on, require
from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness import (
    Allowed,
    Decision,
    Denied,
    NeedsHumanDecision,
    Recipient,
    RecipientClass,
    Relation,
    Way,
    decide,
)
from punos.lawfulness.categories import Category, Register, registers_of
from punos.sharing import checks, facts, rules
from punos.sharing.models import ExceptionalAccess
from punos.sharing.models import Tie as TieRow
from punos.sharing.queries.lines import end_of, names_of, ordered
from punos.sharing.refusals import section_of, ways_of
from punos.sharing.rules import Known, TieKind

RowT = TypeVar("RowT", bound=Model)
NOT_FOR_OTHERS = frozenset({Category.JOURNAL, Category.PROTECTED_ADDRESS, Category.OTHER_SECTOR})
"""Not offered for the asking: her log is hers, an address under an order is by task, others' data are theirs."""


@dataclass(frozen=True, slots=True)
class WhoSees:
    """One recipient by one tie: which categories, each until when (None: no end is known), on which sections.

    ``registers``: for a category seen from some registers only, which. ``ground``: a code of why, where one is kept.
    """

    account: UUID | None
    unit: UUID | None
    name: str
    role: str
    relation: str
    purpose: str
    categories: tuple[Category, ...]
    sections: tuple[str, ...]
    ends: dict[Category, datetime | None]
    registers: dict[Category, frozenset[Register]]
    ground: str = ""

    @property
    def until(self) -> datetime | None:
        """The last of the ends; None when some category has none."""
        return end_of(self.ends)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A category the actor does not see: why in one sentence, the section, and what would make it lawful."""

    category: Category
    why: str
    section: str
    ways: tuple[Way, ...]


def who_sees(actor: Actor, client: UUID) -> list[WhoSees]:
    """Everybody with an open grant on her, each tie a line. ``Unseen`` without a grant on her permissions."""
    require(actor, client, Category.PERMISSIONS)
    now = clock.now()
    grouped: dict[tuple[Any, ...], list[Grant]] = defaultdict(list)
    with facts.for_sharing(actor):
        grants = Grant.objects.filter(client=client, closed_at=None).select_related("decision")
        for grant in grants.order_by("valid_from", "id"):
            if grant.valid_until is None or grant.valid_until > now:
                grouped[grant.relation, grant.relation_id, grant.account_id, grant.unit_id].append(grant)
        told = {(t.kind, t.matter, t.account_id, t.unit_id): (t.purpose, t.ground) for t in facts.open_ties(client)}
        names = names_of((key[2] for key in grouped), (key[3] for key in grouped))
    return [_line(key, found, told.get(key, ("", "")), names) for key, found in grouped.items()]


def sight(pairs: Iterable[tuple[UUID, UUID]], category: Category, by: Actor) -> dict[
        tuple[UUID, UUID], datetime | None]:
    """Those of these (client, account) who see this category of hers today, by a grant to herself or to a unit in which
    she works, and until when (None: no end is known): what a membership says may outlast what it stands on. Only for
    those who may know that these people are beside her. Two queries, however many pairs."""
    wanted = set(pairs)
    if not wanted:
        return {}
    places = people.units_worked_in({account for _client, account in wanted})
    now = clock.now()
    with facts.for_sharing(by):
        rows = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now), category=category.value,
                                    closed_at=None, client__in={client for client, _account in wanted})
        open_to: dict[tuple[UUID, UUID], list[datetime | None]] = defaultdict(list)
        for client, account, unit, until in rows.values_list("client", "account", "unit", "valid_until"):
            open_to[client, account or unit].append(until)
    found = {(client, account): [end for seen_by in (account, *places.get(account, ()))
                                 for end in open_to.get((client, seen_by), ())] for client, account in wanted}
    return {pair: None if None in ends else max(end for end in ends if end) for pair, ends in found.items() if ends}


def with_sight(rows: QuerySet[RowT], by: Actor) -> list[RowT]:
    """These rows, each of a ``client`` and an ``account``, with whether that account sees anything of her today
    (``sees``) and until when (``sees_until``, None: no end is known). As ``sight``, inside the rows' own query."""
    hers = Q(account=OuterRef("account")) | Q(unit__in=people.units_of(OuterRef(OuterRef("account"))))
    grants = Grant.objects.filter(hers, Q(valid_until=None) | Q(valid_until__gt=clock.now()), closed_at=None,
                                  client=OuterRef("client"), category=Category.IDENTITY.value)
    last = grants.order_by(F("valid_until").desc(nulls_first=True)).values("valid_until")[:1]
    with facts.for_sharing(by):
        return list(rows.annotate(sees=Exists(grants), sees_until=Subquery(last)))


def people_around(actor: Actor, client: UUID) -> list[tuple[UUID, str, str]]:
    """The people tied to her now, as (account, name and role, kind of work). ``Unseen`` without her permissions."""
    require(actor, client, Category.PERMISSIONS)
    with facts.for_sharing(actor):
        accounts = {row.account_id for row in facts.open_ties(client)
                    if row.account_id and row.kind not in (TieKind.OWN, TieKind.REPRESENTATIVE)}
    return [(card.account, ", ".join(filter(None, (card.name, card.title, card.unit_name))),
             card.register if card.register in ("social", "health") else card.sector)
            for card in people.cards(accounts).values()]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a client's matters now: what she sees, and how she herself is tied to the client."""

    seen: frozenset[Category]
    ties: frozenset[TieKind]


def standing(actor: Actor, client: UUID) -> Standing:
    """Read with the actor's own eyes (everybody sees her own ties), in one query."""
    ties = TieRow.objects.filter(client=client, account=actor.account, ended_at=None)
    rows = open_on(actor, client).values_list("category", Value("")).union(ties.values_list(Value(""), "kind"))
    found = list(rows)
    return Standing(frozenset(Category(category) for category, _ in found if category),
                    frozenset(TieKind(kind) for _, kind in found if kind))


def hidden_from(actor: Actor, client: UUID, *, known: Standing | None = None,
                card: people.PersonCard | None = None) -> list[Hidden]:
    """What the actor may not see of this client, and why. The same words whether or not there are any data.

    Asked from where the actor stands in her matters, as a member of the team and by her own ties: some ways out are
    open only to whoever answers. ``known`` and ``card`` (who the actor is): where they were asked for already.
    """
    stands_now = known or standing(actor, client)
    if not stands_now.seen:
        raise Unseen
    unseen = [category for category in Category if category not in stands_now.seen and category not in NOT_FOR_OTHERS]
    if not unseen:
        return []
    found = {actor.account: facts.recipient_of(card)} if card else facts.recipients([actor.account], [])
    recipient = found.get(actor.account, Recipient(RecipientClass.CLOSE_PERSON, person=str(actor.account)))
    tie = rules.Tie(TieKind.TEAM, recipient, frozenset())
    stands = frozenset(relation for kind in stands_now.ties for relation in rules.IN_LAW.get(kind, ()))
    return [_hidden(category, [_as_a_stranger(tie, stands, category, origin)
                               for origin in sorted(registers_of(category))])
            for category in unseen]


@dataclass(frozen=True, slots=True)
class Reviewable:
    """An exceptional look on the reviewer's list."""

    id: UUID
    client: UUID
    client_name: str
    account: UUID
    unit: UUID | None
    ground: str
    reason: str
    categories: tuple[Category, ...]
    begins: datetime
    ends: datetime
    review: str
    review_words: str
    reviewed_at: datetime | None


def to_review(actor: Actor, *, reviewed: bool = False, limit: int = 50) -> list[Reviewable]:
    """Exceptional looks that nobody has reviewed, oldest first (or those reviewed, newest first). For the reviewer."""
    if Permission.REVIEW_ACCESS not in permissions_of(actor.roles):
        raise Unseen
    with facts.for_sharing(actor):
        rows = ExceptionalAccess.objects.exclude(review="") if reviewed else ExceptionalAccess.objects.filter(review="")
        found = list(rows.order_by("-reviewed_at" if reviewed else "begins")[:limit])
        names = clients.names({row.client_id for row in found})
    return [Reviewable(r.pk, r.client_id, names.get(r.client_id, ""), r.account_id, r.unit_id, r.ground, r.reason,
                       tuple(Category(c) for c in r.categories), r.begins, r.ends, r.review, r.review_words,
                       r.reviewed_at) for r in found]


def exceptional_in_force(actor: Actor, client: UUID) -> ExceptionalAccess | None:
    """The actor's own exceptional look at this client, while it lasts and she has not ended it."""
    lasting = TieRow.objects.filter(client=client, account=actor.account, kind=TieKind.EXCEPTIONAL, ended_at=None)
    return ExceptionalAccess.objects.filter(client=client, account=actor.account, ends__gt=clock.now(),
                                            pk__in=lasting.values("matter")).order_by("-ends").first()


def why_not_let_in(actor: Actor, client: UUID, beside: UUID | None) -> str:
    """Why this person may give no start code for the account of the client, or of who is beside her (a close one, a
    representative); empty when she may."""
    return checks.why_not(checks.to_let_in, actor, client, beside)


def why_not_tied(actor: Actor, client: UUID) -> str:
    """Why this person may tie no account to the client or those close to her; empty when she may."""
    return checks.why_not(checks.to_tie, actor, client)


def _as_a_stranger(tie: rules.Tie, stands: frozenset[Relation], category: Category, origin: Register) -> Decision:
    """The answer from what the asker knows herself: it tells nothing of what the client has said."""
    asked = rules.facts_for(tie, category, origin, Known()).as_the_asker_knows()
    return decide(replace(asked, relations=asked.relations | stands), at=clock.today())


def _hidden(category: Category, answers: list[Decision]) -> Hidden:
    language = get_language() or "fi"
    decision = next((answer for answer in answers if not isinstance(answer, Allowed)), answers[0])
    if isinstance(decision, NeedsHumanDecision):
        why = decision.question.in_language(language)
    elif isinstance(decision, Denied):
        why = decision.reasons[0].text.in_language(language)
    else:
        why = gettext("Tehtäväsi tässä asiassa ei ole vaatinut näitä tietoja.")
    return Hidden(category, why, section_of(decision), ways_of(answers))


def _line(key: tuple[Any, ...], grants: list[Grant], told: tuple[str, str],
          names: dict[UUID, tuple[str, str]]) -> WhoSees:
    relation, _matter, account, unit = key
    name, role = names.get(account or unit, ("", ""))
    ends = rules.latest((Category(grant.category), grant.valid_until) for grant in grants)
    origins: dict[Category, set[str]] = defaultdict(set)
    for grant in grants:
        origins[Category(grant.category)].add(grant.origin)
    registers = {category: frozenset(map(Register, found)) for category, found in origins.items() if "" not in found}
    return WhoSees(account, unit, name, role, relation, told[0], ordered(ends),
                   tuple(dict.fromkeys(grant.decision.section for grant in grants)), ends, registers, told[1])


