"""The person. Everything else in Punos hangs on her internal id, never on an identity code."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from punos.clients.rules.identity_code import CodeKind
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category

NAME, SHORT, PHONE = 100, 200, 40
_EMPTY_WHEN_PROTECTED = ("phone", "email", "street", "postal_code", "city", "municipality")


def _known(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Client(models.Model):
    """A person who turns to us, or on whose behalf somebody does.

    Her id is random, not ordered by time: whoever records a contact is given the id of a person found or of one just
    made, and an id that told its age would tell which.
    ``merged_into``: she turned out to be this other person; read through ``queries.same_person``.
    ``protected_until``: an order of non-disclosure is on record; then the ordinary contact columns are empty.
    ``told_at``: when somebody last told who she is (``recognise``); shown to nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_names = models.CharField(max_length=NAME, blank=True)
    call_name = models.CharField(max_length=NAME, blank=True)
    family_name = models.CharField(max_length=NAME, blank=True)
    sort_key = models.TextField(blank=True, db_collation="C")
    search_words = models.TextField(blank=True)
    birth_date = models.DateField(null=True)
    death_date = models.DateField(null=True)
    mother_tongue = models.CharField(max_length=8, blank=True)
    service_language = models.CharField(max_length=8, default="fi")
    interpreter = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=PHONE, blank=True)
    email = models.CharField(max_length=SHORT, blank=True)
    street = models.CharField(max_length=SHORT, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=NAME, blank=True)
    municipality = models.CharField(max_length=3, blank=True)
    protected_until = models.DateField(null=True)
    account = models.OneToOneField("accounts.Account", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sort_key"], name="clients_client_sorted"),
            models.Index(fields=["merged_into"], name="clients_client_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="clients_protected_address_is_elsewhere",
                                   condition=Q(protected_until=None) | Q(**dict.fromkeys(_EMPTY_WHEN_PROTECTED, ""))),
            models.CheckConstraint(name="clients_not_merged_into_herself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(name="clients_dies_after_birth",
                                   condition=Q(death_date=None) | Q(birth_date=None)
                                   | Q(death_date__gte=F("birth_date"))),
        ]


class IdentityCode(models.Model):
    """A code she has or had. A changed code is a new row: the person stays (661/2009 12 §).

    ``kind`` none records that she has no code. ``ended_because``: changed, or error (it was never hers).
    ``disputed``: it was given for her while it is somebody else's; one of the two is wrong, or they are one person.
    That is told only to those who may see both: to everybody else it looks like any code.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=_known(CodeKind))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)
    disputed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["code"], name="clients_code"),
                   models.Index(fields=["client"], name="clients_code_of_client")]
        constraints = [
            models.UniqueConstraint("code", name="clients_current_code_once",
                                    condition=Q(valid_until=None, disputed=False) & ~Q(code="")),
            models.UniqueConstraint("client", name="clients_one_current_code", condition=Q(valid_until=None)),
            models.CheckConstraint(name="clients_code_or_none",
                                   condition=Q(kind=CodeKind.NONE, code="")
                                   | Q(kind__in=[CodeKind.OFFICIAL, CodeKind.TEMPORARY]) & ~Q(code="")),
            models.CheckConstraint(name="clients_code_ends_with_reason",
                                   condition=Q(valid_until=None, ended_because="")
                                   | Q(valid_until__gte=F("valid_from")) & ~Q(ended_because="")),
        ]


class ProtectedAddress(models.Model):
    """An order of non-disclosure and what it covers (661/2009 36–37 §). Seen only by those whose task needs it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=PHONE, blank=True)
    email = models.CharField(max_length=SHORT, blank=True)
    street = models.CharField(max_length=SHORT, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=NAME, blank=True)
    municipality = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("client", name="clients_one_order_in_force", condition=Q(ended_at=None)),
            models.CheckConstraint(name="clients_order_ends_later", condition=Q(valid_until__gt=F("valid_from"))),
        ]


