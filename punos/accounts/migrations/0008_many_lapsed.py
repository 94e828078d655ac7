"""A second form sent after the sign-in ran out stands beside the first, and never in its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_who_reviews")]

    operations = [migrations.AlterField("lapsedform", "account",
                                        models.ForeignKey("accounts.account", models.CASCADE, related_name="+"))]
