"""More can be told of a step that is done: one more thing that happens to it. Nothing changes in the database."""

from django.db import migrations, models

WHAT = ("made", "reworded", "moved", "handed", "done", "noted", "undone", "dropped")


class Migration(migrations.Migration):
    dependencies = [("plan", "0003_kept_until_is_counted")]

    operations = [
        migrations.AlterField("stepevent", "what",
                              models.CharField(choices=[(what, what) for what in WHAT], max_length=20)),
    ]
