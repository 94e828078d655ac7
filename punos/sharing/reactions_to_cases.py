"""What happens to grants when something happens to a case. Runs inside the publisher's transaction."""

from __future__ import annotations

from uuid import UUID

from punos.cases import events as cases
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Register
from punos.sharing import bringing_back, facts, rules, settling
from punos.sharing.checks import must_be_lawful
from punos.sharing.models import Tie as TieRow
from punos.sharing.rules import TieKind
from punos.sharing.settling import Matter

WORKERS = (TieKind.CASE_HOLDER, TieKind.OWN_WORKER, TieKind.RESPONSIBLE_WORKER, TieKind.CASE_SUBSTITUTE)


def case_opened(event: cases.CaseOpened) -> None:
    """Whoever answers for the whole sees what the work takes, each category on its own ground."""
    _tie(TieKind.CASE_HOLDER, event.case, event.client, event.holder, event.by)


def case_reopened(event: cases.CaseReopened) -> None:
    """Somebody answers for her again, who may see what she answers for."""
    must_be_lawful(_tie(TieKind.CASE_HOLDER, event.case, event.client, event.holder, event.by), event.by)


def case_holder_changed(event: cases.CaseHolderChanged) -> None:
    """The new holder sees; the one before does not any more, unless she is in the picture otherwise. Refused when the
    law does not show the new one what she would answer for."""
    if event.to_account:
        must_be_lawful(_tie(TieKind.CASE_HOLDER, event.case, event.client, event.to_account, event.by), event.by)
    bringing_back.over(TieKind.CASE_HOLDER, event.case, by=event.by)
    if event.from_account and event.from_account != event.to_account:
        settling.end(client=event.client, kind=TieKind.CASE_HOLDER, matter=event.case, account=event.from_account,
                     reason="handed_over", by=event.by)


def case_offered(event: cases.CaseOffered) -> None:
    """The receiver sees enough to answer. Refused where that is not lawful, whoever offers: a person, or the rule
    its second time. Nobody waits for an answer from one who cannot see the question."""
    origin = _register(event.case, event.by.account, event.by)
    must_be_lawful(settling.begin(Matter(TieKind.CASE_OFFER, event.handover, event.client, origin),
                                  account=event.account, unit=event.unit, by=event.by), event.by)


def case_offer_ended(event: cases.CaseOfferEnded) -> None:
    """The receiver sees it as a receiver no more."""
    settling.end(client=event.client, kind=TieKind.CASE_OFFER, matter=event.handover, reason=event.outcome,
                 by=event.by)


def worker_named(event: cases.WorkerNamed) -> None:
    """Her own worker (1301/2014 42 §) or a responsible worker sees what the work takes."""
    _tie(TieKind(event.role), event.case, event.client, event.account, event.by)


def worker_ended(event: cases.WorkerEnded) -> None:
    """She is not her worker any more."""
    settling.end(client=event.client, kind=TieKind(event.role), matter=event.case, account=event.account,
                 reason="ended", by=event.by)


def case_substitute_named(event: cases.CaseSubstituteNamed) -> None:
    """While the holder is away her substitute sees what she would."""
    settling.begin(Matter(TieKind.CASE_SUBSTITUTE, event.case, event.client,
                          _register(event.case, event.account, event.by)), account=event.account,
                   until=rules.end_of_day(event.until), by=event.by)


def case_substitute_ended(event: cases.CaseSubstituteEnded) -> None:
    """The holder is back, or another holds it."""
    settling.end(client=event.client, kind=TieKind.CASE_SUBSTITUTE, matter=event.case, account=event.account,
                 reason="holder_back", by=event.by)


def case_closed(event: cases.CaseClosed) -> None:
    """The work is over: whoever answered may look back for a fortnight; the workers' view ends."""
    for kind in WORKERS[1:]:
        settling.end(client=event.client, kind=kind, matter=event.case, reason="closed", by=event.by)
    bringing_back.over(TieKind.CASE_HOLDER, event.case, by=event.by)
    settling.wind_up(client=event.client, kinds=(TieKind.CASE_HOLDER,), matter=event.case, by=event.by)


def client_returned(event: cases.ClientReturned) -> None:
    """She has turned to us again: whoever answered for her then learns of it and sees the new contact."""
    with facts.for_sharing(event.by):
        origin = facts.contact(event.contact).origin
    settling.begin(Matter(TieKind.RETURNED, event.contact, event.client, origin), account=event.account, by=event.by)


def _tie(kind: TieKind, case: UUID, client: UUID, account: UUID, by: Actor) -> TieRow:
    return settling.begin(Matter(kind, case, client, _register(case, account, by)), account=account, by=by)


def _register(case: UUID, account: UUID, by: Actor) -> Register | None:
    """The register the case was opened in: that of its first holder, whoever holds it now."""
    with facts.for_sharing(by):
        first = TieRow.objects.filter(matter=case, kind=TieKind.CASE_HOLDER).order_by("begun_at").first()
        if first and first.origin:
            return Register(first.origin)
        found = facts.recipients([account], []).get(account)
    return facts.register_of(found) if found else None
