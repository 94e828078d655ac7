"""Searching for a person, and reading her page: seen things are written down."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.clients.queries.searching import Hit, is_code, search
from punos.clients.queries.suspicions import Pair, suspected_duplicates
from punos.kernel.actor import Actor


@action
def look_for(*, text: str, by: Actor) -> list[Hit]:
    """Search among the people she may know. The journal gets the kind of search and the number of hits, never the
    text; the answer about somebody she may not know is the same as about somebody nobody knows."""
    found = search(by, text)
    audit.record("clients.search", by=by, kind="code" if is_code(text) else "name", hits=len(found))
    return found


@action
def look_for_duplicates(*, by: Actor) -> list[Pair]:
    """Go through the people she may see for records that may be one person."""
    found = suspected_duplicates(by)
    audit.record("clients.look_for_duplicates", by=by, hits=len(found))
    return found


@action
def read(*, client: UUID, categories: Iterable[str], part: str, by: Actor) -> None:
    """Write down that a part of the client's page was read: which categories of her data it shows."""
    audit.record("clients.read_page", by=by, client=client, categories=[str(c) for c in categories], part=part)
