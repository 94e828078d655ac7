"""Grants say who may see which categories of whose data until when, and on which stored decision."""

from django.db import models
from django.db.models import F, Q

from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, Register

CATEGORIES = [(category.value, category.value) for category in Category]


class Decision(models.Model):
    """Why a grant stands: the rule that allowed it, its section, and the facts it was given (codes and ids only)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    rule = models.CharField(max_length=80)
    section = models.CharField(max_length=120)
    basis_kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["client"], name="access_decision_of_client")]


class Grant(models.Model):
    """*This* person or unit may see *this* category of *this* client's data. Opened and closed only by sharing.

    ``origin`` narrows it to the data of one register (703/2023 13 §), empty for every register. ``relation`` with
    ``relation_id`` is what it stands on (a contact, a case, a membership of the team): what closes together.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    category = models.CharField(max_length=30, choices=CATEGORIES)
    origin = models.CharField(max_length=10, blank=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="grants")
    relation = models.CharField(max_length=30)
    relation_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_grant_has_one_recipient",
                                   condition=Q(account=None, unit__isnull=False) | Q(account__isnull=False, unit=None)),
            models.CheckConstraint(name="access_grant_ends_after_it_begins",
                                   condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(name="access_grant_closed_with_reason",
                                   condition=Q(closed_at=None, closed_reason="")
                                   | Q(closed_at__isnull=False) & ~Q(closed_reason="")),
            models.CheckConstraint(name="access_grant_known_category",
                                   condition=Q(category__in=[value for value, _ in CATEGORIES])),
            models.CheckConstraint(name="access_grant_known_origin",
                                   condition=Q(origin__in=["", *(register.value for register in Register)])),
        ]
        indexes = [
            models.Index(fields=["client", "category"], name="access_open_of_client", condition=Q(closed_at=None)),
            models.Index(fields=["account", "category", "client"], name="access_open_of_account",
                         condition=Q(closed_at=None, account__isnull=False)),
            models.Index(fields=["unit", "category", "client"], name="access_open_of_unit",
                         condition=Q(closed_at=None, unit__isnull=False)),
            models.Index(fields=["relation", "relation_id"], name="access_grant_of_relation",
                         condition=Q(closed_at=None)),
        ]
