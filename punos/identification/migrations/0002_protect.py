"""Rule versions never change. The people of a named run are seen by its reviewers while it is on, and by no other."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import AppendOnly, Protect, for_purposes

NAMED = [Purpose.NAMED_RUN]
# On: approved, not stopped, its last day not over in Finland; and the actor is one of its reviewers.
MINE_AND_ON = """EXISTS (SELECT 1 FROM identification_namedrun r
    JOIN identification_reviewer v ON v.run_id = r.id AND v.account_id = (SELECT access_account())
    WHERE r.id = identification_flag.run_id AND r.approved_at IS NOT NULL AND r.stopped_at IS NULL
    AND r.ends_on >= (statement_timestamp() AT TIME ZONE 'Europe/Helsinki')::date)"""

ME = "(SELECT access_account())"
# The roles with the permission NAMED_RUN (access.permissions); a test compares.
SWITCHES = f"""EXISTS (SELECT 1 FROM accounts_membership m WHERE m.account_id = {ME} AND m.role IN ('manager', 'dpo')
    AND m.valid_from <= (statement_timestamp() AT TIME ZONE 'Europe/Helsinki')::date
    AND (m.valid_until IS NULL OR m.valid_until >= (statement_timestamp() AT TIME ZONE 'Europe/Helsinki')::date))"""
LOOKS = ("EXISTS (SELECT 1 FROM identification_reviewer v WHERE v.run_id = identification_namedrun.id "
         f"AND v.account_id = {ME})")

UNCHANGED = """
CREATE FUNCTION identification_rules_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.approved_at IS NULL
     AND to_jsonb(NEW) - 'approved_at' - 'approved_by_id' = to_jsonb(OLD) - 'approved_at' - 'approved_by_id' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a stored rule set is never changed: store a new version';
END $$;
CREATE TRIGGER rules_stay BEFORE UPDATE OR DELETE ON identification_rulesetversion
  FOR EACH ROW EXECUTE FUNCTION identification_rules_stay();

-- What a named run stands on is never changed once it is recorded; it is approved and stopped once.
CREATE FUNCTION identification_basis_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND to_jsonb(NEW) - '{approved_at,stopped_at,stopped_by,stop_reason,loaded_at,outcome}'::text[]
       = to_jsonb(OLD) - '{approved_at,stopped_at,stopped_by,stop_reason,loaded_at,outcome}'::text[]
     AND (OLD.approved_at IS NULL OR NEW.approved_at = OLD.approved_at)
     AND (OLD.stopped_at IS NULL OR NEW.stopped_at = OLD.stopped_at)
     AND (OLD.loaded_at IS NULL OR NEW.loaded_at = OLD.loaded_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what a named run stands on is never changed: prepare a new one';
END $$;
CREATE TRIGGER basis_stays BEFORE UPDATE OR DELETE ON identification_namedrun
  FOR EACH ROW EXECUTE FUNCTION identification_basis_stays();
"""
CHANGEABLE = """
DROP TRIGGER rules_stay ON identification_rulesetversion; DROP FUNCTION identification_rules_stay;
DROP TRIGGER basis_stays ON identification_namedrun; DROP FUNCTION identification_basis_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("identification", "0001_tables"), ("access", "0002_protect"), ("clients", "0002_protect"),
                    ("accounts", "0002_protect")]

    operations = [
        migrations.RunSQL(UNCHANGED, CHANGEABLE),
        AppendOnly("identification_storedrun"),
        AppendOnly("identification_shownsetting"),
        AppendOnly("identification_reviewer"),
        # Nobody makes herself a reviewer: whoever does not switch named runs writes neither table.
        Protect("identification_namedrun", purposes=NAMED, also=f"{SWITCHES} OR {LOOKS}", insert=SWITCHES,
                update=f"{SWITCHES} OR {for_purposes(NAMED)}"),
        Protect("identification_reviewer", purposes=NAMED, also=f"account_id = {ME} OR {SWITCHES}", insert=SWITCHES,
                update="false"),
        Protect("identification_flag", purposes=NAMED, also=MINE_AND_ON, insert=for_purposes(NAMED), deletable=True),
        # Whoever knows her, the client herself among them, records her objection; a run reads who has objected.
        Protect("identification_objection", category="'identity'", purposes=NAMED),
    ]
