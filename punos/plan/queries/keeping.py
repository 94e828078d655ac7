"""Until when the registers keep what was issued into them (703/2023 24 § and annex)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.plan import rules
from punos.plan.models import Document
from punos.plan.rules.retention import From, Retention


def kept_until(client: UUID, documents: Iterable[Document]) -> list[tuple[Document, date | None]]:
    """Each document with its last day; None while the event it is counted from has not come (or may not be seen).

    Closing is the recorded end of the client relationship in the document's service task. Two queries, and none
    where nothing has been issued.
    """
    found = list(documents)
    if not found:
        return []
    born, died = clients.life_of(client)
    ended = {row.service_task: row.ended_on for row in reversed(cases.relationships_of(client))}
    return [(document, rules.retention_until(
        Retention(From(document.keep_from), document.keep_years, document.keep_years_from_birth, document.keep_section),
        closed_on=ended.get(document.service_task), died_on=died, born_on=born)) for document in found]
