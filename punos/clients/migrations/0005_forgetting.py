"""A person written down to whom nothing came is removed at night: her record and her code, and nothing of anybody
else's. What may be removed is narrowed here; that nothing refers to her is what the foreign keys say."""

from django.db import migrations, models

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor

# Nobody signs in as her, she was not merged, no address of hers is kept, and nobody told of her since yesterday.
UNMET = """clients_client.account_id IS NULL AND clients_client.merged_into_id IS NULL
    AND clients_client.protected_until IS NULL
    AND coalesce(clients_client.told_at, clients_client.created_at) < statement_timestamp() - interval '20 hours'"""
HERS = "EXISTS (SELECT 1 FROM clients_client c WHERE c.id = clients_identitycode.client_id)"


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_whole_person"), ("access", "0002_protect")]

    operations = [
        migrations.AddField("client", "told_at", models.DateTimeField(null=True)),
        OpenFor("clients_client", Purpose.FORGETTING, remove=True, only=UNMET),
        OpenFor("clients_identitycode", Purpose.FORGETTING, remove=True, only=HERS),
    ]
