"""A county's own column names and codes → ours: a small YAML file, proposed by ``describe``, read by a person.

``columns: {person_id: ASIAKAS, at: PVM, …}`` names the source column of each of ours; ``codes: {sector: {SOS: social},
…}`` turns source codes into ours; ``date_format: DD.MM.YYYY`` says what ``3.4.2026`` means. Codes compare without
surrounding blanks and without case. Standard library and PyYAML only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from punos.population.criteria import RuleError, only, yaml_file
from punos.population.errors import unknown
from punos.population.schema import CLOSED, COLUMNS, FALSE_WORDS, REQUIRED, TRUE_WORDS, TRUTH

EMPTY: None = None
CODED = (*CLOSED, *TRUTH, "service", "service_group", "profession", "unit", "area")
DATE_FORMATS = (ISO, DOTTED) = ("YYYY-MM-DD", "DD.MM.YYYY")
UNKNOWN = "\0unknown"  # what a code outside the closed list becomes

# Words that other systems use for our columns and codes; only a first proposal, a person confirms it.
COLUMN_WORDS: dict[str, tuple[str, ...]] = {
    "person_id": ("person", "personid", "henkilo", "henkilö", "asiakas", "asiakas_id", "potilas", "pseudonym", "id"),
    "at": (
        "date",
        "time",
        "pvm",
        "paiva",
        "päivä",
        "aika",
        "kaynti_pvm",
        "käyntipvm",
        "kayntipvm",
        "käyntipäivä",
        "kayntipaiva",
        "kaynti_aika",
        "käyntiaika",
        "kayntiaika",
        "timestamp",
        "datum",
    ),
    "sector": ("sektori", "toimiala", "ala"),
    "service": ("palvelu", "palvelu_id", "service_code", "palvelukoodi", "tjänst", "service_name"),
    "unit": ("yksikko", "yksikkö", "toimipiste", "enhet", "unit_id"),
    "mode": ("yhteystapa", "asiointitapa", "muoto", "contact_type", "tapa"),
    "planned": ("suunniteltu", "ajanvaraus", "varattu", "planerad"),
    "attended": ("toteutunut", "saapui", "genomförd"),
    "demand": ("kysynta", "kysyntä", "kysyntalaji", "hairiokysynta", "häiriökysyntä", "efterfrågan"),
    "cost": ("kustannus", "hinta", "euro", "eur", "kostnad", "price"),
    "cause": ("syy", "orsak", "reason"),
    "profession": ("ammatti", "ammattiryhma", "ammattiryhmä", "yrke"),
    "service_group": ("palveluryhma", "palveluryhmä", "servicegrupp", "group"),
    "area": ("alue", "kunta", "område", "municipality"),
}
CODE_WORDS: dict[str, dict[str, str]] = {
    "sector": {
        "sos": "social", "sosiaali": "social", "sosiaalihuolto": "social", "sosiaalipalvelut": "social",
        "terv": "health", "terveys": "health", "terveydenhuolto": "health", "terveyspalvelut": "health", "th": "health",
        "tyo": "employment", "työ": "employment", "tyollisyys": "employment", "työllisyys": "employment",
        "siv": "education", "sivistys": "education", "koulutus": "education", "kela": "benefits", "etuudet": "benefits",
        "jarj": "third_sector", "järj": "third_sector", "jarjesto": "third_sector", "järjestö": "third_sector",
        "muu": "other",
    },
    "mode": {
        "kaynti": "visit", "käynti": "visit", "vastaanotto": "visit", "besök": "visit", "koti": "home",
        "kotikaynti": "home", "kotikäynti": "home", "eta": "remote", "etä": "remote", "puhelu": "phone",
        "puhelin": "phone", "osasto": "inpatient", "vuodeosasto": "inpatient", "paivystys": "emergency",
        "päivystys": "emergency", "jour": "emergency", "konsultaatio": "consultation", "muu": "other",
    },
    "demand": {
        "arvo": "value", "arvokysynta": "value", "arvokysyntä": "value", "ei_saanut": "not_received",
        "ei palvelua": "not_received", "osittain": "partial", "vain osa": "partial", "vaara": "wrong",
        "väärä": "wrong", "none": "value",
    },
    "cause": {},
}  # fmt: skip


@dataclass(frozen=True)
class CodeMap:
    """Source columns and codes; what is not named is taken as it stands."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    place: str = "mapping"
    date_format: str = ISO  # of days written as text; those written YYYY-MM-DD are read with either

    @property
    def dotted(self) -> bool:
        """Whether days may be written as Finns do, 29.3.2026."""
        return self.date_format == DOTTED

    def source(self, column: str) -> str:
        """The source's name for one of our columns; none for a name that the mapping gives to another column."""
        if column not in self.columns and column in self.columns.values():
            return ""
        return self.columns.get(column, column)

    def check(self, names: Iterable[str]) -> None:
        """An error when the mapping names a column that the source has not."""
        names = list(names)
        for column, source in self.columns.items():
            if source not in names:
                raise RuleError(f"{self.place}: columns.{column}", unknown("source column", source, names))


