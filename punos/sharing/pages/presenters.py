"""From instruments, previews and looks to what a page says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from punos.accounts import queries as people
from punos.consent.queries import Row, Version
from punos.consent.rules import ConsentFor, Event, Kind, State, Terms
from punos.consent.rules.sentences import day
from punos.design_system.formats import unbroken
from punos.kernel.clock import HELSINKI
from punos.lawfulness import Way, WayKind
from punos.lawfulness.categories import MEANINGS, Category, Register, register_title, registers_of
from punos.sharing.aftermath import Parting
from punos.sharing.grounds import ADDRESS_TASKS, GROUNDS
from punos.sharing.pages.relations import RELATIONS
from punos.sharing.queries import Kept, PreviewLine, Reviewable, WhoSees
from punos.sharing.rules import PARTED, TieKind, latest


def language() -> str:
    """The reader's language, one of ours."""
    return (get_language() or "fi")[:2]


def named(categories: Iterable[Category]) -> list[str]:
    """Names of categories, as a list on a page."""
    return [MEANINGS[category].name.in_language(language()) for category in categories]


def by_register(categories: Iterable[Category],
                seen_from: Mapping[Category, frozenset[Register]] | None = None) -> list[str]:
    """Names of categories, and from which register where they are of one only: "Potilasrekisteri: terveydenhuollon
    kirjaukset". ``seen_from``: registers of those that are seen from some only."""
    groups: dict[str, list[Category]] = defaultdict(list)
    for category in categories:
        registers = (seen_from or {}).get(category) or registers_of(category)
        groups[register_title(registers, language())].append(category)
    return [f"{title}: {_listed(found, '')}" if title else _listed(found, named(found)[0][:1])
            for title, found in groups.items()]


def _listed(categories: Iterable[Category], first: str) -> str:
    """The names one after the other within a sentence that begins with ``first``."""
    listed = ", ".join(name[:1].lower() + name[1:] for name in named(categories))
    return first + listed[len(first):]


def last_day(moment: Any) -> date | None:
    """The last day of what ends at this moment (a grant ends when the day after begins)."""
    return (moment.astimezone(HELSINKI) - timedelta(microseconds=1)).date() if moment else None


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes: who gains what until when, who loses what, and nobody else."""

    people: list[dict[str, str]]
    things: list[str]
    until: date | None
    basis: str
    gains: list[dict[str, str]]
    losses: list[dict[str, str]]
    kept: list[dict[str, str]]
    note: str
    parting: tuple[Parting, ...] = ()
    not_back: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.people or self.losses or self.leaving or self.waiting)

    @property
    def leaving(self) -> list[str]:
        """Who leaves the team with it."""
        return [one.name for one in self.parting if one.leaves]

    @property
    def waiting(self) -> list[dict[str, str]]:
        """Which steps then wait for somebody else, each with who promised it."""
        return [{"step": step, "who": one.name} for one in self.parting for step in one.steps]


def preview_of(lines: Iterable[PreviewLine], terms: Terms, *, withdrawn: bool = False) -> Preview:
    """The block "Tämän jälkeen nämä ihmiset näkevät…", each person's own line where they differ, and what to say
    when nobody's view changes."""
    lines = list(lines)
    gaining = [line for line in lines if line.gains]
    losing = [line for line in lines if line.loses]
    things = [c for c in Category if any(c in line.gains for line in gaining)]
    gained_from = _of_all(line.gains_from for line in gaining)
    ends = {last_day(line.until) for line in gaining}
    return Preview(
        people=[{"name": line.name, "role": line.role} for line in gaining],
        things=[_with_register(c, gained_from.get(c)) for c in things],
        until=ends.pop() if len(ends) == 1 else None,
        basis=", ".join(dict.fromkeys(section for line in gaining for section in line.sections)),
        gains=[{"label": line.name, "value": "; ".join(by_register(line.gains, line.gains_from))} for line in gaining],
        losses=[{"label": f"{line.name}, {line.role}" if line.role else line.name,
                 "value": "; ".join(by_register(line.loses, line.loses_from))} for line in losing],
        kept=[{"label": f"{line.name}, {line.role}" if line.role else line.name,
               "value": "; ".join(_still(one) for one in line.keeps)} for line in lines if line.keeps and withdrawn],
        note=_nobody(terms, withdrawn=withdrawn))


def taken_back(parting: Iterable[Parting]) -> str:
    """What was done when she took it back: it holds at once, who left the team, and that their steps wait."""
    those = list(parting)
    said = [_("Peruttu. Se on voimassa heti, kaikkialla.")]
    if names := [one.name for one in those if one.leaves]:
        said.append(_("Ei ole enää tiimissä: %(names)s.") % {"names": ", ".join(names)})
    if count := sum(len(one.steps) for one in those):
        said.append(ngettext("%(num)s askel odottaa nyt uutta tekijää.", "%(num)s askelta odottaa nyt uutta tekijää.",
                             count) % {"num": count})
    return " ".join(said)


