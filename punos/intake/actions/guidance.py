"""Guidance without anybody's name: recorded in ten seconds, so that it is recorded at all."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.intake.codes import Sender, Topic
from punos.intake.models import GuidanceNote
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.ids import new_id


@action
def give_guidance(*, topic: str, asker: str = Sender.CLIENT, to_unit: UUID | None = None,
                  guidance: UUID | None = None, by: Actor) -> GuidanceNote:
    """Note that somebody was guided: what about, to where, who asked. ``to_unit`` None: advised on the spot.

    ``guidance`` is the id the form carries, so that a form sent twice counts once.
    """
    if topic not in Topic.values:
        raise Refused(_("Valitse, mitä asia koski."), field="topic", code="unknown_code")
    if asker not in Sender.values:
        raise Refused(_("Valitse jokin annetuista vaihtoehdoista."), field="asker", code="unknown_code")
    if to_unit and accounts.unit(to_unit) is None:
        raise Refused(_("Tällaista paikkaa ei ole. Valitse toinen."), field="to_unit", code="unknown_receiver")
    note = GuidanceNote(id=guidance or new_id(), at=clock.now(), topic=topic, asker=asker, to_unit_id=to_unit,
                        given_by_id=by.account, given_unit_id=by.unit)
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        audit.record("intake.give_guidance_again", by=by, about=note)
        return GuidanceNote.objects.get(pk=note.pk)
    audit.record("intake.give_guidance", by=by, about=note, topic=topic, asker=asker, to_unit=to_unit)
    return note
