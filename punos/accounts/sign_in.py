"""From a session or a password to an actor, through narrow SECURITY DEFINER functions: nothing else of the
accounts can be read by somebody who is nobody yet."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from punos.access.permissions import Permission, permissions_of
from punos.accounts.models import Account, session_hash
from punos.kernel import session
from punos.kernel.actor import Actor

SESSION_UNIT = "unit"


def enter(account: UUID | str, unit: str | None = None, *, kept: str | None = None) -> Actor | None:
    """Become this account in the present transaction: one round trip, and the units come from the database.

    ``units`` are those she works for as a professional: a manager or administrator of a unit does not use its grants.
    ``kept``: what the session kept of the sign-in (``Account.get_session_auth_hash``). None if the account does not
    exist, is closed, or has ended that sign-in with a new password; then the database takes us for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_enter(%s)", [str(account)])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    person: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    if kept is not None and not constant_time_compare(kept, session_hash(person["proof"])):
        session.become(None)
        return None
    memberships = person["memberships"]
    units = frozenset(UUID(m["unit"]) for m in memberships if Permission.WORK in permissions_of(frozenset({m["role"]})))
    chosen = next((m for m in memberships if m["unit"] == unit), memberships[0] if memberships else None)
    roles = frozenset(m["role"] for m in memberships) or frozenset({person["kind"]})
    return Actor(account=UUID(person["id"]), unit=UUID(chosen["unit"]) if chosen else None, units=units, roles=roles,
                 name=person["name"], title=chosen["title"] if chosen else "")


class PasswordBackend(BaseBackend):
    """Password sign-in. Everything allauth adds (one-time codes, rate limits) stands on this."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None,
                     **extra: Any) -> Account | None:
        """The account of this login and password; the same time and answer for an unknown login."""
        if not username or password is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, password FROM accounts_for_sign_in(%s)", [username.strip().lower()])
            row = cursor.fetchone()
        if row is None:
            make_password(password)
            return None
        if not check_password(password, row[1]) or enter(row[0]) is None:
            return None
        return Account.objects.get(pk=row[0])

    def get_user(self, user_id: Any) -> Account | None:
        """The account of the session: the database already takes us for her."""
        return Account.objects.filter(pk=user_id, is_active=True).first()
