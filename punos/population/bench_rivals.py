"""What a good analyst would write by hand for the same people table: DuckDB SQL, Polars and pandas.

Used by the benchmark only. Each reads the same Parquet files and writes the same columns with the same values; the
benchmark compares the results with Punos's own.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

SQL = """
COPY (
WITH events AS (
    SELECT *, "at" AS day FROM read_parquet('{events}')
    WHERE person_id IS NOT NULL AND "at" > DATE '{start}' AND "at" <= DATE '{end}'
      AND (sector IS NULL OR sector IN ('social', 'health', 'employment', 'education', 'benefits', 'third_sector', 'other'))
      AND (mode IS NULL OR mode IN ('visit', 'home', 'remote', 'phone', 'inpatient', 'emergency', 'consultation', 'other'))
      AND (demand IS NULL OR demand IN ('value', 'not_received', 'partial', 'wrong'))
      AND (cost IS NULL OR cost BETWEEN 0 AND 1e13)
), weeks AS (
    SELECT person_id, count(*)::INT AS overlapping_weeks FROM (
        SELECT person_id FROM events GROUP BY person_id, date_trunc('week', day) HAVING min(service) <> max(service)
    ) GROUP BY person_id
), people AS (
    SELECT person_id, count(*)::INT AS contacts, count(DISTINCT service)::INT AS services,
        count(DISTINCT service_group)::INT AS service_groups, count(DISTINCT sector)::INT AS sectors,
        count(DISTINCT unit)::INT AS units, count(*) FILTER (WHERE sector = 'social')::INT AS social,
        count(*) FILTER (WHERE sector = 'health')::INT AS health, count(*) FILTER (WHERE mode = 'emergency')::INT AS emergency,
        count(*) FILTER (WHERE mode = 'inpatient')::INT AS inpatient, count(*) FILTER (WHERE profession = 'doctor')::INT AS doctor,
        count(*) FILTER (WHERE NOT planned)::INT AS unplanned, count(*) FILTER (WHERE NOT attended)::INT AS missed,
        count(*) FILTER (WHERE demand = 'not_received')::INT AS not_received, count(*) FILTER (WHERE demand = 'partial')::INT AS partial,
        count(*) FILTER (WHERE demand = 'wrong')::INT AS wrong, sum(floor(cost * 100 + 0.5)::BIGINT)::BIGINT AS cost_cents,
        (DATE '{end}' - max(day))::INT AS days_since_last
    FROM events GROUP BY person_id
), met AS (
    SELECT people.*, coalesce(overlapping_weeks, 0) AS overlapping_weeks, not_received + partial + wrong AS failure_demand,
        service_groups >= 4 AND social >= 1 AND health >= 1 AS m1, services >= 6 AS m2, doctor >= 8 AS d, unplanned >= 12 AS u,
        emergency >= 4 AS m4, not_received + partial + wrong >= 3 AS m5, missed >= 3 AS m6
    FROM people LEFT JOIN weeks USING (person_id)
)
SELECT * EXCLUDE (m1, m2, d, u, m4, m5, m6),
    m1::INT * 3 + m2::INT + (d OR u)::INT * 2 + m4::INT * 2 + m5::INT * 2 + m6::INT AS score, score >= {threshold} AS suggested,
    CASE WHEN m1 AND (contacts >= 40 OR d OR u OR m4) THEN 'needs_and_uses' WHEN m1 THEN 'needs'
         WHEN contacts >= 40 OR d OR u OR m4 THEN 'uses' ELSE 'neither' END AS segment,
    list_filter([
        CASE WHEN m1 THEN {{'criterion': 'many_service_groups/service_groups', 'value': service_groups::DOUBLE}} END,
        CASE WHEN m1 THEN {{'criterion': 'many_service_groups/social', 'value': social::DOUBLE}} END,
        CASE WHEN m1 THEN {{'criterion': 'many_service_groups/health', 'value': health::DOUBLE}} END,
        CASE WHEN m2 THEN {{'criterion': 'many_services', 'value': services::DOUBLE}} END,
        CASE WHEN d THEN {{'criterion': 'doctor_or_unplanned/doctor', 'value': doctor::DOUBLE}} END,
        CASE WHEN u THEN {{'criterion': 'doctor_or_unplanned/unplanned', 'value': unplanned::DOUBLE}} END,
        CASE WHEN m4 THEN {{'criterion': 'emergency', 'value': emergency::DOUBLE}} END,
        CASE WHEN m5 THEN {{'criterion': 'failure_demand', 'value': failure_demand::DOUBLE}} END,
        CASE WHEN m6 THEN {{'criterion': 'missed', 'value': missed::DOUBLE}} END
    ], lambda reason: reason IS NOT NULL) AS reasons
FROM met) TO '{out}' (FORMAT parquet, COMPRESSION snappy)
"""


def duckdb_sql(events: str, out: Path, start: dt.date, end: dt.date, threshold: int, threads: int) -> None:
    """The obvious SQL: one grouping with distinct counts, one for weeks, judged in a projection."""
    import duckdb

    con = duckdb.connect(config={"threads": threads, "memory_limit": "3GiB", "preserve_insertion_order": False})
    con.execute(SQL.format(events=events, out=out, start=start, end=end, threshold=threshold))
    con.close()


def last_day(events: str) -> dt.date:
    """The last day of the events."""
    import duckdb

    last: dt.date = duckdb.connect().execute(f"SELECT max(\"at\") FROM read_parquet('{events}')").fetchall()[0][0]
    return last


def pandas(events: str, out: Path, start: dt.date, end: dt.date, threshold: int, threads: int) -> None:
    """The same in pandas, with text as categories; everything in memory."""
    _pandas_judged(_pandas_counted(_pandas_rows(events, start, end), end), out, threshold)


def _pandas_rows(events: str, start: dt.date, end: dt.date) -> Any:
    """The usable rows of the window."""
    import glob

    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    words = ["sector", "service", "service_group", "unit", "mode", "demand", "profession"]
    columns = ["person_id", "at", "planned", "attended", "cost", *words]
    read = [pq.read_table(name, columns=columns, read_dictionary=words) for name in sorted(glob.glob(events))]  # noqa: PTH207
    table = pa.concat_tables(read).unify_dictionaries()
    day = ds.field("at")
    rows = table.filter((day > pa.scalar(start)) & (day <= pa.scalar(end))).to_pandas(date_as_object=False)
    return rows[rows["person_id"].notna() & ~(rows["cost"] < 0)]


def _pandas_counted(rows: Any, end: dt.date) -> Any:
    """Everybody's signals."""
    import numpy as np
    import pandas as pd

    by = rows.groupby("person_id", sort=True)
    people = pd.DataFrame({"contacts": by.size()})
    for name, column in {
        "services": "service",
        "service_groups": "service_group",
        "sectors": "sector",
        "units": "unit",
    }.items():
        pairs = rows[["person_id", column]].dropna().drop_duplicates()
        people[name] = pairs.groupby("person_id").size()
    tests = {
        "social": rows["sector"] == "social", "health": rows["sector"] == "health", "emergency": rows["mode"] == "emergency",
        "inpatient": rows["mode"] == "inpatient", "doctor": rows["profession"] == "doctor", "unplanned": rows["planned"] == False,  # noqa: E712
        "missed": rows["attended"] == False, "not_received": rows["demand"] == "not_received",  # noqa: E712
        "partial": rows["demand"] == "partial", "wrong": rows["demand"] == "wrong",
    }  # fmt: skip
    counted = pd.DataFrame(tests).groupby(rows["person_id"]).sum()
    people = people.join(counted).fillna(0).astype("int32")
    people["cost_cents"] = np.floor(rows["cost"] * 100 + 0.5).groupby(rows["person_id"]).sum().astype("int64")
    people["days_since_last"] = (pd.Timestamp(end) - by["at"].max()).dt.days.astype("int32")
    week = (rows["at"] - pd.Timestamp(1970, 1, 5)).dt.days // 7  # a Monday
    met = pd.DataFrame({"person_id": rows["person_id"], "week": week, "service": rows["service"].cat.codes})
    weeks = met[met["service"] >= 0].drop_duplicates().groupby(["person_id", "week"]).size()
    people["overlapping_weeks"] = (weeks > 1).groupby(level=0).sum()
    people["overlapping_weeks"] = people["overlapping_weeks"].fillna(0).astype("int32")
    people["failure_demand"] = people["not_received"] + people["partial"] + people["wrong"]
    return people


