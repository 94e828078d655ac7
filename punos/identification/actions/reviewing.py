"""The people of a named run: taken in while it is on, looked at one by one, judged by a human; objections."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.access.permissions import Permission, permissions_of
from punos.access.purposes import Purpose
from punos.clients import queries as clients
from punos.identification import rules
from punos.identification.keys import Keys
from punos.identification.models import Flag, Judgement, NamedRun, Objection
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category

OBJECTED = "GDPR 21"


@dataclass(frozen=True, slots=True)
class Found:
    """One person as the engine found her: her own id in Punos, and what the rules saw."""

    client: UUID
    suggested: bool
    score: int
    signals: Mapping[str, Any]
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the people of a run: in the queue, left out as having objected, not known in Punos."""

    queued: int
    objected: int
    unknown: int


@action
def load_people(*, run: UUID, people: Sequence[Found], fingerprint: str, by: Actor) -> Loaded:
    """Fill the queue of a run that is on: everybody suggested, and the random sample of the others.

    Who has objected is left out; who is not known in Punos is counted. Refused when the run is off, was filled before,
    or when the people were found by other rules than those approved for it. Each person's journal says she was in it.
    """
    found = NamedRun.objects.select_for_update(of=("self",)).select_related("rules").filter(pk=run).first()
    if found is None:
        raise Unseen
    if not is_on(found):
        raise Refused(_("Nimiajo ei ole päällä."), code="off")
    if found.loaded_at:
        raise Refused(_("Nimiajon jono on jo täytetty."), code="taken")
    if fingerprint != found.rules.fingerprint:
        raise Refused(_("Ihmiset on haettu muilla säännöillä kuin nimiajolle on hyväksytty."), code="other_rules")
    objections = clients.of_persons(Objection.objects.filter(taken_back_at=None))
    objecting = set(objections.values_list("of_the_person", flat=True))
    known = clients.known_among(person.client for person in people)
    usable = [person for person in people if person.client in known - objecting]
    queue = rules.queue_of([p for p in usable if p.suggested], [p for p in usable if not p.suggested], found.sample,
                           random.Random(secrets.randbits(128)))
    Flag.objects.bulk_create([
        Flag(run=found, client_id=p.client, place=place, suggested=p.suggested, score=p.score, signals=dict(p.signals),
             reasons=list(p.reasons)) for place, p in enumerate(queue, 1)])
    found.loaded_at = clock.now()
    found.save(update_fields=["loaded_at"])
    for person in queue:
        audit.record("identification.take_into_named_run", by=by, client=person.client, about=found, basis=basis(found))
    told = Loaded(len(queue), sum(p.client in known & objecting for p in people),
                  sum(p.client not in known for p in people))
    audit.record("identification.load_people", by=by, about=found, queued=told.queued, objected=told.objected,
                 unknown=told.unknown)
    return told


@dataclass(frozen=True, slots=True)
class Keyed:
    """Whom the key file names: pseudonym → client; how many keys are nobody's in Punos; the bad rows by reason."""

    clients: Mapping[str, UUID]
    unknown: int
    bad: Mapping[str, Sequence[int]]


@action
def find_by_keys(*, run: UUID, open_keys: Callable[[], Keys], by: Actor) -> Keyed:
    """Find out whom a county's pseudonyms are, for a run that is on and whose queue is still empty.

    ``open_keys`` reads the key file and is called only then: while no run is on, nobody has a ground to open it. It is
    journaled with the run's basis before anybody is found; the keys are kept nowhere.
    """
    found = NamedRun.objects.select_for_update(of=("self",)).filter(pk=run).first()
    if found is None or by.purpose != Purpose.NAMED_RUN:
        raise Unseen
    if not is_on(found):
        raise Refused(_("Nimiajo ei ole päällä."), code="off")
    if found.loaded_at:
        raise Refused(_("Nimiajon jono on jo täytetty."), code="taken")
    keys = open_keys()
    told = len(keys.codes) + len(keys.clients)
    audit.record("identification.find_by_keys", by=by, about=found, basis=basis(found), keys=told,
                 bad=sum(map(len, keys.bad.values())))
    codes = clients.clients_by_code(by, keys.codes.values())
    known = clients.known_among(keys.clients.values())
    named = {person: codes[code] for person, code in keys.codes.items() if code in codes}
    named |= {person: client for person, client in keys.clients.items() if client in known}
    return Keyed(named, told - len(named), keys.bad)


