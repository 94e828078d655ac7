"""A step that nobody can do because its doer's day passed is ended by no person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ENDED_BY_SOMEBODY = (
    Q(closed="", closed_at=None, closed_by=None, close_note="")
    | Q(closed="done", closed_at__isnull=False, closed_by__isnull=False)
    | Q(closed="dropped", closed_at__isnull=False, closed_by__isnull=False) & ~Q(close_note="")
    | Q(closed="dropped", closed_at__isnull=False, closed_by=None, close_note="doer_left"))


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_whole_person"),
        ("plan", "0008_one_plan_goes_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("step", "plan_step_closed_by_somebody"),
        migrations.AddConstraint("step", models.CheckConstraint(name="plan_step_closed_by_somebody",
                                                                condition=ENDED_BY_SOMEBODY)),
        migrations.AlterField("stepevent", "by", models.ForeignKey(
            settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+")),
        migrations.AddConstraint("stepevent", models.CheckConstraint(
            name="plan_step_event_by_somebody",
            condition=Q(by__isnull=False) | Q(what="dropped", why="doer_left"))),
    ]
