"""Which service task a form proposes; the person who fills it in decides."""

from __future__ import annotations

from datetime import date

import pytest

from punos.lawfulness.service_tasks import NAMES, ServiceTask, proposed

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("for_older_people", "born", "task"),
    [
        (True, date(1941, 3, 15), ServiceTask.OLDER_PEOPLE),
        (True, None, ServiceTask.OLDER_PEOPLE),
        (False, date(2008, 11, 23), ServiceTask.FAMILIES),
        (False, date(2008, 11, 22), None),  # eighteen today
        (False, date(1941, 3, 15), None),  # old is not yet in need of older people's services
        (False, None, None),
    ],
)
def test_the_model_proposes_or_childhood_does_and_old_age_alone_does_not(
    for_older_people: bool, born: date | None, task: ServiceTask | None
) -> None:
    assert proposed(for_older_people=for_older_people, born=born, on=TODAY) is task


def test_every_service_task_has_a_name() -> None:
    assert NAMES.keys() == set(ServiceTask)
