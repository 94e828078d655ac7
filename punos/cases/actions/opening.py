"""Opening a case, and the finding it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.cases import pack, rules
from punos.cases.actions import law
from punos.cases.actions.ground import require_next_date
from punos.cases.actions.one_person import require_none_open
from punos.cases.events import CaseOpened
from punos.cases.models import Case, Finding, FindingKind, HelpListAnswer, Holding, StageEntry
from punos.cases.texts import refusal
from punos.intake import actions as intake
from punos.intake.rules import law_start
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.operating_models import OperatingModel


@action
def open_case(*, client: UUID, model: str, why: str, next_date: date | None, contact: UUID | None = None,
              answers: Mapping[str, str] | None = None, her_word: str = "", by: Actor) -> Case:
    """Begin working with a client under an operating model; whoever opens it answers for the whole.

    ``why`` is shown to the client; ``answers`` are question code → yes, no or unknown of the pack's help-list;
    ``her_word`` what she says herself (``rules.HerWord``). From a contact, the contact closes as having become a
    case. Refused when a case under the same model is open already, and when the next date is missing or past.
    """
    if not access.categories_seen(by, client) & {Category.CONTACT, Category.COORDINATION, Category.IDENTITY}:
        raise Unseen
    accounts.must_work(by.account)
    operating_model = pack.of(model)
    if not why.strip():
        raise Refused(_("Kirjoita, miksi yhteistyö auttaisi."), field="why", code="required")
    require_none_open(client, model)
    now, on = clock.now(), require_next_date(next_date)
    case = Case(client_id=client, model=model, why=why.strip(), from_contact_id=contact, opened_at=now,
                opened_by_id=by.account, last_touch_at=now)
    _store_once(case)
    Holding.objects.create(case=case, client_id=client, account_id=by.account, begins=now, opens=True, next_date=on)
    _store_finding(case=case, client=client, kind=FindingKind.MULTI_NEED, operating_model=operating_model,
                   answers=answers or {}, her_word=her_word, found=True, reasons=why, by=by)
    begin_at(operating_model.first_stage.code, case, by)
    audit.record("cases.open", by=by, client=client, about=case, model=model, contact=contact, next_date=on)
    events.publish(CaseOpened(case=case.pk, client=client, model=model, holder=by.account, by=by))
    _start_clocks(case, by)
    if contact:
        intake.close_contact(contact=contact, ending="became_case", words=why, case=case.pk, by=by)
    return case


@action
def record_finding(*, client: UUID, found: bool, kind: str = FindingKind.MULTI_NEED, model: str = "",
                   answers: Mapping[str, str] | None = None, her_word: str = "", reasons: str = "",
                   case: UUID | None = None, by: Actor) -> Finding:
    """A professional's finding, either way: does she need many services together, or special support (SHL 3 §)?

    The help-list only suggests; against it, or against her own word, the reasons are asked for. The newest finding
    of a kind holds; the earlier ones stay as they were.
    """
    access.require(by, client, Category.IDENTITY)
    if kind == FindingKind.SPECIAL_SUPPORT and not reasons.strip():
        raise refusal(rules.Denied("finding_needs_reasons", field="reasons"))
    made = _store_finding(case=Case.objects.filter(pk=case).first() if case else None, client=client,
                          kind=FindingKind(kind), operating_model=pack.of(model) if model else None,
                          answers=answers or {}, her_word=her_word, found=found, reasons=reasons, by=by)
    audit.record("cases.record_finding", by=by, client=client, about=made, kind=kind, found=found,
                 suggested=made.suggested, her_word=her_word)
    return made


def _start_clocks(case: Case, by: Actor) -> None:
    """The contact that the case began from starts the times of the law on its own day, where it starts any."""
    contact = case.from_contact
    start = law_start(sender=contact.sender, register=contact.register,
                      received_at=contact.received_at) if contact else None
    if start is None:
        return
    started = law.start(case, start.event, start.on, law.person_of(case, by), by)
    audit.record("cases.start_clocks", by=by, client=case.client_id, about=case, basis=start.section,
                 event=start.event.value, on=start.on, rules=[row.rule for row in started])


def begin_at(stage: str, case: Case, by: Actor, note: str = "") -> None:
    """The stage at which a case begins when it is opened, or opened again."""
    model, now = pack.of(case.model), clock.now()
    StageEntry.objects.create(case=case, client_id=case.client_id, stage=stage, entered_at=now,
                              role=model.stage(stage).accountable.value, entered_by_id=by.account, note=note,
                              target_at=rules.target_of(pack.stages(model), stage, now))


def _store_once(case: Case) -> None:
    """The unique constraint has the last word: two people opening at once get one case."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if "cases_one_open_per_client_and_model" in str(error):
            raise Refused(_("Asiakkaalla on jo avoin yhteistyö tällä toimintamallilla. Avaa se."),
                          code="already_open") from error
        if "cases_one_per_contact" in str(error):
            raise Refused(_("Tästä yhteydenotosta on jo aloitettu yhteistyö."), code="taken") from error
        raise


def _store_finding(*, case: Case | None, client: UUID, kind: FindingKind, operating_model: OperatingModel | None,
                   answers: Mapping[str, str], her_word: str, found: bool, reasons: str, by: Actor) -> Finding:
    questions = [question.code for question in operating_model.help_list.questions] if operating_model else []
    given = {code: rules.Answer(answers[code]) for code in questions if answers.get(code) in list(rules.Answer)}
    word = rules.HerWord(her_word) if her_word in list(rules.HerWord) else rules.HerWord.NOT_SAID
    suggestion = rules.suggest(questions, given, operating_model.help_list.threshold if operating_model else 1,
                               word)
    if kind == FindingKind.MULTI_NEED and (denied := rules.may_decide(suggestion, found, reasons)):
        raise refusal(denied)
    made = Finding.objects.create(
        client_id=client, case=case, kind=kind, model=operating_model.code if operating_model else "",
        suggested=suggestion.yes if given or suggestion.by_her_word else None, found=found, her_word=word.value,
        reasons=reasons.strip(), made_at=clock.now(), made_by_id=by.account)
    HelpListAnswer.objects.bulk_create([
        HelpListAnswer(finding=made, client_id=client, question=code, answer=answer.value)
        for code, answer in given.items()])
    return made
