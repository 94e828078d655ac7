"""Reads of intake. Each starts from what the actor may see; row-level security reads the same grants."""

from punos.intake.queries.contact import (
    ContactPage,
    Earlier,
    HandoverPage,
    contact_page,
    earlier_contacts,
    handover_page,
)
from punos.intake.queries.facts import Flow, RoutingFacts, flow, hold_still, offers_waiting, routing_facts
from punos.intake.queries.lists import (
    CallLine,
    Line,
    OwnContact,
    Worklist,
    calls_to_make,
    contacts_of,
    of_client,
    own_contacts,
    passes,
    seen,
    worklist,
)

__all__ = [
    "CallLine",
    "ContactPage",
    "Earlier",
    "Flow",
    "HandoverPage",
    "Line",
    "OwnContact",
    "RoutingFacts",
    "Worklist",
    "calls_to_make",
    "contact_page",
    "contacts_of",
    "earlier_contacts",
    "flow",
    "handover_page",
    "hold_still",
    "of_client",
    "offers_waiting",
    "own_contacts",
    "passes",
    "routing_facts",
    "seen",
    "worklist",
]
