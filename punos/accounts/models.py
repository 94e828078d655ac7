"""People who sign in, the organisations and units they act for, duty rota and absences."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from punos.design_system.finnish_only import spoken
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Register


class Sector(models.TextChoices):
    SOCIAL = "social", _("Sosiaalihuolto")
    HEALTH = "health", _("Terveydenhuolto")
    EMPLOYMENT = "employment", _("Työllisyyspalvelut")
    EDUCATION = "education", _("Koulu ja varhaiskasvatus")
    BENEFITS = "benefits", _("Kela")
    THIRD_SECTOR = "third_sector", _("Järjestö tai seurakunta")


class Profession(models.TextChoices):
    SOCIAL_WORKER = "social_worker", _("sosiaalityöntekijä")
    SOCIAL_COUNSELLOR = "social_counsellor", _("sosiaaliohjaaja")
    GERONOM = "geronom", _("geronomi")
    PRACTICAL_NURSE = "practical_nurse", _("lähihoitaja")
    NURSE = "nurse", _("sairaanhoitaja")
    PUBLIC_HEALTH_NURSE = "public_health_nurse", _("terveydenhoitaja")
    PHYSICIAN = "physician", _("lääkäri")
    PHYSIOTHERAPIST = "physiotherapist", _("fysioterapeutti")
    PSYCHOLOGIST = "psychologist", _("psykologi")
    FAMILY_THERAPIST = "family_therapist", _("perheterapeutti")
    EMPLOYMENT_EXPERT = "employment_expert", _("työllisyysasiantuntija")
    TEACHER = "teacher", _("opettaja")
    BENEFITS_EXPERT = "benefits_expert", _("etuusasiantuntija")
    NGO_ACTOR = "ngo_actor", _("järjestötoimija")
    OTHER = "other", _("muu")


class Kind(models.TextChoices):
    PROFESSIONAL = "professional", _("Ammattilainen")
    CLIENT = "client", _("Asiakas")
    CLOSE_PERSON = "close_person", _("Läheinen")


class Organisation(models.Model):
    """An employer of professionals, or an association. Its sector decides what kind of recipient its people are.

    ``separate_controller``: a provider with registers of its own, to whom the county's data are *disclosed*
    (703/2023 54–55 §); otherwise its social and health units belong to the county's registers (13 §).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    name_sv = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    business_id = models.CharField(max_length=9, blank=True)
    separate_controller = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """Its name as it is shown."""
        return spoken(self.name, self.name_sv)


class Unit(models.Model):
    """A place of work with its own register. ``is_queue``: contacts may be sent to it; somebody on duty answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    name_sv = models.CharField(max_length=200, blank=True)
    register = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Register])
    service_task = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_queue = models.BooleanField(default=False)
    is_coordinator_queue = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "name", name="accounts_unit_name_in_organisation"),
            models.CheckConstraint(name="accounts_unit_known_register",
                                   condition=Q(register__in=[r.value for r in Register])),
            # The county's own and the only one: what nobody else answers for comes there.
            models.UniqueConstraint("is_coordinator_queue", name="accounts_one_coordinator_queue",
                                    condition=Q(is_coordinator_queue=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """Its name as it is shown."""
        return spoken(self.name, self.name_sv)


class Accounts(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """One person who signs in. Her roles and units are periods of membership, never a flag here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=254, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=250)
    language = models.CharField(max_length=2, default="fi")
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    session_mark = models.PositiveIntegerField(default=0)  # another one ends every sign-in
    demo_line = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [models.Index(fields=["sort_key"], name="accounts_account_sorted")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a sign-in of hers carries and Django compares: another with another password or mark."""
        proof = hashlib.sha256(f"{self.password}:{self.session_mark}".encode()).hexdigest()
        return session_hash(proof, secret)


def session_hash(proof: str, secret: str | None = None) -> str:
    """What a session keeps of the sign-in it began with. ``proof``: a digest of the password's own and the mark."""
    return salted_hmac("punos.accounts.sign-in", proof, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """A period in which a person acts for a unit in a role, with her profession and title there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    profession = models.CharField(max_length=30, choices=Profession.choices, default=Profession.OTHER)
    title = models.CharField(max_length=120)
    public_office = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "unit", "role", name="accounts_membership_once",
                                    condition=Q(valid_until=None)),
            models.CheckConstraint(name="accounts_membership_ends_after_it_begins",
                                   condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))),
        ]


class DutyShift(models.Model):
    """Who answers for a queue at a given time. Never two at once (exclusion constraint)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_shifts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="duty_shifts")
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_duty_ends_after_it_begins", condition=Q(ends__gt=F("begins"))),
            ExclusionConstraint(name="accounts_one_on_duty", expressions=[
                ("unit", RangeOperators.EQUAL),
                (Func("begins", "ends", RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField()),
                 RangeOperators.OVERLAPS)]),
        ]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, and whether she comes back from them."""

    def with_coming_back(self) -> AbsenceQuerySet:
        """``comes_back``: she works on some unit's behalf when it begins; else it is the end of her work, and the
        "substitute" is her successor."""
        return self.annotate(comes_back=self._works_on())

    def coming_back(self) -> AbsenceQuerySet:
        """Only those from which she comes back."""
        return self.filter(self._works_on())

    @staticmethod
    def _works_on() -> models.Exists:
        return models.Exists(Membership.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=models.OuterRef("begins")), account=models.OuterRef("account")))


class Absence(models.Model):
    """A time away, with the colleague who answers meanwhile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Account, models.PROTECT, related_name="substitutions")
    begins = models.DateField()
    ends = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_absence_ends_after_it_begins", condition=Q(ends__gte=F("begins"))),
            models.CheckConstraint(name="accounts_absence_needs_another", condition=~Q(account=F("substitute"))),
        ]


class StartCode(models.Model):
    """A way in that somebody was given on paper: used once, within two weeks. Only a digest of the code is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lost_device = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", name="accounts_one_open_start_code", condition=Q(ended_at=None)),
            models.CheckConstraint(name="accounts_used_start_code_has_ended",
                                   condition=Q(used_at=None) | Q(ended_at__isnull=False)),
        ]


class LapsedForm(models.Model):
    """What somebody was sending when her sign-in had run out. Hers alone, for a day; then it is destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    fields = models.JSONField()
    kept_at = models.DateTimeField()
