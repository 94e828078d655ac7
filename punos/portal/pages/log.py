"""The client's log in plain words: who looked or did what, when, and why they might."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.accounts.queries import PersonCard, cards, units_by_id
from punos.audit.queries import LogRow, log_of
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.portal.pages.log_words import OWN, WORDS
from punos.sharing import queries as sharing

YEARS = timedelta(days=730)  # 703/2023 11 §: not older than two years without a special reason
RELATIONS: dict[str, Any] = {
    "contact": _("koska hän hoitaa yhteydenottoasi"), "contact_recorder": _("koska hän kirjasi yhteydenottosi"),
    "contact_offer": _("koska yhteydenottoasi tarjottiin hänelle"), "contact_substitute": _("koska hän sijaistaa"),
    "case_holder": _("koska hän vastaa kokonaisuudestasi"), "case_offer": _("koska vastuuta tarjottiin hänelle"),
    "case_substitute": _("koska hän sijaistaa"), "returned": _("koska hän vastasi asioistasi ennen"),
    "own_worker": _("koska hän on omatyöntekijäsi"), "responsible_worker": _("koska hän on vastuutyöntekijäsi"),
    "team": _("koska hän on tiimissäsi"), "representative": _("koska hän hoitaa asioitasi puolestasi"),
    "exceptional": _("erityisestä syystä"),
}

# Whoever answers for the whole or is in the team is that to her, even if a contact is also theirs to handle.
NEAREST = ("case_holder", "own_worker", "responsible_worker", "team")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: ``who`` with her role, what she did, when and why."""

    id: int
    at: datetime
    who: str
    what: Any
    why: Any
    basis: str
    times: int = 1


def folded(found: list[Line]) -> list[Line]:
    """What one person did again on the same day, one after the other, as one line with its count; the newest stays."""
    shown: list[Line] = []
    for line in found:
        last = shown[-1] if shown else None
        if last and _same(last) == _same(line):
            shown[-1] = replace(last, times=last.times + 1)
        else:
            shown.append(line)
    return shown


def _same(line: Line) -> tuple[Any, ...]:
    return line.at.astimezone(clock.HELSINKI).date(), line.who, str(line.what), str(line.why), line.basis


def lines(actor: Actor, client: UUID, *, before: int | None = None, limit: int = 40) -> list[Line]:
    """The log of this client, newest first. Names for her own team, role and unit for everybody else (design §4)."""
    rows = log_of(client, before=before, limit=limit, since=clock.now() - YEARS)
    audit.record("portal.read_log", by=actor, client=client)
    people = cards({row.account for row in rows})
    places = {unit.pk: unit.name for unit in units_by_id(row.unit for row in rows).values()}
    relations = sorted((seen for seen in sharing.who_sees(actor, client) if seen.account),
                       key=lambda seen: seen.relation in NEAREST)
    near = {seen.account: seen.relation for seen in relations if seen.account}
    return [_line(row, actor, people.get(row.account), places, near) for row in rows]


def _line(row: LogRow, actor: Actor, card: PersonCard | None, places: dict[UUID, str],
          near: dict[UUID, str]) -> Line:
    why: Any = ""
    who: Any
    if row.account == actor.account:
        return Line(row.id, row.at, "", OWN.get(row.action) or _("Omalla tunnuksellasi: %(what)s") % {
            "what": WORDS.get(row.action, _("käsitteli tietojasi"))}, "", row.basis)
    if card is None:
        who = _("Punos") if row.purpose else _("Joku, jonka tunnus on suljettu")
    elif row.account in near:
        who, why = f"{card.name}, {card.title}" if card.title else card.name, RELATIONS.get(near[row.account], "")
    else:
        who = ", ".join(part for part in (card.title, places.get(row.unit, card.unit_name) if row.unit else
                                          card.unit_name) if part) or _("Ammattilainen")
    return Line(row.id, row.at, str(who), WORDS.get(row.action, _("käsitteli tietojasi")), why, row.basis)
