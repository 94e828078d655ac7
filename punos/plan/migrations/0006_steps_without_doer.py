"""The steps that wait for a doer since a case was opened again are found without reading every step of the county."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0005_closing")]

    operations = [
        migrations.AddIndex("step", models.Index(
            fields=["client"], name="plan_steps_without_doer",
            condition=models.Q(closed="dropped", close_note="case_closed"))),
    ]
