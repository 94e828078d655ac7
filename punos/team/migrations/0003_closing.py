"""Who is in a team of hers under another case is asked for no actor's eyes when one of her cases is closed."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("team", "0002_protect")]

    operations = [
        OpenFor("team_membership", Purpose.CLOSING),
    ]
