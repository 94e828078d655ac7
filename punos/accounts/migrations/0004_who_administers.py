"""Who may write the county's own register of who works where: administrators; the rota also those whose work it is.

A membership opens the grants of a unit, so that who could write one could see everything.
"""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import PRESENT, Protect, for_purposes

CURRENT = "{0}.valid_from <= current_date AND ({0}.valid_until IS NULL OR {0}.valid_until >= current_date)"
ADMINISTERS = "(SELECT accounts_administers())"
MAKERS = f"{for_purposes([Purpose.DEMO, Purpose.FOUNDING])} OR {ADMINISTERS}"

FUNCTIONS = [
    "GRANT EXECUTE ON FUNCTION access_account() TO punos_definer",
    "SET LOCAL ROLE punos_definer",
    f"""CREATE FUNCTION accounts_administers() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      SELECT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.account_id = access_account()
                     AND m.role = 'administrator' AND {CURRENT.format("m")}) $$""",
    f"""CREATE FUNCTION accounts_arranges(person uuid, place uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      SELECT person = access_account() OR accounts_administers() OR EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.account_id = access_account() AND m.role = 'manager'
          AND {CURRENT.format("m")} AND (m.unit_id = place OR (place IS NULL AND EXISTS (
            SELECT 1 FROM accounts_membership t WHERE t.account_id = person AND t.unit_id = m.unit_id)))) $$""",
    "GRANT EXECUTE ON FUNCTION accounts_administers(), accounts_arranges(uuid, uuid) TO punos_web, punos_worker",
    "RESET ROLE",
]


def rewritten(table: str, *, insert: str = "", change: str = "", seen: str = "") -> list[str]:
    """Statements that give the policies of a protected table other conditions."""
    statements = []
    if seen:
        statements.append(f"ALTER POLICY seen ON {table} USING ({seen})")
    if insert:
        statements.append(f"ALTER POLICY written ON {table} WITH CHECK ({insert})")
    if change:
        statements.append(f"ALTER POLICY changed ON {table} USING ({change}) WITH CHECK ({change})")
    return statements


DEMO = for_purposes([Purpose.DEMO])
ROTA = f"{DEMO} OR accounts_arranges(account_id, unit_id)"
AWAY = f"{DEMO} OR accounts_arranges(account_id, NULL)"
SIGN_IN = for_purposes([Purpose.SIGN_IN])
POLICIES = [
    *rewritten("accounts_account", insert=f"({PRESENT} AND kind <> 'professional') OR {MAKERS}",
               change=f"id = (SELECT access_account()) OR {SIGN_IN}"),
    *rewritten("accounts_dutyshift", insert=ROTA, change=ROTA),
    f"ALTER POLICY removed ON accounts_dutyshift USING ({ROTA})",
    *rewritten("accounts_absence", insert=AWAY, change=AWAY),
    f"ALTER POLICY removed ON accounts_absence USING ({AWAY})",
    # Whoever lets a person in again also takes away the codes of a lost device.
    f"ALTER POLICY seen ON mfa_authenticator USING (user_id = (SELECT access_account()) OR {SIGN_IN})",
    f"ALTER POLICY removed ON mfa_authenticator USING (user_id = (SELECT access_account()) OR {SIGN_IN})",
    # Of a membership only its end is ever changed: not even one's own becomes another role or another unit's.
    "REVOKE UPDATE ON accounts_membership FROM punos_web, punos_worker",
    "GRANT UPDATE (valid_until) ON accounts_membership TO punos_web, punos_worker",
    "CREATE POLICY definer ON accounts_membership FOR SELECT TO punos_definer USING (true)",
]
OPEN_AGAIN = [
    "GRANT UPDATE ON accounts_membership TO punos_web, punos_worker",
    *rewritten("accounts_account", insert=PRESENT, change="id = (SELECT access_account())"),
    *rewritten("accounts_dutyshift", insert=PRESENT, change=PRESENT),
    f"ALTER POLICY removed ON accounts_dutyshift USING ({PRESENT})",
    *rewritten("accounts_absence", insert=PRESENT, change=PRESENT),
    f"ALTER POLICY removed ON accounts_absence USING ({PRESENT})",
    "ALTER POLICY seen ON mfa_authenticator USING (user_id = (SELECT access_account()))",
    "ALTER POLICY removed ON mfa_authenticator USING (user_id = (SELECT access_account()))",
    "DROP POLICY definer ON accounts_membership",
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_startcode"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION accounts_arranges; DROP FUNCTION accounts_administers;"),
        Protect("accounts_startcode", purposes=[Purpose.SIGN_IN]),
        Protect("accounts_membership", also=PRESENT, insert=MAKERS,
                update=f"{MAKERS} OR accounts_arranges(account_id, unit_id)"),
        migrations.RunSQL(POLICIES, OPEN_AGAIN),
    ]
