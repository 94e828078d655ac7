"""Choosing a person or a unit on a form without JavaScript: what a search finds, and suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise

from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard

Choices = list[tuple[str, str]]


def person_choices(suggested: Iterable[UUID | None], search: str, *, without: Iterable[UUID | None] = ()) -> tuple[
        Choices, dict[str, str]]:
    """(choices, hints): whose names begin with what was typed, then the suggested people in the order given. Only those
    who can do client work: nobody hands a case to somebody who would not get in."""
    found: dict[UUID, PersonCard] = dict(accounts.cards(suggested))
    if search.strip():
        found = {card.account: card for card in accounts.search_people(search)} | found
    chosen_from = accounts.can_work(found) - set(without)
    people = [card for card in found.values() if card.unit and card.account in chosen_from]
    return ([(f"account:{card.account}", card.name) for card in people],
            {f"account:{card.account}": ", ".join(filter(None, (card.title, card.unit_name))) for card in people})


def unit_choices(search: str, *, always: Iterable[UUID | None] = (), kept: UUID | None = None,
                 hint: str | Promise = "") -> tuple[Choices, dict[str, str]]:
    """(choices, hints): units to which matters may be sent: those always offered, the one ``kept`` from before, then
    those whose name holds what was typed."""
    words, first = search.casefold().split(), set(always)
    units = [unit for unit in accounts.queues(first=[*first, kept], typed=search)
             if unit.pk in first or unit.pk == kept or (words and all(w in unit.name.casefold() for w in words))]
    units.sort(key=lambda unit: unit.pk not in first)
    return ([(f"unit:{unit.pk}", unit.called) for unit in units],
            {f"unit:{unit.pk}": unit.organisation.called if unit.pk not in first else str(hint) for unit in units})


def chosen(value: str) -> tuple[UUID | None, UUID | None]:
    """(account, unit) of a choice; both None when nothing (or nonsense) was chosen."""
    kind, _, text = value.partition(":")
    try:
        identity = UUID(text)
    except ValueError:
        return None, None
    return (identity, None) if kind == "account" else (None, identity) if kind == "unit" else (None, None)
