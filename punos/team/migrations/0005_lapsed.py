"""A membership whose last day has passed is ended, by nobody; and one whose ground has gone, whoever sees it."""

from django.db import migrations, models
from django.db.models import F, Q

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor

ENDINGS = ["client_removed", "left", "no_longer_needed", "case_closed", "basis_ended", "lapsed"]


class Migration(migrations.Migration):
    dependencies = [("team", "0004_told_and_printed"), ("consent", "0003_closing")]

    operations = [
        OpenFor("team_membership", Purpose.CLOSING, read=False, change=True),
        migrations.RemoveConstraint("membership", "team_member_ended_by_somebody"),
        migrations.AddConstraint("membership", models.CheckConstraint(
            name="team_member_ended_by_somebody", condition=(
                Q(ended_at=None, ended_by=None, ending="")
                | Q(ended_at__gte=F("invited_at"), ended_by__isnull=False, ending__in=ENDINGS)
                | Q(ended_at__gte=F("invited_at"), ended_by=None, ending="lapsed")))),
    ]
