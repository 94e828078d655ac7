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

from punos.population.duckdb_backend import CSV_ENDINGS, TIME_ZONE, expand
from punos.population.errors import PopulationError
from punos.population.progress import Progress


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
            .config("spark.sql.session.timeZone", TIME_ZONE)
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
        self.session: Any = build.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.con: Any = ibis.pyspark.connect(self.session)
        self._views = 0

    def close(self) -> None:
        """End the session and give the cluster's executors back."""
        self.session.stop()

    def read(self, sources: Sequence[str]) -> ir.Table:
        """Parquet or CSV files, folders and globs; a scheme (``hdfs://``, ``s3a://``) is passed on as it stands."""
        files = list(sources) if any("://" in s for s in sources) else expand(sources)
        with self._clear_errors():
            if files[0].lower().endswith(CSV_ENDINGS):
                frame = self.session.read.csv(files, header=True, inferSchema=False, escape='"')
            else:
                frame = self.session.read.parquet(*files)
            return self._view(frame)

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
        from pyspark.errors import AnalysisException

        try:
            yield
        except AnalysisException as error:
            raise PopulationError(str(error).split("\n", 1)[0]) from error
