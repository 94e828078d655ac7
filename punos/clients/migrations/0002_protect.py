"""Who may see a person: those with an open grant on her identity; her protected address: those with one on it."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import PRESENT, Protect, granted

KNOWN = [Purpose.SHARING, Purpose.RECOGNITION]


def both(table: str, other: str) -> str:
    """The actor may see the identity of both people this row is about."""
    return " AND ".join(granted(f"{table}.{column}", "'identity'") for column in ("client_id", other))


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect("clients_client", client="clients_client.id", category="'identity'", insert=PRESENT,
                purposes=[*KNOWN, Purpose.NAMED_RUN]),
        Protect("clients_identitycode", category="'identity'", purposes=KNOWN),
        # Whoever learns of an order records it, and then reads it only if her task needs it.
        Protect("clients_protectedaddress", category="'protected_address'", purposes=[Purpose.SHARING],
                insert=granted("clients_protectedaddress.client_id", "'identity'")),
        Protect("clients_tie", category="'identity'", purposes=[Purpose.SHARING]),
        Protect("clients_closecontact", category="category", purposes=[Purpose.SHARING], deletable=True,
                insert=granted("clients_closecontact.client_id", "'identity'")),
        Protect("clients_tietoclient", purposes=[Purpose.SHARING], also=both("clients_tietoclient", "other_id")),
        Protect("clients_representative", category="'identity'", purposes=[Purpose.SHARING]),
        Protect("clients_capacityfinding", category="'permissions'", purposes=[Purpose.SHARING]),
        Protect("clients_capacitygrounds", category="category"),
        Protect("clients_merge", purposes=[Purpose.SHARING], also=both("clients_merge", "merged_id")),
        Protect("clients_apart", also=both("clients_apart", "other_id")),
    ]
