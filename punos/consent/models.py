"""An instrument and everything that happened to it. The newest row is its state; no row is ever changed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from punos.consent.rules import ConsentFor, Event, Giver, Kind, Manner, Reach, Terms
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, RecipientClass

REASON = 1000


def _known(values: type) -> list[tuple[str, str]]:
    return [(value, value) for value in values]  # type: ignore[attr-defined]


class Instrument(models.Model):
    """One permit, prohibition or consent through all its versions. The row exists to be pointed at and locked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=_known(Kind))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["client"], name="consent_of_client")]
        constraints = [
            models.CheckConstraint(name="consent_known_kind", condition=Q(kind__in=[kind.value for kind in Kind])),
            models.UniqueConstraint("id", "client", name="consent_instrument_with_client"),
        ]


class Entry(models.Model):
    """One thing that happened to it: what, when, by whom, how her word reached us, and the whole content then.

    ``sentence`` is what she read or was read, in ``language``. ``reason``: why it was not done on a screen.
    ``retain_until`` is set once, when the row is replaced or she has died (703/2023, annex: 12 years).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="entries")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=12, choices=_known(Event))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    by_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")

    manner = models.CharField(max_length=10, choices=_known(Manner))
    giver = models.CharField(max_length=16, choices=_known(Giver))
    by_custodian = models.BooleanField(default=False)
    cannot_sign = models.BooleanField(default=False)
    witness = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=REASON, blank=True)
    language = models.CharField(max_length=2)
    sentence = models.TextField()

    about = models.CharField(max_length=20, choices=_known(ConsentFor), blank=True)
    reach = models.CharField(max_length=24, choices=_known(Reach), blank=True)
    classes = ArrayField(models.CharField(max_length=30, choices=_known(RecipientClass)), default=list)
    accounts = ArrayField(models.UUIDField(), default=list)
    units = ArrayField(models.UUIDField(), default=list)
    person_name = models.CharField(max_length=200, blank=True)
    categories = ArrayField(models.CharField(max_length=30, choices=_known(Category)), default=list)
    parts = ArrayField(models.CharField(max_length=80), default=list)
    data_from = models.DateField(null=True)
    data_until = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    retain_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client", "instrument", "-number"], name="consent_newest_of_client")]
        constraints = [
            models.UniqueConstraint("instrument", "number", name="consent_entry_number"),
            models.CheckConstraint(name="consent_known_event", condition=Q(event__in=[e.value for e in Event])),
            models.CheckConstraint(name="consent_off_screen_has_reason",
                                   condition=Q(manner=Manner.PORTAL) | Q(event=Event.ASKED) | ~Q(reason="")),
            models.CheckConstraint(name="consent_data_in_order",
                                   condition=Q(data_from=None) | Q(data_until=None)
                                   | Q(data_until__gte=F("data_from"))),
        ]

    def terms(self) -> Terms:
        """The content as a plain value."""
        return Terms(
            kind=Kind(self.instrument.kind), about=ConsentFor(self.about) if self.about else None,
            reach=Reach(self.reach) if self.reach else None,
            classes=frozenset(RecipientClass(item) for item in self.classes), accounts=frozenset(self.accounts),
            units=frozenset(self.units), person_name=self.person_name,
            categories=frozenset(Category(item) for item in self.categories), parts=frozenset(self.parts),
            data_from=self.data_from, data_until=self.data_until, valid_until=self.valid_until)
