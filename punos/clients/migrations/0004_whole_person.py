"""Every record of one person from any of them, in the database: a query of hers asks it once, whatever it reads."""

from django.db import migrations

# The record itself always, also where whoever asks may not see who she is; of the others those that she may see.
PERSON = """
CREATE FUNCTION clients_person(record uuid) RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE ROWS 2 AS $$
  WITH RECURSIVE up(id, steps) AS (
    SELECT record, 0
    UNION ALL
    SELECT c.merged_into_id, up.steps + 1 FROM up JOIN clients_client c ON c.id = up.id
    WHERE c.merged_into_id IS NOT NULL AND up.steps < 100
  ), hers(id) AS (
    (SELECT up.id FROM up ORDER BY up.steps DESC LIMIT 1)
    UNION
    SELECT c.id FROM hers JOIN clients_client c ON c.merged_into_id = hers.id
  )
  SELECT hers.id FROM hers UNION SELECT record
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_closing")]

    operations = [migrations.RunSQL(PERSON, "DROP FUNCTION clients_person(uuid)")]
