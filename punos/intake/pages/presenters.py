"""From stored rows to what a page says: names and roles beside everything, states in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.intake import rules
from punos.intake.codes import Agreement, Channel, Ending, Sender
from punos.intake.models import ContactNotice, Handover, Holding
from punos.intake.promises import in_words, promises
from punos.intake.queries import ContactPage, Earlier, HandoverPage, Line, OwnContact, Worklist
from punos.intake.refusals import when_text
from punos.kernel import clock
from punos.kernel.holding import Holder, Outcome
from punos.lawfulness.clocks import ClockPerson, Over75, deadlines

SHORT = 90


@dataclass(slots=True)
class Names:
    """Everybody and every unit that a page names, fetched at once."""

    people: dict[UUID, accounts.PersonCard] = field(default_factory=dict)
    units: dict[UUID, Any] = field(default_factory=dict)
    duty: dict[UUID, UUID] = field(default_factory=dict)
    clients: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, holders: Iterable[Holder | None], people: Iterable[UUID | None] = (),
           clients_: Iterable[UUID | None] = (), *, spoken: bool = False) -> Names:
        """At most five queries, whatever the number of rows. ``spoken``: "Maija Meri", as a heading has it."""
        known = [holder for holder in holders if holder]
        duty = accounts.on_duty_in(holder.unit for holder in known)
        return cls(accounts.cards([*(h.account for h in known), *duty.values(), *people]),
                   accounts.units_by_id(holder.unit for holder in known), duty,
                   (clients.letter_names if spoken else clients.names)(clients_))

    def person(self, account: UUID | None) -> str:
        """"Aino Aalto, sosiaalityöntekijä"; the rule where nobody did it; nothing for one who may not be seen."""
        if account is None:
            return ""
        if account.int == 0:
            return _("Määräajan vahti")
        card = self.people.get(account)
        return ", ".join(part for part in (card.name, card.title) if part) if card else ""

    def holder(self, holder: Holder | None) -> str:
        """A person with her role; a queue with the one who answers in it now."""
        if holder is None:
            return ""
        if holder.account:
            return self.person(holder.account)
        unit = self.units.get(holder.unit) if holder.unit else None
        on_duty = self.person(self.duty.get(holder.unit)) if holder.unit else ""
        name = accounts.named(unit) if unit else ""
        return _("%(unit)s · nyt vastaa %(name)s") % {"unit": name, "name": on_duty} if on_duty else name

    def short(self, holder: Holder | None) -> str:
        """The name alone: "Pekka Pelto", "Kotihoito"."""
        if holder is None:
            return ""
        if holder.account:
            card = self.people.get(holder.account)
            return card.name if card else ""
        unit = self.units.get(holder.unit) if holder.unit else None
        return accounts.named(unit) if unit else ""

    def card(self, holder: Holder | None) -> accounts.PersonCard | None:
        """The person to reach: the holder, or who answers for the queue."""
        account = (holder.account or self.duty.get(holder.unit or UUID(int=0))) if holder else None
        return self.people.get(account) if account else None

    def client(self, client: UUID | None) -> str:
        """"Meri Maija" ("Maija Meri" when spoken), or that she is not known."""
        return self.clients.get(client, "") if client else _("Nimi ei tiedossa")


def handover_sentence(names: Names, sender: Holder, receiver: Holder, holder: Holder | None) -> str:
    """Both sides read the same words; names are never inflected."""
    return _("Siirto odottaa. Lähettäjä: %(sender)s. Vastaanottaja: %(receiver)s. "
             "Vastaa, kunnes siirto on otettu vastaan: %(holder)s.") % {
        "sender": names.short(sender), "receiver": names.short(receiver), "holder": names.short(holder or sender)}


def what(contact: ContactNotice) -> str:
    """One line of what it is about: what is asked, else how she began."""
    text = " ".join((contact.asks or contact.words).split())
    return text if len(text) <= SHORT else text[:SHORT].rsplit(" ", 1)[0] + "…"


def passes_text(count: int) -> str:
    """How many times it has been offered on."""
    return ngettext("Tarjottu eteenpäin %(num)s kerran", "Tarjottu eteenpäin %(num)s kertaa", count) % {"num": count}


def outcome_text(names: Names, offer: Handover) -> str:
    """How an offer ended, in words, with its reason."""
    who = {"name": names.person(offer.answered_by)}
    if offer.outcome == Outcome.ACCEPTED:
        return _("Otti vastaan: %(name)s") % who
    if offer.outcome == Outcome.WITHDRAWN and offer.stopped_by:
        return _("Vastaanottaja ei saa enää nähdä tätä, joten siirto päättyi")
    if offer.outcome == Outcome.WITHDRAWN:
        return _("Lähettäjä perui siirron")
    if offer.outcome == Outcome.UNANSWERED:
        return _("Kukaan ei vastannut ajoissa")
    if offer.outcome == Outcome.DECLINED:
        return _("Ei voinut ottaa: %(name)s") % who
    return _("Odottaa vastausta")


def reason_text(offer: Handover) -> str:
    """Why it was declined: the reason of the model and the words added to it."""
    reason = promises().decline_reasons.get(offer.reason)
    return " ".join(part for part in (f"{in_words(reason)}." if reason else "", offer.reason_words) if part)


def offer_entries(page: ContactPage, names: Names) -> list[dict[str, Any]]:
    """The way of a contact, newest first: recorded, offered, answered, with reasons and suggestions."""
    entries: list[dict[str, Any]] = []
    for offer in page.offers:
        by_rule = offer.turn == 2
        entries.append({"when": offer.offered_at, "icon": "arrow", "who": names.person(offer.offered_by),
                        "title": (_("Toinen tarjous: %(receiver)s") if by_rule else _("Tarjottu: %(receiver)s"))
                        % {"receiver": names.short(offer.receiver)}, "text": offer.note})
        if offer.outcome:
            suggested = names.short(offer.suggested)
            told = _("Ehdotti: %(name)s.") % {"name": suggested} if suggested and offer.reason else ""
            entries.append({"when": offer.answered_at, "title": outcome_text(names, offer), "icon": "info",
                            "text": " ".join(part for part in (reason_text(offer), told) if part)})
    for period in page.chain:
        entries.append({"when": period.begins, "icon": "person",
                        "title": _("Vastaa: %(name)s") % {"name": names.short(period.holder)}})
    return sorted(entries, key=lambda entry: entry["when"], reverse=True)


def contact_view(page: ContactPage, earlier: list[Earlier], born: date | None = None) -> dict[str, Any]:
    """Everything the contact's page shows."""
    holders: list[Holder | None] = [p.holder for p in page.chain]
    holders += [h for o in page.offers for h in (o.sender, o.receiver, o.suggested)]
    holders += [e.last_holder for e in earlier]
    contact, period, offer = page.contact, page.period, page.open_offer
    names = Names.of(holders, [contact.recorded_by_id, contact.closed_by_id,
                               *(p.substitute_id for p in page.chain),
                               *(who for o in page.offers for who in (o.offered_by, o.answered_by))],
                     [contact.client_id], spoken=True)
    last = page.offers[-1] if page.offers else None
    return {
        "contact": contact, "page": page, "names": names, "period": period, "offer": offer,
        "client_name": names.client(contact.client_id), "holder": period.holder if period else None,
        "holder_card": names.card(period.holder) if period else None,
        "holder_text": names.holder(period.holder) if period else "",
        "substitute": names.person(period.substitute_id) if period else "",
        "sentence": handover_sentence(names, offer.sender, offer.receiver, period.holder if period else None)
        if offer else "",
        "came_back": last if last and period and (
            last.outcome in (Outcome.DECLINED, Outcome.UNANSWERED) or (last.outcome and last.stopped_by)) else None,
        "stopped_by": next((o.stopped_by for o in reversed(page.offers) if o.stopped_by), "")
        if contact.client_agrees != Agreement.YES else "",
        "stopped_queue": _coordinators() if last and last.outcome not in (Outcome.WITHDRAWN, Outcome.ACCEPTED) else "",
        "came_back_text": _came_back_text(names, last) if last else "",
        "brought_back": bool(last and last.stopped_by and last.outcome in (Outcome.ACCEPTED, Outcome.WITHDRAWN)),
        "suggested": names.short(last.suggested) if last else "",
        "entries": offer_entries(page, names), "passes": len(page.offers),
        "passes_text": passes_text(len(page.offers)), "earlier": earlier_rows(earlier, names),
        "channel": Channel(contact.channel).label, "sender": Sender(contact.sender).label,
        "ending": Ending(contact.ending).label if contact.ending else "", "now": clock.now(),
        "law_days": law_days(contact, born),
    }


