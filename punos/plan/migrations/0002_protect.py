"""Who may see a plan: its goals and steps those who may see the plan, her words and each register's lines those who may
see that. Words, versions and what happened to a step are never rewritten."""

from django.db import migrations

from punos.access.purposes import Purpose
from punos.access.rls import AppendOnly, Protect

PLAN = "'plan'"
FIGURES = [Purpose.FIGURES]


def own_or_any(table: str) -> str:
    """The row's register; one without a register (goals, her own words) is read with a grant on any of them."""
    return f"coalesce(nullif({table}.register, ''), g.origin)"


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_tables"), ("access", "0002_protect")]

    operations = [
        Protect("plan_plan", category=PLAN, purposes=[Purpose.FIGURES, Purpose.SNAPSHOT]),
        Protect("plan_ownwords", category="'own_words'", purposes=[Purpose.SNAPSHOT]),
        Protect("plan_line", category="category", origin="register", purposes=[Purpose.SNAPSHOT]),
        Protect("plan_wording", category="category", origin=own_or_any("plan_wording")),
        # Agreed together: of no single register, shared on the plan's own basis.
        Protect("plan_goal", category=PLAN, purposes=[Purpose.FIGURES, Purpose.SNAPSHOT]),
        Protect("plan_step", category=PLAN, purposes=[Purpose.FIGURES, Purpose.SNAPSHOT]),
        Protect("plan_stepevent", category=PLAN, purposes=FIGURES),
        Protect("plan_version", category=PLAN, purposes=FIGURES),
        # A version is made whole, also by somebody who does not see all of it; it is read part by part.
        Protect("plan_versionpart", category="category",
                origin=own_or_any("plan_versionpart"), insert="(SELECT access_purpose()) = 'snapshot'"),
        Protect("plan_versionanswer", category=PLAN, purposes=FIGURES),
        Protect("plan_document", category="category", origin="register"),
        AppendOnly("plan_ownwords"),
        AppendOnly("plan_wording"),
        AppendOnly("plan_stepevent"),
        AppendOnly("plan_version"),
        AppendOnly("plan_versionpart"),
        AppendOnly("plan_versionanswer"),
        AppendOnly("plan_document", except_columns=["keep_until"]),
    ]
