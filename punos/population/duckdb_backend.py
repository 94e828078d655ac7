"""The embedded engine: everything that knows it is DuckDB and not Spark."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.common.exceptions import IbisError
from ibis.expr.operations import InMemoryTable

from punos.population.errors import PopulationError, first_line
from punos.population.progress import Progress
from punos.population.sources import (
    CsvFiles,
    csv_fault,
    csv_groups,
    exact,
    expand,
    is_csv,
    parquet_groups,
    partition_keys,
)

TIME_ZONE = "Europe/Helsinki"
OWN_TYPES = {'"NULL"': "VARCHAR", "TIMESTAMPTZ_NS": "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE_NS": "TIMESTAMPTZ"}
DISK_FULL = ("No space left", "File too large", "Disk quota")


class DuckDBBackend:
    """One in-memory DuckDB with bounded memory; it spills to a folder of its own that is removed at the end."""

    name = "duckdb"
    inline = 256

    def __init__(
        self,
        *,
        threads: int | None = None,
        memory: str = "3GiB",
        spill: Path | None = None,
        database: Path | None = None,
    ) -> None:
        self._progress: Progress | None = None
        self._csv: list[CsvFiles] = []
        if database is not None:
            _is_database(database)
        try:
            self._spill = tempfile.mkdtemp(prefix="punos-population-", dir=spill)
        except OSError as error:
            where = spill or tempfile.gettempdir()
            raise PopulationError(f"cannot write to the folder for spilling, {where}: {error.strerror}") from error
        try:
            with self._clear_errors():
                self.con: Any = ibis.duckdb.connect(
                    database or ":memory:",
                    threads=threads or min(os.cpu_count() or 1, 8),
                    memory_limit=memory,
                    temp_directory=self._spill,
                    preserve_insertion_order=False,
                )
                self.sql(f"SET TimeZone = '{TIME_ZONE}'")
        except BaseException:
            shutil.rmtree(self._spill, ignore_errors=True)
            raise
        self._compiled: dict[int, tuple[ir.Table, str]] = {}
        self._built: dict[Hashable, ir.Table] = {}

    def close(self) -> None:
        """Give back memory and disk."""
        self.con.disconnect()
        shutil.rmtree(self._spill, ignore_errors=True)

    def sql(self, text: str) -> Any:
        """Run a statement written by hand (reading files, writing them)."""
        with self._clear_errors(), self._watched():
            return self.con.con.execute(text)

    def read(self, sources: Sequence[str], ids: str = "person_id") -> ir.Table:
        """Parquet (files, folders, globs), CSV (also gzip), or ``FILE.duckdb::TABLE``, as one table.

        Where files disagree on the type of ``ids``, a number stays the same person whatever it is written as.
        """
        if len(sources) == 1 and "::" in sources[0]:
            return self._database(*sources[0].split("::", 1))
        files = expand(sources)
        hive = ", hive_partitioning = true, hive_types_autocast = false" if partition_keys(files) else ""
        hive = hive or ", hive_partitioning = false"
        if is_csv(files):
            groups = csv_groups(files)
            self._csv += groups
            by_delimiter: dict[str, list[str]] = {}
            for group in groups:
                by_delimiter.setdefault(group.delimiter, []).extend(group.files)
            calls = [_csv_call(names, delimiter, hive) for delimiter, names in by_delimiter.items()]
            return self._view(" UNION ALL BY NAME ".join(f"SELECT * FROM {call}" for call in calls))
        parts = parquet_groups(files) if len(files) > 1 else []
        chosen = [exact(part, parts, ids, quote='"', error="error") for part in parts]
        if not any(chosen):
            by_name = str(len(parts) > 1).lower()  # only where they differ is reading by name worth its price
            return self._view(f"SELECT * FROM read_parquet({_listed(files)}, union_by_name = {by_name}{hive})")
        calls = []
        for part, columns in zip(parts, chosen, strict=True):
            changed = ", ".join(f"{sql} AS {_name(column)}" for column, sql in columns.items())
            star = f"* REPLACE ({changed})" if changed else "*"
            calls.append(f"SELECT {star} FROM read_parquet({_listed(part.files)}{hive})")
        return self._view(" UNION ALL BY NAME ".join(calls))

    def _database(self, file: str, table: str) -> ir.Table:
        if not Path(file).exists():
            raise PopulationError(f"no such database: {file}")
        _is_database(Path(file))
        alias = "source_" + _digest(file)
        self.sql(f"ATTACH IF NOT EXISTS {_quoted(file)} AS {alias} (READ_ONLY)")
        return self._view(f"SELECT * FROM {alias}.{_name(table)}")

    def _view(self, query: str) -> ir.Table:
        name = "input_" + _digest(query)
        self.sql(f"CREATE OR REPLACE VIEW {name} AS {query}")
        foreign = [  # types that the expressions cannot name
            f"CAST({_name(column)} AS {OWN_TYPES[kind]}) AS {_name(column)}"
            for column, kind in self.sql(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
            if kind in OWN_TYPES
        ]
        if foreign:
            self.sql(f"CREATE OR REPLACE VIEW {name} AS SELECT * REPLACE ({', '.join(foreign)}) FROM ({query})")
        with self._clear_errors():
            return self.con.table(name)

    def remembered(self, key: Hashable, build: Callable[[], ir.Table]) -> ir.Table:
        """The expression built before under this key: building and compiling cost more than a small run itself."""
        if key not in self._built:
            self._built[key] = build()
        return self._built[key]

    def text(self, expr: ir.Table) -> str:
        """The query of an expression."""
        if id(expr) not in self._compiled:
            text = ibis.to_sql(expr, dialect="duckdb")
            self.con._run_pre_execute_hooks(expr)
            for small in expr.op().find(InMemoryTable):  # as real tables: else DuckDB cannot tell how far it is
                name = f"own_{small.name}"
                self.con.con.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{name}" AS FROM "{small.name}"')
                text = text.replace(f'"{small.name}"', f'"{name}"')
            self._compiled[id(expr)] = (expr, text)  # held, so that the id stays its own
        return self._compiled[id(expr)][1]

    def unlearn(self) -> None:
        """Build and compile everything anew: a transaction rolled back took the tables of small data with it."""
        self._built.clear()
        self._compiled.clear()

    def frame(self, expr: ir.Table) -> pd.DataFrame:
        """The rows of a small result."""
        with self._clear_errors(), self._watched():
            return self.con.con.execute(self.text(expr)).df()

    def write(self, expr: ir.Table, path: Path) -> None:
        """Write a result to one Parquet file."""
        with self._clear_errors(), self._watched():
            self.con.con.execute(
                f"COPY ({self.text(expr)}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION snappy)"
            )

    def written(self, path: Path) -> ir.Table:
        """A result written before, as a table again."""
        return self._view(f"SELECT * FROM read_parquet({_quoted(str(path))})")

    @contextmanager
    def watching(self, progress: Progress) -> Iterator[None]:
        """Within it, every query is a pass of this progress."""
        self._progress = progress if progress.on else None
        if self._progress:
            self.con.con.execute("SET enable_progress_bar = true")  # only then does DuckDB keep count
            self.con.con.execute("SET enable_progress_bar_print = false")
        try:
            yield
        finally:
            self._progress = None
            progress.done()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        progress = self._progress
        if progress is None:
            yield
            return
        over = threading.Event()

        def look() -> None:
            while not over.wait(0.5):
                progress.at(min(max(self.con.con.query_progress() / 100, 0.0), 1.0))

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
            progress.passed()
        finally:
            over.set()
            watcher.join()

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except (RuntimeError, duckdb.InterruptException) as error:
            if "nterrupt" in str(error):  # how DuckDB says that Ctrl-C reached it within a query
                raise KeyboardInterrupt from error
            raise
        except duckdb.OutOfMemoryException as error:
            raise PopulationError(
                f"out of memory: give more with --memory, or a larger disk with --spill ({error})"
            ) from error
        except duckdb.IOException as error:
            text = str(error)
            if any(words in text for words in DISK_FULL):
                raise PopulationError(
                    f"out of disk: free some, or choose another folder with --spill ({text})"
                ) from error
            raise PopulationError(self._in_words(text)) from error
        except (duckdb.Error, IbisError) as error:
            raise PopulationError(self._in_words(str(error))) from error

    def _in_words(self, text: str) -> str:
        """What the engine says, without what the rows hold."""
        fault = csv_fault(self._csv) if "CSV" in text else None
        return fault or first_line(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_database(file: Path) -> None:
    """An error when something else stands in the file: DuckDB would take a CSV file for an empty database."""
    try:
        if file.exists() and file.stat().st_size:
            with file.open("rb") as opened:
                if opened.read(12)[8:] != b"DUCK":
                    raise PopulationError(f"{file} is not a DuckDB database")
    except OSError as error:
        raise PopulationError(f"{file} cannot be opened: {error.strerror}") from error


def _csv_call(files: Sequence[str], delimiter: str, hive: str) -> str:
    sniffed = "all_varchar = true, header = true, skip = 0, comment = '', quote = '\"', escape = '\"', nullstr = ''"
    return f"read_csv({_listed(files)}, delim = {_quoted(delimiter)}, {sniffed}, union_by_name = true{hive})"


def _listed(files: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(name) for name in files) + "]"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
