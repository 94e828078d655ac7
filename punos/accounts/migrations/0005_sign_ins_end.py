"""A sign-in is worth what the password and the mark of its account are: with either changed, it has ended.

Entering tells a digest of the two, never the password's own; what a session kept is compared with it (sign_in.py).
"""

from django.db import migrations, models

PROOF = "encode(sha256(convert_to(a.password || ':' || a.session_mark, 'UTF8')), 'hex')"
ENTER = """CREATE OR REPLACE FUNCTION accounts_enter(wanted uuid) RETURNS jsonb
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    DECLARE found jsonb; mine text;
    BEGIN
      SELECT jsonb_build_object('id', a.id, 'kind', a.kind, 'name', a.given_name || ' ' || a.family_name,
               'language', a.language, {proof}'memberships', coalesce((
                 SELECT jsonb_agg(jsonb_build_object('unit', m.unit_id, 'role', m.role, 'title', m.title)
                                  ORDER BY m.valid_from, m.id)
                 FROM accounts_membership m WHERE m.account_id = a.id AND m.valid_from <= current_date
                   AND (m.valid_until IS NULL OR m.valid_until >= current_date)), '[]'::jsonb))
        INTO found FROM accounts_account a WHERE a.id = wanted AND a.is_active;
      IF found IS NULL THEN RETURN NULL; END IF;
      SELECT '{{' || coalesce(string_agg(DISTINCT m ->> 'unit', ',')
                 FILTER (WHERE m ->> 'role' IN ('coordinator', 'professional')), '') || '}}' INTO mine
        FROM jsonb_array_elements(found -> 'memberships') m;
      PERFORM set_config('app.account', wanted::text, true), set_config('app.units', mine, true),
              set_config('app.purpose', '', true);
      RETURN found;
    END $$"""


def entering(proof: str) -> list[str]:
    """The function, made by its own role as it was at first."""
    return ["SET LOCAL ROLE punos_definer", ENTER.format(proof=proof), "RESET ROLE"]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_who_administers")]

    operations = [
        migrations.AddField("account", "session_mark", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(entering(f"'proof', {PROOF}, "), entering("")),
    ]
