"""Many small whole numbers in few wide ones, so that DuckDB adds up or unites many of them in one step.

Grouping costs by the number of columns: twenty sums of 64 bits take three times as long as four of 128. A *field* is a
number of known width; fields of one kind lie side by side in *words*. Words of sums are added, and no field runs into
its neighbour as long as its total fits its width; words of sets are united bit by bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BITS = 126  # used of a word; the highest is the sign
UNITE, ADD = "bit_or", "sum"


@dataclass(frozen=True)
class Field:
    """A number to be packed: its width in bits, and the aggregate that puts two of it together."""

    name: str
    width: int
    together: str


class Packing:
    """Where each field lies: the word, and how many bits from its right end."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.widths = {field.name: field.width for field in fields}
        self.words: dict[str, str] = {}  # word → aggregate
        self.places: dict[str, tuple[str, int]] = {}
        used: dict[str, int] = {}
        for field in sorted(fields, key=lambda f: -f.width):
            if field.width > BITS:
                raise ValueError(f"{field.name} takes {field.width} bits, a word has {BITS}")
            fitting = (w for w, t in self.words.items() if t == field.together and used[w] + field.width <= BITS)
            word = next(fitting, f"word{len(self.words)}")
            self.words.setdefault(word, field.together)
            self.places[field.name] = word, used.get(word, 0)
            used[word] = used.get(word, 0) + field.width

    def packed(self, sources: Mapping[str, str]) -> str:
        """The columns of words, from an expression for each field that is there; the others are zero."""
        parts: dict[str, list[str]] = {word: [] for word in self.words}
        for name, source in sources.items():
            word, start = self.places[name]
            parts[word].append(f"(coalesce({source}, 0)::HUGEINT << {start})")
        return ", ".join(f"{' + '.join(terms) or '0::HUGEINT'} AS {word}" for word, terms in parts.items())

    def one(self, name: str) -> dict[str, int]:
        """Each word when that field is one and nothing else is anything."""
        word, start = self.places[name]
        return {w: (1 << start if w == word else 0) for w in self.words}

    def increased(self, sources: Mapping[str, str]) -> str:
        """The columns of words, with something added to the fields of which there is an expression."""
        parts: dict[str, list[str]] = {word: [word] for word in self.words}
        for name, source in sources.items():
            word, start = self.places[name]
            parts[word].append(f"(coalesce({source}, 0)::HUGEINT << {start})")
        return ", ".join(f"{' + '.join(terms)} AS {word}" for word, terms in parts.items())

    def unpacked(self, name: str) -> str:
        """The column of a field, from its word."""
        word, start = self.places[name]
        return f'(({word} >> {start}) & {(1 << self.widths[name]) - 1}::HUGEINT)::BIGINT AS "{name}"'
