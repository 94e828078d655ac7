"""Exactly one unit takes what nobody else answers for. Where there are several, one in the county's own care stays."""

from django.db import migrations, models

ONE_STAYS = """
UPDATE accounts_unit SET is_coordinator_queue = false WHERE is_coordinator_queue AND id <> (
  SELECT u.id FROM accounts_unit u JOIN accounts_organisation o ON o.id = u.organisation_id
  WHERE u.is_coordinator_queue ORDER BY u.register NOT IN ('social', 'health') OR o.separate_controller, u.id LIMIT 1)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_many_lapsed")]

    operations = [
        migrations.RunSQL(ONE_STAYS, migrations.RunSQL.noop),
        migrations.AddConstraint("unit", models.UniqueConstraint(
            "is_coordinator_queue", condition=models.Q(is_coordinator_queue=True),
            name="accounts_one_coordinator_queue")),
    ]
