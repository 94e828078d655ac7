"""The data protection officer reads what was done in keeping the county's own register: rows about no client, of
administration alone. Signing in and out is not among them, nor anything done with clients."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import for_purposes, granted

ACTS = ("create_organisation", "create_unit", "change_unit", "create_account", "correct_account", "join_unit",
        "leave_unit", "close_account", "reopen_account", "give_start_code", "give_start_code_again", "end_start_code",
        "start_with_code")
FUNCTION = [
    "SET LOCAL ROLE punos_definer",
    """CREATE FUNCTION accounts_reviews() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      SELECT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.account_id = access_account() AND m.role = 'dpo'
        AND m.valid_from <= current_date AND (m.valid_until IS NULL OR m.valid_until >= current_date)) $$""",
    "GRANT EXECUTE ON FUNCTION accounts_reviews() TO punos_web, punos_worker",
    "RESET ROLE",
]
BEFORE = (f"{granted('audit_entry.client', chr(39) + 'journal' + chr(39))} OR {for_purposes([Purpose.SEALING])} "
          "OR (account = (SELECT access_account()))")
NAMED = ", ".join(f"'accounts.{act}'" for act in ACTS)
REVIEWED = f"client IS NULL AND action IN ({NAMED}) AND (SELECT accounts_reviews())"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_startcode_again"), ("audit", "0002_of_nobody"), ("access", "0002_protect")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION accounts_reviews;"),
        migrations.RunSQL(f"ALTER POLICY seen ON audit_entry USING ({BEFORE} OR ({REVIEWED}))",
                          f"ALTER POLICY seen ON audit_entry USING ({BEFORE})"),
    ]
