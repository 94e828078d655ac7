"""The functions row-level security stands on; the grants themselves; and the journal, which lies below access."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import HELPERS, PRESENT, AppendOnly, Protect

ROW_TEXT = """
CREATE FUNCTION audit_row_text(e audit_entry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(e.id, extract(epoch FROM e.at)::text, e.account, e.role, e.unit, e.action, e.client,
    e.object_type, e.object_id, e.basis, e.decision, e.purpose, e.details)::text $$;
"""

NARROW = [
    "REVOKE UPDATE, DELETE ON audit_entry, audit_block FROM punos_web, punos_worker",
    "REVOKE INSERT ON audit_block FROM punos_web",
    "GRANT UPDATE (block) ON audit_entry TO punos_worker",
    "REVOKE UPDATE, DELETE ON access_decision FROM punos_web, punos_worker",
    "REVOKE DELETE ON access_grant FROM punos_web, punos_worker",
]


class Migration(migrations.Migration):
    dependencies = [("access", "0001_tables"), ("audit", "0001_tables")]

    operations = [
        migrations.RunSQL(HELPERS, "DROP FUNCTION access_purpose; DROP FUNCTION access_units; "
                                   "DROP FUNCTION access_account;"),
        # The grants an actor uses herself; sharing sees a client's all. Never by a grant: that would be a circle.
        Protect("access_grant", purposes=[Purpose.SHARING],
                also="account_id = (SELECT access_account()) OR unit_id = ANY ((SELECT access_units())::uuid[])",
                insert="(SELECT access_purpose()) = 'sharing'", update="(SELECT access_purpose()) = 'sharing'"),
        Protect("access_decision", category="'permissions'", purposes=[Purpose.SHARING],
                insert="(SELECT access_purpose()) = 'sharing'"),
        AppendOnly("access_decision"),
        migrations.RunSQL(ROW_TEXT, "DROP FUNCTION audit_row_text;"),
        Protect("audit_entry", client="client", category="'journal'", purposes=[Purpose.SEALING],
                also="account = (SELECT access_account())",
                insert=f"{PRESENT} AND account = (SELECT access_account()) AND block IS NULL",
                update="(SELECT access_purpose()) = 'sealing'"),
        AppendOnly("audit_entry", except_columns=["block"]),
        AppendOnly("audit_block"),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
    ]
