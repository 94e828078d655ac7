"""The chain of holders as constraints of the database: no overlap, no hole, nobody missing, a next date always.

A table of periods has the columns ``account``, ``unit``, ``begins``, ``ends``, ``opens``, ``closes`` and
``next_date`` (see ``punos.kernel.holding.Period``), and a foreign key to its matter. Its model takes
``chain_constraints``; the migration that protects the table takes ``KeepWhole`` after the ``Protect`` operations.

Rules that span rows are checked by triggers deferred to the commit, in a function that sees every row whoever acts
(row-level security would hide the very period that is in the way). Commits that touch the same chain are put one
after the other by an advisory lock, so that two of them cannot each be right alone and wrong together.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db.migrations.operations import RunSQL
from django.db.models import BaseConstraint, CheckConstraint, F, Func, Q, UniqueConstraint

DEFINER = "punos_definer"


def chain_constraints(name: str, matter: str) -> list[BaseConstraint]:
    """What a period must keep by itself and beside the others: for ``Meta.constraints`` of the table of periods.

    ``name`` begins the names of the constraints; ``matter`` is the foreign key's field.
    """
    time = Func("begins", "ends", RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())
    return [
        CheckConstraint(name=f"{name}_one_holder",
                        condition=Q(account=None, unit__isnull=False) | Q(account__isnull=False, unit=None)),
        CheckConstraint(name=f"{name}_not_backwards", condition=Q(ends=None) | Q(ends__gte=F("begins"))),
        CheckConstraint(name=f"{name}_next_date", condition=Q(ends__isnull=False) | Q(next_date__isnull=False)),
        CheckConstraint(name=f"{name}_closes_at_its_end", condition=Q(closes=False) | Q(ends__isnull=False)),
        UniqueConstraint(matter, name=f"{name}_one_open", condition=Q(ends=None)),
        ExclusionConstraint(name=f"{name}_no_overlap",
                            expressions=[(matter, RangeOperators.EQUAL), (time, RangeOperators.OVERLAPS)]),
    ]


_WHOLE = """
CREATE FUNCTION {table}_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE matter uuid; is_open boolean; held integer;
BEGIN
  IF TG_RELID = '{matter_table}'::regclass THEN matter := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN matter := OLD.{column};
  ELSE matter := NEW.{column}; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('{table}:' || matter::text, 0));
  SELECT {open_when} INTO is_open FROM {matter_table} WHERE id = matter;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT count(*) INTO held FROM {table} p WHERE p.{column} = matter AND p.ends IS NULL;
  IF is_open AND held <> 1 THEN
    RAISE EXCEPTION 'an open matter has no holder' USING ERRCODE = 'check_violation',
      CONSTRAINT = '{table}_held_while_open', TABLE = '{table}';
  END IF;
  IF NOT is_open AND held <> 0 THEN
    RAISE EXCEPTION 'a closed matter still has a holder' USING ERRCODE = 'check_violation',
      CONSTRAINT = '{table}_nobody_when_closed', TABLE = '{table}';
  END IF;
  IF EXISTS (SELECT 1 FROM {table} p WHERE p.{column} = matter AND (
       (NOT p.opens AND NOT EXISTS (SELECT 1 FROM {table} q WHERE q.{column} = matter AND q.ends = p.begins))
       OR (p.ends IS NOT NULL AND NOT p.closes
           AND NOT EXISTS (SELECT 1 FROM {table} q WHERE q.{column} = matter AND q.begins = p.ends)))) THEN
    RAISE EXCEPTION 'the chain of holders has a hole' USING ERRCODE = 'check_violation',
      CONSTRAINT = '{table}_no_hole', TABLE = '{table}';
  END IF;
  RETURN NULL;
END $$
"""

_FIXED = """
CREATE FUNCTION {table}_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - ARRAY[{open_changes}]::text[]) <> (to_jsonb(OLD) - ARRAY[{open_changes}]::text[])
     OR (OLD.ends IS NOT NULL
         AND (to_jsonb(NEW) - ARRAY[{later_changes}]::text[]) <> (to_jsonb(OLD) - ARRAY[{later_changes}]::text[])) THEN
    RAISE EXCEPTION 'a period of the chain is never rewritten' USING ERRCODE = 'check_violation',
      CONSTRAINT = '{table}_never_rewritten', TABLE = '{table}';
  END IF;
  RETURN NEW;
END $$
"""


class KeepWhole(RunSQL):
    """Check the whole chain of a matter when a transaction that touched it commits, and never rewrite a period.

    ``table`` holds the periods, ``column`` is its foreign key column to ``matter_table``; ``open_when`` is SQL over
    a row of the matter's table. ``changeable`` names further columns of a period that may change while it is open;
    ``client_id`` may change always (a person is recognised later, or two turn out to be one).
    """

    def __init__(self, table: str, *, column: str, matter_table: str, open_when: str = "closed_at IS NULL",
                 opening_columns: Sequence[str] = ("closed_at",), changeable: Sequence[str] = ()) -> None:
        names = {"table": table, "column": column, "matter_table": matter_table, "open_when": open_when,
                 "open_changes": _quoted("ends", "closes", "next_date", "client_id", *changeable),
                 "later_changes": _quoted("client_id")}
        check = f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {table}_is_whole()"
        super().__init__(
            sql=[
                f"GRANT SELECT ON {table}, {matter_table} TO {DEFINER}",
                f"CREATE POLICY chain ON {table} FOR SELECT TO {DEFINER} USING (true)",
                f"CREATE POLICY chain ON {matter_table} FOR SELECT TO {DEFINER} USING (true)",
                f"SET LOCAL ROLE {DEFINER}",
                _WHOLE.format(**names),
                f"GRANT EXECUTE ON FUNCTION {table}_is_whole() TO punos_owner",
                "RESET ROLE",
                f"CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR DELETE OR UPDATE OF begins, ends, opens, closes, "
                f"{column} ON {table} {check}",
                f"CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR UPDATE OF {', '.join(opening_columns)} "
                f"ON {matter_table} {check}",
                _FIXED.format(**names),
                f"CREATE TRIGGER history BEFORE UPDATE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION {table}_is_history()",
            ],
            reverse_sql=[
                f"DROP TRIGGER history ON {table}", f"DROP FUNCTION {table}_is_history()",
                f"DROP TRIGGER whole ON {table}", f"DROP TRIGGER whole ON {matter_table}",
                f"SET LOCAL ROLE {DEFINER}", f"DROP FUNCTION {table}_is_whole()", "RESET ROLE",
                f"DROP POLICY chain ON {table}", f"DROP POLICY chain ON {matter_table}",
            ])


def _quoted(*names: str) -> str:
    return ", ".join(f"'{name}'" for name in names)
