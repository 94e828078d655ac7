"""A version: the plan as it was agreed, kept unchanged; what the client says of it; when it is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.clients.queries import of_person
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.ground import plan_row, require_editor, stored
from punos.plan.joint import require_consent_of_those_who_see
from punos.plan.models import Giver, Goal, Manner, Plan, Version, VersionAnswer, VersionPart
from punos.plan.queries.snapshot import whole_plan
from punos.plan.queries.standing import standing_of
from punos.plan.rules import Answer, Side
from punos.plan.texts import refusal

LONGEST_REVIEW = timedelta(days=732)


@action
def make_version(*, client: UUID, review_on: date | None, by: Actor) -> Version:
    """Keep the plan as it now stands: a snapshot that never changes, for the client to accept.

    The plan is in force from its first version, and a day for the next review is set. Refused without a goal, without
    a review date, or where another administration would see it without her consent (1301/2014 39 § 3).
    """
    require_editor(by, client)
    plan = plan_row(client, by)
    day = _review_day(review_on)
    if not Goal.objects.filter(of_person(client), closed="").exists():
        raise Refused(_("Suunnitelmassa ei ole vielä tavoitetta. Kirjoita ensin, mitä asiakas tavoittelee."),
                      code="no_goal")
    require_consent_of_those_who_see(by, client)
    known = Version.objects.filter(of_person(client) | Q(plan=plan))  # also of the plans that go on in this one
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    parts = [(part, rules.canonical(part.items)) for part in whole_plan(client)]
    hashes = [(part.category, part.register, rules.hash_of_text(text)) for part, text in parts]
    made = Version(client_id=plan.client_id, plan=plan, number=number, review_on=day, made_at=clock.now(),
                   made_by_id=by.account, part_hashes=hashes,
                   content_hash=rules.hash_of_parts(number, day.isoformat(), hashes))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Joku muu tallensi version juuri nyt. Katso se ensin."), code="taken") from error
    with session.purpose_of(Purpose.SNAPSHOT):
        VersionPart.objects.bulk_create([
            VersionPart(client_id=plan.client_id, version=made, category=part.category, register=part.register,
                        content=part.items, content_hash=part_hash)
            for (part, _text), (_c, _r, part_hash) in zip(parts, hashes, strict=True)])
    plan.review_on, plan.in_force_since = day, plan.in_force_since or made.made_at
    plan.save(update_fields=["review_on", "in_force_since"])
    audit.record("plan.make_version", by=by, client=client, about=made, basis="1301/2014 39 §", number=number,
                 review_on=day)
    return made


@action
def answer_version(*, version: UUID, answer: Answer, words: str = "", manner: str = Manner.PORTAL.value,
                   giver: str = Giver.CLIENT.value, witness: str = "", given_on: date | None = None,
                   by: Actor) -> VersionAnswer:
    """What the client says of a version: accepts, would change something, or does not accept and why. All are kept.

    In the portal by herself or by the one who may act for her; otherwise a professional writes it down with how, when
    and, for a word given by mouth, who witnessed it. Refused for a version that a newer one has replaced.
    """
    found = Version.objects.select_related("plan").filter(pk=version).first()
    if found is None:
        raise Unseen
    access.require(by, found.client_id, Category.PLAN)
    standing = standing_of(by, found.client_id)
    in_portal = manner == Manner.PORTAL
    if manner not in Manner.values or giver not in Giver.values:
        raise Refused(_("Valitse, miten asiakas vastasi."), field="manner", code="manner")
    if denied := rules.may_answer(standing, in_portal):
        raise refusal(denied)
    if Version.objects.filter(of_person(found.client_id), made_at__gt=found.made_at).exists():
        raise Refused(_("Suunnitelmasta on jo uudempi versio. Avaa se."), code="replaced")
    said = stored(words, "words", required=answer is not Answer.ACCEPTED)
    seen_by = stored(witness, "witness", longest=200, required=manner in (Manner.PHONE, Manner.MEETING))
    day = clock.today() if given_on is None or in_portal else given_on
    made_on = found.made_at.astimezone(clock.HELSINKI).date()
    if not made_on <= day <= clock.today():
        raise Refused(_("Tarkista päivä: vastaus on annettu version jälkeen ja viimeistään tänään."), field="given_on",
                      code="given_on")
    if in_portal:
        giver = Giver.CLIENT if standing.side is Side.CLIENT else Giver.REPRESENTATIVE
        seen_by = ""
    made = VersionAnswer.objects.create(
        client_id=found.client_id, version=found, answer=answer.value, giver=giver, manner=manner, witness=seen_by,
        words=said, given_on=day, written_at=clock.now(), written_by_id=by.account)
    audit.record("plan.answer_version", by=by, client=found.client_id, about=found, answer=answer.value, giver=giver,
                 manner=manner, given_on=day)
    return made


@action
def set_review(*, client: UUID, review_on: date | None, by: Actor) -> Plan:
    """When the plan is looked at again together. Never empty while the plan is in force (980/2012 16 §)."""
    require_editor(by, client)
    plan = plan_row(client, by)
    plan.review_on = _review_day(review_on)
    plan.save(update_fields=["review_on"])
    audit.record("plan.set_review", by=by, client=client, about=plan, review_on=plan.review_on)
    return plan


def _review_day(day: date | None) -> date:
    if day is None:
        raise Refused(_("Kirjoita, milloin suunnitelma katsotaan uudelleen."), field="review_on", code="required")
    if day < clock.today():
        raise refusal("past", "review_on")
    if day - clock.today() > LONGEST_REVIEW:
        raise Refused(_("Valitse päivä kahden vuoden sisältä."), field="review_on", code="far")
    return day
