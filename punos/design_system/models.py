"""Forms that have been taken, so that the same one sent twice does its work once."""

from __future__ import annotations

from django.db import models


class SentForm(models.Model):
    """One form as it was sent and where its sender was led. Holds no words: only a digest of what was sent."""

    digest = models.CharField(max_length=64, primary_key=True)
    led_to = models.TextField(blank=True)
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """The beginning of the digest."""
        return self.digest[:12]
