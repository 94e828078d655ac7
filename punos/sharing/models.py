"""Why somebody is in the picture, and the decisions of people that the law leaves to people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, Register
from punos.sharing.rules import HELD, TieKind

_CATEGORIES = [(category.value, category.value) for category in Category]
_ONE = Q(account=None, unit__isnull=False) | Q(account__isnull=False, unit=None)


class Tie(models.Model):
    """A recipient's tie to a client: what she asks to know and what her standing is. Grants are computed from it.

    ``matter`` is the contact, case, membership, representation or exceptional access it comes from, and
    ``matter_client`` the record that one stands under: after a merge the tie reaches the other record too.
    ``agreed_on``: she agreed to this matter being taken to the recipient. ``ground``: why it may be without it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    matter_client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in TieKind])
    matter = models.UUIDField()
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    categories = ArrayField(models.CharField(max_length=30, choices=_CATEGORIES))
    origin = models.CharField(max_length=10, blank=True, choices=[(r.value, r.value) for r in Register])
    agreed_on = models.DateField(null=True)
    ground = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sharing_tie_has_one_recipient", condition=_ONE),
            models.CheckConstraint(name="sharing_tie_known_kind", condition=Q(kind__in=[k.value for k in TieKind])),
            models.CheckConstraint(name="sharing_tie_ended_with_reason",
                                   condition=Q(ended_at=None, ended_reason="")
                                   | Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            models.UniqueConstraint("client", "kind", "matter", "account", name="sharing_tie_once_of_account",
                                    condition=Q(ended_at=None, account__isnull=False)),
            models.UniqueConstraint("client", "kind", "matter", "unit", name="sharing_tie_once_of_unit",
                                    condition=Q(ended_at=None, unit__isnull=False)),
        ]
        indexes = [models.Index(fields=["client"], name="sharing_ties_of_client", condition=Q(ended_at=None)),
                   models.Index(fields=["matter"], name="sharing_ties_of_matter", condition=Q(ended_at=None))]


class Ground(models.Model):
    """What a person decided where the law leaves it to one, about one recipient: her statutory duty for which
    indispensable data are needed (703/2023 53 § 5), an answer to the question a rule raised, or that her ``task``
    directly needs a protected address (661/2009 37 §)."""

    class Kind(models.TextChoices):
        DUTY = "duty"
        RULING = "ruling"
        ADDRESS = "address"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80, blank=True)
    section = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=20, blank=True)
    granted = models.BooleanField(default=True)
    reason = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sharing_ground_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="sharing_ground_is_complete",
                                   condition=Q(kind="duty") & ~Q(section="") | Q(kind="ruling") & ~Q(rule="")
                                   | Q(kind="address") & ~Q(section="") & ~Q(task="")),
        ]
        indexes = [models.Index(fields=["client"], name="sharing_grounds_of_client", condition=Q(ended_at=None))]


class ExceptionalAccess(models.Model):
    """A look without a relation: who, why, on what ground, which categories, how long; and what the reviewer said."""

    class Review(models.TextChoices):
        OPEN = ""
        CONFIRMED = "confirmed"
        QUESTIONED = "questioned"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000)
    categories = ArrayField(models.CharField(max_length=30, choices=_CATEGORIES))
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    review = models.CharField(max_length=12, blank=True, choices=Review.choices)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    review_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sharing_exceptional_says_why", condition=~Q(reason="") & ~Q(ground="")),
            models.CheckConstraint(name="sharing_exceptional_ends", condition=Q(ends__gt=F("begins"))),
            models.CheckConstraint(name="sharing_exceptional_reviewed_by_somebody",
                                   condition=Q(review="", reviewed_at=None, reviewed_by=None)
                                   | ~Q(review="") & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
            models.CheckConstraint(name="sharing_nobody_reviews_herself",
                                   condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("account"))),
        ]
        indexes = [models.Index(fields=["ends"], name="sharing_exceptional_unreviewed", condition=Q(review=""))]


class BroughtBack(models.Model):
    """A matter whose holder (``was``) might not see it any more, and by which section.

    ``account`` or ``unit``: who was the next that may, and answers for it since, though nobody asked her; open until
    she has taken it on or it has moved. Neither: nobody could be found, so the blind holder goes on answering, and a
    manager chooses whom to ask (ADR 0074).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in HELD])
    matter = models.UUIDField()
    register = models.CharField(max_length=10, blank=True, choices=[(r.value, r.value) for r in Register])
    section = models.CharField(max_length=120)
    at = models.DateTimeField()
    was_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    was_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sharing_brought_known_kind", condition=Q(kind__in=[k.value for k in HELD])),
            models.CheckConstraint(name="sharing_brought_says_why", condition=~Q(section="")),
            models.CheckConstraint(name="sharing_brought_to_one", condition=Q(account=None) | Q(unit=None)),
            models.CheckConstraint(name="sharing_brought_from_one", condition=(
                Q(was_account=None, was_unit__isnull=False) | Q(was_account__isnull=False, was_unit=None))),
            models.CheckConstraint(name="sharing_brought_ended_by_somebody", condition=(
                Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False))),
            models.UniqueConstraint("kind", "matter", name="sharing_brought_once", condition=Q(ended_at=None)),
        ]
        indexes = [models.Index(fields=["account"], name="sharing_brought_to_account", condition=Q(ended_at=None)),
                   models.Index(fields=["unit"], name="sharing_brought_to_unit", condition=Q(ended_at=None)),
                   models.Index(fields=["client"], name="sharing_brought_of_client", condition=Q(ended_at=None))]
