"""What the pages of a team show, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness import Way, WayKind
from punos.lawfulness.categories import MEANINGS, Category, name_with_register
from punos.lawfulness.texts import Text
from punos.sharing import queries as shared
from punos.sharing.queries import PreviewLine
from punos.team import queries
from punos.team.models import Membership
from punos.team.rules import NEVER_SHARED, Ending, Wish

WISHES = {Wish.CHOOSES: _("Asiakas pyysi häntä mukaan"), Wish.AGREES: _("Asiakas suostui"),
          Wish.NOT_ASKED: _("Asiakkaalta ei ole kysytty")}
ENDINGS = {Ending.CLIENT_REMOVED: _("Asiakas poisti tiimistä"), Ending.LEFT: _("Jäi pois itse"),
           Ending.NO_LONGER_NEEDED: _("Ei enää tarvittu"), Ending.CASE_CLOSED: _("Yhteistyö päättyi"),
           Ending.BASIS_ENDED: _("Suostumus tai lupa päättyi"), Ending.LAPSED: _("Aika päättyi"),
           "": _("Aika päättyi")}
HINTS = {
    Category.IDENTITY: _("Nimi, henkilötunnus, kieli ja yhteystiedot"),
    Category.CONTACT: _("Milloin on otettu yhteyttä ja mitä pyydettiin"),
    Category.COORDINATION: _("Vaihe, kuka vastaa, keitä tiimissä on ja milloin tavataan"),
    Category.PERMISSIONS: _("Mitä asiakas on luvannut ja mitä kieltänyt"),
    Category.SOCIAL: _("Mitä sosiaalihuollossa on kirjattu"),
    Category.HEALTH: _("Mitä terveydenhuollossa on kirjattu"),
    Category.OTHER_SECTOR: _("Mitä työllisyyspalvelut, koulu tai Kela ovat kertoneet"),
    Category.PLAN: _("Tavoitteet ja askeleet, joista on sovittu yhdessä"),
    Category.OWN_WORDS: _("Mitä asiakas itse on kertonut siitä, mikä on tärkeää")}
PERMISSION_WAYS = (WayKind.ASK_PERMIT, WayKind.ASK_CONSENT)


@dataclass(frozen=True, slots=True)
class Member:
    """One member as she is shown: who, why, seeing what, until when."""

    id: UUID
    account: UUID | None
    name: str
    role: str
    unit: str
    phone: str
    purpose: str
    sees: list[str]
    until: date
    wish: Any
    sections: list[str]
    answered: bool
    by_letter: bool
    ending: Any = ""
    note: str = ""
    lacks: str = ""
    ways: tuple[dict[str, str], ...] = ()


def said(text: Text) -> str:
    """A text of data files in the language of the page."""
    return text.in_language(get_language() or "fi")


def category_names(codes: Iterable[str]) -> list[str]:
    """Categories by name, in their own order; everybody reads the same names."""
    wanted = set(codes)
    return [said(MEANINGS[category].name) for category in Category if category.value in wanted]


def category_choices() -> tuple[list[tuple[str, str]], dict[str, str]]:
    """(choices, hints): what may be opened to a member of a team."""
    shared = [category for category in Category if category not in NEVER_SHARED]
    return ([(category.value, said(MEANINGS[category].name)) for category in shared],
            {category.value: str(HINTS[category]) for category in shared})


def members_shown(found: Iterable[Membership], people: dict[UUID, PersonCard] | None = None) -> list[Member]:
    """The members with their names; one query unless ``people`` are known."""
    rows = list(found)
    cards = people if people is not None else accounts.cards(row.account_id for row in rows)
    return [_member(row, cards.get(row.account_id) if row.account_id else None) for row in rows]


@dataclass(frozen=True, slots=True)
class Lasts:
    """Until when somebody takes part: her own day in the team, or the earlier one of what lets her in. ``lets_in``:
    does anything, today? Whoever has no account sees nothing here, and is let in by a consent that names her."""

    until: date
    lets_in: bool = True


def lasting(by: Actor, found: Iterable[Membership]) -> dict[UUID, Lasts]:
    """How long each membership lasts: one query, and one more for each who has no account (the reader learns of a
    consent's end only where she may read it)."""
    ids = [row.pk for row in found]
    return {row.pk: lasts(row) for row in shared.with_sight(queries.by_id(ids), by)} if ids else {}


def lasts(row: Any) -> Lasts:
    """How long this one lasts; a membership read with ``shared.with_sight``."""
    if row.account_id:
        return Lasts(earlier(row.until, row.sees_until), row.sees)
    last = queries.consent_lasts(row.client_id, row.person_name, row.categories)
    return Lasts(min(row.until, last) if last else row.until)


def member_shown(by: Actor, found: Membership) -> Member:
    """One member with her name, until the day on which her part ends."""
    return replace(members_shown([found])[0], until=lasting(by, [found])[found.pk].until)


def with_what_is_open(members: Iterable[Member], lines: Iterable[PreviewLine | None], client: UUID) -> list[Member]:
    """The members with what is open to them now in place of what was asked for, and what would mend the rest."""
    return [replace(one, sees=category_names(line.categories), lacks=", ".join(category_names(line.denied)),
                    until=earlier(one.until, line.until), ways=tuple(ways_shown(line.ways, client, one.account)))
            if line else one for one, line in zip(members, lines, strict=True)]


def earlier(until: date, view_ends: datetime | None) -> date:
    """Until when she takes part and sees: a membership may outlast the consent it stands on, what she sees does not."""
    return min(until, _last_day(view_ends)) if view_ends else until


def _member(row: Membership, card: PersonCard | None) -> Member:
    return Member(
        row.pk, row.account_id, row.person_name or (card.name if card else ""), row.role,
        card.unit_name if card else "", card.phone if card else row.person_phone, row.purpose,
        category_names(row.categories), row.until,
        WISHES.get(Wish(row.wish), ""), row.sections, row.acknowledged_at is not None, row.account_id is None,
        ENDINGS.get(row.ending, "") if row.ended_at or row.ending else ENDINGS[""], row.end_note)


def preview_of(lines: list[PreviewLine], until: date, name: str, role: str) -> dict[str, Any]:
    """Who will see what until when, what may not be opened yet and what would change that."""
    line = lines[0] if lines else None
    return {"people": [{"name": name, "role": role}],
            "things": [name_with_register(c, get_language() or "fi") for c in line.categories] if line else [],
            "until": _last_day(line.until) if line and line.until else until,
            "basis": ", ".join(line.sections) if line else "",
            "denied": category_names(c.value for c in line.denied) if line else [],
            "ways": list(line.ways) if line else []}


def _last_day(end: datetime) -> date:
    """A view that ends at midnight lasts through the day before."""
    return (end - timedelta(microseconds=1)).astimezone(clock.HELSINKI).date()


def ways_shown(ways: Iterable[Any], client: UUID, account: UUID | None) -> list[dict[str, str]]:
    """What would make it possible for this recipient, each with its link where there is a page for it."""
    address, decided = _address("work:permission_record", client), _address("work:sharing_ruling", client)
    found = []
    for way in ways:
        if isinstance(way, Way):
            href = address if way.kind in PERMISSION_WAYS else ""
            if way.kind is WayKind.ASK_DECISION and account:
                href = f"{decided}?{urlencode({'rule': way.rule_id, 'account': str(account)})}"
            found.append({"text": said(way.text), "section": str(way.section), "href": href})
    return found


def permission_address(client: UUID) -> str:
    """Where a permit or consent is asked for and recorded; empty while there is no such page."""
    return _address("work:permission_record", client)


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
