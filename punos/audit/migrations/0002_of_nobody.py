"""Rows about no client are found by what was done: how the program itself is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]

    operations = [
        migrations.AddIndex("entry", models.Index(
            fields=["action", "-id"], name="audit_entry_of_nobody", condition=models.Q(client=None))),
    ]
