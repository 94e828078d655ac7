"""What was brought back to one who had not accepted it, and what nobody may answer for (ADR 0074). Written by sharing
alone, and read through it: a manager meets no row of it, only a register, a unit, a section and a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import punos.kernel.ids
from punos.access.purposes import Purpose
from punos.access.rls import Protect

HELD = ["contact", "case_holder"]
REGISTERS = ["social", "health", "other"]


def to(model: str, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(model, django.db.models.deletion.PROTECT, null=null, related_name="+")


def of(fields: list[str], name: str) -> models.Index:
    return models.Index(fields=fields, name=name, condition=Q(ended_at=None))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_needing_the_address"), ("accounts", "0010_days_in_finland"),
                    ("clients", "0004_whole_person")]

    operations = [
        migrations.CreateModel("BroughtBack", [
            ("id", models.UUIDField(default=punos.kernel.ids.new_id, editable=False, primary_key=True,
                                    serialize=False)),
            ("kind", models.CharField(choices=[(kind, kind) for kind in HELD], max_length=30)),
            ("matter", models.UUIDField()),
            ("register", models.CharField(blank=True, choices=[(r, r) for r in REGISTERS], max_length=10)),
            ("section", models.CharField(max_length=120)),
            ("at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("ended_by", models.UUIDField(null=True)),
            ("account", to(settings.AUTH_USER_MODEL)),
            ("client", to("clients.client", null=False)),
            ("unit", to("accounts.unit")),
            ("was_account", to(settings.AUTH_USER_MODEL)),
            ("was_unit", to("accounts.unit")),
        ], options={
            "indexes": [of(["account"], "sharing_brought_to_account"), of(["unit"], "sharing_brought_to_unit"),
                        of(["client"], "sharing_brought_of_client")],
            "constraints": [
                models.CheckConstraint(name="sharing_brought_known_kind", condition=Q(kind__in=HELD)),
                models.CheckConstraint(name="sharing_brought_says_why", condition=~Q(section="")),
                models.CheckConstraint(name="sharing_brought_to_one", condition=Q(account=None) | Q(unit=None)),
                models.CheckConstraint(name="sharing_brought_from_one", condition=(
                    Q(was_account=None, was_unit__isnull=False) | Q(was_account__isnull=False, was_unit=None))),
                models.CheckConstraint(name="sharing_brought_ended_by_somebody", condition=(
                    Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False))),
                models.UniqueConstraint("kind", "matter", name="sharing_brought_once", condition=Q(ended_at=None)),
            ],
        }),
        Protect("sharing_broughtback", purposes=[Purpose.SHARING]),
        migrations.RunSQL("REVOKE DELETE ON sharing_broughtback FROM punos_web, punos_worker",
                          migrations.RunSQL.noop),
    ]
