"""Journal rows hold pseudonymous ids and codes, never free text, so that data can be destroyed without breaking
the seal."""

from django.db import models


class Entry(models.Model):
    """One thing done or seen. Written in the same transaction as the thing itself; never changed.

    Fields follow 703/2023 10 §: whose data, which data, who, for what purpose, when, on what ground.
    """

    at = models.DateTimeField()
    account = models.UUIDField()
    role = models.CharField(max_length=40, blank=True)
    unit = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    client = models.UUIDField(null=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=120, blank=True)
    decision = models.UUIDField(null=True)
    purpose = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    block = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["client", "-id"], name="audit_entry_of_client"),
            models.Index(fields=["account", "-id"], name="audit_entry_of_account"),
            models.Index(fields=["id"], name="audit_entry_unsealed", condition=models.Q(block=None)),
            models.Index(fields=["block"], name="audit_entry_in_block"),
            models.Index(fields=["action", "-id"], name="audit_entry_of_nobody", condition=models.Q(client=None)),
        ]


class Block(models.Model):
    """A sealed run of rows. ``hash`` chains over the block before it; the head is also kept outside the database."""

    number = models.IntegerField(primary_key=True)
    rows = models.IntegerField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    rows_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
