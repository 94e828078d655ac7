"""Membership: one person in one client's team, for a purpose, seeing named categories, until a day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, RecipientClass
from punos.team.rules import Ending, Wish

CATEGORIES = [(category.value, category.value) for category in Category]


class Membership(models.Model):
    """A period in the team. With ``account`` she sees what the grants say; named only, she gets versions and letters.

    ``person_name`` is also a close person's with an account: colleagues do not see her account. ``categories``: what
    she may know; ``sections``: on which grounds. ``suggested_role``: the pack's role she came for, if any.
    ``acknowledged_at``: she has answered that she takes part. ``departure_unread``: she has left, and who answers for
    the whole has not read it yet. ``letter_printed_at``: when the letter to one without an account was printed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="team")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=200, blank=True)
    person_phone = models.CharField(max_length=40, blank=True)
    recipient = models.CharField(max_length=30, choices=[(r.value, r.value) for r in RecipientClass])
    role = models.CharField(max_length=120)
    suggested_role = models.CharField(max_length=60, blank=True)
    purpose = models.TextField()
    categories = ArrayField(models.CharField(max_length=30, choices=CATEGORIES))
    wish = models.CharField(max_length=20, choices=[(w.value, w.value) for w in Wish])
    sections = ArrayField(models.CharField(max_length=120), default=list)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    until = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ending = models.CharField(max_length=30, blank=True)
    end_note = models.TextField(blank=True)
    departure_unread = models.BooleanField(default=False)
    letter_printed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_member_is_one_person", condition=(
                Q(account__isnull=False) | ~Q(person_name=""))),
            models.UniqueConstraint("client", "account", name="team_member_once",
                                    condition=Q(ended_at=None, account__isnull=False)),
            models.UniqueConstraint("client", "person_name", name="team_named_person_once",
                                    condition=Q(ended_at=None, account=None)),
            models.CheckConstraint(name="team_member_has_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(name="team_member_has_categories", condition=Q(categories__len__gt=0)),
            models.CheckConstraint(name="team_known_recipient",
                                   condition=Q(recipient__in=[r.value for r in RecipientClass])),
            models.CheckConstraint(name="team_nobody_she_declines", condition=~Q(wish=Wish.DECLINES)),
            models.CheckConstraint(name="team_member_ended_by_somebody", condition=(
                Q(ended_at=None, ended_by=None, ending="")
                | Q(ended_at__gte=F("invited_at"), ended_by__isnull=False, ending__in=[e.value for e in Ending])
                | Q(ended_at__gte=F("invited_at"), ended_by=None, ending=Ending.LAPSED.value))),
        ]
        indexes = [models.Index(fields=["account"], name="team_of_account", condition=Q(ended_at=None)),
                   models.Index(fields=["client"], name="team_of_client")]


class Gathering(models.Model):
    """The team is called together: when and for what. ``consent``: the client's consent in force it stands on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="gatherings")
    at = models.DateTimeField()
    purpose = models.TextField()
    client_takes_part = models.BooleanField()
    consent = models.UUIDField(null=True)
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_gathering_has_purpose", condition=~Q(purpose="")),
            models.UniqueConstraint("case", "at", name="team_one_gathering_at_a_time"),
        ]
