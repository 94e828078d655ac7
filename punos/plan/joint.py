"""A plan made together with other administrations needs the client's consent (1301/2014 39 § 3)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.consent import queries as consent
from punos.consent.rules import ConsentFor
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.sharing import queries as sharing

SECTION = "1301/2014 39 § 3 mom."
OTHER_ADMINISTRATIONS = frozenset({"employment", "education", "benefits"})


def require_consent_for(by: Actor, client: UUID, *people: UUID | None) -> None:
    """Refused when one of these people works for another administration and the client has not consented."""
    if _of_other_administrations(people) and not consent.agreed_to(client, ConsentFor.JOINT_PLAN):
        raise Refused(_("Suunnitelma tehdään muun hallinnon kanssa vain asiakkaan suostumuksella. Pyydä häneltä "
                        "suostumus yhteiseen suunnitelmaan."), field="doer", code="joint_plan", section=SECTION)


def require_consent_of_those_who_see(by: Actor, client: UUID) -> None:
    """The same for everybody who would see the version."""
    seeing = [who.account for who in sharing.who_sees(by, client) if Category.PLAN in who.categories]
    require_consent_for(by, client, *seeing)


def _of_other_administrations(people: Iterable[UUID | None]) -> bool:
    cards = accounts.cards(people)
    return any(card.sector in OTHER_ADMINISTRATIONS for card in cards.values())