def _came_back_text(names: Names, last: Handover) -> str:
    """Why it is with the sender again."""
    if last.stopped_by and last.outcome in (Outcome.ACCEPTED, Outcome.WITHDRAWN):
        who = names.person(last.answered_by) if last.outcome == Outcome.ACCEPTED else names.short(last.receiver)
        return _("%(who)s: lupa nähdä tämä päättyi.") % {"who": who}
    return f"{outcome_text(names, last)}. {reason_text(last)}".strip()


def _coordinators() -> str:
    queue = accounts.coordinator_queue()
    return accounts.named(queue) if queue else ""


def law_days(contact: ContactNotice, born: date | None) -> list[dict[str, Any]]:
    """By when the law wants something done, counted from this contact while it is open; only known ages count."""
    start = rules.law_start(sender=contact.sender, register=contact.register, received_at=contact.received_at)
    if start is None or contact.closed_at is not None:
        return []
    found = deadlines(start.event, on=start.on, person=ClockPerson(born=born),
                      add_working_days=clock.add_working_days, over_75=Over75(settings.PUNOS_OVER_75))
    language = get_language() or "fi"
    return [{"text": one.text.in_language(language), "section": str(one.section), "due": one.due,
             "late": one.due < clock.today()} for one in found if one.due]


def earlier_rows(earlier: list[Earlier], names: Names) -> list[dict[str, Any]]:
    """Earlier contacts: when, what, and who knows about it."""
    return [{"href": reverse("work:contact", args=[e.contact.pk]), "when": e.since, "what": what(e.contact),
             "who": names.person(e.last_holder.account) if e.last_holder and e.last_holder.account
             else names.short(e.last_holder), "is_open": e.contact.closed_at is None} for e in earlier]


