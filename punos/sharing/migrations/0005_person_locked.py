"""Whose grants are computed: every record of the person, locked one after the other, and read again under the locks.

A merge that commits while we wait for a lock makes her more than we asked about. Each statement of the function sees
what is committed when it begins; locks taken for the wrong set are let go with the block that took them.
"""

from django.db import migrations

LOCKED = """
CREATE FUNCTION sharing_person_locked(client uuid) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE ROWS 2 AS $$
DECLARE
    hers uuid[] := ARRAY(SELECT record FROM clients_person(client) AS record ORDER BY record);
    now_hers uuid[];
    one uuid;
BEGIN
    LOOP
        BEGIN
            FOREACH one IN ARRAY hers LOOP
                PERFORM pg_advisory_xact_lock(hashtextextended(one::text, 703));
            END LOOP;
            now_hers := ARRAY(SELECT record FROM clients_person(client) AS record ORDER BY record);
            IF now_hers = hers THEN
                RETURN QUERY SELECT unnest(hers);
                RETURN;
            END IF;
            RAISE EXCEPTION USING ERRCODE = 'PU001';
        EXCEPTION WHEN SQLSTATE 'PU001' THEN
            hers := now_hers;
        END;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_brought_back"), ("clients", "0004_whole_person")]

    operations = [migrations.RunSQL(LOCKED, "DROP FUNCTION sharing_person_locked(uuid)")]
