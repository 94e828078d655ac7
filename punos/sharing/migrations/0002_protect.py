"""Ties, grounds and exceptional accesses: written by sharing alone; read by those who may see her permissions, and by
the one they are about. A review is written by sharing for the reviewer."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import Protect, for_purposes

SHARING = for_purposes([Purpose.SHARING])
MINE = "account_id = (SELECT access_account())"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect(table, category="'permissions'", purposes=[Purpose.SHARING], also=MINE, insert=SHARING, update=SHARING)
        for table in ("sharing_tie", "sharing_ground", "sharing_exceptionalaccess")
    ] + [migrations.RunSQL("REVOKE DELETE ON sharing_tie, sharing_ground, sharing_exceptionalaccess "
                           "FROM punos_web, punos_worker", migrations.RunSQL.noop)]
