"""What allauth asks of us."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.accounts.sign_in import enter


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the county (or the demo), never by signing up. Each sign-in is in the journal."""

    error_messages = {**DefaultAccountAdapter.error_messages,
                      "username_password_mismatch": _("Käyttäjätunnus tai salasana ei täsmää. Tarkista molemmat."),
                      "too_many_login_attempts": _("Yrityksiä oli liian monta. Odota viisi minuuttia ja yritä sitten.")}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        actor = enter(user.pk)
        if actor:
            audit.record("accounts.sign_in", by=actor)

    def logout(self, request: HttpRequest) -> None:
        actor = getattr(request, "actor", None)
        if actor:
            audit.record("accounts.sign_out", by=actor)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """A new password of her own; her other sign-ins end with it (``session_hash``)."""
        super().set_password(user, password)
        audit.record("accounts.change_password", by=self.request.actor)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has just signed in: who sets codes up on her first day has typed her password twice."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own remarks ("you have signed in") are left out: the page itself shows it."""


class CodeAdapter(DefaultMFAAdapter):
    """Secrets of one-time codes are encrypted at rest, with a key derived from the site's secret."""

    error_messages = {**DefaultMFAAdapter.error_messages,
                      "incorrect_code": _("Koodi ei täsmää. Katso sovelluksesta uusi koodi ja kirjoita se.")}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def code_was_shown(request: HttpRequest, user: Any, authenticator: Any, **extra: Any) -> None:
    """She has just typed a code from her device to set it up: this sign-in has used one (see ``ActorMiddleware``)."""
    if authenticator.type == authenticator.Type.TOTP:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


def _box() -> Fernet:
    key = hashlib.sha256(b"punos.accounts.one-time-codes" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
