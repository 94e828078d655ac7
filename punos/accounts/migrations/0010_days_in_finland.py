"""A membership begins and ends by the day in Finland: for the database, too, the day changes at midnight there.

Until now the functions read the day of UTC, so that who joined a unit today could not enter it before two o'clock
(three in summer), and who had left it yesterday still could.
"""

from django.db import migrations

BY_DAY = ("accounts_administers()", "accounts_arranges(uuid, uuid)", "accounts_enter(uuid)", "accounts_reviews()")


def altered(setting: str) -> list[str]:
    """Each function that compares days with today, given a setting by the role that owns it."""
    return ["SET LOCAL ROLE punos_definer", *(f"ALTER FUNCTION {name} {setting}" for name in BY_DAY), "RESET ROLE"]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_one_coordinator_queue")]

    operations = [migrations.RunSQL(altered("SET timezone = 'Europe/Helsinki'"), altered("RESET timezone"))]
