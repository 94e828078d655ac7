"""Names as people have them: several given names, one of them used (kutsumanimi); spelling variants of the same."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
_VARIANTS = [("ph", "f"), ("th", "t"), ("ck", "k"), ("ch", "k"), ("x", "ks"), ("qv", "kv"), ("q", "k"), ("c", "k"),
             ("w", "v"), ("z", "s"), ("å", "o"), ("ä", "a"), ("ö", "o"), ("ü", "y"), ("j", "i"), ("y", "i")]


def tidy(name: str) -> str:
    """A name as it is stored: composed characters (NFC), single blanks."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_storable(name: str) -> bool:
    """Can this be somebody's name: letters of any language, blanks, hyphens, apostrophes, at most 100 signs?"""
    letters = [sign for sign in name if unicodedata.category(sign)[0] in "LM"]
    others = {sign for sign in name if unicodedata.category(sign)[0] not in "LM"}
    return len(name) <= LONGEST and (bool(letters) or not name) and others <= set(" -'’.\u2010\u2011")


def called(given_names: str, call_name: str) -> str:
    """The name she goes by: her call name, else the first of her given names."""
    return call_name or (given_names.split() or [""])[0]


def list_name(given_names: str, call_name: str, family_name: str) -> str:
    """As in lists, family name first: "Meri Maija"."""
    return f"{family_name} {called(given_names, call_name)}".strip()


def letter_name(given_names: str, call_name: str, family_name: str) -> str:
    """As in letters and speech: "Maija Meri". Names are never inflected."""
    return f"{called(given_names, call_name)} {family_name}".strip()


def call_name_fits(given_names: str, call_name: str) -> bool:
    """A call name is one of the given names or a part of a double one; none at all is allowed."""
    parts = {part.casefold() for word in given_names.split() for part in [word, *word.split("-")]}
    return not call_name or call_name.casefold() in parts


def words_of(*names: str) -> list[str]:
    """The words a search can begin with: each name, and each half of a double one; å ä ö stay, other accents go."""
    found: dict[str, None] = {}
    for name in names:
        for word in tidy(name).casefold().split():
            for part in (word, *re.split(r"[-\u2010\u2011]", word)):
                if part:
                    found[_plain(part, keep="åäö")] = None
    return list(found)


def folded(text: str) -> str:
    """Without any accent: the second rank of a search, for a keyboard that has no ä."""
    return _plain(text, keep="")


def sound_of(name: str) -> str:
    """The same for spelling variants of one name (Virtanen, Wirtanen; Mattsson, Matson; Väinö, Waino)."""
    text = _plain(tidy(name).casefold(), keep="åäöü")
    for written, heard in _VARIANTS:
        text = text.replace(written, heard)
    text = re.sub(r"[^a-z]", "", text)
    return re.sub(r"(.)\1+", r"\1", text)


def _plain(text: str, *, keep: str) -> str:
    return "".join(sign if sign in keep else unicodedata.normalize("NFD", sign)[0]
                   for sign in unicodedata.normalize("NFC", text))
