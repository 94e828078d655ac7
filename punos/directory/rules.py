"""Reading the national descriptions, and what a search means. Pure: rows in, values and refusals out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service as its source tells it. Missing Swedish is empty text."""

    reference: str
    name: str
    summary: str
    description: str
    name_sv: str = ""
    summary_sv: str = ""
    description_sv: str = ""
    laws: list[dict[str, str]] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    for_whom: list[str] = field(default_factory=list)
    life_events: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Changes when any text does; equal texts are equal whatever the order of the source's keys."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def words(self) -> str:
        """Everything a person might type, once."""
        return " ".join(dict.fromkeys([self.name, self.name_sv, *self.keywords, *self.classes, self.summary])).lower()


class RefusedRow(ValueError):
    """A row that cannot be taken in, and why. The text is shown in the report."""


LONGEST = {"name": 200, "summary": 500, "description": 20_000}


def read_service(row: Any) -> ServiceRow:
    """One description of Palvelutietovaranto's release (reference code, localised texts, terms with key and value).

    Raises ``RefusedRow`` for a missing or ill-formed code, a missing Finnish name or summary, a text too long, or a
    null byte.
    """
    if not isinstance(row, Mapping):
        raise RefusedRow("is not an object")
    reference = row.get("ReferenceCode")
    if not isinstance(reference, str) or not re.fullmatch(r"[A-Za-zÅÄÖåäö0-9-]{3,40}", reference):
        raise RefusedRow("has no usable ReferenceCode")
    texts: dict[str, str] = {}
    for target, source in (("name", "Name"), ("summary", "ShortDescription"), ("description", "Description")):
        for language, suffix in (("fi", ""), ("sv", "_sv")):
            text = _label(row.get(source), language)
            if len(text) > LONGEST[target]:
                raise RefusedRow(f"{source} ({language}) has {len(text)} characters; at most {LONGEST[target]} fit")
            texts[target + suffix] = text
    for needed, source in (("name", "Name"), ("summary", "ShortDescription")):
        if not texts[needed]:
            raise RefusedRow(f"has no Finnish {source}")
    return ServiceRow(reference=reference, laws=_laws(row.get("Laws")), classes=_values(row.get("ServiceClass")),
                      for_whom=_values(row.get("TargetGroup")), life_events=_values(row.get("LifeEvent")),
                      keywords=_values(row.get("OntologyTerm")), **texts)


def read_municipality(row: Any) -> tuple[str, str, str]:
    """Code, Finnish and Swedish name. Raises ``RefusedRow``."""
    if not isinstance(row, Mapping):
        raise RefusedRow("is not an object")
    code = row.get("municipalityCode")
    if not isinstance(code, str) or not re.fullmatch(r"\d{3}", code):
        raise RefusedRow("has no three-digit municipalityCode")
    names = {n.get("language"): str(n.get("name", "")).strip() for n in row.get("names") or []
             if isinstance(n, Mapping)}
    if not names.get("fi"):
        raise RefusedRow("has no Finnish name")
    return code, names["fi"][:100], names.get("sv", "")[:100]


def _label(items: Any, language: str) -> str:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, Mapping) and item.get("Lang") == language:
            text = str(item.get("Label") or "").strip()
            if "\x00" in text:
                raise RefusedRow("has a null byte")
            return text
    return ""


def _values(items: Any) -> list[str]:
    found = (str(item.get("Value") or "").strip() for item in (items if isinstance(items, list) else [])
             if isinstance(item, Mapping))
    return [value for value in dict.fromkeys(found) if value and "\x00" not in value]


def _laws(items: Any) -> list[dict[str, str]]:
    found = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, Mapping):
            address = str(item.get("LawReference") or "")
            found.append({"name": _label(item.get("Names"), "fi") or address,
                          "address": address if address.startswith(("http://", "https://")) else ""})
    return found


def search_words(text: str) -> list[str]:
    """The words of a search: letters and digits only, lower case, at most eight."""
    return re.findall(r"[\wåäö]+", text.lower())[:8]


def is_open(hours: Iterable[Iterable[Any]], local: datetime) -> tuple[bool, time | None]:
    """Whether a contact point is open at this local moment, and until when."""
    for weekday, opens, closes in hours:
        if weekday == local.weekday() and _clock(opens) <= local.time() < _clock(closes):
            return True, _clock(closes)
    return False, None


def _clock(text: str) -> time:
    hour, minute = text.split(".")
    return time(int(hour), int(minute))


def read_hours(text: str) -> list[list[Any]]:
    """Opening hours as people write them: ``ma–pe 8–16`` or ``ma 9.00-15.30, to 12-18``; empty for empty.

    Raises ``RefusedRow`` with what was not understood.
    """
    days = ["ma", "ti", "ke", "to", "pe", "la", "su"]
    found: list[list[Any]] = []
    for part in filter(None, (p.strip() for p in text.lower().replace("—", "–").replace("-", "–").split(","))):
        match = re.fullmatch(r"(ma|ti|ke|to|pe|la|su)(?:–(ma|ti|ke|to|pe|la|su))? (\d{1,2})(?:\.(\d\d))?–(\d{1,2})"
                             r"(?:\.(\d\d))?", part)
        if match is None:
            raise RefusedRow(part)
        first, last = days.index(match[1]), days.index(match[2] or match[1])
        opens, closes = (int(match[3]), int(match[4] or 0)), (int(match[5]), int(match[6] or 0))
        if last < first or not (0, 0) <= opens < closes <= (24, 0) or opens[1] > 59 or closes[1] > 59:
            raise RefusedRow(part)
        closes = min(closes, (23, 59))
        found += [[day, f"{opens[0]}.{opens[1]:02d}", f"{closes[0]}.{closes[1]:02d}"] for day in range(first, last + 1)]
    return found