def handover_view(page: HandoverPage) -> dict[str, Any]:
    """An offer, for both its sides."""
    made, contact = page.handover, page.contact
    names = Names.of([made.sender, made.receiver, made.suggested, page.holder],
                     [made.answered_by, made.substitute_id], [contact.client_id if contact else None], spoken=True)
    return {"page": page, "handover": made, "contact": contact, "names": names,
            "client_name": names.client(contact.client_id) if contact else "",
            "sentence": handover_sentence(names, made.sender, made.receiver, page.holder),
            "sender_card": names.card(made.sender), "suggested": names.short(made.suggested),
            "substitute": names.person(made.substitute_id), "passes_text": passes_text(page.passes),
            "ended_text": ended_text(names, made)}


def ended_text(names: Names, made: Handover) -> str:
    """"Pekka Pelto otti tämän vastaan klo 9.31."; empty while the offer is open."""
    if made.outcome == Outcome.ACCEPTED and made.answered_at:
        card = names.people.get(made.answered_by) if made.answered_by else None
        return _("%(name)s otti tämän vastaan %(when)s.") % {"name": card.name if card else "",
                                                             "when": when_text(made.answered_at)}
    return f"{outcome_text(names, made)}." if made.outcome else ""


def worklist_view(work: Worklist) -> dict[str, Any]:
    """The three lists, each row with its state in words."""
    lines = [*work.queues, *work.mine]
    names = Names.of([h for o in work.offered for h in (o.sender, o.receiver)]
                     + [h for line in lines for h in (line.holder, line.offer.receiver if line.offer else None)],
                     [line.substitute for line in lines],
                     [*(o.client_id for o in work.offered), *(line.contact.client_id for line in lines)])
    return {"offered": [{"offer": o, "client": names.client(o.client_id), "what": what(o.contact),
                         "urgent": o.contact.is_urgent, "sender": names.holder(o.sender), "by": o.answer_by}
                        for o in work.offered],
            "queues": [line_view(line, names) for line in work.queues],
            "mine": [line_view(line, names) for line in work.mine],
            "calls": sum(line.call_id is not None for line in lines),
            "calls_late": sum(line.call_is_late for line in lines)}


def line_view(line: Line, names: Names) -> dict[str, Any]:
    """One held contact on a list."""
    words, shape = state_of(line, names)
    return {"line": line, "contact": line.contact, "client": names.client(line.contact.client_id),
            "what": what(line.contact), "holder": names.holder(line.holder), "words": words, "shape": shape,
            "by": line.next_date, "late": line.is_late,
            "substitute": names.person(line.substitute) if line.substitute else ""}


def state_of(line: Line, names: Names) -> tuple[str, str]:
    """The state in words, and the shape beside them."""
    if line.contact.is_urgent:
        return _("Kiireellinen"), "attention"
    if line.on_its_way and line.offer:
        return _("Odottaa vastaanottajaa: %(name)s") % {"name": names.short(line.offer.receiver)}, "waiting"
    if line.came_back:
        return _("Palautui: siirtoa ei otettu vastaan"), "attention"
    return (_("Jonossa"), "waiting") if line.holder.unit else (_("Sinulla"), "doing")


def own_view(contacts: list[OwnContact]) -> list[dict[str, Any]]:
    """The client's own contacts, in her words and with a name to each."""
    names = Names.of([c.holder for c in contacts], [c.substitute for c in contacts])
    now = clock.now()
    return [{"contact": c.contact, "holder": names.card(c.holder), "unit": names.short(c.holder)
             if c.holder and c.holder.unit else "", "substitute": names.people.get(c.substitute) if c.substitute
             else None, "call_by": c.call_by, "call_late": c.call_by is not None and c.call_by < now,
             "answer_late": c.contact.answer_by < now, "answer_by": c.contact.answer_by, "next_date": c.next_date,
             "urgent": c.contact.is_urgent and c.contact.closed_at is None,
             "ending": Ending(c.contact.ending).label if c.contact.ending else ""} for c in contacts]


def period_state(period: Holding | None) -> tuple[str, str]:
    """Open or closed, in words."""
    return (_("Avoinna"), "doing") if period else (_("Päätetty"), "done")
