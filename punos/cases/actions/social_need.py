"""The health professional's prompt: is there an obvious social need? (THL 50 a § in urgent care, SHL 35 §)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.cases import rules
from punos.cases.models import SocialNeedCheck
from punos.cases.texts import refusal
from punos.intake import actions as intake
from punos.intake.codes import Agreement, Channel, Manner, Sender
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category


@action
def check_social_need(*, client: UUID, obvious: bool, ground: str = "", why: str = "", words: str = "",
                      unit: UUID | None = None, by: Actor) -> SocialNeedCheck:
    """Record that an obvious social need was looked for in the urgent-care assessment, and contact social care.

    ``obvious``: there is one. Then ``unit`` (of social care) gets a contact notice with ``words``, on her consent or
    on one of the two grounds of SHL 35 § with ``why``. ``ground`` "guided": she was told where to turn and does it
    herself. No need: nothing but this record is made.
    """
    access.require(by, client, Category.IDENTITY)
    contact = None
    if obvious and ground != "guided":
        given = rules.ContactGround(ground) if ground in list(rules.ContactGround) else None
        if denied := rules.may_contact_social_care(given, why):
            raise refusal(denied)
        if unit is None:
            raise Refused(_("Valitse, mihin sosiaalihuollon yksikköön otat yhteyttä."), field="unit", code="required")
        if not words.strip():
            raise Refused(_("Kirjoita, mistä on kyse."), field="words", code="required")
        contact = _notify(client, unit, ground, why, words, by)
    made = SocialNeedCheck.objects.create(client_id=client, made_at=clock.now(), made_by_id=by.account,
                                          obvious=obvious, ground=ground if obvious else "",
                                          why=why.strip() if obvious else "", contact_id=contact)
    audit.record("cases.check_social_need", by=by, client=client, about=made, obvious=obvious, ground=ground,
                 contact=contact, basis=rules.URGENT_ASSESSMENT)
    return made


def _notify(client: UUID, unit: UUID, ground: str, why: str, words: str, by: Actor) -> UUID:
    """The contact notice to social care. The health professional answers for it until it is accepted there."""
    agreed = ground == rules.ContactGround.CONSENT
    made = intake.record_contact(
        words=words, channel=Channel.RECORD_SYSTEM, sender=Sender.PROFESSIONAL, client=client,
        client_agrees=Agreement.YES if agreed else Agreement.NOT_ASKED,
        agreement_manner=Manner.SPOKEN if agreed else "", ground="" if agreed else ground,
        ground_words="" if agreed else why, offer_unit=unit, by=by)
    return made.pk
