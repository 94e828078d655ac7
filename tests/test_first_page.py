"""The client's first page: what comes next is what she waits for first, a promised call or a step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from punos.demo.maija import Telling
from punos.intake import actions as intake
from punos.intake.models import Callback
from punos.kernel import clock
from punos.kernel.session import acting_as
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def next_thing(cast: Cast) -> str:
    page = browser_of(cast, "maija").get("/my/").content.decode()
    return page.split('id="next"')[1].split("</section>")[0]


def test_a_promised_call_comes_before_a_later_step_and_is_said_to_be_late(cast: Cast) -> None:
    now = clock.now()
    story = Telling(cast, now).whole()
    assert "Soitto luvattiin viimeistään" in next_thing(cast)  # the story has one that was not kept
    with acting_as(cast.aino):
        calls = [call.pk for call in Callback.objects.filter(outcome="")]
    for call in calls:
        intake.record_call(callback=call, outcome="reached", by=cast.aino)
    before = next_thing(cast)
    assert "soit" not in before.split("Ota yhteyttä")[0].lower()
    contact = intake.record_contact(client=story.maija, channel="phone", words="Milloin hälytin tulee?", by=cast.aino)
    far = intake.promise_callback(contact=contact.pk, promised_by=now + timedelta(days=300), by=cast.aino)
    assert next_thing(cast) == before
    intake.record_call(callback=far.pk, outcome="no_answer", again_by=now + timedelta(minutes=1), by=cast.aino)
    assert "Soitto on luvattu viimeistään" in next_thing(cast) and "Aino Aalto, sosiaalityöntekijä" in next_thing(cast)
    with clock.at(now + timedelta(minutes=2)):
        late = next_thing(cast)
        rows = browser_of(cast, "maija").get("/my/").content.decode().split('id="contacts"')[1]
    assert "Soitto luvattiin viimeistään" in late and "tel:+358405550105" in late
    assert "Lupasi soittaa viimeistään" in rows and "voit soittaa itse" in rows
