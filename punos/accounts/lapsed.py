"""A sign-in that runs out in the middle of a long text: the text is kept, for the same person and nobody else.

A signed cookie of this browser remembers whose session it was (an account id, no name). What is sent after the
session has ended is stored under that account, readable only by her, and shown again when she has signed in.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from punos.access.purposes import Purpose
from punos.accounts.models import Account, LapsedForm
from punos.kernel import clock, session
from punos.kernel.actor import Actor

COOKIE = "punos_whose"
SALT = "punos.accounts.lapsed"
KEPT_FOR = timedelta(days=1)
LARGEST = 1_000_000  # characters; a larger text stays in the browser's own draft
LEFT_OUT = {"csrfmiddlewaretoken", "password"}


def remember(response: HttpResponse, account: UUID, *, secure: bool) -> None:
    """Let this browser remember whose session it has. Removed on signing out."""
    response.set_cookie(COOKIE, signing.dumps(str(account), salt=SALT), httponly=True, samesite="Lax", secure=secure)


def keep(request: HttpRequest) -> bool:
    """Keep what was being sent, if this browser remembers whose it is. Whether it was kept."""
    try:
        account = UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, ValueError):
        return False
    fields = [[name, value] for name, values in request.POST.lists() for value in values if name not in LEFT_OUT]
    if sum(len(str(value)) for _, value in fields) > LARGEST:
        return False
    with session.purpose_of(Purpose.SIGN_IN):
        if not Account.objects.filter(pk=account, is_active=True).exists():
            return False
        LapsedForm.objects.update_or_create(account_id=account, defaults={
            "path": request.get_full_path()[:500], "fields": fields, "kept_at": clock.now()})
    return True


def kept_for(actor: Actor) -> LapsedForm | None:
    """What this person was sending when her sign-in ran out, within a day."""
    return LapsedForm.objects.filter(account=actor.account, kept_at__gt=clock.now() - KEPT_FOR).first()


def forget(actor: Actor) -> None:
    """It has been sent, or she does not want it."""
    LapsedForm.objects.filter(account=actor.account).delete()


def destroy_old() -> int:
    """Remove what nobody came back for within a day; how many."""
    with session.purpose_of(Purpose.SIGN_IN):
        return LapsedForm.objects.filter(kept_at__lte=clock.now() - KEPT_FOR).delete()[0]
