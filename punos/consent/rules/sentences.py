"""An instrument as the sentences the client reads before she agrees. Built from parts, in three languages.

Names stand in the nominative or after a colon: they are never inflected. One idea to a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.consent.rules.terms import ConsentFor, Kind, Reach, Terms
from punos.lawfulness.categories import MEANINGS, Category, RecipientClass
from punos.lawfulness.texts import Text


@dataclass(frozen=True, slots=True)
class Named:
    """A person or unit as she knows it: name, and in brackets the role and the place."""

    name: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name


@dataclass(frozen=True, slots=True)
class Words:
    """Names for the ids in the terms. An id without a name is said to be somebody whose name is not shown here."""

    people: Mapping[UUID, Named]
    parts: Mapping[str, Text]


_AND = Text("ja", "och", "and")
_UNNAMED = Text("vastaanottaja, jonka nimi ei näy tässä", "en mottagare vars namn inte visas här",
                "a recipient whose name is not shown here")
_CLASSES = {
    RecipientClass.HEALTH_PROFESSIONAL: Text(
        "asiaani hoitavat terveydenhuollon ammattihenkilöt",
        "yrkesutbildade personer inom hälso- och sjukvården som sköter mitt ärende",
        "health professionals who work on my matter"),
    RecipientClass.SOCIAL_PROFESSIONAL: Text(
        "asiaani hoitavat sosiaalihuollon ammattihenkilöt",
        "yrkesutbildade personer inom socialvården som sköter mitt ärende",
        "social care professionals who work on my matter"),
    RecipientClass.OTHER_AUTHORITY: Text(
        "tiimiini kuuluvat muut viranomaiset", "andra myndigheter som hör till mitt team",
        "other authorities who are in my team"),
    RecipientClass.THIRD_SECTOR: Text(
        "tiimiini kuuluvat järjestöjen työntekijät", "organisationers arbetstagare som hör till mitt team",
        "workers of associations who are in my team"),
    RecipientClass.CLOSE_PERSON: Text(
        "tiimiini kuuluvat läheiset", "närstående som hör till mitt team", "close people who are in my team"),
}
_MAY_SEE_ONE = Text("{who} saa tietää minusta nämä asiat: {what}.", "{who} får veta följande om mig: {what}.",
                    "{who} may know these things about me: {what}.")
_MAY_SEE_MANY = Text("{who} saavat tietää minusta nämä asiat: {what}.", "{who} får veta följande om mig: {what}.",
                     "{who} may know these things about me: {what}.")
_NOT_ON_ONE = Text("Hän ei saa kertoa niitä eteenpäin.", "Hen får inte berätta dem vidare.",
                   "They must not be passed on.")
_NOT_ON_MANY = Text("He eivät saa kertoa niitä eteenpäin.", "De får inte berätta dem vidare.",
                    "They must not be passed on.")
_JOINT_PLAN = Text("Suunnitelmani tehdään yhdessä myös näiden kanssa: {who}.",
                   "Min plan görs tillsammans också med: {who}.",
                   "My plan is made together also with: {who}.")
_CONVENE = Text("Tiimini saa kokoontua minun asiassani. Minulla on oikeus olla mukana.",
                "Mitt team får samlas i mitt ärende. Jag har rätt att vara med.",
                "My team may meet about my matter. I have the right to be there.")
_REACHES = {
    Reach.PATIENT_ALL: Text("Terveydenhuollon tietojani ei saa antaa muille.",
                            "Uppgifter om mig i hälso- och sjukvården får inte lämnas ut till andra.",
                            "My health care data must not be given to others."),
    Reach.PATIENT_REGISTER: Text("Tämän alueen potilasrekisterin tietoja minusta ei saa antaa muille.",
                                 "Uppgifter om mig i områdets patientregister får inte lämnas ut till andra.",
                                 "Data about me in this county's patient register must not be given to others."),
    Reach.PATIENT_EVENT: Text("Tästä käynnistä tai hoitojaksosta ei saa kertoa muille: {parts}.",
                              "Om det här besöket eller den här vårdperioden får inte berättas för andra: {parts}.",
                              "Others must not be told about this visit or period of care: {parts}."),
    Reach.SOCIAL_CONTROLLER: Text("Sosiaalihuollon tietojani ei saa antaa muille.",
                                  "Uppgifter om mig i socialvården får inte lämnas ut till andra.",
                                  "My social care data must not be given to others."),
    Reach.SOCIAL_SERVICE_TASK: Text("Tästä sosiaalihuollon palvelusta ei saa kertoa muille: {parts}.",
                                    "Om den här tjänsten inom socialvården får inte berättas för andra: {parts}.",
                                    "Others must not be told about this social care service: {parts}."),
    Reach.SOCIAL_DOCUMENT: Text("Tätä sosiaalihuollon asiakirjaa ei saa antaa muille: {parts}.",
                                "Den här handlingen i socialvården får inte lämnas ut till andra: {parts}.",
                                "This social care document must not be given to others: {parts}."),
}
_ONLY_THESE_DATA = Text("Kielto koskee vain näitä tietoja: {what}.", "Förbudet gäller endast: {what}.",
                        "The prohibition is only about: {what}.")
_ONLY_THESE_PEOPLE = Text("Kielto koskee näitä vastaanottajia: {who}.", "Förbudet gäller dessa mottagare: {who}.",
                          "The prohibition is about these recipients: {who}.")
_LAW_REMAINS = Text("Kerrottava on silti se, mihin laki velvoittaa.",
                    "Det som lagen förpliktar till berättas ändå.",
                    "What the law requires is still told.")
_PART = Text("Lupa koskee vain näitä: {parts}.", "Tillståndet gäller endast: {parts}.",
             "The permission is only about: {parts}.")
_BETWEEN = Text("Tiedot ovat ajalta {first}–{last}.", "Uppgifterna är från tiden {first}–{last}.",
                "The data are from {first} to {last}.")
_SINCE = Text("Tiedot ovat ajalta {first} alkaen.", "Uppgifterna är från och med {first}.",
              "The data are from {first} onwards.")
_BEFORE = Text("Tiedot ovat ajalta ennen seuraavaa päivää tai siltä päivältä: {last}.",
               "Uppgifterna är till och med {last}.", "The data are up to {last}.")

_NOUNS = {Kind.PERMIT: Text("Lupa", "Tillståndet", "The permit"),
          Kind.PROHIBITION: Text("Kielto", "Förbudet", "The prohibition"),
          Kind.CONSENT: Text("Suostumus", "Samtycket", "The consent")}
_UNTIL = Text("{noun} on voimassa {last} asti.", "{noun} gäller till och med {last}.", "{noun} holds until {last}.")
_OPEN_ENDED = Text("{noun} on voimassa toistaiseksi.", "{noun} gäller tills vidare.",
                   "{noun} holds until further notice.")
_MAY_WITHDRAW = {Kind.PERMIT: Text("Voin perua luvan milloin vain.", "Jag kan återkalla tillståndet när som helst.",
                                   "I can withdraw the permit at any time."),
                 Kind.PROHIBITION: Text("Voin perua kiellon milloin vain.", "Jag kan återkalla förbudet när som helst.",
                                        "I can withdraw the prohibition at any time."),
                 Kind.CONSENT: Text("Voin perua suostumuksen milloin vain.",
                                    "Jag kan återkalla samtycket när som helst.",
                                    "I can withdraw the consent at any time.")}
_ANSWERED = {Kind.PERMIT: Text("Annan luvan", "Jag ger tillstånd", "I give the permit"),
             Kind.PROHIBITION: Text("Kiellän", "Jag förbjuder", "I forbid this"),
             Kind.CONSENT: Text("Suostun", "Jag samtycker", "I agree")}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


def sentence(terms: Terms, language: str, words: Words) -> str:
    """What she would be agreeing to or forbidding, as she reads it: plain sentences in her language."""
    def say(text: Text, **parts: str) -> str:
        return text.in_language(language).format(**parts)

    said = [*_substance(terms, language, words, say), *_time_of_data(terms, language, say)]
    noun = _NOUNS[terms.kind].in_language(language)
    said.append(say(_UNTIL, noun=noun, last=day(terms.valid_until, language)) if terms.valid_until
                else say(_OPEN_ENDED, noun=noun))
    said.append(say(_MAY_WITHDRAW[terms.kind]))
    return " ".join(_capital(part) for part in said)


def answered_by(kind: Kind, language: str) -> str:
    """The words of the button with which she gives it."""
    return _ANSWERED[kind].in_language(language)


def category_list(categories: Iterable[Category], language: str) -> str:
    """Names of categories inside a sentence, in the order of the closed list."""
    wanted = frozenset(categories)
    return _joined([_lower(MEANINGS[category].name.in_language(language)) for category in Category
                    if category in wanted], language)


def day(value: date | None, language: str) -> str:
    """A date as a reader of the language writes it: 31.5.2027, or 31 May 2027 in English."""
    if value is None:
        return ""
    if language.lower().startswith("en"):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def _substance(terms: Terms, language: str, words: Words, say: Callable[..., str]) -> list[str]:
    who, many = _recipients(terms, language, words)
    what = category_list(terms.categories, language)
    parts = _joined([words.parts[code].in_language(language) if code in words.parts else code
                     for code in sorted(terms.parts)], language)
    if terms.kind is Kind.PROHIBITION:
        assert terms.reach is not None
        return [say(_REACHES[terms.reach], parts=parts), *([say(_ONLY_THESE_DATA, what=what)] if what else []),
                *([say(_ONLY_THESE_PEOPLE, who=who)] if who else []), say(_LAW_REMAINS)]
    if terms.about is ConsentFor.CONVENE_TEAM:
        return [say(_CONVENE)]
    if terms.about is ConsentFor.JOINT_PLAN:
        return [say(_JOINT_PLAN, who=who)]
    said = [say(_MAY_SEE_MANY if many else _MAY_SEE_ONE, who=who, what=what)]
    if terms.kind is Kind.CONSENT:
        said.append(say(_NOT_ON_MANY if many else _NOT_ON_ONE))
    return [*said, say(_PART, parts=parts)] if parts else said


def _time_of_data(terms: Terms, language: str, say: Callable[..., str]) -> list[str]:
    first, last = day(terms.data_from, language), day(terms.data_until, language)
    if first and last:
        return [say(_BETWEEN, first=first, last=last)]
    return [say(_SINCE, first=first)] if first else [say(_BEFORE, last=last)] if last else []


def _recipients(terms: Terms, language: str, words: Words) -> tuple[str, bool]:
    """The recipients as a list, and whether they are many (the verb follows)."""
    named = sorted(str(words.people.get(item, _UNNAMED.in_language(language)))
                   for item in terms.accounts | terms.units)
    if terms.person_name.strip():
        named.append(terms.person_name.strip())
    classes = [_CLASSES[kind].in_language(language) for kind in RecipientClass if kind in terms.classes]
    return _joined([*named, *classes], language), bool(classes) or len(named) > 1


def _joined(items: list[str], language: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_AND.in_language(language)} {items[-1]}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