class Tie(models.Model):
    """A person close to the client: her spouse, child, carer. It opens nobody's data.

    Each side has its own row. That the other is a client too stands in ``TieToClient``, for those who may see both;
    ways to reach her stand in ``CloseContact``.
    """

    class Kind(models.TextChoices):
        SPOUSE = "spouse"
        CHILD = "child"
        PARENT = "parent"
        SIBLING = "sibling"
        INFORMAL_CARER = "informal_carer"
        CARED_FOR = "cared_for"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    given_names = models.CharField(max_length=NAME, blank=True)
    family_name = models.CharField(max_length=NAME, blank=True)
    same_household = models.BooleanField(default=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client"], name="clients_tie_of_client")]
        constraints = [
            models.CheckConstraint(name="clients_tie_known_kind",
                                   condition=Q(kind__in=["spouse", "child", "parent", "sibling", "informal_carer",
                                                         "cared_for", "other"])),
            models.CheckConstraint(name="clients_tie_is_named", condition=~Q(given_names="", family_name="")),
        ]


class TieToClient(models.Model):
    """The close person is a client of her own, and her own row of the tie is ``mirror``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    other = models.ForeignKey(Client, models.PROTECT, related_name="+")
    tie = models.OneToOneField(Tie, models.PROTECT, related_name="to_client")
    mirror = models.OneToOneField(Tie, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["client"], name="clients_tied_client")]
        constraints = [models.CheckConstraint(name="clients_not_tied_to_herself", condition=~Q(client=F("other")))]


class Representative(models.Model):
    """Who may act for her, in which matters, seeing which categories, until when; who checked it and how."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=_known(RepresentativeKind))
    given_names = models.CharField(max_length=NAME)
    family_name = models.CharField(max_length=NAME)
    same_household = models.BooleanField(default=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    matters = ArrayField(models.CharField(max_length=20, choices=_known(Matter)))
    categories = ArrayField(models.CharField(max_length=30, choices=_known(Category)))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    checked_how = models.CharField(max_length=30, choices=_known(Checked))
    checked_by = models.UUIDField()
    checked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client"], name="clients_rep_of_client"),
                   models.Index(fields=["account"], name="clients_rep_account", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(name="clients_rep_known_kind",
                                   condition=Q(kind__in=[k.value for k in RepresentativeKind])),
            models.CheckConstraint(name="clients_rep_has_matters", condition=Q(matters__len__gt=0)),
            models.CheckConstraint(name="clients_custodian_until_adult",
                                   condition=~Q(kind=RepresentativeKind.CUSTODIAN) | Q(valid_until__isnull=False)),
            models.CheckConstraint(name="clients_rep_ends_later",
                                   condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(name="clients_rep_ended_by_somebody",
                                   condition=Q(ended_at=None, ended_by=None)
                                   | Q(ended_at__isnull=False, ended_by__isnull=False)),
        ]


class CloseContact(models.Model):
    """How a close person or a representative is reached. Of one who lives with a client under an order of
    non-disclosure, this is as protected as the client's own address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    tie = models.OneToOneField(Tie, models.PROTECT, null=True, related_name="contact")
    representative = models.OneToOneField(Representative, models.PROTECT, null=True, related_name="contact")
    category = models.CharField(max_length=30, default=Category.IDENTITY.value)
    phone = models.CharField(max_length=PHONE, blank=True)
    email = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        indexes = [models.Index(fields=["client"], name="clients_reached_client")]
        constraints = [
            models.CheckConstraint(name="clients_contact_category",
                                   condition=Q(category__in=[Category.IDENTITY.value,
                                                             Category.PROTECTED_ADDRESS.value])),
            models.CheckConstraint(name="clients_contact_of_one",
                                   condition=Q(tie=None, representative__isnull=False)
                                   | Q(tie__isnull=False, representative=None)),
        ]


class CapacityFinding(models.Model):
    """A dated finding that she cannot now assess the meaning of something: what, by whom, to be looked at again when.

    Never a flag: it concerns named things, has an author and ends on its review date unless made anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    concerns = ArrayField(models.CharField(max_length=20, choices=_known(Concern)))
    author = models.UUIDField()
    author_unit = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client"], name="clients_finding_of_client")]
        constraints = [
            models.UniqueConstraint("client", name="clients_one_finding_in_force", condition=Q(ended_at=None)),
            models.CheckConstraint(name="clients_finding_concerns_something", condition=Q(concerns__len__gt=0)),
            models.CheckConstraint(name="clients_finding_ended_by_somebody",
                                   condition=Q(ended_at=None, ended_by=None)
                                   | Q(ended_at__isnull=False, ended_by__isnull=False)),
        ]


class CapacityGrounds(models.Model):
    """Why the finding was made, in the register of its author: read only by those who may read that register."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    finding = models.OneToOneField(CapacityFinding, models.PROTECT, related_name="grounds")
    category = models.CharField(max_length=30)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_grounds_in_a_register",
                                   condition=Q(category__in=[Category.SOCIAL.value, Category.HEALTH.value])),
            models.CheckConstraint(name="clients_grounds_are_told", condition=~Q(text="")),
        ]


class Merge(models.Model):
    """Two records are one person. Both ids stay; ``taken`` holds each value moved over as [before, after]."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Client, models.PROTECT, related_name="+")
    taken = models.JSONField(default=dict)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("merged", name="clients_merged_once", condition=Q(undone_at=None)),
            models.CheckConstraint(name="clients_merge_of_two", condition=~Q(client=F("merged"))),
            models.CheckConstraint(name="clients_merge_undone_by_somebody",
                                   condition=Q(undone_at=None, undone_by=None)
                                   | Q(undone_at__isnull=False, undone_by__isnull=False)),
        ]


class Apart(models.Model):
    """Somebody who may see both looked and said: these are two people. They are not suggested again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    other = models.ForeignKey(Client, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("client", "other", name="clients_apart_once"),
                       models.CheckConstraint(name="clients_apart_in_order", condition=Q(client__lt=F("other")))]
