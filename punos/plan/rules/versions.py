"""Versions: a snapshot hashed by its content, never changed; and the exact difference between two of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    """What the client says of a version. Each answer is kept; the newest holds."""

    ACCEPTED = "accepted"
    WANTS_CHANGE = "wants_change"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one category and register in a version: ``items`` by key, each a plain mapping."""

    category: str
    register: str
    items: Mapping[str, Mapping[str, Any]]


def canonical(content: Any) -> str:
    """One text for one content, whatever the order of its keys: what the hash is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of_text(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hash_of_parts(number: int, review_on: str, parts: Iterable[tuple[str, str, str]]) -> str:
    """The hash of a version: its number, review date and (category, register, hash) of every part.

    It can be checked by somebody who may read only some of the parts: the others' hashes tell nothing of them.
    """
    return hash_of_text(canonical([number, review_on, sorted(parts)]))


def intact(content: Any, content_hash: str) -> bool:
    """Is the content what was hashed?"""
    return hash_of_text(canonical(content)) == content_hash


@dataclass(frozen=True, slots=True)
class Change:
    """One item of two versions: ``what`` is same, added, removed or changed; the sides are None where absent."""

    key: str
    what: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def type(self) -> str:
        """goal, step, line, own_words or review: the beginning of its key."""
        return self.key.split(":", 1)[0]


def compare(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """Every item of either version exactly once: those of the newer in its order, what was removed after them."""
    found = []
    for key, item in after.items():
        old = before.get(key)
        what = "added" if old is None else "same" if canonical(old) == canonical(item) else "changed"
        found.append(Change(key, what, old, item))
    found += [Change(key, "removed", item, None) for key, item in before.items() if key not in after]
    return found
