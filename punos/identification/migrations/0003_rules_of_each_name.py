"""Two operating models may have the same rules: each has its own version, approved by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identification", "0002_protect")]

    operations = [
        migrations.AlterField("rulesetversion", "fingerprint", models.CharField(max_length=16)),
        migrations.AddConstraint("rulesetversion", models.UniqueConstraint(
            "name", "fingerprint", name="identification_rules_stored_once")),
    ]
