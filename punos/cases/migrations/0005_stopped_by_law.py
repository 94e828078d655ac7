"""Why the second offer was not made, or an offer ended, where the law stood in the way: the section."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_closing")]

    operations = [
        migrations.AddField("handover", "stopped_by", models.CharField(blank=True, default="", max_length=120)),
    ]
