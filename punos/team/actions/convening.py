"""Calling the team together. The model says what must be in place first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.cases import pack
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.operating_models.vocabulary import Requirement
from punos.team import queries, rules
from punos.team.actions.inviting import acting_case
from punos.team.events import TeamConvened
from punos.team.models import Gathering
from punos.team.texts import MISSING

SECTIONS = {Requirement.CONSENT_TO_TEAM: "703/2023 6 §; 1301/2014 39 §"}


@action
def convene(*, client: UUID, at: datetime | None, purpose: str, client_takes_part: bool = True,
            by: Actor) -> Gathering:
    """Call the team together at a time, for a purpose.

    Refused while something the model requires is missing (the case manager model: her consent to the team meeting,
    in force), with what to do about each as ``ways`` (codes of ``Requirement``).
    """
    case = acting_case(by, client)
    model = pack.of(case.model)
    ready, consent = queries.readiness(by, case, client_takes_part=client_takes_part)
    missing = rules.missing_before_meeting(model.before_team_meets.requires, ready)
    if missing:
        raise Refused(" ".join(str(MISSING[requirement]) for requirement in missing), code=missing[0].value,
                      section=SECTIONS.get(missing[0], ""), ways=missing)
    if at is None or at < clock.now():
        raise Refused(_("Valitse aika, joka on vielä edessä."), field="at", code="past")
    if not purpose.strip():
        raise Refused(_("Kirjoita, mitä varten tiimi kokoontuu."), field="purpose", code="required")
    made = Gathering(client_id=client, case=case, at=at, purpose=purpose.strip(), client_takes_part=client_takes_part,
                     consent=consent, convened_at=clock.now(), convened_by_id=by.account)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Tiimi on jo kutsuttu koolle tähän aikaan."), field="at", code="taken") from error
    audit.record("team.convene", by=by, client=client, about=made, at=at, consent=consent)
    events.publish(TeamConvened(gathering=made.pk, client=client, case=case.pk, by=by))
    return made
