"""Reading a plan is written down: in the same transaction, with the categories that were shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category

# How it was read, and the word it has in her log.
WAYS = {"page": "plan.read", "texts": "plan.read", "versions": "plan.read_version", "paper": "plan.print",
        "pdf": "plan.print"}


@action
def read_plan(*, client: UUID, categories: Iterable[Category], way: str, by: Actor) -> None:
    """Note that the actor read this plan, on a page, on paper or as texts to paste (703/2023 10 §)."""
    audit.record(WAYS[way], by=by, client=client, categories=[str(c) for c in categories], way=way)
