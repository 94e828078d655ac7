"""Reading YAML data files so that every error names file, line, place and what was expected."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from punos.lawfulness.texts import LANGUAGES, Text

# The parser of libyaml where the wheel has it: ten times as fast, the same line numbers.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a data file."""

    file: str
    line: int
    place: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.place}: {self.expected}" if self.place else f"{where}: {self.expected}"


class DataFileError(ValueError):
    """A data file cannot be used. `problems` lists everything found, so that one round of mending is enough."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class Strict(BaseModel):
    """Base of everything read from data files: unknown words are errors, and what is read cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _three_languages(value: object) -> object:
    if isinstance(value, Text):
        return value
    if not isinstance(value, dict):
        raise ValueError("a text in three languages: {fi: …, sv: …, en: …}")
    missing = [language for language in LANGUAGES if not str(value.get(language) or "").strip()]
    unknown = sorted(str(key) for key in value if key not in LANGUAGES)
    if missing:
        raise ValueError(f"the text in {', '.join(missing)} as well (all of fi, sv, en are required)")
    if unknown:
        raise ValueError(f"only the languages fi, sv, en; not {', '.join(unknown)}")
    return {language: " ".join(str(value[language]).split()) for language in LANGUAGES}


ThreeLanguages = Annotated[Text, BeforeValidator(_three_languages)]


@dataclass(frozen=True, slots=True)
class DataFile:
    """The content of one YAML file and the line on which each place in it stands."""

    path: Path
    data: Any
    lines: dict[Place, int]

    @property
    def name(self) -> str:
        return self.path.name

    def line_of(self, place: Place) -> int:
        """The line of `place`, or of the nearest enclosing place that is written in the file."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return 1

    def problem(self, place: Place, expected: str) -> Problem:
        return Problem(self.name, self.line_of(place), in_words(place), expected)


def in_words(place: Place) -> str:
    """("stages", 2, "next") reads "stages[2].next"."""
    words = ""
    for step in place:
        words += f"[{step}]" if isinstance(step, int) else (f".{step}" if words else str(step))
    return words


def read(path: Path) -> DataFile:
    """Read one YAML file. Unreadable files, broken YAML and a key written twice are `DataFileError`s."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError([Problem(path.name, 0, "", f"a readable UTF-8 file ({error})")]) from error
    loader = Loader(source)
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        twice = [] if node is None else list(_walk(node, (), lines))
        data = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = getattr(error, "problem", None) or str(error)
        raise DataFileError([Problem(path.name, line, "", f"well-formed YAML ({what})")]) from error
    finally:
        loader.dispose()
    file = DataFile(path, data, lines)
    if twice:
        raise DataFileError([file.problem(place, "this key only once") for place in twice])
    return file


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Iterator[Place]:
    """Note the line of every place; yield the places whose key is written twice."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*place, index), lines)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                yield inner
            lines[inner] = key.start_mark.line + 1
            yield from _walk(value, inner, lines)


def validated(schema: type[M], file: DataFile) -> M:
    """The file's content as `schema`, or every place where it is not."""
    try:
        return schema.model_validate(file.data)
    except ValidationError as error:
        words = words_of(schema)
        raise DataFileError([as_problem(found, file.problem, words) for found in error.errors()]) from error


def words_of(schema: type[BaseModel]) -> frozenset[str]:
    """Every key that the schema knows, at any depth."""
    told = schema.model_json_schema()
    return frozenset(word for part in (told, *told.get("$defs", {}).values()) for word in part.get("properties", ()))


def as_problem(found: Any, problem: Callable[[Place, str], Problem], words: Iterable[str] = ()) -> Problem:
    """What pydantic found, in words, at the place `problem` knows the file and line of. ``words``: those of the schema,
    of which the nearest is named beside one that is not known."""
    place: Place = tuple(found["loc"])
    kind, given = found["type"], found.get("input")
    if kind == "missing":
        expected = "is required and missing"
    elif kind == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), sorted(words), 1)
        expected = "is not a known word here" + (f"; perhaps {near[0]}" if near else "")
    else:
        said = found["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        shown = "" if isinstance(given, dict | list) else f", not {given!r}"
        expected = f"expected {said}{shown}"
    return problem(place, expected)
