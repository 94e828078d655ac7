"""Reads of what is noticed. Aggregates for managers; the people of a named run for its reviewers."""

from punos.identification.queries.at_contact import for_opening, noticed
from punos.identification.queries.named import (
    NamedRunView,
    Queue,
    flag,
    named_run,
    named_runs,
    next_after,
    objection_of,
    queue,
    to_approve,
)
from punos.identification.queries.runs import (
    Month,
    approved_rules,
    latest_run,
    may_be_tried,
    months,
    rule_version,
    rule_versions,
    same_setting,
    settings_of,
    shown,
)

__all__ = [
    "Month",
    "NamedRunView",
    "Queue",
    "approved_rules",
    "flag",
    "for_opening",
    "latest_run",
    "may_be_tried",
    "months",
    "named_run",
    "named_runs",
    "next_after",
    "noticed",
    "objection_of",
    "queue",
    "rule_version",
    "rule_versions",
    "same_setting",
    "settings_of",
    "shown",
    "to_approve",
]
