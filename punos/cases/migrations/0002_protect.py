"""Who may see a case: those who may see how her matters are coordinated; and whoever is asked to take it over."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import AppendOnly, Protect, for_purposes, granted
from punos.kernel.chain_sql import KeepWhole

COORDINATION = "'coordination'"
MINE = "account_id = (SELECT access_account())"
ASKED = f"{MINE} OR unit_id = ANY ((SELECT access_units())::uuid[])"
EVERY_USE = [Purpose.SHARING, Purpose.HOLDING, Purpose.FIGURES]


def known(table: str) -> str:
    """The writer has some relation to the client already: a case begins before the grants it gives."""
    return f"{granted(f'{table}.client_id', chr(39) + 'identity' + chr(39))} OR {for_purposes([Purpose.HOLDING])}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect("cases_case", category=COORDINATION, purposes=EVERY_USE, insert=known("cases_case")),
        Protect("cases_holding", category=COORDINATION, purposes=EVERY_USE, insert=known("cases_holding")),
        Protect("cases_handover", category=COORDINATION, purposes=EVERY_USE, also=ASKED,
                insert=known("cases_handover")),
        Protect("cases_finding", category=COORDINATION, purposes=[Purpose.SHARING], insert=known("cases_finding")),
        Protect("cases_helplistanswer", category=COORDINATION, insert=known("cases_helplistanswer")),
        Protect("cases_stageentry", category=COORDINATION, purposes=[Purpose.FIGURES],
                insert=known("cases_stageentry")),
        Protect("cases_worker", category=COORDINATION, purposes=[Purpose.SHARING, Purpose.FIGURES]),
        Protect("cases_closing", category=COORDINATION, purposes=[Purpose.FIGURES]),
        Protect("cases_clientrelationship", category=COORDINATION, purposes=[Purpose.SHARING],
                insert=known("cases_clientrelationship")),
        Protect("cases_clock", category=COORDINATION, purposes=[Purpose.FIGURES], insert=known("cases_clock")),
        Protect("cases_socialneedcheck", category="'contact'", also="made_by_id = (SELECT access_account())",
                update="false"),
        Protect("cases_returnnotice", category="'contact'", purposes=[Purpose.SHARING, Purpose.HOLDING], also=MINE,
                insert=for_purposes([Purpose.HOLDING])),
        AppendOnly("cases_finding"),
        AppendOnly("cases_helplistanswer"),
        AppendOnly("cases_stageentry", except_columns=["left_at"]),
        AppendOnly("cases_socialneedcheck"),
        KeepWhole("cases_holding", column="case_id", matter_table="cases_case", changeable=["substitute_id"]),
    ]
