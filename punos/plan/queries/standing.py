"""Who somebody is to a client's plan."""

from __future__ import annotations

from uuid import UUID

from punos.access.permissions import Permission, permissions_of
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Register
from punos.plan.rules import Side, Standing

SERVICES = "services"  # the matter of a representation that covers agreeing on services (clients.rules)
THIRD_SECTOR = "third_sector"


def standing_of(actor: Actor, client: UUID) -> Standing:
    """On whose side the actor is, in which register she writes, and whether she answers for the whole."""
    if Permission.WORK in permissions_of(actor.roles):
        unit = accounts.unit(actor.unit) if actor.unit else None
        if unit is None or unit.organisation.sector == THIRD_SECTOR:
            return Standing(actor.account, Side.HELPER)
        return Standing(actor.account, Side.PROFESSIONAL, Register(unit.register),
                        answers=cases.may_act_for_client(actor, client))
    person = clients.merged_into(client)
    if clients.client_of_account(actor.account) == person:
        return Standing(actor.account, Side.CLIENT)
    if any(r.client == person and SERVICES in r.matters for r in clients.represented_by(actor.account)):
        return Standing(actor.account, Side.REPRESENTATIVE)
    return Standing(actor.account, Side.HELPER)
