"""A case and what hangs on it. Every row carries its client; periods are closed, never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from punos.kernel.chain_sql import chain_constraints
from punos.kernel.holding import Outcome
from punos.kernel.ids import new_id


class Case(models.Model):
    """The client's coordination process under one operating model (not the statutory *asia* or *asiakkuus*).

    ``last_touch_at``: when somebody was last in touch with her about it. Who answers, and when she returns to it at
    the latest, stands in ``Holding``; the stage in ``StageEntry``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="cases")
    model = models.CharField(max_length=60)
    why = models.TextField()
    from_contact = models.OneToOneField("intake.ContactNotice", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    last_touch_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("client", "model", name="cases_one_open_per_client_and_model",
                                    condition=Q(closed_at=None)),
            models.CheckConstraint(name="cases_closes_after_it_opens",
                                   condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at"))),
        ]
        indexes = [models.Index(fields=["client"], name="cases_of_client")]


class Holding(models.Model):
    """A period in which one person (or a queue with a person on duty) answers for the whole.

    The chain has no hole and no overlap and the open period a next date: ``kernel.chain_sql`` keeps it so.
    ``substitute`` may do her things while she is away.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="holdings")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    opens = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    next_date = models.DateField(null=True)
    substitute = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = chain_constraints("cases_holding", "case")
        indexes = [models.Index(fields=["account"], name="cases_held_by_account", condition=Q(ends=None)),
                   models.Index(fields=["unit"], name="cases_held_by_unit", condition=Q(ends=None))]


class Handover(models.Model):
    """An offer to take the whole over. The sender answers until the receiver accepts.

    ``turn`` 1 is the sender's choice, 2 the offer to the coordinator queue by the model's rule. ``suggested_…``: whom
    the one who declined proposes instead. ``stopped_by``: the section by which the coordinators could not be asked
    next, or by which the receiver of a withdrawn offer sees it no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="handovers")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    sender = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    sender_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    model = models.CharField(max_length=60)
    turn = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    answer_by = models.DateTimeField()
    suggestion_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    decline_reason = models.CharField(max_length=60, blank=True)
    decline_note = models.TextField(blank=True)
    suggested_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    suggested_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    stopped_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("case", name="cases_one_offer_at_a_time", condition=Q(outcome="")),
            models.CheckConstraint(name="cases_offer_has_one_receiver", condition=(
                Q(account=None, unit__isnull=False) | Q(account__isnull=False, unit=None))),
            models.CheckConstraint(name="cases_offer_has_one_sender", condition=(
                Q(sender=None, sender_unit__isnull=False) | Q(sender__isnull=False, sender_unit=None))),
            models.CheckConstraint(name="cases_offer_known_outcome",
                                   condition=Q(outcome__in=["", *(o.value for o in Outcome)])),
            models.CheckConstraint(name="cases_offer_ended_by_somebody", condition=(
                Q(outcome="", ended_at=None, ended_by=None)
                | ~Q(outcome="") & Q(ended_at__isnull=False, ended_by__isnull=False))),
            models.CheckConstraint(name="cases_decline_says_why", condition=(
                ~Q(outcome="declined")
                | ~Q(decline_reason="") & (Q(suggested_account__isnull=False) | Q(suggested_unit__isnull=False)))),
        ]
        indexes = [models.Index(fields=["account"], name="cases_offered_to_account", condition=Q(outcome="")),
                   models.Index(fields=["unit"], name="cases_offered_to_unit", condition=Q(outcome="")),
                   models.Index(fields=["answer_by"], name="cases_offer_due", condition=Q(outcome=""))]


class FindingKind(models.TextChoices):
    MULTI_NEED = "multi_need"
    SPECIAL_SUPPORT = "special_support"


class Finding(models.Model):
    """A dated professional finding with its reasons: never a flag on the person. The newest of a kind holds.

    ``suggested`` is what the help-list pointed to (None: no list was filled), ``found`` what the professional
    decided, ``her_word`` what she said herself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="findings")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="findings")
    kind = models.CharField(max_length=20, choices=FindingKind.choices)
    model = models.CharField(max_length=60, blank=True)
    suggested = models.BooleanField(null=True)
    found = models.BooleanField()
    her_word = models.CharField(max_length=20, blank=True)
    reasons = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="cases_finding_known_kind",
                                              condition=Q(kind__in=FindingKind.values))]
        indexes = [models.Index(fields=["client", "kind", "-made_at"], name="cases_finding_newest")]


class HelpListAnswer(models.Model):
    """One answer to one question of the pack's help-list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="answers")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    answer = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint("finding", "question", name="cases_one_answer_per_question"),
            models.CheckConstraint(name="cases_known_answer", condition=Q(answer__in=["yes", "no", "unknown"])),
        ]