def _pandas_judged(people: Any, out: Path, threshold: int) -> None:
    """Score, suggestion, segment and reasons, written."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    p = people
    m1 = (p["service_groups"] >= 4) & (p["social"] >= 1) & (p["health"] >= 1)
    d, u = p["doctor"] >= 8, p["unplanned"] >= 12
    uses = (p["contacts"] >= 40) | d | u | (p["emergency"] >= 4)
    met_all = [
        (m1, 3), (p["services"] >= 6, 1), (d | u, 2), (p["emergency"] >= 4, 2), (p["failure_demand"] >= 3, 2),
        (p["missed"] >= 3, 1),
    ]  # fmt: skip
    people["score"] = sum(test.astype("int32") * weight for test, weight in met_all)
    people["suggested"] = people["score"] >= threshold
    people["segment"] = np.select([m1 & uses, m1, uses], ["needs_and_uses", "needs", "uses"], "neither")
    named = [
        ("many_service_groups/service_groups", m1), ("many_service_groups/social", m1), ("many_service_groups/health", m1),
        ("many_services", p["services"] >= 6), ("doctor_or_unplanned/doctor", d), ("doctor_or_unplanned/unplanned", u),
        ("emergency", p["emergency"] >= 4), ("failure_demand", p["failure_demand"] >= 3), ("missed", p["missed"] >= 3),
    ]  # fmt: skip
    sources = [
        "service_groups",
        "social",
        "health",
        "services",
        "doctor",
        "unplanned",
        "emergency",
        "failure_demand",
        "missed",
    ]
    flags = np.stack([test.to_numpy() for _, test in named], axis=1)
    values = people[sources].to_numpy(dtype=np.float64)[flags]
    which = np.nonzero(flags)[1]
    criterion = pa.DictionaryArray.from_arrays(pa.array(which, pa.int32()), pa.array([n for n, _ in named])).cast(
        "string"
    )
    offsets = np.concatenate([[0], np.cumsum(flags.sum(axis=1))]).astype(np.int32)
    listed = pa.StructArray.from_arrays([criterion, pa.array(values)], ["criterion", "value"])
    reasons = pa.ListArray.from_arrays(pa.array(offsets), listed)
    written = pa.Table.from_pandas(people.reset_index(), preserve_index=False).append_column("reasons", reasons)
    pq.write_table(written, out, compression="snappy")


POLARS_IN_MEMORY = 20_000_000  # events; above, the streaming engine, which is slower but fits


def polars(events: str, out: Path, start: dt.date, end: dt.date, threshold: int, threads: int) -> None:
    """The same in Polars' lazy engine (``POLARS_MAX_THREADS`` is set by the benchmark)."""
    import polars as pl

    c = pl.col
    rows = pl.scan_parquet(events).filter(
        c("person_id").is_not_null() & (c("at") > start) & (c("at") <= end) & (c("cost").is_null() | (c("cost") >= 0))
    )
    weeks = (
        rows.group_by("person_id", c("at").dt.truncate("1w").alias("week"))
        .agg((c("service").min() != c("service").max()).alias("two"))
        .group_by("person_id")
        .agg(c("two").sum().cast(pl.Int32).alias("overlapping_weeks"))
    )
    different = {"services": "service", "service_groups": "service_group", "sectors": "sector", "units": "unit"}
    tests = {
        "social": c("sector") == "social", "health": c("sector") == "health", "emergency": c("mode") == "emergency",
        "inpatient": c("mode") == "inpatient", "doctor": c("profession") == "doctor", "unplanned": ~c("planned"),
        "missed": ~c("attended"), "not_received": c("demand") == "not_received", "partial": c("demand") == "partial",
        "wrong": c("demand") == "wrong",
    }  # fmt: skip
    people = rows.group_by("person_id").agg(
        pl.len().cast(pl.Int32).alias("contacts"),
        *[(c(n).n_unique() - (c(n).null_count() > 0)).cast(pl.Int32).alias(name) for name, n in different.items()],
        *[test.sum().cast(pl.Int32).alias(name) for name, test in tests.items()],
        (c("cost") * 100 + 0.5).floor().cast(pl.Int64).sum().alias("cost_cents"),
        (pl.lit(end) - c("at").max()).dt.total_days().cast(pl.Int32).alias("days_since_last"),
    )
    people = people.join(weeks, on="person_id", how="left").with_columns(
        failure_demand=c("not_received") + c("partial") + c("wrong")
    )
    m1 = (c("service_groups") >= 4) & (c("social") >= 1) & (c("health") >= 1)
    often = (c("doctor") >= 8) | (c("unplanned") >= 12)
    uses = (c("contacts") >= 40) | often | (c("emergency") >= 4)
    weights = [
        (m1, 3), (c("services") >= 6, 1), (often, 2), (c("emergency") >= 4, 2), (c("failure_demand") >= 3, 2),
        (c("missed") >= 3, 1),
    ]  # fmt: skip
    named = [
        ("many_service_groups/service_groups", m1, "service_groups"), ("many_service_groups/social", m1, "social"),
        ("many_service_groups/health", m1, "health"), ("many_services", c("services") >= 6, "services"),
        ("doctor_or_unplanned/doctor", c("doctor") >= 8, "doctor"),
        ("doctor_or_unplanned/unplanned", c("unplanned") >= 12, "unplanned"),
        ("emergency", c("emergency") >= 4, "emergency"), ("failure_demand", c("failure_demand") >= 3, "failure_demand"),
        ("missed", c("missed") >= 3, "missed"),
    ]  # fmt: skip
    reasons = pl.concat_list(
        [
            pl.when(met).then(pl.struct(pl.lit(name).alias("criterion"), c(value).cast(pl.Float64).alias("value")))
            for name, met, value in named
        ]
    ).list.drop_nulls()
    judged = people.with_columns(
        score=pl.sum_horizontal([met.cast(pl.Int32) * weight for met, weight in weights]),
        segment=pl.when(m1 & uses).then(pl.lit("needs_and_uses")).when(m1).then(pl.lit("needs")).when(uses)
        .then(pl.lit("uses")).otherwise(pl.lit("neither")),
        reasons=reasons,
    ).with_columns(suggested=c("score") >= threshold)  # fmt: skip
    few = pl.scan_parquet(events).select(pl.len()).collect().item() <= POLARS_IN_MEMORY
    judged.collect(engine="auto" if few else "streaming").write_parquet(out, compression="snappy")
