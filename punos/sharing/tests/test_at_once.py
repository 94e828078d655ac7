"""A withdrawal and a joining at the same moment, on a database committed to for real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from uuid import UUID, uuid4

from django.db import connection

from punos.access.queries import categories_seen
from punos.cases.actions import open_case
from punos.clients.actions import link_account, recognise
from punos.consent import actions as consent
from punos.consent.rules import Kind, Terms, Word
from punos.kernel import clock, session
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.sharing import actions
from punos.sharing.models import Tie
from punos.sharing.tests.conftest import contact_for
from tests.cast import Cast, gather

NEEDED = frozenset({Category.IDENTITY, Category.COORDINATION, Category.SOCIAL})


def at_once(*deeds: Callable[[], object]) -> None:
    """Do these at the same moment, each on a connection of its own; a refusal is an answer."""
    together = Barrier(len(deeds))
    errors: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            together.wait(timeout=10)
            deed()
        except Refused:
            pass
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def known_to_aino(cast: Cast) -> UUID:
    client = recognise(given_names="Maija", family_name="Meri", by=cast.aino)
    contact_for(client, cast.aino)
    link_account(client=client, account=cast.maija.account, by=cast.aino)
    open_case(client=client, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
              her_word="wants", by=cast.aino)
    return client


def test_a_withdrawal_and_a_joining_cannot_miss_each_other(own_database: str) -> None:
    """Whoever commits first: afterwards nobody sees what is no longer permitted."""
    cast = gather()
    client = known_to_aino(cast)
    terms = Terms(Kind.PERMIT, accounts=frozenset({cast.niko.account}), categories=NEEDED)
    for _ in range(5):
        given = consent.give(client=client, terms=terms, word=Word(), by=cast.maija)
        at_once(partial(consent.withdraw, instrument=given.pk, word=Word(), by=cast.maija),
                partial(actions.open_for_member, client=client, account=cast.niko.account, categories=NEEDED,
                        relation_id=uuid4(), by=cast.aino))
        with session.acting_as(cast.niko):
            assert not NEEDED & categories_seen(cast.niko, client)
            members = list(Tie.objects.filter(kind="team", ended_at=None).values_list("matter", flat=True))
        for relation in members:
            actions.close_for(relation="team", relation_id=relation, client=client, reason="left", by=cast.aino)


def test_two_who_withdraw_at_once_withdraw_once(own_database: str) -> None:
    cast = gather()
    client = known_to_aino(cast)
    given = consent.give(client=client, word=Word(), by=cast.maija,
                         terms=Terms(Kind.PERMIT, accounts=frozenset({cast.niko.account}), categories=NEEDED))
    at_once(*[partial(consent.withdraw, instrument=given.pk, word=Word(), by=cast.maija)] * 3)
    with session.acting_as(cast.maija):
        assert given.entries.count() == 2