class StageEntry(models.Model):
    """A stage the case was in: append-only, with who moved it there and which role answers for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="stages")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    target_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("case", name="cases_one_stage_at_a_time", condition=Q(left_at=None)),
            models.CheckConstraint(name="cases_stage_left_after_entered",
                                   condition=Q(left_at=None) | Q(left_at__gte=F("entered_at"))),
        ]


class WorkerRole(models.TextChoices):
    OWN = "own_worker"
    RESPONSIBLE = "responsible_worker"


class Worker(models.Model):
    """A period in which somebody is the client's own worker (statutory, 0–1) or a responsible worker (0–n).

    ``ground`` and ``section``: on which qualification she is own worker (SHL 42 §). ``alongside``: the social
    worker in public office who works beside her where the client needs special support.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="workers")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=WorkerRole.choices)
    ground = models.CharField(max_length=60, blank=True)
    section = models.CharField(max_length=120, blank=True)
    justification = models.TextField(blank=True)
    alongside = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    begins = models.DateTimeField()
    named_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ends = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("client", name="cases_one_own_worker", condition=Q(role="own_worker", ends=None)),
            models.UniqueConstraint("case", "account", "role", name="cases_worker_named_once",
                                    condition=Q(ends=None)),
            models.CheckConstraint(name="cases_own_worker_has_section",
                                   condition=Q(role="responsible_worker") | ~Q(ground="") & ~Q(section="")),
            models.CheckConstraint(name="cases_worker_known_role", condition=Q(role__in=WorkerRole.values)),
            models.CheckConstraint(name="cases_worker_ends_after_it_begins",
                                   condition=Q(ends=None) | Q(ends__gte=F("begins"))),
        ]
        indexes = [models.Index(fields=["account"], name="cases_worker_now", condition=Q(ends=None))]


class Closing(models.Model):
    """A closing with its reason and the criteria that were met; and, if it was opened again, by whom and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closings")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60)
    criteria = models.JSONField(default=list)
    note = models.TextField(blank=True)
    left_open = models.JSONField(default=dict)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    reopen_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("case", name="cases_closed_once", condition=Q(reopened_at=None)),
            models.CheckConstraint(name="cases_reopened_by_somebody_with_note", condition=(
                Q(reopened_at=None, reopened_by=None, reopen_note="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_note=""))),
        ]


class ClientRelationship(models.Model):
    """Asiakkuus: begins on application or when handling begins, ends only by a recorded entry (SHL 34 §)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="relationships")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    service_task = models.CharField(max_length=60)
    basis = models.CharField(max_length=20)
    began_on = models.DateField()
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    end_entry = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("client", "service_task", name="cases_one_relationship_per_task",
                                    condition=Q(ended_on=None)),
            models.CheckConstraint(name="cases_relationship_known_basis",
                                   condition=Q(basis__in=["application", "handling"])),
            models.CheckConstraint(name="cases_relationship_ends_by_entry", condition=(
                Q(ended_on=None, ended_by=None, end_entry="")
                | Q(ended_on__gte=F("began_on"), ended_by__isnull=False) & ~Q(end_entry=""))),
        ]


class Clock(models.Model):
    """A statutory time that runs for this client: which rule, its section, from when, due when, met when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    section = models.CharField(max_length=120)
    begins = models.DateTimeField()
    due = models.DateField(null=True)
    started_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    lapsed_why = models.TextField(blank=True)  # it ended without what it counted to: why

    class Meta:
        constraints = [
            models.CheckConstraint(name="cases_clock_lapses_when_ended", condition=Q(lapsed_why="")
                                   | Q(met_at__isnull=False)),
            models.UniqueConstraint("case", "rule", name="cases_clock_runs_once", condition=Q(met_at=None)),
            models.CheckConstraint(name="cases_clock_has_section", condition=~Q(section="")),
            models.CheckConstraint(name="cases_clock_met_by_somebody",
                                   condition=Q(met_at=None, met_by=None)
                                   | Q(met_at__gte=F("begins"), met_by__isnull=False)),
        ]


class SocialNeedCheck(models.Model):
    """A health professional looked for an obvious social need in an urgent-care assessment (THL 50 a §)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    obvious = models.BooleanField()
    ground = models.CharField(max_length=30, blank=True)
    why = models.TextField(blank=True)
    contact = models.OneToOneField("intake.ContactNotice", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="cases_contact_has_ground", condition=Q(contact=None) | ~Q(ground="")),
        ]


class ReturnNotice(models.Model):
    """She has turned to us again: told to the one who answered for her closed case, until she has looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="returns")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    contact = models.ForeignKey("intake.ContactNotice", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("case", "contact", name="cases_returned_once")]
        indexes = [models.Index(fields=["account"], name="cases_return_unseen", condition=Q(seen_at=None))]
