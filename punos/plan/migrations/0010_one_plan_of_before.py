"""Records that were merged before one plan went on, each with a plan: of these, too, one goes on.

The same order as ``actions.joining.one_goes_on``: with the newest version, else with a day of review, else begun first.
"""

from django.db import migrations

# Under forced row-level security the owner sees rows as anybody does: under a purpose. Each table has its own.
ONE_OF_BEFORE = """
DO $$
DECLARE before text := coalesce(current_setting('app.purpose', true), ''); kept uuid[]; person uuid; hers uuid[];
  goes_on uuid;
BEGIN
  PERFORM set_config('app.purpose', 'recognition', true);
  kept := ARRAY(SELECT DISTINCT merged_into_id FROM clients_client WHERE merged_into_id IS NOT NULL);
  FOREACH person IN ARRAY kept LOOP
    PERFORM set_config('app.purpose', 'recognition', true);
    hers := ARRAY(SELECT clients_person(person));
    PERFORM set_config('app.purpose', 'snapshot', true);
    SELECT p.id INTO goes_on FROM plan_plan p WHERE p.client_id = ANY (hers) AND p.goes_on_in_id IS NULL
      ORDER BY (SELECT max(v.made_at) FROM plan_version v WHERE v.plan_id = p.id) DESC NULLS LAST,
        p.review_on IS NOT NULL DESC, p.begun_at, p.id LIMIT 1;
    UPDATE plan_plan p SET goes_on_in_id = goes_on
      WHERE p.client_id = ANY (hers) AND p.goes_on_in_id IS NULL AND p.id <> goes_on;
  END LOOP;
  PERFORM set_config('app.purpose', before, true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0009_a_day_passed_by_itself")]

    operations = [migrations.RunSQL(ONE_OF_BEFORE, migrations.RunSQL.noop)]
