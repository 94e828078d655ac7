"""The client's log in plain words: who looked or did what, when, and why they might."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.accounts.queries import PersonCard, cards, units_by_id
from punos.audit.queries import LogRow, log_of
from punos.clients import queries as clients
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.portal.pages.log_words import FOLLOWS, LOOKS, OWN, WORDS
from punos.sharing import queries as sharing

YEARS = timedelta(days=730)  # 703/2023 11 §: not older than two years without a special reason
RELATIONS: dict[str, Any] = {
    "contact": _("koska hän hoitaa yhteydenottoasi"), "contact_recorder": _("koska hän kirjasi yhteydenottosi"),
    "contact_offer": _("koska yhteydenottoasi tarjottiin hänelle"), "contact_substitute": _("koska hän sijaistaa"),
    "case_holder": _("koska hän vastaa kokonaisuudestasi"), "case_offer": _("koska vastuuta tarjottiin hänelle"),
    "case_substitute": _("koska hän sijaistaa"), "returned": _("koska hän vastasi asioistasi ennen"),
    "own_worker": _("koska hän on omatyöntekijäsi"), "responsible_worker": _("koska hän on vastuutyöntekijäsi"),
    "team": _("koska hän on tiimissäsi"), "representative": _("koska hän hoitaa asioitasi puolestasi"),
    "exceptional": _("erityisestä syystä"), "address_task": _("koska hänen tehtävänsä vaatii osoitteesi"),
}

# Whoever answers for the whole or is in the team is that to her, even if a contact is also theirs to handle.
NEAREST = ("case_holder", "own_worker", "responsible_worker", "team")


ROWS = 150  # read at once: a day of work on her matters is many rows but few lines


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the log in words: ``who`` with her role (nobody's name for the reader herself), what, when and why."""

    id: int
    at: datetime
    who: str
    what: Any
    why: Any
    basis: str
    account: UUID
    action: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What one person did and looked at on one day: ``said`` is each thing once, ``rows`` every row as it stands."""

    rows: tuple[Line, ...]
    said: tuple[str, ...]

    @property
    def when(self) -> datetime | date:
        """The moment of the only row, or the day of them all."""
        newest = self.rows[0].at
        return newest if len(self.rows) == 1 else newest.astimezone(clock.HELSINKI).date()

    @property
    def title(self) -> str:
        """The whole sentence, where there is one thing to say; else who."""
        who = self.rows[0].who
        if len(self.said) > 1:
            return who or str(_("Sinä"))
        return f"{who}{',' if ',' in who else ''} {self.said[0]}" if who else self.said[0]


def folded(found: list[Line]) -> list[Day]:
    """The rows of one person and one day together, where the newest of them stands."""
    days: dict[tuple[Any, ...], list[Line]] = {}
    for line in found:
        days.setdefault((line.at.astimezone(clock.HELSINKI).date(), line.account, line.who), []).append(line)
    return [Day(tuple(rows), _said(rows)) for rows in days.values()]


def _said(rows: list[Line]) -> tuple[str, ...]:
    told = [row for row in rows if row.action not in FOLLOWS] or rows
    done = list(dict.fromkeys(str(row.what) for row in told if row.action not in LOOKS))
    looks = [row for row in told if row.action in LOOKS]
    things = list(dict.fromkeys(str(LOOKS[row.action]) for row in looks))
    if len(things) == 1:
        return *done, str(looks[0].what)
    if things:
        words = _("%(things)s ja %(last)s") % {"things": ", ".join(things[:-1]), "last": things[-1]}
        return *done, str((_("Katsoit %(things)s") if rows[0].own else _("katsoi %(things)s")) % {"things": words})
    return tuple(done)


def lines(actor: Actor, client: UUID, *, before: int | None = None, limit: int = ROWS) -> list[Line]:
    """The log of this client, newest first. Names for her own team, role and unit for everybody else (design §4)."""
    rows = log_of(clients.same_person(client), before=before, limit=limit, since=clock.now() - YEARS)
    audit.record("portal.read_log", by=actor, client=client)
    people = cards({row.account for row in rows})
    places = {unit.pk: unit.called for unit in units_by_id(row.unit for row in rows).values()}
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
            "what": WORDS.get(row.action, _("käsitteli tietojasi"))}, "", row.basis, row.account, row.action, own=True)
    if card is None:
        who = _("Punos") if row.purpose else _("Joku, jonka tunnus on suljettu")
    elif row.account in near:
        who, why = f"{card.name}, {card.title}" if card.title else card.name, RELATIONS.get(near[row.account], "")
    else:
        who = ", ".join(part for part in (card.title, places.get(row.unit, card.unit_name) if row.unit else
                                          card.unit_name) if part) or _("Ammattilainen")
    who = str(who)
    return Line(row.id, row.at, who[:1].upper() + who[1:], WORDS.get(row.action, _("käsitteli tietojasi")), why,
                row.basis, row.account, row.action)
