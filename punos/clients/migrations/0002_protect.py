"""Who may see a person: those with an open grant on her identity."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import PRESENT, Protect


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect("clients_client", client="clients_client.id", category="'identity'",
                purposes=[Purpose.SHARING, Purpose.RECOGNITION], insert=PRESENT),
    ]
