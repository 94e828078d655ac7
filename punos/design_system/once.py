"""A form sent twice does its work once: the second time leads to where the first one led.

``ds.form`` and ``ds.post_button`` put a fresh token into each form. The digest of token, sender, address and
content is written in the request's own transaction; a second request with the same digest waits for the first
one's commit and is then answered with its redirect. Going back and sending the same words again is the same form,
since the page's script brings back the token it was sent with (``setUpDrawn``); a changed word makes it a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from punos.design_system.models import SentForm
from punos.design_system.tokens import TOKEN_FIELD
from punos.kernel import clock

KEPT = timedelta(days=2)


class OnceMiddleware:
    """Stands inside the transaction of the request (after ``ActorMiddleware``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Django's way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a repeated form with the first one's redirect; let everything else through."""
        if request.method != "POST" or not request.POST.get(TOKEN_FIELD):
            return self.get_response(request)
        digest = digest_of(request)
        if not _is_first(digest):
            led_to = SentForm.objects.filter(digest=digest).values_list("led_to", flat=True).first()
            return HttpResponseRedirect(led_to or request.get_full_path())
        response = self.get_response(request)
        if response.status_code >= 400:
            return response  # rolled back with everything else
        sent = SentForm.objects.filter(digest=digest)
        if response.has_header("Location"):
            sent.update(led_to=response["Location"])
        else:
            sent.delete()  # came back with errors: may be sent again
        return response


def digest_of(request: HttpRequest) -> str:
    """What makes two requests the same form: token, sender, address and content."""
    parts = [request.POST[TOKEN_FIELD], str(request.session.get(SESSION_KEY, "")), request.get_full_path()]
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            parts += [name, *values]
    whole = hashlib.sha256()
    for part in parts:
        coded = part.encode("utf-8", "surrogatepass")
        whole.update(len(coded).to_bytes(8, "big") + coded)
    return whole.hexdigest()


def _is_first(digest: str) -> bool:
    """Write the digest down; waits for another request that is writing the same one."""
    now = clock.now()
    if digest.startswith("00"):  # one in 256 sweeps up after all
        SentForm.objects.filter(sent_at__lt=now - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO design_system_sentform (digest, led_to, sent_at) VALUES (%s, '', %s) ON CONFLICT DO NOTHING",
            [digest, now],
        )
        return bool(cursor.rowcount == 1)
