"""Promise 1 when a case is closed: whoever closes it, and whatever she may see, no open step waits for somebody who is
not there any more; and what she may not see is not told to her on the way."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.access.models import Grant
from punos.cases import actions as cases
from punos.cases.models import Closing
from punos.clients import actions as clients
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.errors import Refused
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.plan import actions
from punos.plan.models import Step, StepEvent
from punos.plan.rules import Doer, DoerKind
from punos.plan.tests.conftest import World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PEOPLE = ("aino", "niko", "outi", "eero", "matti")
HIDDEN = (Category.PLAN, Category.IDENTITY, Category.OWN_WORDS, Category.CONTACT)
UNSEEN = "Suunnitelma ei näy sinulle"


def promise(world: World, cast: Cast, doers: Collection[str]) -> dict[str, UUID]:
    """One step each; "client" and "named" are hers and a close person's by name."""
    goal = actions.set_goal(client=world.client, text="Nähdä lapsenlapset.", by=cast.aino)
    made = {"client": Doer(DoerKind.CLIENT), "named": Doer(DoerKind.NAMED, name="Liisa Laine")}
    made |= {name: Doer(DoerKind.ACCOUNT, getattr(cast, name).account) for name in PEOPLE}
    return {name: actions.add_step(goal=goal.pk, text=f"Askel: {name}", doer=made[name], by_when=soon(1),
                                   by=cast.aino).pk for name in doers}


def hide(world: World, cast: Cast, categories: Collection[Category]) -> None:
    """Aino answers for the whole, but her view of these has ended (a prohibition, a permit taken back)."""
    with session.purpose_of("sharing"):
        Grant.objects.filter(client=world.client, account=cast.aino.account, category__in=categories).update(
            closed_at=clock.now(), closed_reason="test")


def close(world: World, cast: Cast) -> None:
    cases.close(case=world.case, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True, by=cast.aino)


def open_now(steps: dict[str, UUID]) -> set[str]:
    """Whose steps are open, seen by an eye that sees every plan."""
    with session.purpose_of("figures"):
        still = set(Step.objects.filter(closed="").values_list("pk", flat=True))
    return {name for name, pk in steps.items() if pk in still}


def is_close_one(world: World, cast: Cast) -> None:
    tie = clients.add_tie(client=world.client, kind="spouse", given_names="Matti", family_name="Meri", by=cast.aino)
    clients.link_tie_account(tie=tie.pk, account=cast.matti.account, by=cast.aino)


@given(doers=st.sets(st.sampled_from(("client", "named", *PEOPLE)), min_size=1),
       hidden=st.sets(st.sampled_from(HIDDEN)), tied=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_closes_and_whatever_she_sees_no_open_step_is_left_with_nobody(
        world: World, cast: Cast, doers: set[str], hidden: set[Category], tied: bool) -> None:
    with transaction.atomic():
        steps = promise(world, cast, doers)
        if tied:
            is_close_one(world, cast)
        hide(world, cast, hidden)
        close(world, cast)
        assert open_now(steps) == doers & ({"client", "named", "matti"} if tied else {"client", "named"})
        transaction.set_rollback(True)


def closing_page(world: World, cast: Cast) -> str:
    answer = door_of(cast.aino).get(reverse("work:case_close", args=[world.case]))
    page = answer.content.decode()
    return str(page[page.index("<main"):page.index("</main>")])


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{12,}"', "", page)


def test_who_may_not_see_the_plan_reads_the_same_whether_or_not_there_are_steps(world: World, cast: Cast) -> None:
    with transaction.atomic():
        hide(world, cast, [Category.PLAN])
        with_none = closing_page(world, cast)
        transaction.set_rollback(True)
    promise(world, cast, ["niko"])
    hide(world, cast, [Category.PLAN])
    page = closing_page(world, cast)
    assert UNSEEN in page and "Askel: niko" not in page and "Niko Niemi" not in page
    assert without_tokens(page) == without_tokens(with_none)


def test_who_may_not_see_the_plan_still_says_that_she_has_read_what_becomes_of_it(world: World, cast: Cast) -> None:
    steps = promise(world, cast, ["niko"])
    hide(world, cast, [Category.PLAN])
    with pytest.raises(Refused):
        cases.close(case=world.case, reason="goals_reached", criteria=["goals_looked_at"], by=cast.aino)
    close(world, cast)
    assert open_now(steps) == set()
    with acting_as(cast.maija):
        ended = StepEvent.objects.get(step=steps["niko"], what="dropped")
    with session.purpose_of("figures"):
        kept = Closing.objects.get(case=world.case)
    assert (ended.by_id, kept.left_open) == (cast.aino.account, {})


def test_steps_of_a_record_that_was_found_to_be_hers_end_as_well(world: World, cast: Cast) -> None:
    steps = promise(world, cast, ["niko", "client"])
    other = clients.recognise(given_names="Maija", family_name="Meri", by=cast.aino)
    give(other, cast.aino, Category.IDENTITY)
    clients.merge(kept=other, merged=world.client, reason="Sama puhelinnumero.", by=cast.aino)
    close(world, cast)
    assert open_now(steps) == {"client"}


def test_whoever_parts_is_shown_nothing_more_of_what_she_had_promised(world: World, cast: Cast) -> None:
    """A decision: her ground to know of this client ended in the same moment, so no notice names the client to her."""
    promise(world, cast, ["outi"])
    cases.name_worker(case=world.case, account=cast.outi.account, role="responsible_worker", by=cast.aino)
    assert "Askel: outi" in door_of(cast.outi).get("/work/").content.decode()
    assert "Kerro se tekijälle nyt" in closing_page(world, cast)
    close(world, cast)
    page = door_of(cast.outi).get("/work/").content.decode()
    assert "Askel: outi" not in page and "Meri" not in page
