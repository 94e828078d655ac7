"""Permissions, team and plan of one client, as they come to be in a case."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from punos.consent.actions import give
from punos.consent.rules import ConsentFor, Kind, Manner, Terms, Word
from punos.demo.cast import Cast
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category, RecipientClass
from punos.plan import actions as plan
from punos.plan.rules import Doer, DoerKind, LineKind
from punos.team import actions as team

FOR_A_NURSE = (Category.IDENTITY, Category.COORDINATION, Category.PLAN)


def live(number: int, client: UUID, worker: Actor, cast: Cast) -> None:
    """Every client has a plan; every second one lets the nurse into her team."""
    in_a_visit = Word(Manner.ORAL, reason="Ei käytä verkkoa", cannot_sign=False)
    today = clock.today()
    if number % 2:
        give(client=client, word=in_a_visit, by=worker, terms=Terms(
            Kind.PERMIT, categories=frozenset(FOR_A_NURSE), classes=frozenset(
                {RecipientClass.HEALTH_PROFESSIONAL, RecipientClass.SOCIAL_PROFESSIONAL})))
        give(client=client, word=in_a_visit, by=worker, terms=Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM))
        team.invite(client=client, account=cast.niko.account, purpose="Seuraa vointia kotona",
                    until=today + timedelta(days=180), categories=FOR_A_NURSE, wish="agrees", by=worker)
    plan.tell(client=client, text="Haluan asua kotona niin kauan kuin tunnistan oman keittiöni.", seen=0,
              manner="phone", told_on=today, by=worker)
    plan.write_line(client=client, kind=LineKind.STRENGTH, text="Osaa pyytää apua.", by=worker)
    plan.write_line(client=client, kind=LineKind.FUNCTIONAL_ABILITY, text="Portaat ovat raskaat.", by=worker)
    for text, steps in (("Selviän aamuista omassa kodissani", ("Kotihoito käy aamulla", "Tukikaide suihkuun")),
                        ("Tiedän, kenelle soitan", ("Numero jääkaapin oveen",))):
        goal = plan.set_goal(client=client, text=text, by=worker).pk
        for days, step in enumerate(steps, 5):
            plan.add_step(goal=goal, text=step, doer=Doer(DoerKind.ACCOUNT, worker.account),
                          by_when=today + timedelta(days=days), by=worker)
    plan.make_version(client=client, review_on=today + timedelta(days=90), by=worker)
