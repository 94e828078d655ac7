"""Whom a contact can be sent to, as choices of a form: people by name, units whose services fit the words, and
every queue with the person who answers in it now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from punos.accounts import queries as accounts
from punos.directory import queries as directory
from punos.kernel.actor import Actor

LONGEST_QUERY = 300


def people_named(typed: str, actor: Actor) -> list[tuple[str, str, str]]:
    """(value, text, name) of the professionals whose names begin as typed, without the one who asks."""
    found = accounts.search_people(typed, limit=8) if typed.strip() else []
    return [(f"a:{card.account}", f"{card.name}, {card.title} · {card.unit_name}", card.name)
            for card in found if card.unit and card.account != actor.account]


def units_for(words: str) -> list[UUID]:
    """Units whose services fit what was typed or asked, best first."""
    text = words[:LONGEST_QUERY].strip()
    return [unit.pk for unit in directory.suggest_units(text, limit=3)] if len(text) > 2 else []


def receiver_choices(people: Iterable[tuple[str, str, str]], fitting: Iterable[UUID] = (), *, typed: str = "",
                     chosen: UUID | None = None) -> list[Any]:
    """The people found, the units that fit, then queues with who answers there now; the coordinators first.

    ``typed`` brings units by name into a county's long list, ``chosen`` the one that was chosen from it before.
    """
    fitting = list(fitting)
    queues = accounts.queues(first=[*fitting, chosen], typed=typed)
    duty = accounts.on_duty_in(unit.pk for unit in queues)
    names = accounts.cards(duty.values())
    listed = {unit.pk: (f"u:{unit.pk}", _("%(unit)s · nyt vastaa %(name)s")
                        % {"unit": accounts.named(unit), "name": names[duty[unit.pk]].name})
              for unit in queues if unit.pk in duty and duty[unit.pk] in names}
    first = [listed.pop(unit) for unit in fitting if unit in listed]
    choices: list[Any] = [("", _("Valitse"))]
    if persons := [(value, text) for value, text, _name in people]:
        choices.append((_("Ihmiset"), persons))
    if first:
        choices.append((_("Sopivat asiaan"), first))
    return [*choices, (_("Yksiköt"), list(listed.values()))]


def parse_receiver(value: str) -> tuple[UUID | None, UUID | None]:
    """(account, unit) from a choice's value; neither when it is empty or not ours."""
    kind, _colon, text = value.partition(":")
    try:
        found = UUID(text)
    except ValueError:
        return None, None
    return (found, None) if kind == "a" else (None, found) if kind == "u" else (None, None)
