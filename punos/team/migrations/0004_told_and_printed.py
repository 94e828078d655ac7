"""Who answers for the whole is told who left; whether the letter to one without an account was printed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("team", "0003_closing")]

    operations = [
        migrations.AddField("membership", "departure_unread", models.BooleanField(default=False)),
        migrations.AddField("membership", "letter_printed_at", models.DateTimeField(null=True)),
    ]
