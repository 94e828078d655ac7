"""The one way data change: a keyword-only function with ``by=actor``, atomic, with its journal row inside."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.kernel.errors import JournalMissing, Refused

P = ParamSpec("P")
One = TypeVar("One")
Given = TypeVar("Given")
R = TypeVar("R")

UNSTORABLE = _("Tekstissä on merkki, jota ei voi tallentaa. Poista se tai kirjoita kohta uudelleen.")
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")
REGISTRY: dict[str, Callable[..., Any]] = {}
# Tests watch each action here, to prove that nothing of it remains when its journal row cannot be written.
watch: Callable[[str, Callable[[], Any]], Any] | None = None


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: atomic, seen by the database as ``by``, refused without a journal row.

    Raises ``JournalMissing`` and rolls everything back if the function wrote none. Positional arguments are a
    TypeError. Every action is listed in ``REGISTRY``, from which tests prove journal and rollback one by one.
    """
    parameters = inspect.signature(function).parameters
    if "by" not in parameters or any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()):
        raise TypeError(f"{function.__qualname__}: an action takes keyword arguments only, and by=")
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs["by"]
        if not isinstance(actor, Actor):
            raise TypeError(f"{name}: by= must be an Actor")
        _require_storable(kwargs)

        def perform() -> R:
            with audit.forgotten_if_undone(), transaction.atomic(), _seen_as(actor):
                written = audit.notes_written()
                result = function(*args, **kwargs)
                if audit.notes_written() == written:
                    raise JournalMissing(name)
            return result

        return watch(name, perform) if watch else perform()

    REGISTRY[name] = act
    return act


class _TakenBack(Exception):
    """Takes what was tried back with its savepoint."""


def try_out(deed: Callable[[], object]) -> None:
    """Do it as it would be done, journal and whatever follows from it included, and take all of it back: raises what
    it would be refused with. So that a person hears of a refusal before she has read, and said yes to, anything."""
    with suppress(_TakenBack), audit.forgotten_if_undone(), transaction.atomic():
        deed()
        raise _TakenBack


def first_who_may(those: Iterable[One], deed: Callable[[One], Given]) -> Given | None:
    """Do it with the first of those with whom it is not refused; None when it is refused with each."""
    for one in those:
        with suppress(Refused), audit.forgotten_if_undone(), transaction.atomic():
            return deed(one)
    return None


def _require_storable(told: Mapping[str, Any]) -> None:
    """The last word on what no text in the database can hold, whoever calls: a null byte, half a surrogate pair."""
    for field, value in told.items():
        if isinstance(value, str) and _NEVER_STORED.search(value):
            raise Refused(UNSTORABLE, field=field, code="unstorable")
        if isinstance(value, Mapping):
            _require_storable(value)


def _seen_as(actor: Actor) -> AbstractContextManager[Any]:
    """The database sees this actor while the action runs."""
    if actor.is_system:
        return session.purpose_of(actor.purpose)
    return session.seen_as(actor)
