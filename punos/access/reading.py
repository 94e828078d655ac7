"""Whoever is shown on a page is written down, also where the page itself forgot to (design §2, promise 4).

The queries that name a client tell it here; ``routing.page`` asks, when a page has been made, who was shown and not
yet in the journal, and writes the missing rows in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from punos import audit
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category

Shown = dict[UUID, set[Category]]
_shown: ContextVar[Shown | None] = ContextVar("clients_shown", default=None)


def shown(clients: Iterable[UUID], *categories: Category) -> None:
    """These clients' data of these categories have been read for the page that is being made."""
    page = _shown.get()
    if page is not None:
        for client in clients:
            page[client].update(categories)


@contextmanager
def watched() -> Iterator[Shown]:
    """What is shown while this lasts."""
    page: Shown = defaultdict(set)
    kept = _shown.set(page)
    try:
        with audit.noting():
            yield page
    finally:
        _shown.reset(kept)


def write_down(page: Shown, *, part: str, about_one: bool, by: Actor) -> None:
    """The rows that the page did not write itself.

    ``about_one``: the address names somebody or something of hers; then each client shown has a row, in her own log
    too. A list (one's own day, a worklist) is one row with the ids of those on it: which of one's own clients wait is
    no look at anybody's data, and forty rows a visit would bury the looks that are.
    """
    noted = audit.clients_noted(by)
    missing = {client: categories for client, categories in page.items() if client not in noted}
    if not missing:
        return
    if about_one:
        for client, categories in sorted(missing.items()):
            audit.record("clients.read_page", by=by, client=client, categories=sorted(categories), part=part)
    else:
        audit.record("clients.read_list", by=by, part=part, clients=sorted(missing))
