"""The data protection officer sees what administrators have done, and nobody else sees it with her."""

from __future__ import annotations

import pytest
from django.conf import settings

from punos.accounts import actions, reviewing
from punos.accounts.models import Kind
from punos.audit.models import Entry
from punos.kernel import session
from punos.kernel.errors import Unseen
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def let_each_other_in(cast: Cast) -> None:
    """Hanna makes a second administrator, who gives Hanna work where Hanna may not give it to herself."""
    made = actions.create_account(login="sari@lounatuuli.example", kind=Kind.PROFESSIONAL, given_name="Sari",
                                  family_name="Saari", password=None, by=cast.hanna)
    actions.join_unit(account=made.pk, unit=cast.units["coordination"], role="administrator", title="pääkäyttäjä",
                      by=cast.hanna)
    actions.give_start_code(account=made.pk, by=cast.hanna)


def test_who_let_whom_in_where_and_in_which_role_is_read_from_the_journal(cast: Cast) -> None:
    let_each_other_in(cast)
    page = browser_of(cast, "tuomo").get("/work/review/administration/")
    told = page.content.decode()
    for words in ("Hanna Haka", "loi tunnuksen", "antoi työn yksikössä", "antoi aloituskoodin", "Sari Saari",
                  "Pääkäyttäjä"):
        assert words in told, words
    assert 'href="/work/review/administration/"' in browser_of(cast, "tuomo").get("/work/review/").content.decode()


def test_the_database_shows_the_acts_to_the_reviewer_alone_and_nothing_else_with_them(cast: Cast) -> None:
    let_each_other_in(cast)
    for by in (cast.pekka, cast.mari, cast.aino, cast.maija):
        with session.acting_as(by):
            assert not Entry.objects.filter(account=cast.hanna.account).exists(), by.name
            with pytest.raises(Unseen):
                reviewing.acts(by)
    browser_of(cast, "pekka").get("/work/")
    with session.acting_as(cast.tuomo):
        seen = set(Entry.objects.exclude(account=cast.tuomo.account).values_list("action", flat=True))
        assert seen <= set(reviewing.ACTS) and "accounts.join_unit" in seen
        assert not Entry.objects.exclude(account=cast.tuomo.account).exclude(client=None).exists()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_reads_in_every_language_and_pages_back(cast: Cast, language: str) -> None:
    let_each_other_in(cast)
    browser = browser_of(cast, "tuomo")
    for before in ("", "99999999", "1", "x", "9" * 40):
        page = browser.get("/work/review/administration/", {"before": before}, headers={"accept-language": language})
        assert page.status_code == 200


def test_a_day_of_one_person_is_one_entry_that_keeps_every_act(cast: Cast) -> None:
    let_each_other_in(cast)
    with session.acting_as(cast.tuomo):
        found = reviewing.acts(cast.tuomo)
        days = reviewing.by_day(found)
    assert sorted(act.id for day in days for act in day.acts) == sorted(act.id for act in found)
    assert len({(day.acts[0].at.date(), day.who) for day in days}) == len(days) < len(found)
    assert all(sum(count for _what, count in day.said) == len(day.acts) for day in days)
