"""What matters to her, in her words: told by her, or written down with who, when and how."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.clients.queries import merged_into, of_person
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.ground import stale, stored
from punos.plan.models import Giver, Manner, OwnWords
from punos.plan.queries.standing import standing_of
from punos.plan.texts import refusal


@action
def tell(*, client: UUID, text: str, seen: int, manner: str = Manner.PORTAL.value, giver: str = Giver.CLIENT.value,
         told_on: date | None = None, by: Actor) -> OwnWords:
    """Keep what matters to her as she says it now; what she said before stays in her history.

    In the portal she, or the one who may act for her, writes herself. Otherwise a professional writes down her words
    with how and when they were told. ``seen`` is the number of the words the writer saw (0: none): ``Stale`` with the
    present ones when somebody kept others in between.
    """
    access.require(by, client, Category.OWN_WORDS)
    standing = standing_of(by, client)
    if manner not in Manner.values or giver not in Giver.values:
        raise Refused(_("Valitse, miten asiakas kertoi tämän."), field="manner", code="manner")
    if manner == Manner.PORTAL:
        if not standing.is_hers:
            raise refusal("only_she_answers")
        giver = Giver.CLIENT if standing.side is rules.Side.CLIENT else Giver.REPRESENTATIVE
    elif denied := rules.may_edit(standing):
        raise refusal(denied)
    words = stored(text)
    day = clock.today() if told_on is None else told_on
    if day > clock.today():
        raise Refused(_("Valitse tämä päivä tai aiempi."), field="told_on", code="future")
    known = list(_said(client))
    newest = known[0] if known else None
    if (newest.number if newest else 0) != seen:
        raise stale(newest, by)
    number = max((words.number for words in known), default=0) + 1  # above those of every record of hers
    made = OwnWords(client_id=merged_into(client), text=words, number=number, manner=manner, giver=giver, told_on=day,
                    written_at=clock.now(), written_by_id=by.account)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # kept by another at this very moment
        raise stale(_said(client).first(), by) from error
    audit.record("plan.tell", by=by, client=client, about=made, manner=manner, giver=giver, told_on=day)
    return made


def _said(client: UUID) -> QuerySet[OwnWords]:
    return OwnWords.objects.filter(of_person(client)).order_by("-written_at", "-id")
