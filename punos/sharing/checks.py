"""What must hold before somebody is let in on a person's own initiative."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.kernel import clock
from punos.kernel.actor import NOBODY, Actor
from punos.kernel.errors import Refused, Unseen
from punos.sharing import facts, rules, settling
from punos.sharing.models import Tie as TieRow
from punos.sharing.refusals import not_lawful
from punos.sharing.rules import TieKind

ANSWERS = (TieKind.CONTACT, TieKind.CASE_HOLDER, TieKind.OWN_WORKER, TieKind.RESPONSIBLE_WORKER)
STANDS_IN = (TieKind.CONTACT_SUBSTITUTE, TieKind.CASE_SUBSTITUTE)
OFFERED = (TieKind.CONTACT_OFFER, TieKind.CASE_OFFER)


def why_not(check: Callable[..., object], *asked: object) -> str:
    """What the check says against it, for a page to show beforehand; empty when nothing."""
    try:
        check(*asked)
    except Refused as refused:
        return str(refused)
    return ""


def answers_by_anothers_word(by: Actor, client: UUID) -> bool:
    """Does this person (or her unit) answer for the client now, and did somebody else bring her to it: an offer, a
    naming, a contact that another or the client herself sent, an absence she fills?

    Anybody in social and health care may write a contact down and so know whom it is about; what she has written
    herself never lets her open more (ADR 0071). Asked inside ``facts.for_sharing``.
    """
    mine = TieRow.objects.filter(Q(account=by.account) | Q(unit__in=by.units), client=client)
    now = mine.filter(Q(until=None) | Q(until__gt=clock.now()), kind__in=[*ANSWERS, *STANDS_IN], ended_at=None)
    brought = Q(kind__in=[*ANSWERS, *OFFERED]) & ~Q(begun_by__in=[by.account, NOBODY])
    return now.exists() and mine.filter(brought | Q(kind__in=STANDS_IN)).exists()


def to_tie(by: Actor, client: UUID) -> None:
    """Refuse to tie an account to this client, or to somebody close to her, on nothing but one's own word: with it
    all that is hers could be read. Unseen without her identity; the words tell nothing of what others have written."""
    clients.get(by, client)
    with facts.for_sharing(by):
        if not answers_by_anothers_word(by, client):
            raise Refused(_("Tunnuksen antaa työntekijä, jonka joku muu on nimennyt vastaamaan hänen asiastaan. "
                            "Siirrä asia työparille tai pyydä tunnus häneltä."), code="not_hers_to_give")


AT_WORK_FOR_HER = (TieKind.CASE_HOLDER, TieKind.CASE_SUBSTITUTE, TieKind.OWN_WORKER, TieKind.RESPONSIBLE_WORKER)


def answers(by: Actor, client: UUID) -> bool:
    """Does this person (or her unit) answer for the client's case now, or work as her own or responsible worker?"""
    with facts.for_sharing(by):
        return TieRow.objects.filter(
            Q(account=by.account) | Q(unit__in=by.units), Q(until=None) | Q(until__gt=clock.now()),
            client=client, kind__in=AT_WORK_FOR_HER, ended_at=None).exists()


def may_open_the_address(by: Actor, client: UUID) -> None:
    """Refused unless this person answers for the client, brought to it by somebody else: who wrote the contact down
    and opened the case alone would otherwise open the address alone."""
    with facts.for_sharing(by):
        brought = answers_by_anothers_word(by, client)
    if not (brought and answers(by, client)):
        raise Refused(_("Tämän kirjaa se, joka vastaa asiakkaan kokonaisuudesta tai on hänen oma- tai "
                        "vastuutyöntekijänsä, ja jonka joku muu on siihen tuonut."), code="not_hers_to_open")


def to_open_the_address(by: Actor, client: UUID, account: UUID) -> None:
    """Refused unless ``by`` may record that this person's task needs the protected address: she is somebody else, and
    she or her unit is in the team or answers for the client."""
    may_open_the_address(by, client)
    if account == by.account:
        raise Refused(_("Omaa tehtävää ei voi kirjata itse. Pyydä toista, joka vastaa asiakkaan asiasta."),
                      field="account", code="own")
    if account not in around(by, client):
        raise Refused(_("Valitse joku, joka on asiakkaan tiimissä tai hoitaa hänen asiaansa."), field="account",
                      code="not_in_team")


def around(by: Actor, client: UUID) -> dict[UUID, people.PersonCard]:
    """Professionals of social and health care who are in the team or answer for the client, themselves or through
    their unit; not ``by`` herself."""
    with facts.for_sharing(by):
        rows = [row for row in facts.open_ties(client) if row.kind in rules.CARRIES]
        found = people.cards(row.account_id for row in rows)
        for unit in {row.unit_id for row in rows if row.unit_id}:
            found |= {card.account: card for card in people.members(unit)}
    return {account: card for account, card in found.items()
            if account != by.account and facts.register_of(facts.recipient_of(card))}


def to_let_in(by: Actor, client: UUID, beside: UUID | None) -> tuple[UUID, set[UUID]]:
    """The account of the client, or of the close one or representative ``beside`` her, and whose matters it opens, when
    ``by`` may give a start code for it. Unseen without the client's identity and for an account that is not; Refused
    as ``let_in_again``."""
    if beside is None:
        account = clients.get(by, client).account
    else:
        accounts = {row.id: row.account for row in clients.ties_of(by, client)}
        accounts |= {row.id: row.account for row in clients.representatives_of(by, client)}
        account = accounts.get(beside)
    if account is None:
        raise Unseen
    with facts.for_sharing(by):
        reached = clients.reached_by(account)
        asked = {client} if beside is None else reached | {client}
        if not all(answers_by_anothers_word(by, person) for person in asked):
            raise Refused(_("Koodin antaa työntekijä, jonka joku muu on nimennyt vastaamaan kaikesta, mitä tunnuksella "
                            "voi nähdä. Pyydä koodia häneltä."), code="not_hers_to_give")
    return account, reached


def must_be_lawful(row: TieRow, by: Actor) -> None:
    """Refuse (and roll the whole back) when the tie makes no sense in law: with ways out of the refusal."""
    with facts.for_sharing(by):
        missing = settling.missing_of(row)
    if missing:
        raise not_lawful(missing, field="receiver")