@action
def judge(*, flag: UUID, judgement: str, reason: str, by: Actor) -> Flag:
    """A human's own judgement, with its reason, before she learns what the rules said. Nothing follows from it."""
    found = _flag(flag, by)
    if judgement not in (Judgement.MAY_HELP, Judgement.NO_NEED, Judgement.CANNOT_TELL):
        raise Refused(_("Valitse yksi."), field="judgement", code="required")
    if not reason.strip():
        raise Refused(_("Kirjoita, mihin arviosi perustuu."), field="reason", code="required")
    if found.judgement:
        raise Refused(_("Tämä on jo arvioitu."), code="taken")
    _settle(found, Judgement(judgement), reason.strip(), by)
    audit.record("identification.judge", by=by, client=found.client_id, about=found, judgement=judgement,
                 basis=basis(found.run))
    return found


@action
def record_objection(*, client: UUID, received_on: date, words: str = "", by: Actor) -> Objection:
    """She objects to being looked for (GDPR 21): her open rows close now, and no later run takes her in.

    By whoever knows her, by herself, or by a reviewer to whom she says it. It holds until she takes it back.
    """
    if not (access.may(by, client, Category.IDENTITY) or Flag.objects.filter(clients.of_person(client)).exists()):
        raise Unseen
    if received_on > clock.today():
        raise Refused(_("Valitse päivä, joka on tänään tai aikaisemmin."), field="received_on", code="future")
    with session.purpose_of(Purpose.NAMED_RUN):
        if Objection.objects.filter(clients.of_person(client), taken_back_at=None).exists():
            raise Refused(_("Vastustus on jo kirjattu."), code="taken")
        try:
            with transaction.atomic():
                made = Objection.objects.create(client_id=client, received_on=received_on, words=words.strip(),
                                                recorded_at=clock.now(), recorded_by_id=by.account)
        except IntegrityError as error:
            raise Refused(_("Vastustus on jo kirjattu."), code="taken") from error
        for row in Flag.objects.select_for_update().filter(clients.of_person(client), judgement=""):
            _settle(row, Judgement.OBJECTED, OBJECTED, by)
    audit.record("identification.record_objection", by=by, client=client, about=made, basis=OBJECTED,
                 received_on=received_on)
    return made


@action
def take_back_objection(*, client: UUID, by: Actor) -> Objection:
    """She takes her objection back: later runs may take her in again."""
    access.require(by, client, Category.IDENTITY)
    hers = list(Objection.objects.select_for_update().filter(clients.of_person(client), taken_back_at=None))
    if not hers:
        raise Refused(_("Voimassa olevaa vastustusta ei ole."), code="none")
    for found in hers:  # two, when each of her records had one before they were merged
        found.taken_back_at, found.taken_back_by_id = clock.now(), by.account
        found.save(update_fields=["taken_back_at", "taken_back_by"])
        audit.record("identification.take_back_objection", by=by, client=found.client_id, about=found)
    return hers[0]


def is_on(run: NamedRun) -> bool:
    """Is it on today?"""
    return rules.is_on(approved_at=run.approved_at, stopped_at=run.stopped_at, ends_on=run.ends_on, today=clock.today())


def basis(run: NamedRun) -> str:
    """Statute and section, as the journal keeps them."""
    return f"{run.statute} {run.section}"


def _flag(flag: UUID, by: Actor) -> Flag:
    if Permission.REVIEW_FLAGS not in permissions_of(by.roles):
        raise Unseen
    found = Flag.objects.select_for_update(of=("self",)).select_related("run").filter(pk=flag).first()
    if found is None or not is_on(found.run):
        raise Unseen
    return found


def _settle(row: Flag, judgement: Judgement, reason: str, by: Actor) -> None:
    row.judgement, row.reason, row.judged_at, row.judged_by_id = judgement, reason, clock.now(), by.account
    row.save(update_fields=["judgement", "reason", "judged_at", "judged_by"])
