"""Case-finding at contact: what the contacts and cases that this professional may see say by the approved rules."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from punos.cases import queries as cases
from punos.cases.noticing import Noticed as Shown
from punos.identification.contact import Noticed, case_signals, event_of, most_passes, notice
from punos.identification.queries.runs import approved_rules
from punos.identification.words import said, value_words
from punos.intake import queries as intake
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.population.ruleset import RuleSet, from_data

MOST_CONTACTS = 2_000


def noticed(actor: Actor, client: UUID, model: str, *, wishes: bool = False) -> Noticed | None:
    """One person by the version of the model's rules that a manager approved last, from what this actor may see.

    ``wishes``: she wants joint help herself. None while no version is approved: a file alone changes nothing here.
    """
    stored = approved_rules(model)
    return _judged(actor, client, from_data(stored.content, stored.name), wishes) if stored else None


def _judged(actor: Actor, client: UUID, rules: RuleSet, wishes: bool) -> Noticed:
    today = clock.today()
    since = today - timedelta(days=2 * rules.window_days)
    contacts = [(row, row.received_at.astimezone(clock.HELSINKI).date())
                for row in intake.contacts_of(actor, client, MOST_CONTACTS)]
    recent = [(row, on) for row, on in contacts if on > since]
    year = today - timedelta(days=rules.window_days)
    signals = case_signals(
        plans=cases.parallel_plans(actor, client), workers=cases.how_many_workers(actor, client),
        passes=most_passes(intake.passes(actor, client, year), cases.passes(actor, client, year)),
        by_professional=any(row.sender == "professional" and on > year for row, on in recent), wishes=wishes)
    events = [event_of(on=on, register=row.register, channel=row.channel, unit=str(row.recorded_unit_id or ""))
              for row, on in recent]
    return notice(events, signals, rules, today)


def for_opening(actor: Actor, client: UUID, model: str, her_word: str) -> Shown | None:
    """The same in the words of the page on which a case is opened (``cases.noticing``)."""
    stored = approved_rules(model)
    if stored is None or stored.approved_at is None:
        return None
    rules = from_data(stored.content, stored.name)
    found = _judged(actor, client, rules, her_word == "wants")
    texts = {criterion.id: said(criterion.text, criterion.id) for criterion in rules.criteria}
    return Shown(
        suggests=found.suggested and her_word != "does_not_want", score=found.score, threshold=found.threshold,
        reasons=tuple(dict.fromkeys(f"{texts[name.split('/')[0]]}{value_words(value)}"
                                    for name, value in found.reasons)),
        left_out=tuple(texts[name] for name in found.left_out), version=rules.version,
        approved_on=stored.approved_at.astimezone(clock.HELSINKI).date(), rules=stored.pk)
