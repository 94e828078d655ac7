"""Could these two records be one person? A suggestion with its reasons; a human decides, and her word suffices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from typing import TypeVar
from uuid import UUID

from punos.clients.rules.names import sound_of

T = TypeVar("T")
SIMILAR = 0.8
ENOUGH = 50


class Reason(StrEnum):
    SAME_CODE = "same_code"                    # one has or had the code the other was recorded with
    SAME_NAME = "same_name"                    # the same, spelling variants included
    SIMILAR_NAME = "similar_name"
    SWAPPED_NAME = "swapped_name"              # given and family name have changed places
    SAME_BIRTH_DATE = "same_birth_date"
    CLOSE_BIRTH_DATE = "close_birth_date"      # one digit off, or day and month have changed places
    SAME_PHONE = "same_phone"
    OTHER_BIRTH_DATE = "other_birth_date"      # speaks against
    OTHER_CODE = "other_code"                  # speaks against: both have an official code, and they differ


WEIGHT = {Reason.SAME_CODE: 60, Reason.SAME_NAME: 30, Reason.SIMILAR_NAME: 20, Reason.SWAPPED_NAME: 25,
          Reason.SAME_BIRTH_DATE: 30, Reason.CLOSE_BIRTH_DATE: 20, Reason.SAME_PHONE: 20,
          Reason.OTHER_BIRTH_DATE: -30, Reason.OTHER_CODE: -15}
AGAINST = frozenset({Reason.OTHER_BIRTH_DATE, Reason.OTHER_CODE})


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is compared. ``codes``: all she has or had, disputed ones too; ``official``: the one in force."""

    client: UUID
    given_names: str
    family_name: str
    birth_date: date | None = None
    codes: frozenset[str] = frozenset()
    official: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two records that may be one person: how strongly (0–100) and why; reasons against come last."""

    first: UUID
    second: UUID
    score: int
    reasons: tuple[Reason, ...]


def names_fit(given: str, family: str, other_given: str, other_family: str) -> bool:
    """Could both be names of one person? A changed family name or a nickname is allowed, but not both at once."""
    pairs = [(family, other_family), *((mine, hers) for mine in given.split() for hers in other_given.split())]
    told = [(mine, hers) for mine, hers in pairs if mine and hers]
    return not told or any(_alike(mine, hers) for mine, hers in told)


def compare(first: Particulars, second: Particulars) -> Suspicion | None:
    """The suspicion that two records are one person, or None when too little speaks for it."""
    reasons = [*_about_codes(first, second), *_about_names(first, second), *_about_birth(first, second)]
    if first.phone and _digits(first.phone) == _digits(second.phone):
        reasons.append(Reason.SAME_PHONE)
    score = max(0, min(100, sum(WEIGHT[reason] for reason in reasons)))
    if score < ENOUGH:
        return None
    low, high = sorted((first.client, second.client))
    return Suspicion(low, high, score, tuple(sorted(reasons, key=lambda reason: -WEIGHT[reason])))


class Keep(StrEnum):
    """Why this record of two is the one to keep."""

    OFFICIAL = "official"  # only it has an official identity code
    ACCOUNT = "account"    # only with it she signs in
    OLDER = "older"


def suggested(first: T, second: T, *, official: Callable[[T], bool], account: Callable[[T], bool],
              recorded: Callable[[T], datetime]) -> tuple[T, Keep]:
    """Which of two records to keep when nothing speaks against it, and why."""
    for has, why in ((official, Keep.OFFICIAL), (account, Keep.ACCOUNT)):
        if has(first) != has(second):
            return (first if has(first) else second), why
    return min(first, second, key=recorded), Keep.OLDER


def suspected(people: Iterable[Particulars], apart: frozenset[tuple[UUID, UUID]] = frozenset()) -> list[Suspicion]:
    """Every suspicion among these people, the strongest first, without the pairs somebody has said are ``apart``.

    Only people who share a code, a birth date, a phone or the sound of a name are compared, so that the work grows
    with the number of people and not with its square.
    """
    found: dict[tuple[UUID, UUID], Suspicion] = {}
    blocks: dict[str, list[Particulars]] = defaultdict(list)
    for person in people:
        for key in _keys(person):
            blocks[key].append(person)
    for block in blocks.values():
        for first, second in combinations(block[:200], 2):
            pair = (min(first.client, second.client), max(first.client, second.client))
            if pair not in found and pair not in apart and first.client != second.client:
                suspicion = compare(first, second)
                if suspicion:
                    found[pair] = suspicion
    return sorted(found.values(), key=lambda suspicion: (-suspicion.score, suspicion.first, suspicion.second))


def _keys(person: Particulars) -> Iterator[str]:
    yield from (f"code {code}" for code in person.codes)
    if person.birth_date:
        yield f"born {person.birth_date}"
    if person.phone:
        yield f"phone {_digits(person.phone)}"
    sounds = sorted(sound_of(name) for name in [*person.given_names.split()[:1], person.family_name] if name)
    if len(sounds) == 2:
        yield f"name {' '.join(sounds)}"


def _about_codes(first: Particulars, second: Particulars) -> Iterator[Reason]:
    if first.codes & second.codes:
        yield Reason.SAME_CODE
    elif first.official and second.official and first.official != second.official:
        yield Reason.OTHER_CODE


def _about_names(first: Particulars, second: Particulars) -> Iterator[Reason]:
    mine = (sound_of((first.given_names.split() or [""])[0]), sound_of(first.family_name))
    hers = (sound_of((second.given_names.split() or [""])[0]), sound_of(second.family_name))
    if not all((*mine, *hers)):
        return
    if mine == hers:
        yield Reason.SAME_NAME
    elif mine == hers[::-1]:
        yield Reason.SWAPPED_NAME
    elif all(_close(a, b) for a, b in zip(mine, hers, strict=True)):
        yield Reason.SIMILAR_NAME


def _about_birth(first: Particulars, second: Particulars) -> Iterator[Reason]:
    mine, hers = first.birth_date, second.birth_date
    if mine is None or hers is None:
        return
    if mine == hers:
        yield Reason.SAME_BIRTH_DATE
    elif (mine.day, mine.month, mine.year) == (hers.month, hers.day, hers.year) or _one_digit_off(mine, hers):
        yield Reason.CLOSE_BIRTH_DATE
    else:
        yield Reason.OTHER_BIRTH_DATE


def _one_digit_off(mine: date, hers: date) -> bool:
    return sum(a != b for a, b in zip(f"{mine:%d%m%Y}", f"{hers:%d%m%Y}", strict=True)) == 1


def _alike(mine: str, hers: str) -> bool:
    return _close(sound_of(mine), sound_of(hers))


def _close(mine: str, hers: str) -> bool:
    first, second = sorted((mine, hers))  # the measure depends on the order; the answer must not
    return bool(first) and SequenceMatcher(None, first, second).ratio() >= SIMILAR


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())[-8:]
