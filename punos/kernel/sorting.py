"""The order of the Finnish alphabet as a plain string, so that a database without ICU sorts names right.

Letters a–z, then å, ä, ö; w stands beside v and ü beside y; other accents count only between words that
are otherwise the same; small letters before capitals. Compared code point by code point (``C`` collation).
"""

from __future__ import annotations

import unicodedata

_FIELD, _LEVEL = "\x1f", "\t"  # both sort before a space, so a shorter name comes first
_OWN_PLACE = {"å": "{", "ä": "|", "ö": "}"}  # the three code points after z
_BESIDE = {
    "w": ("v", "1"),
    "ü": ("y", "1"),
    "æ": ("|", "1"),
    "ø": ("}", "1"),
    "ő": ("}", "2"),
    "đ": ("d", "1"),
    "ð": ("d", "2"),
    "ŋ": ("n", "1"),
    "ŧ": ("t", "1"),
    "ł": ("l", "1"),
    "ı": ("i", "1"),
}
_BECOMES_TWO = {"ß": "ss", "þ": "th", "œ": "oe"}


def finnish_sort_key(*parts: str) -> str:
    """A key whose code-point order is the Finnish order of ``parts`` (first by the first part, and so on).

    Use it as ``finnish_sort_key(family, given)`` and store the result beside the name. Equal keys mean equal
    text (after NFC).
    """
    text = unicodedata.normalize("NFC", _FIELD.join(" ".join(part.split()) for part in parts))
    letters: list[str] = []
    accents: list[str] = []
    cases: list[str] = []
    for sign in text:
        for letter, accent in _weights(sign):
            letters.append(letter)
            accents.append(accent)
            cases.append("1" if sign.lower() != sign else "0")
    levels = ("".join(letters), "".join(accents).rstrip("0"), "".join(cases).rstrip("0"), text)
    return _LEVEL.join(levels)


def _weights(sign: str) -> list[tuple[str, str]]:
    """The place of one character among letters, and its rank among characters that share the place."""
    small = sign.lower()
    if small in _OWN_PLACE:
        return [(_OWN_PLACE[small], "0")]
    if small in _BESIDE:
        return [_BESIDE[small]]
    if small in _BECOMES_TWO:
        return [(letter, "1") for letter in _BECOMES_TWO[small]]
    plain = unicodedata.normalize("NFD", small)
    if len(plain) > 1 and plain[0].isascii() and plain[0].isalpha():
        return [(plain[0], "3")]
    if small in "-\u2010\u2011\u2013\u00a0":
        return [(" ", "1")]
    return [(letter if letter.isascii() else "~" + letter, "0") for letter in small]
