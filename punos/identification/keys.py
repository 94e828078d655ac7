"""The key file of a named run: which pseudonym of the county's table is which person. Pure.

A CSV with the column ``person_id`` and either ``identity_code`` or ``client_id`` (the client's own id in Punos). It is
read only while a named run is on (``actions.find_by_keys``) and nothing of it is kept: what a bad row held is never
repeated, only its number and what is wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from punos.clients.rules.identity_code import CodeKind, CodeProblem, normal_form, problem_of
from punos.population.errors import PopulationError

COLUMNS = ("identity_code", "client_id")


@dataclass(frozen=True, slots=True)
class Keys:
    """``codes`` and ``clients``: pseudonym → identity code, or → id in Punos; ``bad``: reason → numbers of the rows."""

    codes: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, UUID] = field(default_factory=dict)
    bad: Mapping[str, list[int]] = field(default_factory=dict)


def read(lines: Iterable[str]) -> Keys:
    """The keys in these lines, separated by commas or semicolons.

    A row is bad, and not used, when it has no person (``no_person``) or key (``no_key``), or the key cannot be one
    (``not_a_key``). When a person stands there with two keys (``two_keys``) or a key with two persons
    (``two_persons``), none of those rows is used, as nobody can say which is right. The same row twice is one row.
    """
    told = [line.lstrip("\ufeff") for line in lines]
    head = told[0] if told else ""
    rows = csv.DictReader(told, delimiter=";" if ";" in head else ",")
    names = [(name or "").strip() for name in rows.fieldnames or ()]
    column = next((name for name in COLUMNS if name in names), None)
    if "person_id" not in names or column is None:
        raise PopulationError("The key file needs the columns person_id and identity_code (or client_id)")
    rows.fieldnames = names
    bad: dict[str, list[int]] = {}
    found: dict[tuple[str, str | UUID], int] = {}
    for number, row in enumerate(rows, 2):
        person, key, flaw = _row((row["person_id"] or "").strip(), (row[column] or "").strip(), column)
        if flaw:
            bad.setdefault(flaw, []).append(number)
        else:
            found.setdefault((person, key), number)
    for place, flaw in ((0, "two_keys"), (1, "two_persons")):
        several = _several(pair[place] for pair in found)
        bad |= {flaw: sorted(n for pair, n in found.items() if pair[place] in several)} if several else {}
        found = {pair: n for pair, n in found.items() if pair[place] not in several}
    return Keys({person: key for person, key in found if isinstance(key, str)},
                {person: key for person, key in found if isinstance(key, UUID)}, bad)


def _row(person: str, key: str, column: str) -> tuple[str, str | UUID, str]:
    if not person or not key:
        return person, key, "no_key" if person else "no_person"
    if column == "identity_code":
        code = normal_form(key)
        flaws = [problem_of(code, kind, production=False) for kind in (CodeKind.OFFICIAL, CodeKind.TEMPORARY)]
        wrong = all(flaw in (CodeProblem.FORM, CodeProblem.CHECK) for flaw in flaws)
        return person, code, "not_a_key" if wrong else ""
    try:
        return person, UUID(key), ""
    except ValueError:
        return person, key, "not_a_key"


def _several(values: Iterable[str | UUID]) -> set[str | UUID]:
    once: set[str | UUID] = set()
    again: set[str | UUID] = set()
    for value in values:
        (again if value in once else once).add(value)
    return again
