"""Taking descriptions in, saying how a unit is reached, and telling in one tap that a number did not work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.directory import rules
from punos.directory.models import ContactPoint, ImportRun, Municipality, Offering, Service
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen


@action
def import_services(*, rows: Iterable[Any], source: str = "national", by: Actor) -> ImportRun:
    """Take in the national descriptions. Reading the same twice changes nothing; what is no longer there is
    withdrawn, not removed; a row that cannot be taken in is named in the report with its reason. ``source`` is whose
    list it is: what another list holds is left alone."""
    run = ImportRun(source=source, at=clock.now(), by=by.account)
    known = {service.reference: service for service in Service.objects.select_for_update()}
    seen: set[str] = set()
    for number, raw in enumerate(rows, 1):
        try:
            row = rules.read_service(raw)
            if row.reference in seen:
                raise rules.RefusedRow("stands in the file twice")
            if row.reference in known and known[row.reference].source != source:
                raise rules.RefusedRow("has a code that stands in another list")
        except rules.RefusedRow as refusal:
            code = raw.get("ReferenceCode", "") if isinstance(raw, dict) else ""
            run.refused.append({"place": f"{number}: {str(code)[:40]}", "why": str(refusal)})
            continue
        seen.add(row.reference)
        _store(row, known.get(row.reference), run)
    for reference, service in known.items():
        if service.source == source and reference not in seen and service.withdrawn_at is None:
            service.withdrawn_at = run.at
            service.save(update_fields=["withdrawn_at"])
            run.withdrawn.append(reference)
    Service.objects.filter(search=None).update(
        search=SearchVector(Value(""), config="finnish")
        + SearchVector("name", weight="A", config="finnish")
        + SearchVector("words", weight="B", config="finnish")
        + SearchVector("description", weight="C", config="finnish")
    )
    run.save(force_insert=True)
    audit.record(
        "directory.import_services",
        by=by,
        about=run,
        added=len(run.added),
        changed=len(run.changed),
        withdrawn=len(run.withdrawn),
        refused=len(run.refused),
    )
    return run


def _store(row: rules.ServiceRow, known: Service | None, run: ImportRun) -> None:
    if known and known.fingerprint == row.fingerprint and known.withdrawn_at is None:
        run.unchanged += 1
        return
    (run.changed if known else run.added).append(row.reference)
    texts = {name: getattr(row, name) for name in row.__slots__ if name != "reference"}
    Service.objects.update_or_create(
        reference=row.reference,
        defaults={
            **texts,
            "source": run.source,
            "words": row.words,
            "fingerprint": row.fingerprint,
            "changed_at": run.at,
            "withdrawn_at": None,
            "search": None,
        },
    )


@action
def import_municipalities(*, rows: Iterable[Any], by: Actor) -> ImportRun:
    """Take in the municipalities: code and names. Reading the same twice changes nothing."""
    run = ImportRun(source="municipalities", at=clock.now(), by=by.account)
    known = {m.code: m for m in Municipality.objects.select_for_update()}
    seen: set[str] = set()
    for number, raw in enumerate(rows, 1):
        try:
            code, name, name_sv = rules.read_municipality(raw)
            if code in seen:
                raise rules.RefusedRow("stands in the file twice")
        except rules.RefusedRow as refusal:
            run.refused.append({"place": str(number), "why": str(refusal)})
            continue
        seen.add(code)
        old = known.get(code)
        if old and (old.name, old.name_sv) == (name, name_sv):
            run.unchanged += 1
            continue
        Municipality.objects.update_or_create(code=code, defaults={"name": name, "name_sv": name_sv})
        (run.changed if old else run.added).append(code)
    run.save(force_insert=True)
    audit.record(
        "directory.import_municipalities",
        by=by,
        about=run,
        added=len(run.added),
        changed=len(run.changed),
        refused=len(run.refused),
    )
    return run


@action
def offer_service(*, service: UUID, unit: UUID, by: Actor) -> Offering:
    """This unit gives this service here. Saying it twice changes nothing."""
    made, _new = Offering.objects.get_or_create(service_id=service, unit_id=unit)
    audit.record("directory.offer_service", by=by, about=made, at_unit=unit)
    return made


@action
def set_contact_point(
    *,
    unit: UUID,
    way: str,
    address: str,
    hours: str = "",
    answers: str = "",
    answer_within: str = "",
    for_professionals_only: bool = False,
    by: Actor,
) -> ContactPoint:
    """How a unit is reached. ``hours`` as people write them (``ma–pe 8–16``).

    Refused beside the field: hours that cannot be understood, an empty address.
    """
    if not address.strip():
        raise Refused(_("Kirjoita numero tai osoite."), field="address", code="empty")
    try:
        times = rules.read_hours(hours)
    except rules.RefusedRow as error:
        raise Refused(
            _("Aikaa ”%(part)s” ei ymmärretty. Kirjoita esimerkiksi: ma–pe 8–16, la 10–14") % {"part": str(error)[:60]},
            field="hours",
            code="hours",
        ) from error
    made, _new = ContactPoint.objects.update_or_create(
        unit_id=unit,
        way=way,
        address=address.strip(),
        defaults={
            "hours": times,
            "answers": answers,
            "answer_within": answer_within,
            "for_professionals_only": for_professionals_only,
            "checked_at": clock.now(),
            "reported_at": None,
            "reports": 0,
        },
    )
    audit.record("directory.set_contact_point", by=by, about=made, at_unit=unit, way=way)
    return made


@action
def report_contact_point(*, contact_point: UUID, by: Actor) -> ContactPoint:
    """ "The number did not work", in one tap. The administrator sees it at the top of her list."""
    changed = ContactPoint.objects.filter(pk=contact_point).update(reported_at=clock.now(), reports=F("reports") + 1)
    if not changed:
        raise Unseen
    made = ContactPoint.objects.get(pk=contact_point)
    audit.record("directory.report_contact_point", by=by, about=made)
    return made


@action
def check_contact_point(*, contact_point: UUID, by: Actor) -> ContactPoint:
    """Somebody tried it and it works: the reports are answered."""
    changed = ContactPoint.objects.filter(pk=contact_point).update(reported_at=None, reports=0, checked_at=clock.now())
    if not changed:
        raise Unseen
    made = ContactPoint.objects.get(pk=contact_point)
    audit.record("directory.check_contact_point", by=by, about=made)
    return made


@action
def remove_contact_point(*, contact_point: UUID, by: Actor) -> None:
    """This way no longer leads anywhere."""
    made = ContactPoint.objects.filter(pk=contact_point).first()
    if made is None:
        raise Unseen
    audit.record("directory.remove_contact_point", by=by, about=made)
    made.delete()
