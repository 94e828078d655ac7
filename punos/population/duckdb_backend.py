"""The embedded engine: everything that knows it is DuckDB and not Spark."""

from __future__ import annotations

import glob
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
from ibis.expr.operations import InMemoryTable

from punos.population.errors import PopulationError
from punos.population.progress import Progress

TIME_ZONE = "Europe/Helsinki"
CSV_ENDINGS = (".csv", ".csv.gz", ".txt", ".tsv", ".tsv.gz")
DATABASE_ENDINGS = (".duckdb", ".db", ".ddb")
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
        self._spill = tempfile.mkdtemp(prefix="punos-population-", dir=spill)
        self.con: Any = ibis.duckdb.connect(
            database or ":memory:",
            threads=threads or min(os.cpu_count() or 1, 8),
            memory_limit=memory,
            temp_directory=self._spill,
            preserve_insertion_order=False,
        )
        self.sql(f"SET TimeZone = '{TIME_ZONE}'")
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

    def read(self, sources: Sequence[str]) -> ir.Table:
        """Parquet (files, folders, globs), CSV (also gzip), or ``FILE.duckdb::TABLE``, as one table."""
        if len(sources) == 1 and "::" in sources[0]:
            return self._database(*sources[0].split("::", 1))
        files = expand(sources)
        kinds = {"csv" if name.lower().endswith(CSV_ENDINGS) else "parquet" for name in files}
        if len(kinds) > 1:
            raise PopulationError("CSV and Parquet cannot be read in one run; convert one of them")
        listed = "[" + ", ".join(_quoted(name) for name in files) + "]"
        if kinds == {"csv"}:
            with self._clear_errors():
                if all(not _has_text(name) for name in files):
                    raise PopulationError(f"{files[0]} is empty: not even a header line")
            call = f"read_csv({listed}, all_varchar = true, header = true, union_by_name = true, nullstr = '')"
        else:
            call = f"read_parquet({listed}, union_by_name = {str(len(files) > 1 and self._differ(files)).lower()})"
        return self._view(f"SELECT * FROM {call}")

    def _differ(self, files: list[str]) -> bool:
        """Whether the files disagree on their columns; only then is reading by name worth its price."""
        import pyarrow.parquet as pq

        try:
            first = pq.read_schema(files[0])
            return any(not pq.read_schema(name).equals(first) for name in files[1:])
        except (OSError, ValueError) as error:
            raise PopulationError(f"not a readable Parquet file: {error}") from error

    def _database(self, file: str, table: str) -> ir.Table:
        if not Path(file).exists():
            raise PopulationError(f"no such database: {file}")
        alias = "source_" + _digest(file)
        self.sql(f"ATTACH IF NOT EXISTS {_quoted(file)} AS {alias} (READ_ONLY)")
        return self._view(f'SELECT * FROM {alias}."{table}"')

    def _view(self, query: str) -> ir.Table:
        name = "input_" + _digest(query)
        self.sql(f"CREATE OR REPLACE VIEW {name} AS {query}")
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
            raise PopulationError(text) from error
        except (duckdb.InvalidInputException, duckdb.CatalogException, duckdb.ConversionException) as error:
            raise PopulationError(str(error)) from error


def expand(sources: Sequence[str]) -> list[str]:
    """Files behind names, folders (all Parquet or CSV below them) and globs, sorted; an error when none."""
    files: list[str] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            found = sorted(str(p) for p in path.rglob("*.parquet")) or sorted(
                str(p) for p in path.rglob("*") if p.name.lower().endswith(CSV_ENDINGS)
            )
        elif path.exists():
            found = [source]
        else:
            found = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 (a pattern may be absolute)
        if not found:
            raise PopulationError(f"nothing to read at {source}")
        files += found
    return files


def _has_text(name: str) -> bool:
    return Path(name).stat().st_size > (24 if name.endswith(".gz") else 0)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
