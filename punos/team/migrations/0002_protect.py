"""Who may see a team: those who may see how her matters are coordinated; each member her own membership."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import Protect

MINE = "account_id = (SELECT access_account())"


class Migration(migrations.Migration):
    dependencies = [("team", "0001_tables"), ("cases", "0002_protect"), ("access", "0002_protect")]

    operations = [
        Protect("team_membership", category="'coordination'", purposes=[Purpose.SHARING, Purpose.FIGURES], also=MINE),
        Protect("team_gathering", category="'coordination'", purposes=[Purpose.FIGURES]),
    ]
