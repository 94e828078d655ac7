"""Who may read and write instruments: by a grant on her permissions; whoever knows her may write down her word and
read what she herself wrote down while she knows her."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import AppendOnly, Protect, granted

SAME_CLIENT = (
    "ALTER TABLE consent_entry ADD CONSTRAINT consent_entry_of_same_client "
    "FOREIGN KEY (instrument_id, client_id) REFERENCES consent_instrument (id, client_id)")


def known(table: str) -> str:
    """The actor may see who she is."""
    return granted(f"{table}.client_id", "'identity'")


def known_by_me(table: str, column: str) -> str:
    """The actor wrote it down herself and may still see who she is."""
    return f"{table}.{column} = (SELECT access_account()) AND {known(table)}"


def known_or_permitted(table: str) -> str:
    """The actor may see who she is, or what she has permitted."""
    permissions = granted(f"{table}.client_id", "'permissions'")
    return f"{known(table)} OR {permissions}"


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_tables"), ("access", "0002_protect"), ("clients", "0002_protect")]

    operations = [
        Protect("consent_instrument", category="'permissions'", purposes=[Purpose.SHARING, Purpose.CONSENT],
                also=known_by_me("consent_instrument", "made_by_id"),
                insert=known_or_permitted("consent_instrument")),
        Protect("consent_entry", category="'permissions'", purposes=[Purpose.SHARING, Purpose.CONSENT],
                also=known_by_me("consent_entry", "by_id"),
                insert=known_or_permitted("consent_entry")),
        migrations.RunSQL(SAME_CLIENT, "ALTER TABLE consent_entry DROP CONSTRAINT consent_entry_of_same_client"),
        AppendOnly("consent_entry", except_columns=["retain_until"]),
        migrations.RunSQL(["REVOKE DELETE ON consent_instrument, consent_entry FROM punos_web, punos_worker",
                           "REVOKE UPDATE ON consent_entry, consent_instrument FROM punos_web, punos_worker",
                           "GRANT UPDATE (retain_until) ON consent_entry TO punos_web, punos_worker",
                           "GRANT UPDATE (made_at) ON consent_instrument TO punos_web, punos_worker"],
                          migrations.RunSQL.noop),
    ]
