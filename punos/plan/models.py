"""The working plan, its history and its versions. Every row carries its client; words are kept, never overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, Register
from punos.plan.rules import DOER_LEFT, WAITS, Answer, DocumentKind, DoerKind, LineKind

REGISTERS = [register.value for register in Register]
LINE_CATEGORIES = [c.value for c in (Category.SOCIAL, Category.HEALTH, Category.OTHER_SECTOR, Category.OWN_WORDS,
                                     Category.PLAN)]


class Manner(models.TextChoices):
    """How her word reached us."""

    PORTAL = "portal", _("Punoksessa")
    PHONE = "phone", _("puhelimessa")
    MEETING = "meeting", _("tapaamisessa")
    PAPER = "paper", _("paperilla")


class Giver(models.TextChoices):
    CLIENT = "client", _("Asiakas itse")
    REPRESENTATIVE = "representative", _("Laillinen edustaja")


class Plan(models.Model):
    """The one plan of a client. While it is in force the day of the next review is set (a constraint).

    ``goes_on_in``: two records of hers, each with a plan, were found to be one person; this plan goes on in that one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.OneToOneField("clients.Client", models.PROTECT, related_name="plan")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    in_force_since = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    goes_on_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="plan_reviewed_while_in_force",
                                              condition=Q(in_force_since=None) | Q(review_on__isnull=False))]
        indexes = [models.Index(fields=["review_on"], name="plan_by_review")]


class OwnWords(models.Model):
    """What matters to her, in her words. A new row each time: the newest holds, the earlier ones are her history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="own_words")
    text = models.TextField()
    number = models.PositiveIntegerField()
    manner = models.CharField(max_length=20, choices=Manner.choices)
    giver = models.CharField(max_length=20, choices=Giver.choices)
    told_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("client", "number", name="plan_own_words_one_after_another"),
            models.CheckConstraint(name="plan_own_words_say_something", condition=~Q(text="")),
            models.CheckConstraint(name="plan_own_words_known_manner", condition=Q(manner__in=Manner.values)),
            models.CheckConstraint(name="plan_own_words_known_giver", condition=Q(giver__in=Giver.values)),
        ]


class Line(models.Model):
    """One line of the assessment, or of what was settled. One origin register, one category, one author.

    ``number`` counts its wordings (``Wording`` keeps them all): a save that did not see the newest is stale.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in LineKind])
    category = models.CharField(max_length=30)
    register = models.CharField(max_length=10)
    text = models.TextField()
    number = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_line_known_kind", condition=Q(kind__in=[k.value for k in LineKind])),
            models.CheckConstraint(name="plan_line_known_register", condition=Q(register__in=REGISTERS)),
            models.CheckConstraint(name="plan_line_says_something", condition=~Q(text="")),
            # A register's own line is never of another register (703/2023 13 §).
            models.CheckConstraint(name="plan_line_category_fits_register", condition=(
                Q(category__in=[Category.PLAN.value, Category.OWN_WORDS.value])
                | Q(category=Category.SOCIAL.value, register=Register.SOCIAL.value)
                | Q(category=Category.HEALTH.value, register=Register.HEALTH.value)
                | Q(category=Category.OTHER_SECTOR.value, register=Register.OTHER.value))),
            models.CheckConstraint(name="plan_line_ended_with_reason", condition=(
                Q(ended_at=None, ended_by=None, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""))),
        ]
        indexes = [models.Index(fields=["client"], name="plan_lines_of_client")]


class Goal(models.Model):
    """What she aims for, in her words. Agreed together: category ``plan``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="goals")
    text = models.TextField()
    in_her_words = models.BooleanField()
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    close_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_goal_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="plan_goal_closed_by_somebody", condition=(
                Q(closed="", closed_at=None, closed_by=None, close_note="")
                | Q(closed="reached", closed_at__isnull=False, closed_by__isnull=False)
                | Q(closed="dropped", closed_at__isnull=False, closed_by__isnull=False) & ~Q(close_note=""))),
        ]
        indexes = [models.Index(fields=["client"], name="plan_goals_of_client")]


class Wording(models.Model):
    """Every wording a line or a goal has had, with its author and moment. Append-only: nobody's words are lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="wordings")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="wordings")
    category = models.CharField(max_length=30)
    register = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_wording_of_one_thing", condition=(
                Q(line=None, goal__isnull=False) | Q(line__isnull=False, goal=None))),
            models.UniqueConstraint("line", "number", name="plan_line_wordings_in_order"),
            models.UniqueConstraint("goal", "number", name="plan_goal_wordings_in_order"),
        ]


