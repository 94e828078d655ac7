"""Who can do a step: the client, those who work with her, her close people; each by a code in the form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos.access import queries as access
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.rules import Doer, DoerKind
from punos.team import queries as team

HERSELF, SOMEBODY = "client", "other"


def choices_for(actor: Actor, client: UUID) -> list[tuple[str, Any]]:
    """The people to choose from: the client first, then the writer, who answers, the team, the close ones."""
    seen = access.categories_seen(actor, client)
    ids: list[UUID] = [actor.account]
    named: list[str] = []
    if Category.COORDINATION in seen:
        ids += [found.account for found in cases.answering(client)]
        for member in team.members(actor, client):
            ids += [member.account_id] if member.account_id else []
            named += [member.person_name] if member.person_name else []
    own_name = clients.letter_name(client)
    close: dict[UUID, str] = {}
    if Category.IDENTITY in seen:
        for tie in clients.ties_of(actor, client):
            if tie.account:
                close[tie.account] = tie.name
            else:
                named.append(tie.name)
    cards = accounts.cards(ids)
    people = [(f"a:{pk}", ", ".join(filter(None, (cards[pk].name, cards[pk].title, cards[pk].unit_name))))
              for pk in dict.fromkeys(ids) if pk in cards]
    people += [(f"a:{pk}", name) for pk, name in close.items() if pk not in ids]
    people += [(f"n:{name}", name) for name in dict.fromkeys(named)]
    return [(HERSELF, _("%(name)s itse") % {"name": own_name} if own_name else _("Asiakas itse")), *people,
            (SOMEBODY, _("Joku muu"))]


def doer_from(code: str, name: str) -> Doer:
    """The doer that was chosen; one that names nobody when somebody else was chosen and no name typed."""
    if code == HERSELF:
        return Doer(DoerKind.CLIENT)
    if code.startswith("a:"):
        return Doer(DoerKind.ACCOUNT, UUID(code[2:]))
    return Doer(DoerKind.NAMED, name=code[2:] if code.startswith("n:") else name)


def code_of(doer: Doer) -> str:
    """The code of a doer in the form."""
    if doer.kind is DoerKind.CLIENT:
        return HERSELF
    return f"a:{doer.account}" if doer.kind is DoerKind.ACCOUNT else f"n:{doer.name}"
