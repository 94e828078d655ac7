"""Whom a contact can be sent to, as choices of a form: queues with the person who answers now, and people by name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos.accounts import queries as accounts
from punos.kernel.actor import Actor


def unit_name(unit: Any) -> str:
    """The unit's name in the language of the page, where it has one."""
    return unit.name_sv if (get_language() or "fi").startswith("sv") and unit.name_sv else unit.name


def people_named(typed: str, actor: Actor) -> list[tuple[str, str, str]]:
    """(value, text, name) of the professionals whose names begin as typed, without the one who asks."""
    found = accounts.search_people(typed, limit=8) if typed.strip() else []
    return [(f"a:{card.account}", f"{card.name}, {card.title} · {card.unit_name}", card.name)
            for card in found if card.unit and card.account != actor.account]


def receiver_choices(people: list[tuple[str, str, str]]) -> list[Any]:
    """The people found, then the queues with the person who answers in each now; the coordinators first."""
    queues = sorted(accounts.units(queues_only=True), key=lambda unit: not unit.is_coordinator_queue)
    duty = accounts.on_duty_in(unit.pk for unit in queues)
    names = accounts.cards(duty.values())
    listed = [(f"u:{unit.pk}", _("%(unit)s · nyt vastaa %(name)s") % {"unit": unit_name(unit),
                                                                     "name": names[duty[unit.pk]].name})
              for unit in queues if unit.pk in duty and duty[unit.pk] in names]
    chosen: list[Any] = [("", _("Valitse"))]
    if people:
        chosen.append((_("Ihmiset"), [(value, text) for value, text, _name in people]))
    return [*chosen, (_("Yksiköt"), listed)]


def parse_receiver(value: str) -> tuple[UUID | None, UUID | None]:
    """(account, unit) from a choice's value; neither when it is empty or not ours."""
    kind, _colon, text = value.partition(":")
    try:
        found = UUID(text)
    except ValueError:
        return None, None
    return (found, None) if kind == "a" else (None, found) if kind == "u" else (None, None)