class Step(models.Model):
    """A small step towards a goal. While it is open it has exactly one doer and a date (constraints)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="steps")
    text = models.TextField()
    doer_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DoerKind])
    doer = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    doer_name = models.CharField(max_length=200, blank=True)
    by_when = models.DateField()
    number = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    touched_at = models.DateTimeField()
    closed = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    close_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_step_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="plan_step_has_one_doer", condition=(
                Q(doer_kind=DoerKind.CLIENT.value, doer=None, doer_name="")
                | Q(doer_kind=DoerKind.ACCOUNT.value, doer__isnull=False, doer_name="")
                | Q(doer_kind=DoerKind.NAMED.value, doer=None) & ~Q(doer_name=""))),
            models.CheckConstraint(name="plan_step_closed_by_somebody", condition=(
                Q(closed="", closed_at=None, closed_by=None, close_note="")
                | Q(closed="done", closed_at__isnull=False, closed_by__isnull=False)
                | Q(closed="dropped", closed_at__isnull=False, closed_by__isnull=False) & ~Q(close_note="")
                | Q(closed="dropped", closed_at__isnull=False, closed_by=None, close_note=DOER_LEFT))),
        ]
        indexes = [models.Index(fields=["doer", "by_when"], name="plan_open_steps_of_doer", condition=Q(closed="")),
                   models.Index(fields=["goal"], name="plan_steps_of_goal"),
                   models.Index(fields=["client", "by_when"], name="plan_open_steps", condition=Q(closed="")),
                   models.Index(fields=["client"], name="plan_steps_without_doer",
                                condition=Q(closed="dropped", close_note__in=WAITS))]


class StepEvent(models.Model):
    """What happened to a step: made, reworded, moved, done, told more of, undone, dropped; who and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, models.PROTECT, related_name="events")
    what = models.CharField(max_length=20, choices=[(w, w) for w in (
        "made", "reworded", "moved", "handed", "done", "noted", "undone", "dropped")])
    text = models.TextField(blank=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    doer_kind = models.CharField(max_length=10)
    doer = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    doer_name = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")  # None: its day passed

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_step_moved_says_why", condition=(
                ~Q(what__in=["moved", "handed", "dropped", "undone"]) | ~Q(why=""))),
            models.CheckConstraint(name="plan_step_event_by_somebody", condition=(
                Q(by__isnull=False) | Q(what="dropped", why=DOER_LEFT))),
        ]
        indexes = [models.Index(fields=["step"], name="plan_events_of_step"),
                   models.Index(fields=["client", "-at"], name="plan_step_timeline")]


class Version(models.Model):
    """A snapshot of the whole plan: immutable. What it says is in its parts, one for each category and register."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    part_hashes = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "number", name="plan_version_one_after_another")]
        indexes = [models.Index(fields=["client"], name="plan_versions_of_client")]


class VersionPart(models.Model):
    """The items of one category and register in a version: read only by those who may see that category."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="parts")
    category = models.CharField(max_length=30)
    register = models.CharField(max_length=10, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("version", "category", "register", name="plan_part_once")]


class VersionAnswer(models.Model):
    """What the client says of a version, and how it reached us. Each answer is kept; the newest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=20, choices=[(a.value, a.value) for a in Answer])
    giver = models.CharField(max_length=20, choices=Giver.choices)
    manner = models.CharField(max_length=20, choices=Manner.choices)
    witness = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    given_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_no_says_why", condition=Q(answer=Answer.ACCEPTED.value) | ~Q(words="")),
            models.CheckConstraint(name="plan_answer_known", condition=Q(answer__in=[a.value for a in Answer])),
            models.CheckConstraint(name="plan_answer_known_manner", condition=Q(manner__in=Manner.values)),
        ]
        indexes = [models.Index(fields=["version"], name="plan_answers_of_version")]


class Document(models.Model):
    """A version issued into one register (client plan, health and care plan): what that register keeps, and how long.

    Until when is counted when it is asked (``rules.retention_until``): the event it is counted from (closing, death)
    may come, or be put right, years after the document was issued, and the row itself never changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in DocumentKind])
    category = models.CharField(max_length=30)
    register = models.CharField(max_length=10)
    service_task = models.CharField(max_length=60, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    keep_from = models.CharField(max_length=20)
    keep_years = models.PositiveSmallIntegerField()
    keep_years_from_birth = models.PositiveSmallIntegerField(null=True)
    keep_section = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "register", "service_task", name="plan_issued_once"),
            models.CheckConstraint(name="plan_document_in_its_register", condition=(
                Q(category=Category.SOCIAL.value, register=Register.SOCIAL.value, kind="client_plan")
                | Q(category=Category.HEALTH.value, register=Register.HEALTH.value, kind="health_and_care_plan"))),
            models.CheckConstraint(name="plan_document_kept_by_a_rule",
                                   condition=Q(keep_years__gte=1) & ~Q(keep_section="")),
        ]
        indexes = [models.Index(fields=["client"], name="plan_documents_of_client")]