def given_again(names: Iterable[str], waiting: int) -> str:
    """It holds again; who left with it does not come back by herself, and nobody has promised the steps anew."""
    said = [_("Tämä on taas voimassa.")]
    said += [_("Hän ei palaa tiimiin itsestään: %(name)s. Pyydä työntekijääsi kutsumaan hänet uudelleen.")
             % {"name": name} for name in names]
    if waiting:
        said.append(ngettext("%(num)s askel odottaa yhä tekijää.", "%(num)s askelta odottaa yhä tekijää.", waiting)
                    % {"num": waiting})
    return " ".join(said)


def _still(one: Kept) -> str:
    return _("%(what)s (%(why)s, %(section)s)") % {
        "what": "; ".join(by_register(one.categories, one.registers)), "section": unbroken(one.section, language()),
        "why": str(RELATIONS[one.relation])}


def _of_all(found: Iterable[Mapping[Category, frozenset[Register]]]) -> dict[Category, frozenset[Register]]:
    every: dict[Category, frozenset[Register]] = {}
    for one in found:
        for category, registers in one.items():
            every[category] = every.get(category, frozenset()) | registers
    return every


def _with_register(category: Category, registers: frozenset[Register] | None) -> str:
    title = register_title(registers or registers_of(category), language())
    return f"{title}: {named([category])[0]}" if title else named([category])[0]


def _nobody(terms: Terms, *, withdrawn: bool) -> str:
    """Why nobody's view changes, when nobody's does."""
    if terms.is_partial:
        return _("Tietoja ei avata kenenkään nähtäväksi, koska tämä koskee vain osaa niistä. Ammattilainen kertoo ne "
                 "itse.")
    if terms.about is ConsentFor.CONVENE_TEAM and withdrawn:
        return _("Tiimi ei voi enää kokoontua.")
    if terms.kind is Kind.CONSENT and not terms.categories:
        return _("Tämä ei avaa tietoja kenenkään nähtäväksi.")
    if terms.person_name.strip():
        return _("Kenenkään näkymä Punoksessa ei muutu, sillä hän ei käytä Punosta. Nämä asiat voi kertoa hänelle "
                 "kirjeellä, tulosteella tai suullisesti.") if not withdrawn else _(
            "Kenenkään näkymä Punoksessa ei muutu. Näitä asioita ei enää saa kertoa hänelle.")
    return _("Kenenkään näkymä ei muutu nyt. Tämä vaikuttaa, kun joku alkaa hoitaa asiaa.")


def replaced(gone: Iterable[Row], terms: Terms) -> list[dict[str, str]]:
    """What her new word would take the place of, each as it stands, and whether it would last longer than that."""
    heading = {Kind.PERMIT: _("Korvaa voimassa olevan luvan:"), Kind.PROHIBITION: _("Korvaa voimassa olevan kiellon:"),
               Kind.CONSENT: _("Korvaa voimassa olevan suostumuksen:")}
    return [{"heading": heading[row.kind], "sentence": row.sentence, "longer": _longer(row.terms, terms)}
            for row in gone]


def _longer(old: Terms, new: Terms) -> str:
    if old.valid_until is None or (new.valid_until is not None and new.valid_until <= old.valid_until):
        return ""
    was = day(old.valid_until, language())
    if new.valid_until is None:
        return _("Huomaa: voimassaolo pitenee. Nyt viimeinen päivä on %(old)s, jatkossa viimeistä päivää ei ole.") % {
            "old": was}
    return _("Huomaa: voimassaolo pitenee. Nyt viimeinen päivä on %(old)s, jatkossa %(new)s.") % {
        "old": was, "new": day(new.valid_until, language())}


def state_words(row: Row) -> tuple[str, str]:
    """(words, shape) of an instrument's state."""
    return {
        State.IN_FORCE: (_("Voimassa"), "done"),
        State.ASKED: (_("Odottaa vastaustasi"), "waiting"),
        State.EXPIRED: (_("Päättynyt"), "stopped"),
        State.REFUSED: (_("Et antanut lupaa"), "stopped"),
        State.WITHDRAWN: (_("Peruttu"), "stopped"),
    }.get(row.state, ("", "draft"))


def state_at_work(row: Row) -> tuple[str, str]:
    """The same, said to a professional."""
    return {
        State.ASKED: (_("Odottaa asiakkaan vastausta"), "waiting"),
        State.REFUSED: (_("Asiakas kieltäytyi"), "stopped"),
    }.get(row.state) or state_words(row)


def kind_words(kind: Kind) -> str:
    """What the instrument is called."""
    return {Kind.PERMIT: _("Lupa"), Kind.PROHIBITION: _("Kielto"), Kind.CONSENT: _("Suostumus")}[kind]


def withdraw_words(kind: Kind) -> str:
    """The button that takes it back."""
    return {Kind.PERMIT: _("Peru lupa"), Kind.PROHIBITION: _("Peru kielto"),
            Kind.CONSENT: _("Peru suostumus")}[kind]


def happened(event: Event) -> str:
    """What happened, as the heading of a line."""
    return {
        Event.ASKED: _("Kysyttiin"), Event.GIVEN: _("Annettiin"), Event.CHANGED: _("Muutettiin"),
        Event.RENEWED: _("Annettiin uudelleen"), Event.REFUSED: _("Kieltäydyttiin"), Event.WITHDRAWN: _("Peruttiin"),
    }[event]


