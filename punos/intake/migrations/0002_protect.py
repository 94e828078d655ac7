"""Who sees a contact: those with an open grant on the client's contacts. While nobody knows who she is there is no
grant to hold, so then: the one who answers for it, her substitute, the one it is offered to, and she who sent it."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import PRESENT, Protect
from punos.kernel.chain_sql import KeepWhole

ME = "(SELECT access_account())"
MY_UNITS = "((SELECT access_units())::uuid[])"
READERS = [Purpose.SHARING, Purpose.HOLDING, Purpose.FIGURES]
KEEPER = "(SELECT access_purpose()) = 'holding'"

HELD = f"account_id = {ME} OR unit_id = ANY ({MY_UNITS}) OR substitute_id = {ME}"
OFFERED = (f"receiver_account_id = {ME} OR receiver_unit_id = ANY ({MY_UNITS}) OR substitute_id = {ME} "
           f"OR sender_account_id = {ME} OR sender_unit_id = ANY ({MY_UNITS})")

# As functions the planner does not look into: each policy would otherwise be planned with those of the tables it asks,
# and theirs, in every query, though hardly any contact is without a client. They run with the reader's own rights.
NAMELESS = f"""
CREATE FUNCTION intake_nameless_seen(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM intake_holding h WHERE h.contact_id = wanted AND (h.ends IS NULL OR h.closes)
                 AND ({HELD}))
    OR EXISTS (SELECT 1 FROM intake_handover o WHERE o.contact_id = wanted AND o.outcome = '');
END $$;
CREATE FUNCTION intake_contact_seen(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM intake_contact c WHERE c.id = wanted);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_tables"), ("access", "0002_protect")]

    operations = [
        migrations.RunSQL(NAMELESS, "DROP FUNCTION intake_nameless_seen; DROP FUNCTION intake_contact_seen;"),
        Protect("intake_contact", category="'contact'", origin="register", purposes=READERS,
                also="client_id IS NULL AND (intake_nameless_seen(intake_contact.id) "
                     f"OR recorded_unit_id IS NULL AND recorded_by_id = {ME})",
                insert=f"recorded_by_id = {ME}"),
        # The chain and the offers are moved by one mechanism, which sees them whole whoever is acting.
        Protect("intake_holding", category="'contact'", origin="register", purposes=READERS,
                also=f"client_id IS NULL AND ({HELD})", insert=KEEPER, update=KEEPER),
        Protect("intake_handover", category="'contact'", origin="register", purposes=READERS,
                also=f"client_id IS NULL AND ({OFFERED})", insert=KEEPER, update=KEEPER),
        Protect("intake_callback", category="'contact'", origin="register", purposes=READERS,
                also="client_id IS NULL AND intake_contact_seen(contact_id)"),
        Protect("intake_guidancenote", also=PRESENT, insert=f"given_by_id = {ME}", update="false"),
        KeepWhole("intake_holding", column="contact_id", matter_table="intake_contact", changeable=["substitute_id"]),
    ]
