"""The same expressions on a Spark cluster: everything that knows it is Spark and not DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.common.exceptions import IbisError

from punos.population.duckdb_backend import TIME_ZONE
from punos.population.errors import PopulationError, first_line
from punos.population.progress import Progress
from punos.population.sources import (
    CSV_ENDINGS,
    CsvFiles,
    ParquetFiles,
    csv_fault,
    csv_groups,
    exact,
    expand,
    is_csv,
    not_utf8,
    parquet_groups,
    partition_base,
    partition_keys,
)

CSV_OPTIONS: dict[str, Any] = {
    "header": True, "inferSchema": False, "multiLine": True, "quote": '"', "escape": '"', "mode": "FAILFAST",
    "encoding": "UTF-8",
}  # fmt: skip
SETTINGS = {
    "spark.sql.session.timeZone": TIME_ZONE,
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a code 07 is not the number 7
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # else a row with too many columns is not noticed
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # read as numbers and made times below
}


class SparkBackend:
    """A session on a cluster (or ``local[n]``). Results are folders of Parquet files, one per task."""

    name = "spark"
    inline = 0

    def __init__(
        self, master: str, *, partitions: int | None = None, memory: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        if shutil.which("java") is None:
            raise PopulationError("Spark needs Java 17, and no java is on the path")
        try:
            from pyspark.sql import SparkSession
        except ModuleNotFoundError as error:
            raise PopulationError("Spark needs the 'spark' dependency group (pyspark)") from error
        build = (
            SparkSession.builder.master(master)
            .appName("punos population")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        )
        if memory:
            build = build.config("spark.driver.memory", memory)
        for key, value in (settings or {}).items():
            build = build.config(key, value)
        if partitions:
            build = build.config("spark.sql.shuffle.partitions", str(partitions))
        with self._clear_errors():
            self.session: Any = build.getOrCreate()
            self.session.sparkContext.setLogLevel("ERROR")
            self.con: Any = ibis.pyspark.connect(self.session)
            for key, value in SETTINGS.items():  # afterwards: connecting sets the time zone to UTC
                self.session.conf.set(key, value)
        self._csv: list[CsvFiles] = []
        self._views = 0

    def close(self) -> None:
        """End the session and give the cluster's executors back."""
        self.session.stop()

    def read(self, sources: Sequence[str], ids: str = "person_id") -> ir.Table:
        """Parquet or CSV files, folders and globs; a scheme (``hdfs://``, ``s3a://``) is passed on as it stands.

        Files on this machine are looked at first and read as the embedded engine reads them.
        """
        if any("::" in source for source in sources):
            raise PopulationError(f"a cluster cannot read {sources[0]}; write the table to Parquet files first")
        with self._clear_errors():
            if any("://" in source for source in sources):
                return self._view(self._far(list(sources)))
            files = [str(Path(name).absolute()) for name in expand(sources)]  # as the cluster would look for them
            base = {partition_base(name) for name in files} if partition_keys(files) else set()
            read = self.session.read.option("basePath", base.pop()) if len(base) == 1 else self.session.read
            if is_csv(files):
                return self._view(_united([self._csv_frame(read, group) for group in self._headers(files)]))
            parts = parquet_groups(files)
            return self._view(_united([_parquet_frame(read, part, parts, ids) for part in parts]))

    def _far(self, sources: list[str]) -> Any:
        if sources[0].lower().endswith(CSV_ENDINGS):
            return self.session.read.csv(sources, **CSV_OPTIONS)
        return self.session.read.parquet(*sources)

    def _headers(self, files: list[str]) -> list[CsvFiles]:
        groups = csv_groups(files)
        fault = not_utf8(groups)  # Spark itself would read what is not UTF-8 as other letters
        if fault:
            raise PopulationError(fault)
        self._csv += groups
        return groups

    def _csv_frame(self, read: Any, group: CsvFiles) -> Any:
        return read.csv(list(group.files), sep=group.delimiter, **CSV_OPTIONS)

    def _view(self, frame: Any) -> ir.Table:
        self._views += 1
        frame.createOrReplaceTempView(f"input_{self._views}")
        return self.con.table(f"input_{self._views}")

    def remembered(self, key: Hashable, build: Callable[[], ir.Table]) -> ir.Table:
        """Build it: beside a job on a cluster the time does not count."""
        return build()

    def frame(self, expr: ir.Table) -> pd.DataFrame:
        """The rows of a small result."""
        with self._clear_errors():
            return expr.to_pandas()

    @contextmanager
    def watching(self, progress: Progress) -> Iterator[None]:
        """A cluster shows its progress on its own page."""
        yield

    def write(self, expr: ir.Table, path: Path) -> None:
        """Write a result to a folder of Parquet files on a disk that the executors share."""
        with self._clear_errors():
            self.con._run_pre_execute_hooks(expr)
            frame = self.session.sql(self.con.compile(expr))
            frame.write.mode("overwrite").parquet(str(path), compression="snappy")

    def written(self, path: Path) -> ir.Table:
        """A result written before, as a table again."""
        return self._view(self.session.read.parquet(str(path)))

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        from py4j.protocol import Py4JError, Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            yield
        except Py4JJavaError as error:
            raise PopulationError(self._in_words(_deepest(error.java_exception))) from error
        except (PySparkException, Py4JError, IbisError) as error:
            raise PopulationError(self._in_words(str(error))) from error

    def _in_words(self, text: str) -> str:
        """What the engine says, without what the rows hold."""
        fault = csv_fault(self._csv) if "MALFORMED" in text or "CSV" in text else None
        return fault or first_line(text)


def _deepest(error: Any) -> str:
    """What the first cause of a Java error says."""
    while error.getCause() is not None:
        error = error.getCause()
    return str(error.getMessage() or error.toString())


def _parquet_frame(read: Any, part: ParquetFiles, parts: Sequence[ParquetFiles], ids: str) -> Any:
    import pyarrow as pa

    frame = read.parquet(*part.files)
    changed = exact(part, parts, ids, quote="`", error="raise_error")
    for field in part.schema:
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            micros = f"`{field.name}` div 1000"
            wall = f"timestampadd(MICROSECOND, {micros}, TIMESTAMP_NTZ '1970-01-01 00:00:00')"
            changed[field.name] = f"timestamp_micros({micros})" if field.type.tz else wall
    if not changed:
        return frame
    names = [f"{changed[c]} AS `{c}`" if c in changed else f"`{c}`" for c in frame.columns]
    return frame.selectExpr(*names)


def _united(frames: list[Any]) -> Any:
    """The frames under each other by column name; where types differ and one is text, all are."""
    kinds: dict[str, set[str]] = {}
    for frame in frames:
        for name, kind in frame.dtypes:
            kinds.setdefault(name, set()).add(kind)
    texts = {name for name, found in kinds.items() if len(found) > 1 and "string" in found}
    whole = None
    for frame in frames:
        columns = [f"CAST(`{c}` AS STRING) AS `{c}`" if c in texts else f"`{c}`" for c in frame.columns]
        one = frame.selectExpr(*columns) if texts else frame
        whole = one if whole is None else whole.unionByName(one, allowMissingColumns=True)
    return whole
