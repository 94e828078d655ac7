"""A contact notice, the chain of those who hold it, the offers between them, and the calls that were promised."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from punos.intake.codes import (
    Agreement,
    CallOutcome,
    Channel,
    Ending,
    Ground,
    Manner,
    Sender,
    Topic,
    Urgency,
    UrgentHelp,
)
from punos.kernel.chain_sql import chain_constraints
from punos.kernel.holding import Holder, Outcome
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Register

REGISTERS = [(register.value, register.value) for register in Register]


class ContactNotice(models.Model):
    """Yhteydenotto: somebody turns to us, for herself or for another. ``client`` None: unknown, or she did not say.

    ``words`` are hers, as she said them; ``asks`` what is wanted; ``answer_by`` when she gets an answer.
    ``ground`` is why others may be contacted without her agreement (1301/2014 35 §).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    register = models.CharField(max_length=10, choices=REGISTERS)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    recorded_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=20, choices=Sender.choices)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_phone = models.CharField(max_length=40, blank=True)
    words = models.TextField()
    asks = models.TextField(blank=True)
    asked_before = models.TextField(blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NONE)
    urgent_help = models.CharField(max_length=20, choices=UrgentHelp.choices, blank=True)
    client_agrees = models.CharField(max_length=10, choices=Agreement.choices, default=Agreement.NOT_ASKED)
    agreement_manner = models.CharField(max_length=10, choices=Manner.choices, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    ground_words = models.TextField(blank=True)
    answer_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    ending_words = models.TextField(blank=True)
    case = models.UUIDField(null=True)  # the case it became or belongs to; cases lie above, so no foreign key

    class Meta:
        db_table = "intake_contact"
        constraints = [
            models.CheckConstraint(name="intake_contact_closed_with_who_and_why",
                                   condition=Q(closed_at=None, closed_by=None, ending="")
                                   | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(ending="")),
            models.CheckConstraint(name="intake_contact_case_named", condition=~Q(ending="became_case", case=None)),
            models.CheckConstraint(name="intake_contact_agreement_with_manner",
                                   condition=Q(client_agrees="not_asked") | ~Q(agreement_manner="")),
            models.CheckConstraint(name="intake_contact_received_first",
                                   condition=Q(received_at__lte=F("recorded_at"))),
            models.CheckConstraint(name="intake_contact_urgent_only_helped",
                                   condition=Q(urgent_help="") | ~Q(urgency="none")),
        ]
        indexes = [models.Index(fields=["client", "received_at"], name="intake_contact_of_client")]

    @property
    def is_urgent(self) -> bool:
        return self.urgency != Urgency.NONE


class Handover(models.Model):
    """An offer to take a contact over. Until it is accepted the sender answers (promise 1).

    ``turn`` 2: the second offer, made by the model's rule to the coordinating queue, with the decliner's
    suggestion. A decline gives a reason and suggests somebody. ``stopped_by``: the section by which the coordinators
    could not be asked next, or by which the receiver of a withdrawn offer sees it no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(ContactNotice, models.PROTECT, related_name="handovers")
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    register = models.CharField(max_length=10, choices=REGISTERS)
    sender_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    sender_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    receiver_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    receiver_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    substitute = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    note = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField()  # the account, or nobody's when the rule made the second offer
    answer_by = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True, choices=[(o.value, o.value) for o in Outcome])
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    reason_words = models.TextField(blank=True)
    suggested_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    suggested_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    stopped_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_handover_one_sender",
                                   condition=Q(sender_account=None, sender_unit__isnull=False)
                                   | Q(sender_account__isnull=False, sender_unit=None)),
            models.CheckConstraint(name="intake_handover_one_receiver",
                                   condition=Q(receiver_account=None, receiver_unit__isnull=False)
                                   | Q(receiver_account__isnull=False, receiver_unit=None)),
            models.CheckConstraint(name="intake_handover_answered_with_who_and_when",
                                   condition=Q(outcome="", answered_at=None, answered_by=None)
                                   | ~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            models.CheckConstraint(name="intake_handover_declined_with_reason",
                                   condition=~Q(outcome="declined") | ~Q(reason="")),
            models.CheckConstraint(name="intake_handover_one_suggestion",
                                   condition=Q(suggested_account=None) | Q(suggested_unit=None)),
            models.CheckConstraint(name="intake_handover_two_turns", condition=Q(turn__in=[1, 2])),
            models.UniqueConstraint("contact", name="intake_handover_one_open", condition=Q(outcome="")),
        ]
        indexes = [
            models.Index(fields=["contact", "offered_at"], name="intake_handover_of_contact"),
            models.Index(fields=["receiver_account"], name="intake_handover_to_account", condition=Q(outcome="")),
            models.Index(fields=["receiver_unit"], name="intake_handover_to_unit", condition=Q(outcome="")),
            models.Index(fields=["answer_by"], name="intake_handover_unanswered", condition=Q(outcome="")),
        ]

    @property
    def sender(self) -> Holder:
        return Holder(self.sender_account_id, self.sender_unit_id)

    @property
    def receiver(self) -> Holder:
        return Holder(self.receiver_account_id, self.receiver_unit_id)

    @property
    def suggested(self) -> Holder | None:
        has = self.suggested_account_id or self.suggested_unit_id
        return Holder(self.suggested_account_id, self.suggested_unit_id) if has else None


class Holding(models.Model):
    """A period of answering for a contact. The chain has no hole and no overlap; the database keeps it so.

    ``substitute`` stands in while the holder is away. ``handover`` is the accepted offer it came by, if any;
    ``taken_by`` the person who did what began it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(ContactNotice, models.PROTECT, related_name="holdings")
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    register = models.CharField(max_length=10, choices=REGISTERS)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    opens = models.BooleanField(default=False)
    closes = models.BooleanField(default=False)
    next_date = models.DateField(null=True)
    substitute = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    handover = models.OneToOneField(Handover, models.PROTECT, null=True, related_name="period")
    taken_by = models.UUIDField()

    class Meta:
        constraints = chain_constraints("intake_holding", "contact")
        indexes = [
            models.Index(fields=["account", "next_date"], name="intake_held_by_account", condition=Q(ends=None)),
            models.Index(fields=["unit", "next_date"], name="intake_held_by_unit", condition=Q(ends=None)),
            models.Index(fields=["substitute"], name="intake_held_for_another",
                         condition=Q(ends=None, substitute__isnull=False)),
        ]

    @property
    def holder(self) -> Holder:
        return Holder(self.account_id, self.unit_id)


class Callback(models.Model):
    """A promise to call by a certain time. Kept: the first attempt was made in time. Measured, never forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(ContactNotice, models.PROTECT, related_name="callbacks")
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    register = models.CharField(max_length=10, choices=REGISTERS)
    promised_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    promised_by = models.DateTimeField()
    phone = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices, blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_callback_ended_with_who_and_when",
                                   condition=Q(outcome="", called_at=None, called_by=None)
                                   | ~Q(outcome="") & Q(called_at__isnull=False, called_by__isnull=False)),
            models.UniqueConstraint("contact", name="intake_callback_one_open", condition=Q(outcome="")),
        ]
        indexes = [models.Index(fields=["promised_by"], name="intake_callback_open", condition=Q(outcome=""))]


class GuidanceNote(models.Model):
    """Guidance given without anybody's name: what about, to where, who asked. Nothing in it is about a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    topic = models.CharField(max_length=20, choices=Topic.choices)
    asker = models.CharField(max_length=20, choices=Sender.choices)
    to_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    given_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
