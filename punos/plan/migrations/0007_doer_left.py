"""Steps wait for a doer also when theirs left the team; they are found by the same index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0006_steps_without_doer")]

    operations = [
        migrations.RemoveIndex("step", "plan_steps_without_doer"),
        migrations.AddIndex("step", models.Index(
            fields=["client"], name="plan_steps_without_doer",
            condition=models.Q(closed="dropped", close_note__in=("case_closed", "doer_left")))),
    ]
