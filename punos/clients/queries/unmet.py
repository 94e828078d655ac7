"""People written down to whom nothing came: no contact, and nobody who ever saw them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef
from django.db.models.functions import Coalesce

from punos.access.purposes import Purpose
from punos.access.queries import had_a_view
from punos.clients.models import Client
from punos.kernel import clock, session

MOST = 500


def last_told_before() -> datetime:
    """Whoever was told of last before this moment, and to whom nothing came, is forgotten (``PUNOS_UNMET_DAYS``)."""
    return clock.now() - timedelta(days=settings.PUNOS_UNMET_DAYS)


def unmet() -> list[UUID]:
    """Some records whose time is up and of which nobody has, or ever had, a view. For the worker: whether something
    else refers to one of them is asked when it is removed. In no order: those that must stay hold up nobody."""
    with session.purpose_of(Purpose.FORGETTING):
        found = (Client.objects.alias(told=Coalesce("told_at", "created_at"))
                 .filter(~had_a_view(OuterRef("pk")), told__lt=last_told_before(), account=None, merged_into=None,
                         protected_until=None).order_by("?"))
        return list(found.values_list("pk", flat=True)[:MOST])
