"""The fictional county around the cast: units of every sector, sixty professionals, three hundred people.

Everything is invented and made through actions. The same seed gives the same county.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from punos.accounts import actions as accounts
from punos.accounts.models import Kind, Profession, Sector
from punos.cases import actions as cases
from punos.cases import queries as cases_queries
from punos.clients import actions as clients
from punos.demo.cast import SINCE, Cast, actor_for
from punos.directory import actions as directory
from punos.kernel import clock, session
from punos.kernel.actor import Actor

SERVICES_FILE = Path(__file__).with_name("services.json")
MUNICIPALITIES_FILE = Path(__file__).with_name("municipalities.json")
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
WOMEN = (
    "Aili Aune Anja Annikki Eeva Elina Elli Helena Hilkka Irja Kaarina Kerttu Laina Lempi Liisa "
    "Maire Marjatta Mirjam Orvokki Pirkko Rauha Ritva Saara Sirkka Sylvi Tyyne Vieno Åsa Ulla Zaida"
).split()
MEN = (
    "Aarne Arvo Eino Erkki Hannu Heikki Ilmari Jalmari Kalevi Kauko Lauri Martti Niilo Olavi Onni "
    "Paavo Pentti Reino Risto Sakari Tauno Toivo Urho Veikko Viljo Yrjö Åke Öjvind Ahmed Wiljami"
).split()
FAMILIES = (
    "Aho Alanko Elo Erola Haapa Harju Hietala Honka Ilves Joki Kallio Kanerva Karhu Kivi Koivu Korpi "
    "Kuusi Laakso Lampi Lehto Luoto Mänty Niitty Nurmi Oksa Paasi Pihlaja Rauta Rinne Salmi Sundberg "
    "Suo Tammi Tuomi Vaara Vuori Wuori Ylitalo Åkerlund Äyrämö Öhman"
).split()
MORE_UNITS = {
    "adult_social": ("county", "Työikäisten sosiaalityö", "Socialarbete för personer i arbetsför ålder", "social"),
    "carers": ("county", "Omaishoidon tuki", "Stöd för närståendevård", "social"),
    "home_care_south": ("health", "Kotihoito, Eteläinen", "Hemvården, Södra", "health"),
    "health_centre": ("health", "Keskustan sote-asema", "Centrums social- och hälsostation", "health"),
    "mental_health": ("health", "Mielenterveys- ja päihdepalvelut", "Mental- och missbrukarvården", "health"),
    "hospital": ("health", "Keskussairaala, kotiutus", "Centralsjukhuset, utskrivning", "health"),
    "employment": ("employment", "Lounatuulen työllisyyspalvelut", "Sydvästvindens sysselsättningstjänster", "other"),
    "school": ("school", "Lounatuulen opiskeluhuolto", "Sydvästvindens elevvård", "other"),
    "parish": ("parish", "Seurakunnan diakonia", "Församlingens diakoni", "other"),
}
MORE_ORGANISATIONS = {
    "employment": ("Lounatuulen työllisyysalue", Sector.EMPLOYMENT, "Sydvästvindens sysselsättningsområde"),
    "school": ("Lounatuulen kaupungin koulut", Sector.EDUCATION, "Stadens skolor"),
    "parish": ("Lounatuulen seurakunta", Sector.THIRD_SECTOR, "Sydvästvindens församling"),
}
JOBS = {
    "adult_social": (Profession.SOCIAL_WORKER, "sosiaalityöntekijä"), "carers": (Profession.GERONOM, "geronomi"),
    "home_care_south": (Profession.PRACTICAL_NURSE, "lähihoitaja"),
    "health_centre": (Profession.NURSE, "sairaanhoitaja"), "hospital": (Profession.NURSE, "kotiutushoitaja"),
    "mental_health": (Profession.NURSE, "psykiatrinen sairaanhoitaja"),
    "employment": (Profession.EMPLOYMENT_EXPERT, "työkykykoordinaattori"), "school": (Profession.OTHER, "kuraattori"),
    "parish": (Profession.NGO_ACTOR, "diakoniatyöntekijä"), "coordination": (Profession.GERONOM, "palveluohjaaja"),
    "social_work": (Profession.SOCIAL_WORKER, "sosiaalityöntekijä"),
    "home_care": (Profession.PRACTICAL_NURSE, "lähihoitaja"),
    "memory_clinic": (Profession.PUBLIC_HEALTH_NURSE, "muistihoitaja"), "kela": (Profession.BENEFITS_EXPERT,
                                                                                "etuusasiantuntija"),
    "memory": (Profession.NGO_ACTOR, "vapaaehtoistyön ohjaaja"),
}
SERVICES = {  # unit → words that find the national descriptions it gives
    "coordination": ("Ikääntyvien palveluohjaus", "Sosiaalipalvelujen tarpeiden selvittäminen"),
    "social_work": ("Sosiaalinen kuntoutus",), "home_care": ("Kotihoito", "Kotisairaanhoito"),
    "home_care_south": ("Kotihoito", "Kotipalvelu"), "carers": ("Omaishoidon tuki",),
    "memory_clinic": ("Pitkäaikaissairaiden palveluohjaus",), "health_centre": ("Lääkärin tai hoitajan vastaanotto",),
    "mental_health": ("Mielenterveyspalvelut", "Päihdeongelmaisten palveluohjaus"), "adult_social": (
        "Sosiaalinen luototus",), "employment": ("Työttömien palveluohjaus",),
}


@dataclass(slots=True)
class County:
    """The county while it is being made: units, professionals by unit, and the people."""

    cast: Cast
    units: dict[str, UUID]
    staff: dict[str, list[Actor]]
    people: list[UUID]
    random: Random


def make_units_and_staff(cast: Cast, random: Random) -> County:
    """The units of every sector and sixty professionals in all, each with hours and a phone in the directory."""
    founder = cast.hanna
    units = dict(cast.units)
    county = _organisation_of(cast)
    with session.acting_as(founder):
        made = {key: accounts.create_organisation(name=name, sector=sector, name_sv=sv, by=founder).pk
                for key, (name, sector, sv) in MORE_ORGANISATIONS.items()}
        for number, (key, (organisation, name, sv, register)) in enumerate(MORE_UNITS.items()):
            units[key] = accounts.create_unit(
                organisation=made.get(organisation) or county[organisation], name=name, name_sv=sv, register=register,
                phone=f"02 555 02{number:02d}", is_queue=True, by=founder).pk
    staff: dict[str, list[Actor]] = {key: [] for key in units}
    for key, actor in (("coordination", cast.pekka), ("social_work", cast.aino), ("social_work", cast.outi),
                       ("home_care", cast.niko), ("memory_clinic", cast.eero), ("kela", cast.kaisa),
                       ("memory", cast.jaana)):
        staff[key].append(actor)
    for number in range(48):
        key = list(JOBS)[number % len(JOBS)]
        profession, title = JOBS[key]
        given, family = random.choice(WOMEN + MEN), random.choice(FAMILIES)
        account = accounts.create_account(login=f"p{number:02d}@lounatuuli.example", kind=Kind.PROFESSIONAL,
                                          given_name=given, family_name=family, password=None,
                                          phone=f"040 555 02{number:02d}", by=founder)
        role = "coordinator" if key == "coordination" else "professional"
        accounts.join_unit(account=account.pk, unit=units[key], role=role, title=title, profession=profession,
                           public_office=profession == Profession.SOCIAL_WORKER, since=SINCE, by=founder)
        staff[key].append(actor_for(account.pk))
    for key in ("coordination", "home_care"):  # Mari leads the services of older people, not one unit only
        accounts.join_unit(account=cast.mari.account, unit=units[key], role="manager", title="esihenkilö",
                           since=clock.today(), by=founder)
    return County(cast, units, staff, [], random)


def _organisation_of(cast: Cast) -> dict[str, UUID]:
    from punos.accounts.queries import unit

    with session.acting_as(cast.hanna):
        found = {key: unit(cast.units[name]) for key, name in (("county", "coordination"), ("health", "home_care"))}
    return {key: place.organisation_id for key, place in found.items() if place}


def fill_directory(county: County) -> None:
    """Its invented municipalities; a dozen services of its own, a phone with hours for each unit, and which unit gives
    which service.

    The national descriptions are read with ``./run directory import``; they take the place of none of these.
    """
    by = county.cast.hanna
    directory.import_municipalities(rows=json.loads(MUNICIPALITIES_FILE.read_text(encoding="utf-8")), by=by)
    directory.import_services(rows=json.loads(SERVICES_FILE.read_text(encoding="utf-8")), source="own", by=by)
    for number, (key, unit) in enumerate(county.units.items()):
        directory.set_contact_point(unit=unit, way="phone", address=f"02 555 {3000 + number}",
                                    hours="ma–pe 8–16" if number % 3 else "ma–pe 9–15",
                                    answers=JOBS[key][1].capitalize() if key in JOBS else "",
                                    answer_within="saman päivän aikana", by=by)
    for key, wanted in SERVICES.items():
        for name in wanted:
            _offer(county.units[key], name, by)


def _offer(unit: UUID, name: str, by: Actor) -> None:
    from punos.directory.queries import search

    with session.acting_as(by):
        found = [card.service for card in search(name, professional=True) if card.service.name == name]
    if found:
        directory.offer_service(service=found[0].pk, unit=unit, by=by)


def identity_code(born: date, number: int) -> str:
    """An artificial identity code: individual numbers 900–999 are given to nobody."""
    digits = f"{born:%d%m%y}{number:03d}"
    return f"{born:%d%m%y}{'A' if born.year >= 2000 else '-'}{number:03d}{CHECK[int(digits) % 31]}"


def people(random: Random, count: int) -> Iterator[tuple[str, str, date, str]]:
    """Given name, family name, birthday and identity code of people who do not exist; mostly old."""
    seen: set[str] = set()
    while len(seen) < count:
        woman = random.random() < 0.6
        age = int(random.triangular(67, 99, 80)) if random.random() < 0.8 else random.randint(19, 66)
        born = date(2026 - age, random.randint(1, 12), random.randint(1, 28))
        number = random.randrange(900 if woman else 901, 1000, 2)
        code = identity_code(born, number)
        if code not in seen:
            seen.add(code)
            yield random.choice(WOMEN if woman else MEN), random.choice(FAMILIES), born, code


def recognise(by: Actor, given: str, family: str, code: str, random: Random) -> UUID:
    """One of them turns to us for the first time and is written down."""
    language = random.choices(("fi", "sv", "en"), (88, 9, 3))[0]
    interpreter = "ar" if language == "en" and random.random() < 0.4 else ""
    return clients.recognise(identity_code=code, given_names=given, family_name=family, service_language=language,
                             mother_tongue=language, interpreter=interpreter,
                             phone=f"050 555 {random.randint(1000, 9999)}", by=by)


def working_moment(day: date, random: Random) -> datetime:
    """A moment in office hours on this day, or on the next working day."""
    while not clock.is_working_day(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, random.randint(8, 14), random.randrange(0, 60, 5),
                    tzinfo=clock.HELSINKI)


def meet_clocks(case: UUID, by: Actor) -> None:
    """What the law's clocks of this case count to has happened."""
    with session.acting_as(by):
        running = [row.pk for row in cases_queries.clocks_of(cases_queries.case(by, case)) if row.met_at is None]
    for one in running:
        cases.meet_clock(clock_id=one, by=by)
