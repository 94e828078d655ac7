"""Finding and loading packs: the shipped ones, and a county's own or changed ones from the folder PUNOS_PACKS.

A pack is a folder of YAML files; each file holds one or more sections (top-level words of the schema). A county's
folder of the same name changes a shipped pack: a section that is a mapping is changed key by key, any other section
is replaced. A county's folder of a new name adds a pack; `based_on: <code>` lets it begin from a shipped one.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from punos.kernel import clock
from punos.lawfulness.data_files import DataFile, DataFileError, Place, Problem, as_problem, read, words_of
from punos.operating_models.checks import problems_of
from punos.operating_models.schema import OperatingModel

SHIPPED = Path(__file__).parent / "packs"


class Pack:
    """The sections of a pack and the file each of them (or each key of it) was last read from."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.data: dict[str, Any] = {}
        self._files: dict[Place, DataFile] = {}

    def add(self, file: DataFile) -> None:
        """Take the file's sections, over what is there already."""
        if not isinstance(file.data, dict):
            raise DataFileError([file.problem((), "sections: a mapping of the schema's top-level words")])
        for section, content in file.data.items():
            here = self.data.get(section)
            if isinstance(here, dict) and isinstance(content, dict):
                self.data[section] = {**here, **content}
                self._files |= {(section, key): file for key in content}
            else:
                self.data[section] = content
                self._files = {place: known for place, known in self._files.items() if place[0] != section}
                self._files[(section,)] = file

    def file_of(self, place: Place) -> DataFile | None:
        """The file in which this place is written."""
        return self._files.get(place[:2]) or self._files.get(place[:1])

    def problem(self, place: Place, expected: str) -> Problem:
        file = self.file_of(place)
        if file is None:
            where = ".".join(str(step) for step in place)
            return Problem(f"{self.code}/", 0, where, expected)
        found = file.problem(place, expected)
        return Problem(_shown(file.path), found.line, found.place, found.expected)


def _shown(path: Path) -> str:
    """A shipped file by its place under packs/, a county's own by its whole path."""
    return str(path.relative_to(SHIPPED)) if path.is_relative_to(SHIPPED) else str(path)


def load(code: str) -> OperatingModel:
    """The operating model of this code.

    Raises `DataFileError` with every file, line, place and expectation when the pack is wrong, and `KeyError`
    when there is no such pack.
    """
    return _load(code, _county_folder())


def all_models() -> tuple[OperatingModel, ...]:
    """Every pack there is, shipped and the county's own, by code."""
    county = _county_folder()
    return tuple(_load(code, county) for code in codes(county))


def codes(county: Path | None = None) -> list[str]:
    """The codes of all packs."""
    folders = [folder for base in (SHIPPED, county) if base is not None for folder in base.iterdir()]
    return sorted({folder.name for folder in folders if folder.is_dir() and any(folder.glob("*.yaml"))})


def _county_folder() -> Path | None:
    """The county's folder of packs; a name that leads nowhere is an error, not silence."""
    name = os.environ.get("PUNOS_PACKS", "")
    if not name:
        return None
    folder = Path(name)
    if not folder.is_dir():
        raise DataFileError([Problem("PUNOS_PACKS", 0, name, "the name of a folder that exists")])
    return folder


def _sources(code: str, county: Path | None) -> Iterator[Path]:
    for base in (SHIPPED, county):
        if base is not None and (base / code).is_dir():
            yield base / code


@lru_cache(maxsize=64)
def _load(code: str, county: Path | None) -> OperatingModel:
    pack = gather(code, county)
    return checked(pack)


def gather(code: str, county: Path | None) -> Pack:
    """Read the pack's sections without judging them."""
    folders = list(_sources(code, county))
    if not folders:
        raise KeyError(f"no operating model {code!r}; there are {', '.join(codes(county))}")
    files = [[read(path) for path in sorted(folder.glob("*.yaml"))] for folder in folders]
    pack = Pack(code)
    based_on = next((file.data["based_on"] for file in files[0] if _begins_from(file)), None)
    if based_on is not None and (SHIPPED / str(based_on)).is_dir() and based_on != code:
        for path in sorted((SHIPPED / str(based_on)).glob("*.yaml")):
            pack.add(read(path))
    for folder_files in files:
        _refuse_sections_written_twice(folder_files)
        for file in folder_files:
            pack.add(file)
    return pack


def _begins_from(file: DataFile) -> bool:
    return isinstance(file.data, dict) and isinstance(file.data.get("based_on"), str)


def _refuse_sections_written_twice(files: list[DataFile]) -> None:
    seen: dict[str, str] = {}
    problems = []
    for file in files:
        for section in file.data if isinstance(file.data, dict) else ():
            if section in seen:
                problems.append(file.problem((section,), f"this section only once; it is also in {seen[section]}"))
            seen[section] = file.name
    if problems:
        raise DataFileError(problems)


def checked(pack: Pack) -> OperatingModel:
    """The pack as an operating model: valid by the schema, whole in itself, and nowhere looser than the law."""
    try:
        model = OperatingModel.model_validate(pack.data)
    except ValidationError as error:
        words = words_of(OperatingModel)
        raise DataFileError([as_problem(found, pack.problem, words) for found in error.errors()]) from error
    problems = [
        pack.problem(place, expected) for place, expected in problems_of(model, folder=pack.code, at=clock.today())
    ]
    if problems:
        raise DataFileError(problems)
    return model
