"""Whether two records to be one person both have an own worker is asked for no actor's eyes, as her open cases are."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import for_purposes, granted

HERS = granted("cases_worker.client_id", "'coordination'")


def seen(purposes: list[Purpose]) -> list[str]:
    """The policies of the table, for these purposes besides whoever holds a grant."""
    test = f"{HERS} OR {for_purposes(purposes)}"
    return [f"ALTER POLICY seen ON cases_worker USING ({test})",
            f"ALTER POLICY written ON cases_worker WITH CHECK ({test})",
            f"ALTER POLICY changed ON cases_worker USING ({test}) WITH CHECK ({test})"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_protect")]

    operations = [migrations.RunSQL(seen([Purpose.SHARING, Purpose.HOLDING, Purpose.FIGURES]),
                                    seen([Purpose.SHARING, Purpose.FIGURES]))]
