"""Shapes for the templates: facts in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.clients.pages import beside, labels
from punos.clients.queries import ClientCard, CodeRow, Pair, RepresentativeRow, TieRow
from punos.clients.rules.duplicates import suggested
from punos.clients.rules.identity_code import CodeKind
from punos.clients.rules.sections import SECTIONS, Section
from punos.design_system.formats import date_range, date_text, moment_text, phone_text
from punos.directory import queries as directory
from punos.kernel import clock
from punos.kernel.actor import Actor

NOTHING = _("Ei tiedossa")


def sections(card: ClientCard) -> list[dict[str, Any]]:
    """The sections of a card, each with its facts in words and the address where it is changed."""
    shown = []
    for section, fields in SECTIONS.items():
        hidden = section is Section.CONTACT and card.is_protected
        shown.append({"heading": labels.SECTIONS[section], "hidden": hidden,
                      "href": reverse("work:client_section", args=[card.id, section.value]),
                      "facts": [] if hidden else [{"label": labels.FIELDS[field],
                                                   "value": words(field, getattr(card, field)) or NOTHING}
                                                  for field in fields if field != "death_date" or card.death_date]})
    return shown


def words(field: str, value: Any) -> str:
    """One value as people read it; empty when there is none."""
    if isinstance(value, date):
        return date_text(value, (get_language() or "fi")[:2])
    if field in ("mother_tongue", "service_language"):
        return str(labels.LANGUAGES.get(value, value))
    if field == "interpreter":
        return str(labels.INTERPRETERS.get(value, value)) if value else str(_("Tulkkia ei tarvita"))
    if field == "municipality" and value:
        return dict(municipalities()).get(value, value)
    if field == "phone" and value:
        return phone_text(value)
    return str(value or "")


def municipalities() -> list[tuple[str, str]]:
    """Code and name of every municipality, in the interface's language."""
    swedish = (get_language() or "fi").startswith("sv")
    return [(code, name_sv if swedish and name_sv else name) for code, name, name_sv in directory.municipalities()]


def versions(section: Section, current: ClientCard, mine: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is stored now beside what was about to be saved, field by field."""
    return [{"label": labels.FIELDS[field], "theirs": words(field, getattr(current, field)),
             "mine": words(field, mine.get(field))} for field in SECTIONS[section]]


def code_rows(codes: list[CodeRow]) -> list[list[str]]:
    """Her codes as rows of a table, the one in force first: code, kind, when in force. That she had none is no row."""
    return [[row.code, str(labels.CODES[row.kind]), _when(row)] for row in codes if row.code]


def _when(row: CodeRow) -> str:
    language = (get_language() or "fi")[:2]
    if row.valid_until is None:
        return str(_("%(day)s alkaen")) % {"day": date_text(row.valid_from, language)}
    days = date_range(row.valid_from, row.valid_until, language)
    return f"{days} · {_('kirjattu väärin')}" if row.ended_because == "error" else days


def tie_rows(ties: list[TieRow]) -> list[dict[str, Any]]:
    """Close people with what they are to the client."""
    return [{"id": tie.id, "kind": labels.TIES[tie.kind], "name": tie.name, "phone": tie.phone, "email": tie.email,
             "home": tie.same_household, "other": tie.other, "hidden": tie.contact_hidden,
             "signs_in": tie.account is not None} for tie in ties]


def representative_rows(rows: list[RepresentativeRow], day: date) -> list[dict[str, Any]]:
    """Representatives with their scope, validity and check in words."""
    return [{"id": row.id, "kind": labels.KINDS[row.kind], "name": row.name, "phone": row.phone, "email": row.email,
             "matters": labels.many(row.matters, labels.MATTERS), "until": row.valid_until, "from": row.valid_from,
             "sees": ", ".join(labels.category(code) for code in row.categories),
             "checked": labels.CHECKED[row.checked_how], "checked_by": row.checked_by, "checked_at": row.checked_at,
             "in_force": row.in_force(day), "ended_at": row.ended_at, "account": row.account} for row in rows]


def which(card: ClientCard) -> str:
    """A record among two of the same name, often of the same day: "Maija Meri, kirjattu 1.10.2026 klo 9.30"."""
    return _("%(name)s, kirjattu %(day)s") % {
        "name": card.letter_name, "day": moment_text(card.recorded_at.astimezone(clock.HELSINKI), _language())}


def whole(card: ClientCard) -> str:
    """The same with its code and whether she signs in with it: enough to choose by."""
    code = f"{card.code} ({labels.CODES[CodeKind(card.code_kind)]})" if card.code else str(_("ei tunnusta"))
    return " · ".join(filter(None, (which(card), code, str(_("hän kirjautuu tällä")) if card.account else "")))


def suggestion(pair: Pair) -> tuple[ClientCard, Any]:
    """Which record to keep, and why, in words."""
    kept, why = suggested(pair.first, pair.second, official=lambda card: card.code_kind == "official",
                          account=lambda card: card.account is not None, recorded=lambda card: card.recorded_at)
    return kept, labels.KEEP[why]


def side_by_side(pair: Pair, actor: Actor) -> list[list[str]]:
    """Two records as rows of a table: field, first, second."""
    both = (pair.first, pair.second)
    ours = [[str(_("Tunnuksen laji")), *(str(labels.CODES[CodeKind(card.code_kind)]) for card in both)],
            [str(_("Hän kirjautuu Punokseen tällä")), *(str(_("kyllä") if card.account else _("ei")) for card in both)]]
    theirs = [[label, value, other] for (label, value), (_label, other) in zip(
        beside.under(actor, pair.first.id), beside.under(actor, pair.second.id), strict=True)]
    fields = [field for section in SECTIONS.values() for field in section]
    rows = [[str(labels.FIELDS[field]), words(field, getattr(pair.first, field)),
             words(field, getattr(pair.second, field))] for field in fields]
    codes = [str(_("Tunnus")), pair.first.code, pair.second.code]
    return [codes, *ours, *theirs, *(row for row in rows if row[1] or row[2])]


def reasons(pair: Pair) -> list[str]:
    """Why the two may be one person, the strongest reason first."""
    return [str(labels.REASONS[reason]) for reason in pair.suspicion.reasons] if pair.suspicion else []


def _language() -> str:
    return (get_language() or "fi")[:2]
