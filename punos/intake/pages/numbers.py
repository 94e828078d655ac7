"""The number of somebody under an order of non-disclosure: for the one who calls, and for nobody else.

Her phone has left the basic details (661/2009 36 §). The number she gave for this matter is needed by whoever calls her
back: who answers for it herself, her substitute, or the person on duty where a queue holds it. Others of the queue, and
those to whom it is offered, ask them (ADR 0072: opened to the one whose task needs it)."""

from __future__ import annotations

from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.intake.queries import ContactPage
from punos.kernel.actor import Actor


def is_protected(page: ContactPage) -> bool:
    """Is the contact about somebody under such an order?"""
    client = page.contact.client_id
    return client is not None and client in clients.under_protection([client])


def may_see(actor: Actor, page: ContactPage) -> bool:
    """May this person see the number that was given? Everybody who sees the contact, unless the client is protected."""
    return not is_protected(page) or calls(actor, page)


def calls(actor: Actor, page: ContactPage) -> bool:
    """Is it this person who calls: the holder, her substitute, or who is on duty where a queue holds it?"""
    period = page.period
    if period is None:
        return False
    if period.unit_id:
        return accounts.on_duty(period.unit_id) == actor.account
    return actor.account in (period.account_id, period.substitute_id)
