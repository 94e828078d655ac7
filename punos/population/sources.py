"""What files there are before an engine reads them: names, headers, types, partitions. The same for both engines.

Delimiters are found in the header line and not by trying, so that a bad line further down is an error that names it
and never another reading of the whole file.
"""

from __future__ import annotations

import csv
import glob
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from punos.population.errors import PopulationError
from punos.population.values import NOT_FINITE

if TYPE_CHECKING:
    import pyarrow as pa

CSV_ENDINGS = (".csv", ".csv.gz", ".txt", ".tsv", ".tsv.gz")
DELIMITERS = ",;\t|"
HEAD = 1 << 20
NOT_UTF8 = "is not UTF-8; convert the file, as with: iconv -f latin1 -t utf-8"
FLOAT, TEXT, OTHER = "float", "text", "other"


@dataclass(frozen=True)
class CsvFiles:
    """CSV files with the same delimiter and header."""

    files: tuple[str, ...]
    delimiter: str
    header: tuple[str, ...]


@dataclass(frozen=True)
class ParquetFiles:
    """Parquet files with the same columns and types."""

    files: tuple[str, ...]
    schema: pa.Schema

    def kind(self, name: str) -> str:
        """Whether the column holds floats, text, or something else."""
        import pyarrow as pa

        kind = self.schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        return FLOAT if pa.types.is_floating(kind) else TEXT if text else OTHER


def is_csv(files: Sequence[str]) -> bool:
    """Whether these are CSV files; an error when only some are."""
    kinds = {name.lower().endswith(CSV_ENDINGS) for name in files}
    if len(kinds) > 1:
        raise PopulationError("CSV and Parquet cannot be read in one run; convert one of them")
    return kinds == {True}


def expand(sources: Sequence[str]) -> list[str]:
    """Files behind names, folders (all Parquet or CSV below them) and globs, sorted; an error when none."""
    files: list[str] = []
    for source in sources:
        if "::" in source:
            raise PopulationError(f"{source}: a table of a database is read alone, not beside other files")
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


def partition_keys(files: Sequence[str]) -> tuple[str, ...]:
    """The names in the folders ``name=value``, if all files have the same ones."""
    found = {tuple(part.split("=", 1)[0] for part in Path(name).parts[:-1] if "=" in part) for name in files}
    return found.pop() if len(found) == 1 else ()


def partition_base(name: str) -> str:
    """The folder above the first one called ``name=value``."""
    parts = Path(name).parts
    return str(Path(*parts[: next(i for i, part in enumerate(parts) if "=" in part)]))


def csv_groups(files: Iterable[str]) -> list[CsvFiles]:
    """The files that hold anything, by delimiter and header."""
    files = list(files)
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name in files:
        try:
            with _opened(name) as file:
                line = file.readline(HEAD)
        except (OSError, EOFError) as error:
            raise PopulationError(f"{name} cannot be read: {error}") from error
        if line.strip():
            delimiter = max(DELIMITERS, key=lambda one: len(_fields(line, one)))
            groups.setdefault((delimiter, tuple(_fields(line, delimiter))), []).append(name)
    if not groups:
        raise PopulationError(f"{files[0]} is empty: not even a header line")
    return [CsvFiles(tuple(names), delimiter, header) for (delimiter, header), names in groups.items()]


def _fields(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])


def _opened(name: str) -> TextIO:
    how = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    if name.lower().endswith(".gz"):
        return cast("TextIO", gzip.open(name, "rt", **how))  # type: ignore[call-overload]
    return Path(name).open(**how)  # type: ignore[call-overload]


def csv_fault(groups: Iterable[CsvFiles]) -> str | None:
    """The first line that is not UTF-8 or has another number of columns than the header; what it holds is not told."""
    for group in groups:
        for name in group.files:
            with _opened(name) as file:
                found = _fault(file, group)
            if found:
                return f"{name}: {found}"
    return None


def not_utf8(groups: Iterable[CsvFiles]) -> str | None:
    """The first line that is not UTF-8 among the beginnings of the files."""
    for group in groups:
        for name in group.files:
            with _opened(name) as file:
                for number, line in enumerate(file.readlines(HEAD), 1):
                    if not _is_utf8(line):
                        return f"{name}: line {number} {NOT_UTF8}"
    return None


def _fault(lines: Iterable[str], group: CsvFiles) -> str | None:
    rows = csv.reader(lines, delimiter=group.delimiter)
    try:
        for row in rows:
            if not all(map(_is_utf8, row)):
                return f"line {rows.line_num} {NOT_UTF8}"
            if row and len(row) != len(group.header):
                return f"line {rows.line_num} has {len(row)} columns, the header {len(group.header)}"
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return None


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text)


def parquet_groups(files: Sequence[str]) -> list[ParquetFiles]:
    """The files by their columns and types."""
    import pyarrow.parquet as pq

    groups: list[tuple[pa.Schema, list[str]]] = []
    for name in files:
        try:
            schema = pq.read_schema(name)
        except (OSError, ValueError) as error:
            raise PopulationError(f"not a readable Parquet file: {name}") from error
        same = next((names for known, names in groups if known.equals(schema)), None)
        if same is None:
            groups.append((schema, [name]))
        else:
            same.append(name)
    return [ParquetFiles(tuple(names), schema) for schema, names in groups]


def exact(group: ParquetFiles, groups: Sequence[ParquetFiles], ids: str, *, quote: str, error: str) -> dict[str, str]:
    """How to read the columns in which these files hold floats and others something else: column → SQL.

    A person's number stays a whole number, so that 7.0 here and "7" there are one person; beside text a whole float
    is written without decimals. ``quote`` is the engine's sign around names, ``error`` its function that stops.
    """
    chosen: dict[str, str] = {}
    for name in group.schema.names:
        others = {one.kind(name) for one in groups if name in one.schema.names}
        if group.kind(name) != FLOAT or others == {FLOAT}:
            continue
        column = f"{quote}{name.replace(quote, quote * 2)}{quote}"
        some = f"(CASE WHEN lower(CAST({column} AS STRING)) NOT IN {NOT_FINITE} THEN {column} END)"
        is_whole, whole = f"abs({some}) <= {2**53} AND floor({some}) = {some}", f"CAST({some} AS BIGINT)"
        if name == ids:
            said = "the files disagree on the type of the ids, and one is a number that is not whole or not exact"
            stop = f"WHEN {some} IS NOT NULL THEN CAST({error}('{said}') AS BIGINT)"
            chosen[name] = f"CASE WHEN {is_whole} THEN {whole} {stop} END"
        elif TEXT in others:
            chosen[name] = f"CASE WHEN {is_whole} THEN CAST({whole} AS STRING) ELSE CAST({some} AS STRING) END"
    return chosen
