"""Rule versions, runs of the population engine as aggregates, what was shown of them; named runs with their queue."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from punos.kernel.ids import new_id


class RuleSetVersion(models.Model):
    """A rule set as it was used, word for word. Stored once and never changed (a trigger); approved by somebody.

    ``fingerprint`` is computed from ``content`` (population.ruleset), so the same rules of the same name are the same
    row; two operating models may have the same rules, and each is approved by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=16)
    content = models.JSONField()
    stored_at = models.DateTimeField()
    stored_by = models.UUIDField()  # an account, or nobody's when it came from the command line
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("name", "version", name="identification_version_says_one_thing"),
            models.UniqueConstraint("name", "fingerprint", name="identification_rules_stored_once"),
            models.CheckConstraint(name="identification_approved_by_somebody", condition=(
                Q(approved_at=None, approved_by=None) | Q(approved_at__isnull=False, approved_by__isnull=False))),
        ]


class StoredRun(models.Model):
    """A finished run of the engine: aggregates only, small cells hidden, sizes that hang on the rules rounded.

    ``counts_digest`` is the SHA-256 of the counts for what-if, a file under ``PUNOS_DATA/population``; empty: none.
    Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rules = models.ForeignKey(RuleSetVersion, models.PROTECT, related_name="runs")
    first = models.DateField()
    last = models.DateField()
    least = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    counts_digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    published_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="identification_run_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="identification_run_hides_small_cells", condition=Q(least__gte=5)),
        ]
        indexes = [models.Index(fields=["-last", "-published_at"], name="identification_newest_run")]

    @property
    def answered(self) -> frozenset[str]:
        """The criteria that these data could answer; the others were left out of the run."""
        return frozenset(criterion["id"] for criterion in self.figures["rules"]["criteria"])


class ShownSetting(models.Model):
    """A what-if setting the county has been shown of a run, and the answer as it was shown.

    The rows of one run are its memory: a later question is answered so that all answers together single out nobody
    (population.whatif). ``place`` 0 is the rules in force; ``same_as`` a setting shown earlier, too close to be told
    apart; ``compared`` another rule version instead of moved bounds. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(StoredRun, models.PROTECT, related_name="shown")
    place = models.PositiveIntegerField()
    key = models.CharField(max_length=300)
    threshold = models.PositiveIntegerField()
    bounds = models.JSONField(default=dict)
    compared = models.ForeignKey(RuleSetVersion, models.PROTECT, null=True, related_name="+")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    answer = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "place", name="identification_shown_in_order"),
            models.UniqueConstraint("run", "key", name="identification_shown_once"),
        ]


class NamedRun(models.Model):
    """Permission to turn a run's pseudonyms into people: off unless all of this is recorded (domain handbook §2.5).

    ``prepared_by`` records the legal basis, ``approver`` another person who answers for it and switches it on. It is on
    from ``approved_at`` until it is stopped, and at the latest until the end of ``ends_on``. ``outcome``: what came of
    it in numbers, kept when its rows are destroyed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.TextField()
    statute = models.CharField(max_length=120)
    section = models.CharField(max_length=60)
    assessment = models.CharField(max_length=120)
    rules = models.ForeignKey(RuleSetVersion, models.PROTECT, related_name="named_runs")
    sample = models.PositiveIntegerField()
    ends_on = models.DateField()
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    approver = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stop_reason = models.CharField(max_length=200, blank=True)
    loaded_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="identification_named_on_a_basis", condition=(
                ~Q(purpose="") & ~Q(statute="") & ~Q(section="") & ~Q(assessment=""))),
            models.CheckConstraint(name="identification_named_by_two", condition=~Q(approver=F("prepared_by"))),
            models.CheckConstraint(name="identification_named_has_a_sample", condition=Q(sample__gte=20)),
            models.CheckConstraint(name="identification_named_ends", condition=Q(ends_on__gte=F("prepared_at__date"))),
            models.CheckConstraint(name="identification_named_stopped_with_reason", condition=(
                Q(stopped_at=None, stopped_by=None, stop_reason="")
                | Q(stopped_at__isnull=False, stopped_by__isnull=False) & ~Q(stop_reason=""))),
            models.CheckConstraint(name="identification_named_loaded_when_on",
                                   condition=Q(loaded_at=None) | Q(approved_at__isnull=False)),
        ]


class Reviewer(models.Model):
    """Somebody who looks at the people of one named run."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(NamedRun, models.CASCADE, related_name="reviewers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("run", "account", name="identification_reviewer_once")]


class Judgement(models.TextChoices):
    """What the human found. ``objected``: the client objected, so nobody judges."""

    MAY_HELP = "may_help"
    NO_NEED = "no_need"
    CANNOT_TELL = "cannot_tell"
    OBJECTED = "objected"


class Flag(models.Model):
    """One person of a named run for a human to look at: suggested by the rules, or of the random sample of the others.

    ``suggested`` and ``reasons`` are shown only when she has been judged; ``place`` is a random order. Nothing follows
    from a row by itself. The rows are destroyed when the run ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(NamedRun, models.PROTECT, related_name="flags")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    suggested = models.BooleanField()
    score = models.PositiveIntegerField()
    signals = models.JSONField()
    reasons = models.JSONField()
    judgement = models.CharField(max_length=20, choices=[(j.value, j.value) for j in Judgement], blank=True)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "client", name="identification_flagged_once"),
            models.UniqueConstraint("run", "place", name="identification_one_place_each"),
            models.CheckConstraint(name="identification_judged_with_who_when_why", condition=(
                Q(judgement="", judged_at=None, judged_by=None, reason="")
                | ~Q(judgement="") & Q(judged_at__isnull=False, judged_by__isnull=False) & ~Q(reason=""))),
        ]


class Objection(models.Model):
    """A person's objection to being looked for by a register run (GDPR 21). It holds until she takes it back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    received_on = models.DateField()
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("client", name="identification_one_objection", condition=Q(taken_back_at=None)),
            models.CheckConstraint(name="identification_objection_taken_back_by_somebody", condition=(
                Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False))),
        ]
