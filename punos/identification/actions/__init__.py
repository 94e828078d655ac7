"""What people do here: publish a run, try a setting, approve rules; switch a named run on, look, judge, object."""

from punos.identification.actions.asking import ask_every_threshold, ask_what_if, compare_rules
from punos.identification.actions.named import approve_named_run, forget_ended, prepare_named_run, stop_named_run
from punos.identification.actions.publishing import (
    approve_rules,
    forget_counts,
    record_run,
    store_rules,
    take_in_model_rules,
)
from punos.identification.actions.reviewing import (
    Found,
    Keyed,
    Loaded,
    find_by_keys,
    judge,
    load_people,
    record_objection,
    take_back_objection,
)

__all__ = [
    "Found",
    "Keyed",
    "Loaded",
    "approve_named_run",
    "approve_rules",
    "ask_every_threshold",
    "ask_what_if",
    "compare_rules",
    "find_by_keys",
    "forget_counts",
    "forget_ended",
    "judge",
    "load_people",
    "prepare_named_run",
    "record_objection",
    "record_run",
    "stop_named_run",
    "store_rules",
    "take_back_objection",
    "take_in_model_rules",
]
