"""The person. Everything else in Punos hangs on her internal id, never on an identity code."""

from __future__ import annotations

from django.db import models

from punos.kernel.ids import new_id


class Client(models.Model):
    """A person who turns to us, or on whose behalf somebody does."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    given_names = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=450, blank=True)
    account = models.OneToOneField("accounts.Account", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
