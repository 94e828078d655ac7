"""What has changed since the client accepted: only what was agreed together and is now said in other words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from punos.plan.rules.versions import Change, compare

# What does not change an agreement: that a step or a goal went well, and who wrote a line down and when.
TOLD_LATER = frozenset({"closed", "close_note", "author", "written_on", "place"})
REVIEW = "review:now"


def changes_since(accepted: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """The items of what was agreed (goals, steps, joint lines, the day of the review) that are new, gone or different.

    A step that was done, or a goal that was reached, is not a change: it is what was agreed on. Keys as in a version.
    """
    before, after = ({key: _agreed(item) for key, item in items.items()} for items in (accepted, now))
    return [Change(change.key, change.what, accepted.get(change.key), now.get(change.key))
            for change in compare(before, after) if change.what != "same"]


def _agreed(item: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in item.items() if name not in TOLD_LATER}
    if "doer" in kept:  # the name alone: a new title is not another doer
        kept["doer"] = str(kept["doer"]).split(", ")[0]
    return kept
