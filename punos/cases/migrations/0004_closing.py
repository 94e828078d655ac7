"""Who is beside her under another case is asked for no actor's eyes when one of her cases is closed."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_workers_when_merging")]

    operations = [
        OpenFor("cases_holding", Purpose.CLOSING),
        OpenFor("cases_worker", Purpose.CLOSING),
    ]
