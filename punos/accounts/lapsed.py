"""A sign-in that runs out in the middle of a long text: the text is kept, for the same person and nobody else.

A signed cookie of this browser remembers whose session it was (an account id, no name). What is sent after the
session has ended is stored under that account, readable only by her, and shown again when she has signed in. Each
form stands for itself: another one never takes the place of the first.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from punos.access.purposes import Purpose
from punos.accounts.models import Account, LapsedForm
from punos.design_system.tokens import TOKEN_FIELD
from punos.kernel import clock, session
from punos.kernel.actor import Actor

COOKIE = "punos_whose"
SALT = "punos.accounts.lapsed"
KEPT_FOR = timedelta(days=1)
LARGEST = 1_000_000  # characters; a larger text stays in the browser's own draft
MOST = 20  # of one person's at a time; the first ones stay
LONG_ENOUGH = 30  # characters; what is shorter is quickly written again
RESUMED = "_resumed"  # a form that was kept and is sent again carries its id in this field
LEFT_OUT = {"csrfmiddlewaretoken", "password", TOKEN_FIELD, RESUMED}


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
        mine, path = LapsedForm.objects.filter(account=account), request.get_full_path()[:500]
        if not mine.filter(path=path, fields=fields).update(kept_at=clock.now()):  # sent twice: kept once
            if mine.filter(kept_at__gt=clock.now() - KEPT_FOR).count() >= MOST:
                return False
            LapsedForm.objects.create(account_id=account, path=path, fields=fields, kept_at=clock.now())
    return True


def kept_for(actor: Actor) -> list[LapsedForm]:
    """What this person was sending when her sign-in ran out, within a day, the first one first."""
    return list(LapsedForm.objects.filter(
        account=actor.account, kept_at__gt=clock.now() - KEPT_FOR).order_by("kept_at", "id"))


def forget(actor: Actor, form: str) -> None:
    """It has been sent, or she does not want it. ``form``: its id as text; what is no id of hers is nothing."""
    try:
        LapsedForm.objects.filter(account=actor.account, pk=UUID(form)).delete()
    except ValueError:
        return


def her_words(form: LapsedForm) -> list[str]:
    """What she wrote in it, for reading through: neither what the page itself had in it nor what she chose."""
    return [value for name, value in form.fields
            if len(value) > LONG_ENOUGH and not name.startswith("_") and not _is_an_id(value)]


def _is_an_id(value: str) -> bool:
    try:
        return bool(UUID(value.removeprefix("a:").removeprefix("u:")))
    except ValueError:
        return False


def destroy_old() -> int:
    """Remove what nobody came back for within a day; how many."""
    with session.purpose_of(Purpose.SIGN_IN):
        return LapsedForm.objects.filter(kept_at__lte=clock.now() - KEPT_FOR).delete()[0]
