"""Was this code given for an account that had begun? Then its owner is told of it (queries.codes_given)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sign_ins_end")]

    operations = [migrations.AddField("startcode", "again", models.BooleanField(default=False))]
