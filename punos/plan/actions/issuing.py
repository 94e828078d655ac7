"""A version as a document in a register: the client plan of social care, the health and care plan of health care."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.cases import queries as cases
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category, Register
from punos.lawfulness.duties import statutory_plan_items
from punos.plan import rules
from punos.plan.ground import require_editor
from punos.plan.models import Document
from punos.plan.queries import versioning as reading
from punos.plan.queries.versioning import Read
from punos.plan.rules import DocumentKind, Missing

KIND_OF = {Register.SOCIAL: DocumentKind.CLIENT_PLAN, Register.HEALTH: DocumentKind.HEALTH_AND_CARE_PLAN}
BASIS = {Register.SOCIAL: "1301/2014 39 §; 703/2023 47 §", Register.HEALTH: "703/2023 46 §"}


def content_for(read: Read, register: Register) -> dict[str, object]:
    """What goes into a register's document: her own words, what was agreed together, and that register's own lines.

    Never the other register's lines (703/2023 13 §).
    """
    wanted = {Category.OWN_WORDS.value, Category.PLAN.value, rules.CATEGORY_OF_REGISTER[register].value}
    answer = read.version.answer
    return {
        "version": read.version.number, "version_hash": read.version.content_hash,
        "review_on": read.version.review_on.isoformat(),
        "parts": [{"category": part.category, "register": part.register, "items": part.content}
                  for part in read.parts if part.category in wanted],
        "answer": None if answer is None else {
            "answer": answer.answer.value, "giver": answer.giver, "manner": answer.manner, "words": answer.words,
            "given_on": answer.given_on.isoformat(), "witness": answer.witness},
    }


def missing_from(read: Read, register: Register) -> list[Missing]:
    """What a client plan still lacks (39 §), looking only at what its register may hold."""
    wanted = {Category.OWN_WORDS.value, Category.PLAN.value, rules.CATEGORY_OF_REGISTER[register].value}
    items = {key: item for part in read.parts if part.category in wanted for key, item in part.content.items()}
    return rules.missing_items(statutory_plan_items(), reading.contents_of(items))


@action
def issue(*, version: UUID, register: Register, by: Actor) -> Document:
    """Issue the version into the writer's register, with that register's time of keeping.

    A client plan needs a client relationship (34 §) and every statutory item; both need the client's answer to the
    version, also a no. Refused with the list of what is missing; the work itself never waits for this.
    """
    read = reading.version(by, version)
    client = read.version.client
    standing = require_editor(by, client)
    if register not in KIND_OF or standing.register is not register:
        raise Refused(_("Asiakirjan antaa sen rekisterin ammattilainen, johon se tulee."), code="other_register")
    category = rules.CATEGORY_OF_REGISTER[register]
    access.require(by, client, Category.OWN_WORDS, category)
    if read.version.answer is None:
        raise Refused(_("Asiakas ei ole vielä vastannut tähän versioon. Kirjaa ensin hänen vastauksensa."),
                      code="no_answer")
    task = _service_task(by, client, read) if register is Register.SOCIAL else ""
    content = content_for(read, register)
    keep = rules.retention_of(register, task)
    made = Document(client_id=client, version_id=version, kind=KIND_OF[register].value, category=category.value,
                    register=register.value, service_task=task, content=content,
                    content_hash=rules.hash_of_text(rules.canonical(content)), issued_at=clock.now(),
                    issued_by_id=by.account, keep_from=keep.counted_from.value, keep_years=keep.years,
                    keep_years_from_birth=keep.years_from_birth, keep_section=keep.section)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Tämä versio on jo annettu asiakirjana."), code="taken") from error
    audit.record("plan.issue", by=by, client=client, about=made, basis=BASIS[register], register=register.value,
                 service_task=task, number=read.version.number)
    return made


def _service_task(by: Actor, client: UUID, read: Read) -> str:
    relationship = next((r for r in cases.relationships_of(client) if r.ended_on is None), None)
    if relationship is None:
        raise Refused(_("Asiakassuunnitelma annetaan, kun sosiaalihuollon asiakkuus on kirjattu. Kirjaa asiakkuuden "
                        "alku ensin."), code="no_relationship", section="1301/2014 34 §")
    if missing := missing_from(read, Register.SOCIAL):
        raise Refused(_still_missing(len(missing)), code="missing", section="1301/2014 39 §", ways=tuple(missing))
    return relationship.service_task


def _still_missing(count: int) -> str:
    return ngettext("Asiakassuunnitelmasta puuttuu vielä %(count)s kohta. Täydennä se ja tallenna uusi versio.",
                    "Asiakassuunnitelmasta puuttuu vielä %(count)s kohtaa. Täydennä ne ja tallenna uusi versio.",
                    count) % {"count": count}
