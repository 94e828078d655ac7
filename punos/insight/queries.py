"""Counts over all clients, for those who lead. A row about a person never leaves this file.

Runs for the purpose FIGURES, which may read the tables of contacts and cases; only counts and dates per unit come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.accounts.leaving import StillOpen
from punos.insight.rules import Count, Share, share, share_of_all, shown_counts
from punos.kernel import clock, session
from punos.kernel.actor import Actor

PERIOD = timedelta(days=90)

# A matter belongs to the unit that holds it, or in which the person who holds it works now: the first of hers. Only
# what belongs to the units asked for is read, however large the county.
_WORKERS = """WITH workers AS MATERIALIZED (SELECT account_id, unit_id FROM (
    SELECT DISTINCT ON (m.account_id) m.account_id, m.unit_id FROM accounts_membership m
    WHERE m.account_id IN (SELECT account_id FROM accounts_membership WHERE unit_id = ANY(%(units)s))
    AND m.valid_from <= %(today)s AND (m.valid_until IS NULL OR m.valid_until >= %(today)s)
    ORDER BY m.account_id, m.valid_from, m.id) AS first WHERE unit_id = ANY(%(units)s))"""


def _theirs(table: str, columns: str, *, now: str, unit: str = "unit_id", account: str = "account_id") -> str:
    """The rows of the units and of those who work in them, each with its ``unit``; two lookups by index."""
    return f"""(SELECT h.{unit} AS unit, {columns} FROM {table} h WHERE {now} AND h.{unit} = ANY(%(units)s)
        UNION ALL SELECT w.unit_id, {columns} FROM workers w JOIN {table} h ON h.{account} = w.account_id
        WHERE {now} AND h.{unit} IS NULL)"""


_WAITING = f"""{_WORKERS} SELECT unit, count(*), min(c.received_at), count(*) FILTER (WHERE next_date < %(today)s)
    FROM {_theirs("intake_holding", "h.contact_id, h.next_date", now="h.ends IS NULL")} AS held
    JOIN intake_contact c ON c.id = contact_id GROUP BY 1"""
_UNANSWERED = f"""{_WORKERS} SELECT unit, count(*) FROM {_theirs(
    "intake_handover", "h.id", now="h.outcome = '' AND h.answer_by < %(now)s", unit="receiver_unit_id",
    account="receiver_account_id")} AS offered GROUP BY 1"""
_CALLS = """SELECT c.recorded_unit_id AS unit, count(*), count(*) FILTER (WHERE b.called_at <= b.promised_by)
    FROM intake_callback b JOIN intake_contact c ON c.id = b.contact_id WHERE c.recorded_unit_id = ANY(%(units)s)
    AND b.promised_by BETWEEN %(since)s AND %(now)s AND b.outcome <> 'not_needed' GROUP BY 1"""
_CASES = f"""{_WORKERS} SELECT unit, count(*) FROM {_theirs(
    "cases_holding", "h.id", now="h.ends IS NULL")} AS held GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """One unit's flow as it may be shown. ``oldest`` is hidden with ``waiting``; the sum has that of what is shown."""

    unit: UUID | None
    name: str
    waiting: Count
    oldest: datetime | None
    late: Count
    unanswered: Count
    calls: Share
    cases: Count


@dataclass(frozen=True, slots=True)
class Flow:
    """All the units a leader answers for, and their sum."""

    units: list[UnitFlow]
    total: UnitFlow
    since: datetime


def flow(actor: Actor) -> Flow:
    """Waiting, oldest, late, unanswered, calls kept in 90 days, and open cases: for the actor's own units."""
    now = clock.now()
    since = now - PERIOD
    units = accounts.units_led(actor)
    about: dict[str, Any] = {"today": clock.today(), "now": now, "since": since, "units": [unit.pk for unit in units]}
    with session.purpose_of(Purpose.FIGURES), connection.cursor() as cursor:
        found = []
        for statement in (_WAITING, _UNANSWERED, _CALLS, _CASES):
            cursor.execute(statement, about)
            found.append({row[0]: row[1:] for row in cursor.fetchall()})
    waiting, unanswered, calls, cases = found
    raw = [(u.pk, u.name, *waiting.get(u.pk, (0, None, 0)), *unanswered.get(u.pk, (0,)), *calls.get(u.pk, (0, 0)),
            *cases.get(u.pk, (0,))) for u in units]
    columns = [shown_counts([row[place] for row in raw]) for place in (2, 4, 5, 8)]
    shown = [UnitFlow(row[0], row[1], columns[0][0][i], None if columns[0][0][i].hidden else row[3], columns[1][0][i],
                      columns[2][0][i], share(row[7], row[6]), columns[3][0][i]) for i, row in enumerate(raw)]
    oldest = min((one.oldest for one in shown if one.oldest), default=None)
    total = UnitFlow(None, "", columns[0][1], oldest, columns[1][1], columns[2][1],
                     share_of_all([(row[7], row[6]) for row in raw]), columns[3][1])
    return Flow(shown, total, since)


_OF_ONE = """SELECT
    (SELECT count(*) FROM intake_holding h WHERE h.ends IS NULL AND h.account_id = %(who)s),
    (SELECT count(DISTINCT case_id) FROM (
        SELECT case_id FROM cases_holding WHERE ends IS NULL AND account_id = %(who)s
        UNION ALL SELECT case_id FROM cases_worker WHERE ends IS NULL AND account_id = %(who)s) AS hers),
    (SELECT count(*) FROM intake_handover o WHERE o.outcome = '' AND o.receiver_account_id = %(who)s)
        + (SELECT count(*) FROM cases_handover o WHERE o.outcome = '' AND o.account_id = %(who)s),
    (SELECT count(*) FROM intake_callback b JOIN intake_holding h ON h.contact_id = b.contact_id AND h.ends IS NULL
        WHERE b.outcome = '' AND h.account_id = %(who)s),
    (SELECT count(*) FROM plan_step s WHERE s.closed = '' AND s.doer_id = %(who)s)"""


def still_open(account: UUID) -> StillOpen:
    """What one person answers for now, for whoever ends her work: exact counts, since somebody must receive each."""
    with session.purpose_of(Purpose.FIGURES), connection.cursor() as cursor:
        cursor.execute(_OF_ONE, {"who": account})
        return StillOpen(*cursor.fetchone())