ALONE = {"person_id", "at", "cost"}  # say one thing only; a code may well say two (a service and who was met)


def read(path: Path) -> CodeMap:
    """Read a mapping file; errors name the place and what was expected."""
    return from_data(yaml_file(path) or {}, str(path))


def from_data(raw: object, place: str = "mapping") -> CodeMap:
    """Read a mapping from plain data."""
    if not isinstance(raw, Mapping):
        raise RuleError(place, "a mapping with columns and codes")
    only(raw, ("columns", "codes", "date_format"), place)
    date_format = raw.get("date_format", ISO)
    if date_format not in DATE_FORMATS:
        ways = " or ".join(DATE_FORMATS)
        raise RuleError(f"{place}: date_format", f"how days are written was expected, {ways}, not {date_format!r}")
    columns, codes = raw.get("columns") or {}, raw.get("codes") or {}
    for name, part, known in (("columns", columns, COLUMNS), ("codes", codes, CODED)):
        if not isinstance(part, Mapping):
            raise RuleError(f"{place}: {name}", "a mapping by column")
        for column in part:
            if column not in known:
                what = "column with codes" if column in COLUMNS else "column"
                raise RuleError(f"{place}: {name}", unknown(what, column, known))
    taken: dict[str, str] = {}
    for column, source in columns.items():
        if isinstance(source, bool) or not isinstance(source, str | int):
            raise RuleError(f"{place}: columns.{column}", f"the name of a source column was expected, not {source!r}")
        if str(source) in taken and ({column, taken[str(source)]} & ALONE):
            both = f"{taken[str(source)]} and {column} are both read from {str(source)!r}; one column, one meaning"
            raise RuleError(f"{place}: columns.{column}", both)
        taken.setdefault(str(source), column)
    clean = {column: _words(words, column, f"{place}: codes.{column}") for column, words in codes.items()}
    return CodeMap({str(k): str(v) for k, v in columns.items()}, clean, place, date_format)


def _words(words: object, column: str, place: str) -> dict[str, str]:
    if not isinstance(words, Mapping):
        raise RuleError(place, "source code: our code")
    allowed = CLOSED.get(column) or (("true", "false") if column in TRUTH else None)
    clean: dict[str, str] = {}
    for raw, code in words.items():
        word = str(code).lower() if isinstance(code, bool) else code
        if isinstance(word, int | float):
            word = str(word)
        if not isinstance(word, str):
            raise RuleError(place, f"what {raw!r} means is not filled in; leave the line out or give a code")
        if allowed and word.lower() not in allowed:
            raise RuleError(place, unknown("code", word, allowed))
        clean[fold(raw)] = word
    return clean


def fold(raw: object) -> str:
    """A code as it is compared: no surrounding blanks, no case; truth as true/false."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).strip().lower()


def canonical(column: str, raw: object, mapping: CodeMap) -> str | None:
    """Our code for a source value: ``None`` when empty, ``UNKNOWN`` when outside a closed list."""
    if raw is None:
        return EMPTY
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw).strip()
    if not text:
        return EMPTY
    word = mapping.codes.get(column, {}).get(fold(raw), text)
    if column in TRUTH:
        folded = fold(word)
        return "true" if folded in TRUE_WORDS else "false" if folded in FALSE_WORDS else UNKNOWN
    if column in CLOSED:
        return word.lower() if word.lower() in CLOSED[column] else UNKNOWN
    return word


def propose(names: Iterable[str], values: Mapping[str, Iterable[object]]) -> dict[str, Any]:
    """A mapping to start from: columns guessed from their names, codes from their words; unknown codes as null."""
    names = list(names)
    by_fold = {fold(name): name for name in names}
    columns: dict[str, str] = {}
    for column in COLUMNS:
        for word in (column, *COLUMN_WORDS[column]):
            if word in by_fold and by_fold[word] not in columns.values():
                columns[column] = by_fold[word]
                break
    codes: dict[str, dict[str, str | None]] = {}
    for column in (*CLOSED, *TRUTH):
        strange = {
            str(raw): CODE_WORDS.get(column, {}).get(fold(raw))
            for raw in values.get(columns.get(column, ""), ())
            if canonical(column, raw, CodeMap()) == UNKNOWN
        }
        if strange:
            codes[column] = strange
    missing = [column for column in REQUIRED if column not in columns]
    answer: dict[str, Any] = {"columns": {k: v for k, v in columns.items() if k != v}, "codes": codes}
    return answer | ({"missing": missing} if missing else {})
