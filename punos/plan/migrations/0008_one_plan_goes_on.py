"""One person, one plan, under however many records: which of two goes on, and the database's last word on it."""

import django.db.models.deletion
from django.db import migrations, models

from punos.access.purposes import Purpose
from punos.access.rls import OpenFor

DEFINER = "punos_definer"
ONE = """
CREATE FUNCTION plan_one_goes_on() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE record uuid; records uuid[]; hers uuid[];
BEGIN
  IF TG_RELID = 'plan_plan'::regclass THEN records := ARRAY[NEW.client_id];
  ELSE records := ARRAY[NEW.id, OLD.merged_into_id]; END IF;
  FOREACH record IN ARRAY array_remove(records, NULL) LOOP
    hers := ARRAY(SELECT clients_person(record));
    IF (SELECT count(*) FROM plan_plan p WHERE p.client_id = ANY (hers) AND p.goes_on_in_id IS NULL) > 1 THEN
      RAISE EXCEPTION 'one person has two plans' USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_one_goes_on';
    END IF;
    IF EXISTS (SELECT 1 FROM plan_plan p JOIN plan_plan q ON q.id = p.goes_on_in_id
               WHERE p.client_id = ANY (hers) AND NOT q.client_id = ANY (hers)) THEN
      RAISE EXCEPTION 'a plan goes on in that of another' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'plan_goes_on_in_her_own';
    END IF;
  END LOOP;
  RETURN NULL;
END $$
"""
CHECK = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION plan_one_goes_on()"


class Migration(migrations.Migration):
    dependencies = [("plan", "0007_doer_left"), ("clients", "0004_whole_person")]

    operations = [
        migrations.AddField("plan", "goes_on_in", models.ForeignKey(
            null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.plan")),
        OpenFor("plan_plan", Purpose.SNAPSHOT, read=False, change=True),
        OpenFor("plan_version", Purpose.SNAPSHOT),
        migrations.RunSQL(
            [f"GRANT SELECT ON plan_plan, clients_client TO {DEFINER}",
             f"GRANT EXECUTE ON FUNCTION clients_person(uuid) TO {DEFINER}",
             f"CREATE POLICY one_plan ON plan_plan FOR SELECT TO {DEFINER} USING (true)",
             f"CREATE POLICY one_plan ON clients_client FOR SELECT TO {DEFINER} USING (true)",
             f"SET LOCAL ROLE {DEFINER}", ONE,
             "GRANT EXECUTE ON FUNCTION plan_one_goes_on() TO punos_owner", "RESET ROLE",
             f"CREATE CONSTRAINT TRIGGER one_goes_on AFTER INSERT OR UPDATE OF goes_on_in_id ON plan_plan {CHECK}",
             f"CREATE CONSTRAINT TRIGGER one_plan AFTER UPDATE OF merged_into_id ON clients_client {CHECK}"],
            ["DROP TRIGGER one_plan ON clients_client", "DROP TRIGGER one_goes_on ON plan_plan",
             f"SET LOCAL ROLE {DEFINER}", "DROP FUNCTION plan_one_goes_on()", "RESET ROLE",
             f"REVOKE EXECUTE ON FUNCTION clients_person(uuid) FROM {DEFINER}",
             "DROP POLICY one_plan ON clients_client", "DROP POLICY one_plan ON plan_plan"]),
    ]
