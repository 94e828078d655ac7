"""What a plan does when something happens to a case. Wired in ``config/wiring.py``."""

from __future__ import annotations

from punos.cases.events import CaseClosed
from punos.plan.actions.with_case import leave_out


def case_closed(event: CaseClosed) -> None:
    """The work is over: the steps of those whose work ends are left out, hers and her close people's stay."""
    leave_out(event.client, event.case, event.by)
