"""Whom do I contact? Services described nationally, and how they are reached here. Nothing in it is about a client."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from punos.design_system.finnish_only import spoken
from punos.kernel.ids import new_id


class Municipality(models.Model):
    """A municipality by its national code."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100, blank=True)


class Service(models.Model):
    """A service as it is described nationally (Palvelutietovaranto), or added by the county.

    ``reference`` is the national code (``SOTE-0001``) or the county's own; ``source`` whose list it stands in, so that
    reading one list withdraws nothing of another. Texts that do not exist in Swedish stay empty, and the page
    says so. ``words`` are all its words for typing errors, ``search`` their stems.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=20, default="national")
    name = models.CharField(max_length=200)
    name_sv = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500)
    summary_sv = models.CharField(max_length=500, blank=True)
    description = models.TextField()
    description_sv = models.TextField(blank=True)
    laws = models.JSONField(default=list)            # [{"name": …, "address": …}]
    classes = models.JSONField(default=list)         # service classes, as words
    for_whom = models.JSONField(default=list)        # target groups, as words
    life_events = models.JSONField(default=list)
    keywords = models.JSONField(default=list)        # ontology terms, as words
    words = models.TextField(blank=True)
    search = SearchVectorField(null=True)
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="directory_service_search"),
            GinIndex(OpClass(F("words"), name="gin_trgm_ops"), name="directory_service_words"),
        ]

    @property
    def called(self) -> str:
        """Its name as it is shown."""
        return spoken(self.name, self.name_sv)

    @property
    def in_short(self) -> str:
        """What it is, in one sentence."""
        return spoken(self.summary, self.summary_sv)


class Way(models.TextChoices):
    PHONE = "phone", _("Puhelin")
    VISIT = "visit", _("Käyntiosoite")
    EMAIL = "email", _("Sähköposti")
    WEB = "web", _("Verkkosivu")


class ContactPoint(models.Model):
    """One way to reach a unit about a service: where, when it is open, who answers and how soon.

    ``hours`` is a list of ``[weekday 0–6, "8.00", "16.00"]``; empty means that no hours are known.
    ``audience`` tells whether clients, professionals or both may use it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.CharField(max_length=300)
    hours = models.JSONField(default=list)
    answers = models.CharField(max_length=200, blank=True)
    answer_within = models.CharField(max_length=100, blank=True)
    for_professionals_only = models.BooleanField(default=False)
    reported_at = models.DateTimeField(null=True)
    reports = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("unit", "way", "address", name="directory_contact_point_once"),
            models.CheckConstraint(name="directory_contact_point_reported_when",
                                   condition=Q(reports=0) | Q(reported_at__isnull=False)),
        ]


class Offering(models.Model):
    """This unit gives this service here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="offerings")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("service", "unit", name="directory_offering_once")]


class ImportRun(models.Model):
    """One reading of a source: what changed, what was refused and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.UUIDField()
    added = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    withdrawn = models.JSONField(default=list)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)         # [{"place": "17: SOTE-0018", "why": "…"}]
