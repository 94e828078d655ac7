"""Closing a case ends the steps whose doer's work ends, also where whoever closes it may not see the plan."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("plan", "0004_step_told_more_of")]

    operations = [
        OpenFor("plan_step", Purpose.CLOSING, change=True),
        OpenFor("plan_stepevent", Purpose.CLOSING, read=False, write=True),
    ]
