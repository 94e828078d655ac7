"""Start codes: a person's way in the first time, or when she has lost her password (ADR 0071)."""

from __future__ import annotations

import secrets
from typing import NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import rules
from punos.accounts.actions.people import must_administer, must_let_in
from punos.accounts.models import Account, Kind, StartCode
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen


class OnPaper(NamedTuple):
    """What she is handed: her user name and the code."""

    login: str
    code: str


@action
def give_start_code(*, account: UUID, lost_device: bool = False, by: Actor) -> OnPaper:
    """A code with which the person chooses her password, once, within fourteen days. It is told here only: what is
    kept cannot be turned back. An earlier unused one ends.

    A client's or close one's first code may come from whoever makes the account; a later one would take it over
    (``give_start_code_again``). ``lost_device``: when she uses it, her one-time codes end too, to be set up anew.
    Unseen for who may not let this person in; refused for one's own account and for a closed one.
    """
    with session.purpose_of(Purpose.SIGN_IN):
        found = _locked(account)
        begun = found.has_usable_password() or StartCode.objects.filter(account=account).exists()
        must_let_in(by, Kind.PROFESSIONAL if begun else found.kind)  # a later code of anybody's: an administrator
        made, code = _made(found, lost_device, begun, by)
    audit.record("accounts.give_start_code", by=by, about=made, account=account, lost_device=lost_device)
    return OnPaper(found.login, code)


@action
def give_start_code_again(*, account: UUID, lost_device: bool = False, by: Actor) -> OnPaper:
    """Another code for a client's or close one's account, as ``give_start_code``; her open sign-ins end at once.

    Who is a client, and who answers for her, is not known here: only ``sharing.actions.let_in_again`` calls this,
    having asked both (a guard). Unseen for a professional's account and outside social and health care.
    """
    with session.purpose_of(Purpose.SIGN_IN):
        found = _locked(account)
        if found.kind == Kind.PROFESSIONAL:
            raise Unseen
        must_let_in(by, found.kind)
        made, code = _made(found, lost_device, True, by)
        found.session_mark += 1
        found.save(update_fields=["session_mark"])
    audit.record("accounts.give_start_code_again", by=by, about=made, account=account, lost_device=lost_device)
    return OnPaper(found.login, code)


def _locked(account: UUID) -> Account:
    found = Account.objects.select_for_update().filter(pk=account).first()
    if found is None:
        raise Unseen
    return found


def _made(account: Account, lost_device: bool, again: bool, by: Actor) -> tuple[StartCode, str]:
    if account.pk == by.account:
        raise Refused(_("Vaihda oma salasanasi omalla sivullasi. Aloituskoodin antaa aina toinen."), code="self")
    if not account.is_active:
        raise Refused(_("Tunnus on suljettu. Avaa se ensin."), code="closed")
    StartCode.objects.filter(account=account, ended_at=None).update(ended_at=clock.now())
    code, now = rules.new_code(secrets.choice), clock.now()
    return StartCode.objects.create(account=account, digest=rules.kept(code), made_by=by.account, made_at=now,
                                    expires_at=now + rules.VALID_FOR, lost_device=lost_device,
                                    again=again), code


@action
def end_start_code(*, account: UUID, by: Actor) -> None:
    """The unused code was lost or went to the wrong hands: it opens nothing any more."""
    with session.purpose_of(Purpose.SIGN_IN):
        found = Account.objects.filter(pk=account).first()
        if found is None:
            raise Unseen
        must_administer(by)
        ended = StartCode.objects.filter(account=account, ended_at=None).update(ended_at=clock.now())
    audit.record("accounts.end_start_code", by=by, account=account, ended=ended)


@action
def start_with_code(*, login: str, code: str, password: str, by: Actor) -> None:
    """She chooses her password with the code she was given; the code is then used.

    Refused (field ``code``) alike for an unknown login, a wrong, used or expired code and a closed account; (field
    ``password``) when the password is too easy to guess.
    """
    with session.purpose_of(Purpose.SIGN_IN):
        found = StartCode.objects.select_for_update().select_related("account").filter(
            digest=rules.kept(code), account__login=login.strip().lower(), account__is_active=True, ended_at=None,
            expires_at__gt=clock.now()).first()
        if found is None:
            raise Refused(_("Käyttäjätunnus ja koodi eivät sovi yhteen, tai koodi on vanhentunut. Tarkista molemmat "
                            "tai pyydä uusi koodi."), field="code", code="no_such_code")
        try:
            validate_password(password, found.account)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password", code="weak") from error
        found.account.password = make_password(password)
        found.account.save(update_fields=["password"])
        found.used_at = found.ended_at = clock.now()
        found.save(update_fields=["used_at", "ended_at"])
        if found.lost_device:
            Authenticator.objects.filter(user=found.account).delete()
    audit.record("accounts.start_with_code", by=by, about=found, account=found.account_id)
