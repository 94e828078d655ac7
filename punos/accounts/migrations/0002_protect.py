"""Who may read accounts: the person herself; professionals by everybody signed in; nobody before sign-in, but for
two narrow functions."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import PRESENT, Protect

SIGN_IN = [
    "GRANT SELECT ON accounts_account, accounts_membership TO punos_definer",
    "CREATE POLICY definer ON accounts_account FOR SELECT TO punos_definer USING (true)",
    "SET LOCAL ROLE punos_definer",
    """CREATE FUNCTION accounts_for_sign_in(wanted text) RETURNS TABLE (id uuid, password varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      SELECT a.id, a.password FROM accounts_account a WHERE a.login = wanted AND a.is_active $$""",
    """CREATE FUNCTION accounts_enter(wanted uuid) RETURNS jsonb
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    DECLARE found jsonb; mine text;
    BEGIN
      SELECT jsonb_build_object('id', a.id, 'kind', a.kind, 'name', a.given_name || ' ' || a.family_name,
               'language', a.language, 'memberships', coalesce((
                 SELECT jsonb_agg(jsonb_build_object('unit', m.unit_id, 'role', m.role, 'title', m.title)
                                  ORDER BY m.valid_from, m.id)
                 FROM accounts_membership m WHERE m.account_id = a.id AND m.valid_from <= current_date
                   AND (m.valid_until IS NULL OR m.valid_until >= current_date)), '[]'::jsonb))
        INTO found FROM accounts_account a WHERE a.id = wanted AND a.is_active;
      IF found IS NULL THEN RETURN NULL; END IF;
      SELECT '{' || coalesce(string_agg(DISTINCT m ->> 'unit', ',')
                 FILTER (WHERE m ->> 'role' IN ('coordinator', 'professional')), '') || '}' INTO mine
        FROM jsonb_array_elements(found -> 'memberships') m;
      PERFORM set_config('app.account', wanted::text, true), set_config('app.units', mine, true),
              set_config('app.purpose', '', true);
      RETURN found;
    END $$""",
    "GRANT EXECUTE ON FUNCTION accounts_for_sign_in(text), accounts_enter(uuid) TO punos_web, punos_worker",
    "RESET ROLE",
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables"), ("access", "0002_protect"),
                    ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        Protect("accounts_account", purposes=[Purpose.SIGN_IN, Purpose.DEMO, Purpose.SHARING],
                also=f"id = (SELECT access_account()) OR (kind = 'professional' AND {PRESENT})",
                insert=PRESENT, update="id = (SELECT access_account())"),
        Protect("accounts_absence", also=PRESENT, insert=PRESENT, deletable=True),
        Protect("accounts_dutyshift", also=PRESENT, insert=PRESENT, deletable=True),
        # A lapsed form is written by nobody (the signed cookie says whose it is) and read by its writer alone.
        Protect("accounts_lapsedform", purposes=[Purpose.SIGN_IN], also="account_id = (SELECT access_account())",
                deletable=True),
        Protect("mfa_authenticator", also="user_id = (SELECT access_account())", deletable=True),
        migrations.RunSQL(SIGN_IN, "DROP FUNCTION accounts_enter; DROP FUNCTION accounts_for_sign_in;"),
    ]
