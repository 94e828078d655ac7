"""The task that needs a protected address: a ground of its own, and a tie that stands on it (ADR 0072)."""

from django.db import migrations, models
from django.db.models import Q

TIES = ["own", "representative", "contact_recorder", "contact", "contact_offer", "contact_substitute", "returned",
        "case_holder", "case_offer", "case_substitute", "own_worker", "responsible_worker", "team", "exceptional",
        "address_task"]
GROUNDS = [("duty", "Duty"), ("ruling", "Ruling"), ("address", "Address")]
COMPLETE = (Q(kind="duty") & ~Q(section="") | Q(kind="ruling") & ~Q(rule="")
            | Q(kind="address") & ~Q(section="") & ~Q(task=""))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_protect")]

    operations = [
        migrations.RemoveConstraint("ground", "sharing_ground_is_complete"),
        migrations.RemoveConstraint("tie", "sharing_tie_known_kind"),
        migrations.AddField("ground", "task", models.CharField(blank=True, max_length=20, default=""),
                            preserve_default=False),
        migrations.AlterField("ground", "kind", models.CharField(choices=GROUNDS, max_length=10)),
        migrations.AlterField("tie", "kind", models.CharField(choices=[(kind, kind) for kind in TIES], max_length=30)),
        migrations.AddConstraint("ground", models.CheckConstraint(condition=COMPLETE,
                                                                  name="sharing_ground_is_complete")),
        migrations.AddConstraint("tie", models.CheckConstraint(condition=Q(kind__in=TIES),
                                                               name="sharing_tie_known_kind")),
    ]
