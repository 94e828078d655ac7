"""A contact of nobody known is seen by a substitute while the absence lasts, and not until somebody looks at who is
away: the policies ask for the absence itself. (Of a known client the grant has that end already.)"""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import for_purposes, granted

ME = "(SELECT access_account())"
MY_UNITS = "((SELECT access_units())::uuid[])"
READERS = [Purpose.SHARING, Purpose.HOLDING, Purpose.FIGURES]
BEFORE = f"substitute_id = {ME}"
HELD = f"account_id = {ME} OR unit_id = ANY ({MY_UNITS}) OR {{stands_in}}"
OFFERED = (f"receiver_account_id = {ME} OR receiver_unit_id = ANY ({MY_UNITS}) OR {{stands_in}} "
           f"OR sender_account_id = {ME} OR sender_unit_id = ANY ({MY_UNITS})")
STANDS_IN = """CREATE FUNCTION intake_stands_in(person uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM accounts_absence a WHERE a.account_id = person AND a.substitute_id = access_account()
                 AND (statement_timestamp() AT TIME ZONE 'Europe/Helsinki')::date BETWEEN a.begins AND a.ends);
END $$"""


def seen(table: str, whose: str, stands_in: str) -> str:
    """The statement that lets a table be read, by this measure of who stands in."""
    by_grant = granted(f"{table}.client_id", "'contact'", f"{table}.register")
    mine = f"client_id IS NULL AND ({whose.format(stands_in=stands_in)})"
    return f"ALTER POLICY seen ON {table} USING ({by_grant} OR {for_purposes(READERS)} OR ({mine}))"


def nameless(stands_in: str) -> str:
    """The function behind a contact's own policy, by this measure."""
    return f"""CREATE OR REPLACE FUNCTION intake_nameless_seen(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM intake_holding h WHERE h.contact_id = wanted AND (h.ends IS NULL OR h.closes)
                 AND ({HELD.format(stands_in=stands_in)}))
    OR EXISTS (SELECT 1 FROM intake_handover o WHERE o.contact_id = wanted AND o.outcome = '');
END $$"""


def policies(held: str, offered: str) -> list[str]:
    return [nameless(held), seen("intake_holding", HELD, held), seen("intake_handover", OFFERED, offered)]


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_stopped_by_law"), ("accounts", "0009_one_coordinator_queue")]

    operations = [
        migrations.RunSQL(
            [STANDS_IN, *policies(f"({BEFORE} AND intake_stands_in(account_id))",
                                  f"({BEFORE} AND intake_stands_in(receiver_account_id))")],
            [*policies(BEFORE, BEFORE), "DROP FUNCTION intake_stands_in"]),
    ]
