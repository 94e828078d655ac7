"""The invented county: whatever the day it is built on, there is something of everything to look at."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from punos.cases import pack
from punos.cases.models import Case, StageEntry
from punos.clients.models import Client
from punos.demo.county import make_units_and_staff
from punos.demo.year import Year
from punos.kernel import clock
from punos.kernel.session import acting_as
from tests.cast import gather

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("now", ["2026-11-16 08:30", "2026-11-15 20:00", "2026-01-01 00:10", "2026-03-30 12:00"])
def test_a_case_stands_in_every_stage_and_people_of_a_year_are_there(now: str) -> None:
    """On a Monday morning, a Sunday evening, after a run of holidays, after the clocks were changed."""
    moment = datetime.fromisoformat(now).replace(tzinfo=clock.HELSINKI)
    with clock.at(moment):
        county = make_units_and_staff(gather(), Random(7))
        year = Year(county, moment)
        year.live(8)
        year.in_every_stage()
        year.wait(2)
    stages, people = set(), set()
    for worker in {actor.account: actor for staff in county.staff.values() for actor in staff}.values():
        with acting_as(worker):
            people |= set(Client.objects.values_list("pk", flat=True))
            stages |= set(StageEntry.objects.filter(left_at=None, case__closed_at=None).values_list("stage", flat=True))
            assert not Case.objects.filter(opened_at__gt=moment).exists()
    assert stages == {stage.code for stage in pack.stages(pack.of("case_manager"))}
    assert len(people) > 8
