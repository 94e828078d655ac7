"""Whom a consent in force names stays in the team, whatever whoever writes down another word of hers may see of it."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_protect")]

    operations = [OpenFor("consent_instrument", Purpose.CLOSING), OpenFor("consent_entry", Purpose.CLOSING)]
