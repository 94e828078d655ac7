"""A clock of the law may also end because there is nothing to count to any more: with why."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_stopped_by_law")]

    operations = [
        migrations.AddField("clock", "lapsed_why", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddConstraint("clock", models.CheckConstraint(
            name="cases_clock_lapses_when_ended", condition=Q(lapsed_why="") | Q(met_at__isnull=False))),
    ]
