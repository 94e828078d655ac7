"""Whom somebody has just written down: a contact may be recorded for her although nothing of her may be seen yet."""

from __future__ import annotations

from uuid import UUID

from punos.access.routing import ActorRequest

SESSION_KEY = "just_met"


def remember(request: ActorRequest, client: UUID) -> None:
    """This person was named with her particulars a moment ago, by whoever is signed in here."""
    request.session[SESSION_KEY] = str(client)


def has_just_met(request: ActorRequest, client: UUID) -> bool:
    """Did she write this person down last?"""
    return request.session.get(SESSION_KEY) == str(client)
