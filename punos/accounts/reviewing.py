"""What administrators have done, from the journal, for the data protection officer: who let whom in, and where.

Two administrators could let each other in anywhere; here somebody else sees that it was done. Row-level security
shows these rows to her alone (migration ``0007_who_reviews``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import ROLES, Permission, permissions_of
from punos.accounts.models import Organisation
from punos.accounts.queries import cards, named, units_by_id
from punos.audit.queries import LogRow, about_no_client
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen

PAGE = 50
ACTS: dict[str, Any] = {
    "accounts.create_organisation": _("lisäsi organisaation"),
    "accounts.create_unit": _("lisäsi yksikön"),
    "accounts.change_unit": _("muutti yksikön tietoja"),
    "accounts.create_account": _("loi tunnuksen"),
    "accounts.correct_account": _("korjasi tunnuksen tietoja"),
    "accounts.join_unit": _("antoi työn yksikössä"),
    "accounts.leave_unit": _("päätti työn yksikössä"),
    "accounts.close_account": _("sulki tunnuksen"),
    "accounts.reopen_account": _("avasi tunnuksen"),
    "accounts.give_start_code": _("antoi aloituskoodin"),
    "accounts.give_start_code_again": _("antoi asiakkaalle tai läheiselle uuden aloituskoodin"),
    "accounts.end_start_code": _("perui aloituskoodin"),
    "accounts.start_with_code": _("valitsi salasanan aloituskoodilla"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of administration: who did what, to whom, where and in which role."""

    id: int
    at: datetime
    who: str
    what: Any
    whom: str
    where: str
    role: Any


    @property
    def about(self) -> str:
        """Whom it was done to, where and in which role."""
        return " · ".join(part for part in (self.whom, self.where, str(self.role)) if part)


@dataclass(frozen=True, slots=True)
class Day:
    """What one person did in one day; each act is kept, and the newest comes first."""

    who: str
    acts: tuple[Act, ...]

    @property
    def when(self) -> datetime | date:
        """The moment of the only act, or the day of them all."""
        newest = self.acts[0].at
        return newest if len(self.acts) == 1 else newest.astimezone(clock.HELSINKI).date()

    @property
    def said(self) -> list[tuple[Any, int]]:
        """Each kind of act once, with how many there were."""
        return list(Counter(act.what for act in self.acts).items())


def by_day(found: list[Act]) -> list[Day]:
    """The acts of one person and one day together, where the newest of them stands."""
    days: dict[tuple[date, str], list[Act]] = {}
    for act in found:
        days.setdefault((act.at.astimezone(clock.HELSINKI).date(), act.who), []).append(act)
    return [Day(who, tuple(rows)) for (_day, who), rows in days.items()]


def acts(actor: Actor, before: int | None = None) -> list[Act]:
    """The newest acts of administration, ``PAGE`` at a time. Unseen for who does not review accesses."""
    if Permission.REVIEW_ACCESS not in permissions_of(actor.roles):
        raise Unseen
    audit.record("accounts.read_acts", by=actor)
    rows = about_no_client(frozenset(ACTS), before=before, limit=PAGE)
    people = {key: card.name for key, card in cards([*(row.account for row in rows), *map(_whom, rows)]).items()}
    places = {key: named(unit) for key, unit in units_by_id(map(_unit, rows)).items()}
    places |= {row.pk: named(row) for row in Organisation.objects.filter(pk__in=[r.about for r in rows if r.about])}
    return [_act(row, people, places) for row in rows]


def _act(row: LogRow, people: dict[UUID, str], places: dict[UUID, str]) -> Act:
    whom, unit = _whom(row), _unit(row)
    role = ROLES.get(row.details.get("role", ""))
    return Act(row.id, row.at, people.get(row.account, str(_("Punos") if row.purpose else _("Tuntematon"))),
               ACTS[row.action], people.get(whom, str(_("asiakas tai läheinen"))) if whom else "",
               places.get(unit, "") if unit else "", role.name if role else "")


def _whom(row: LogRow) -> UUID | None:
    """The account it was done to."""
    told = row.details.get("account")
    return UUID(told) if told else row.about if row.action.endswith("_account") else None


def _unit(row: LogRow) -> UUID | None:
    """The unit or organisation it was about; a membership's row names its unit."""
    told = row.details.get("to_unit") or row.details.get("of_unit")
    return UUID(told) if told else row.about if row.action.endswith(("_unit", "_organisation")) else None
