"""In the client's door: whose matters are these? Her own, or those of somebody she represents and has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from punos.access.routing import ActorRequest
from punos.clients import queries
from punos.kernel.errors import Unseen

SESSION_KEY = "acting_for"


@dataclass(frozen=True, slots=True)
class Whose:
    """The client whose matters are open, her name as in a letter, whether another looks after them now.

    ``has_own``: the other one has matters of her own to come back to.
    """

    client: UUID
    name: str
    for_another: bool
    has_own: bool = True


def whose(request: ActorRequest) -> Whose:
    """Whose matters these are. ``Unseen`` for somebody who is no client and represents nobody.

    Asked once a request; the choice of a person she no longer represents is forgotten.
    """
    known = known_whose(request)
    if known is None:
        known = _find(request)
        request._whose = known  # type: ignore[attr-defined]
    return known


def _find(request: ActorRequest) -> Whose:
    own = queries.client_of_account(request.actor.account)
    chosen = request.session.get(SESSION_KEY)
    if chosen or own is None:
        others = queries.represented_by(request.actor.account)
        for other in others:
            if str(other.client) == chosen or (own is None and chosen is None):
                return Whose(other.client, other.name, True, own is not None)
        request.session.pop(SESSION_KEY, None)
    if own is None:
        raise Unseen
    return Whose(own, request.actor.name, False)


def known_whose(request: HttpRequest) -> Whose | None:
    """Whose matters the page has asked for already; None for a page about nobody. Makes no query."""
    return getattr(request, "_whose", None)


def choose(request: ActorRequest, client: UUID | None) -> None:
    """Look after this person's matters from now on; None: one's own again. ``Unseen`` for anybody else's."""
    if client is None:
        request.session.pop(SESSION_KEY, None)
    elif any(other.client == client for other in queries.represented_by(request.actor.account)):
        request.session[SESSION_KEY] = str(client)
    else:
        raise Unseen
    request._whose = None  # type: ignore[attr-defined]
