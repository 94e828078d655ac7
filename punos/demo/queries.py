"""Whom one can be in the demo county."""

from __future__ import annotations

from punos.access.purposes import Purpose
from punos.accounts.models import Account
from punos.kernel import session


def people_to_be() -> list[Account]:
    """The people one can be, each with one line about what they see, in Finnish order."""
    with session.purpose_of(Purpose.DEMO):
        return list(Account.objects.exclude(demo_line="").filter(is_active=True).order_by("kind", "sort_key"))


def person_to_be(account: str) -> Account | None:
    """One of them by id; nobody else can be chosen."""
    return next((person for person in people_to_be() if str(person.pk) == account), None)


def is_empty() -> bool:
    """Has nobody an account here yet?"""
    with session.purpose_of(Purpose.DEMO):
        return not Account.objects.exists()
