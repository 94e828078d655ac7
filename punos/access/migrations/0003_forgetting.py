"""Whether anybody has, or ever had, a view of a person is asked before a record nobody came to is removed."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("access", "0002_protect")]

    operations = [OpenFor("access_grant", Purpose.FORGETTING)]
