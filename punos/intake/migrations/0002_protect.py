"""Who sees a contact: those with an open grant on the client's contacts. While nobody knows who she is there is no
grant to hold, so then: the one who answers for it, her substitute, and the one it is offered to."""

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
NAMELESS = ("client_id IS NULL AND (EXISTS (SELECT 1 FROM intake_holding h WHERE h.contact_id = intake_contact.id "
            f"AND (h.ends IS NULL OR h.closes) AND ({HELD})) "
            "OR EXISTS (SELECT 1 FROM intake_handover o WHERE o.contact_id = intake_contact.id AND o.outcome = ''))")


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect("intake_contact", category="'contact'", origin="register", purposes=READERS, also=NAMELESS,
                insert=f"recorded_by_id = {ME}"),
        # The chain and the offers are moved by one mechanism, which sees them whole whoever is acting.
        Protect("intake_holding", category="'contact'", origin="register", purposes=READERS,
                also=f"client_id IS NULL AND ({HELD})", insert=KEEPER, update=KEEPER),
        Protect("intake_handover", category="'contact'", origin="register", purposes=READERS,
                also=f"client_id IS NULL AND ({OFFERED})", insert=KEEPER, update=KEEPER),
        Protect("intake_callback", category="'contact'", origin="register", purposes=READERS,
                also="client_id IS NULL AND EXISTS (SELECT 1 FROM intake_contact c WHERE c.id = contact_id)"),
        Protect("intake_guidancenote", also=PRESENT, insert=f"given_by_id = {ME}", update="false"),
        KeepWhole("intake_holding", column="contact_id", matter_table="intake_contact", changeable=["substitute_id"]),
    ]