def manner_words(version: Version) -> str:
    """How her word reached us, with the witness and the reason where there are any."""
    said = {"portal": _("Verkossa"), "oral": _("Suullisesti"), "paper": _("Paperilla")}[version.manner]
    parts = [said]
    if version.giver == "representative":
        parts.append(_("edustaja"))
    if version.witness:
        parts.append(_("todistaja: %(name)s") % {"name": version.witness})
    if version.reason:
        parts.append(version.reason)
    return " · ".join(parts)


def history(versions: Iterable[Version]) -> list[dict[str, Any]]:
    """Entries of the timeline of one instrument, newest first, with who wrote each."""
    versions = list(versions)
    cards = people.cards({version.by for version in versions})
    return [{"when": v.at, "title": happened(v.event), "who": _who(cards.get(v.by)), "text": manner_words(v)}
            for v in versions]


def _who(card: people.PersonCard | None) -> str:
    if card is None:
        return ""
    return f"{card.name}, {card.title}" if card.title else card.name


def seeing(found: Iterable[WhoSees]) -> list[dict[str, Any]]:
    """Each person or unit once: why she is in the picture, and what she sees until when; the client left out."""
    ties: dict[Any, list[WhoSees]] = defaultdict(list)
    for one in found:
        if one.relation != "own":
            ties[one.account or one.unit].append(one)
    return [_seer(lines) for lines in ties.values()]


def _seer(lines: list[WhoSees]) -> dict[str, Any]:
    ends = latest(pair for line in lines for pair in line.ends.items())
    by_day: dict[date | None, list[Category]] = defaultdict(list)
    for category in Category:
        if category in ends:
            by_day[last_day(ends[category])].append(category)
    why = dict.fromkeys(_why(line) for line in lines)
    seen_from = _seen_from(lines)
    return {"name": lines[0].name, "role": lines[0].role, "why": list(why),
            "things": [(things, day) for day, categories in
                       sorted(by_day.items(), key=lambda item: item[0] or date.max, reverse=True)
                       for things in by_register(categories, seen_from)],
            "section": ", ".join(dict.fromkeys(section for line in lines for section in line.sections))}


def _why(line: WhoSees) -> str:
    task = ADDRESS_TASKS.get(line.ground) if line.relation == "address_task" else None
    return ": ".join(str(part) for part in (RELATIONS[line.relation], task, line.purpose) if part)


def _seen_from(lines: Iterable[WhoSees]) -> dict[Category, frozenset[Register]]:
    """Over all her ties: the registers of what she sees from some only. Told of contacts, whose rows are parted by
    register; of the rest she sees every row of the category (docs/security.md)."""
    found: dict[Category, frozenset[Register]] = {}
    for line in lines:
        for category in PARTED & set(line.categories):
            found[category] = found.get(category, frozenset()) | line.registers.get(category, frozenset(Register))
    return {category: registers for category, registers in found.items() if registers < registers_of(category)}


def looks(found: Iterable[Reviewable]) -> list[dict[str, Any]]:
    """Exceptional looks with everybody's name and role."""
    found = list(found)
    cards = people.cards({item.account for item in found})
    return [{"item": item, "who": _who(cards.get(item.account)),
             "unit": cards[item.account].unit_name if item.account in cards else "",
             "ground": GROUNDS[item.ground].text, "section": GROUNDS[item.ground].section,
             "things": ", ".join(named(item.categories))} for item in found]


# What a way out of a no leads to on the page of the law: the same question with this added.
ADDS = {WayKind.ASK_PERMIT: "client_says_yes", WayKind.ASK_CONSENT: "client_says_yes", WayKind.JOIN: "in_care",
        WayKind.RECORD_DUTY: "own_duty", WayKind.ASSESS_CAPACITY: "cannot_assess"}


def ways(found: Iterable[Way]) -> list[dict[str, Any]]:
    """Ways out of a no, in the reader's language."""
    return [{"kind": way.kind, "text": way.text.in_language(language()),
             "section": way.section.in_language(language()),
             "adds": [ADDS[kind] for kind in (way.kind, *way.also) if kind in ADDS]} for way in found]


def unseen_title(kind: TieKind, register: str) -> str:
    """What kind of matter, of which register: all that may be told of it to one who does not see it."""
    titles = {(TieKind.CONTACT, Register.SOCIAL): _("Yhteydenotto, sosiaalihuolto"),
              (TieKind.CONTACT, Register.HEALTH): _("Yhteydenotto, terveydenhuolto"),
              (TieKind.CASE_HOLDER, Register.SOCIAL): _("Vastuu kokonaisuudesta, sosiaalihuolto"),
              (TieKind.CASE_HOLDER, Register.HEALTH): _("Vastuu kokonaisuudesta, terveydenhuolto")}
    return titles.get((kind, Register(register)) if register else (kind, Register.OTHER), _("Yhteydenotto"))


def ids(texts: Iterable[str]) -> list[UUID]:
    """Those of the texts that are ids."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
