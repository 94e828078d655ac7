"""The county's own numbers for urgent matters, as data: ``PUNOS_URGENT_NUMBERS``."""

from __future__ import annotations

import json

WHERE = "(docs/operations.md)"
EXAMPLE = '[{"number": "029 000 0000", "fi": "Sosiaalipäivystys", "sv": "Socialjouren", "en": "Social emergency duty"}]'


def read(text: str) -> tuple[dict[str, str], ...]:
    """Number and its names in fi, sv and en, in the order they are shown. The Finnish name is needed; another that
    is missing is shown in Finnish. SystemExit says what to mend: nobody may start with a number that leads nowhere."""
    try:
        rows = json.loads(text or "[]")
    except ValueError as wrong:
        raise SystemExit(f"PUNOS_URGENT_NUMBERS is not JSON: {wrong} {WHERE}. An example: {EXAMPLE}") from None
    if not isinstance(rows, list):
        raise SystemExit(f"PUNOS_URGENT_NUMBERS is not a list {WHERE}. An example: {EXAMPLE}")
    return tuple(_one(row) for row in rows)


def _one(row: object) -> dict[str, str]:
    known = {str(key): str(value).strip() for key, value in row.items()} if isinstance(row, dict) else {}
    digits = known.get("number", "").replace(" ", "").removeprefix("+")
    if not (digits.isdecimal() and 3 <= len(digits) <= 15 and known.get("fi")) or known.keys() - {
            "number", "fi", "sv", "en"}:
        raise SystemExit(f"PUNOS_URGENT_NUMBERS has {row!r}: it needs number and fi, and may have sv and en {WHERE}. "
                         f"An example: {EXAMPLE}")
    return known
