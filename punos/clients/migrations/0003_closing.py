"""Who is close to her or acts for her, by account, is asked for no actor's eyes when a case of hers is closed."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_protect")]

    operations = [
        OpenFor("clients_client", Purpose.CLOSING),
        OpenFor("clients_tie", Purpose.CLOSING),
        OpenFor("clients_representative", Purpose.CLOSING),
    ]
