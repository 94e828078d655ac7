"""Case-finding at contact: what the contacts and cases that this professional may see say by the pack's rules."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from punos.cases import queries as cases
from punos.cases.noticing import Noticed as Shown
from punos.identification.contact import Noticed, case_signals, event_of, notice
from punos.identification.words import said, value_words
from punos.intake import queries as intake
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.population.ruleset import RuleSet, from_model

MOST_CONTACTS = 2_000


@lru_cache(maxsize=32)
def rules_of(model: str) -> RuleSet:
    """The pack's rules, read once."""
    return from_model(model)


def noticed(actor: Actor, client: UUID, model: str, *, wishes: bool = False) -> Noticed:
    """One person by the model's rules, from what this actor may see; ``wishes``: she wants joint help herself."""
    rules, today = rules_of(model), clock.today()
    since = today - timedelta(days=2 * rules.window_days)
    contacts = [(row, row.received_at.astimezone(clock.HELSINKI).date())
                for row in intake.contacts_of(actor, client, MOST_CONTACTS)]
    recent = [(row, on) for row, on in contacts if on > since]
    year = today - timedelta(days=rules.window_days)
    signals = case_signals(
        plans=cases.parallel_plans(actor, client), workers=cases.how_many_workers(actor, client),
        passes=max(intake.most_passes(actor, client, year), cases.most_passes(actor, client, year)),
        by_professional=any(row.sender == "professional" and on > year for row, on in recent), wishes=wishes)
    events = [event_of(on=on, register=row.register, channel=row.channel, unit=str(row.recorded_unit_id or ""))
              for row, on in recent]
    return notice(events, signals, rules, today)


def for_opening(actor: Actor, client: UUID, model: str, her_word: str) -> Shown:
    """The same in the words of the page on which a case is opened (``cases.noticing``)."""
    rules = rules_of(model)
    found = noticed(actor, client, model, wishes=her_word == "wants")
    texts = {criterion.id: said(criterion.text, criterion.id) for criterion in rules.criteria}
    return Shown(
        suggests=found.suggested and her_word != "does_not_want", score=found.score, threshold=found.threshold,
        reasons=tuple(dict.fromkeys(f"{texts[name.split('/')[0]]}{value_words(value)}"
                                    for name, value in found.reasons)),
        left_out=tuple(texts[name] for name in found.left_out), version=rules.version)
