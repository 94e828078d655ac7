"""The fixed cast: invented people, made through actions, the same in every test and in the demo county.

Maija Meri is the client. Aino Aalto answers for the whole. Niko Niemi is in the team. Outi Oja is Aino's colleague
and outside the team; Eero Etelä works elsewhere: both must see nothing of Maija.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop as _

from punos.access.purposes import Purpose
from punos.accounts import actions
from punos.accounts.models import Kind, Profession, Sector
from punos.accounts.sign_in import enter
from punos.kernel import session
from punos.kernel.actor import Actor

SINCE = date(2025, 1, 1)
MAIJA_CODE = "150341-926J"
MATTI_CODE = "020338-933L"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody as actors; ``units`` by short name; ``maija_account`` and ``matti_account`` sign in as themselves."""

    units: dict[str, UUID]
    maija: Actor
    matti: Actor
    pekka: Actor
    aino: Actor
    outi: Actor
    niko: Actor
    eero: Actor
    kaisa: Actor
    jaana: Actor
    mari: Actor
    tuomo: Actor
    hanna: Actor


ORGANISATIONS = {
    "county": ("Lounatuulen hyvinvointialue", Sector.SOCIAL, "Sydvästvindens välfärdsområde"),
    "health": ("Lounatuulen hyvinvointialue, terveydenhuolto", Sector.HEALTH, "Sydvästvindens hälso- och sjukvård"),
    "kela": ("Kela, Lounatuuli", Sector.BENEFITS, "FPA, Sydvästvinden"),
    "memory": ("Lounatuulen muistiyhdistys", Sector.THIRD_SECTOR, "Sydvästvindens minnesförening"),
}
UNITS = {
    "coordination": ("county", "Asiakasohjaus", "Klienthandledningen", "social", "02 555 0100", True, True),
    "social_work": ("county", "Ikääntyneiden sosiaalityö", "Socialarbete för äldre", "social", "02 555 0110", True,
                    False),
    "home_care": ("health", "Kotihoito, Pohjoinen", "Hemvården, Norra", "health", "02 555 0120", True, False),
    "memory_clinic": ("health", "Muistipoliklinikka", "Minnespolikliniken", "health", "02 555 0130", True, False),
    "kela": ("kela", "Kelan palvelupiste", "FPA:s servicepunkt", "other", "020 555 0140", True, False),
    "memory": ("memory", "Muistiyhdistyksen toimisto", "Minnesföreningens byrå", "other", "02 555 0150", True, False),
}
# short name: given, family, login, unit, role, profession, title, public office, phone
PROFESSIONALS = {
    "hanna": ("Hanna", "Haka", "coordination", "administrator", Profession.OTHER, "pääkäyttäjä", False),
    "tuomo": ("Tuomo", "Tieto", "coordination", "dpo", Profession.OTHER, "tietosuojavastaava", False),
    "mari": ("Mari", "Mäki", "social_work", "manager", Profession.SOCIAL_WORKER, "esihenkilö", True),
    "pekka": ("Pekka", "Pelto", "coordination", "coordinator", Profession.SOCIAL_COUNSELLOR, "palveluohjaaja", False),
    "aino": ("Aino", "Aalto", "social_work", "professional", Profession.SOCIAL_WORKER, "sosiaalityöntekijä", True),
    "outi": ("Outi", "Oja", "social_work", "professional", Profession.SOCIAL_COUNSELLOR, "sosiaaliohjaaja", False),
    "niko": ("Niko", "Niemi", "home_care", "professional", Profession.NURSE, "sairaanhoitaja", False),
    "eero": ("Eero", "Etelä", "memory_clinic", "professional", Profession.PHYSICIAN, "lääkäri", False),
    "kaisa": ("Kaisa", "Koski", "kela", "professional", Profession.BENEFITS_EXPERT, "etuusasiantuntija", False),
    "jaana": ("Jaana", "Järvi", "memory", "professional", Profession.NGO_ACTOR, "muistiohjaaja", False),
}
# What each sees, on the page of people to be.
LINES = {
    "maija": _("85-vuotias, muisti heikkenee. Näkee oman tiiminsä, suunnitelmansa ja lupansa."),
    "matti": _("Maijan puoliso ja omaishoitaja, itsekin asiakas. Näkee sen, minkä Maija on hänelle avannut."),
    "pekka": _("Palveluohjaaja. Ottaa vastaan kaikki yhteydenotot ja ohjaa ne eteenpäin."),
    "aino": _("Sosiaalityöntekijä. Vastaa Maijan kokonaisuudesta."),
    "outi": _("Sosiaaliohjaaja Ainon yksikössä, mutta ei Maijan tiimissä: ei näe Maijasta mitään."),
    "niko": _("Kotihoidon sairaanhoitaja Maijan tiimissä. Näkee sen, mihin Maija on antanut luvan."),
    "eero": _("Muistipoliklinikan lääkäri. Ei näe Maijasta mitään, ennen kuin hänet kutsutaan."),
    "kaisa": _("Kelan etuusasiantuntija."),
    "jaana": _("Muistiyhdistyksen ohjaaja, kolmas sektori."),
    "mari": _("Esihenkilö. Näkee lukuja, ei asiakkaita."),
    "tuomo": _("Tietosuojavastaava. Näkee poikkeukselliset katselut ja niiden perusteet."),
    "hanna": _("Pääkäyttäjä. Pitää hakemiston ajan tasalla, ei näe asiakkaita."),
}
PHONES = {name: f"040 555 01{number:02d}" for number, name in enumerate(PROFESSIONALS, 1)}


def gather(password: str | None = None) -> Cast:
    """Make the organisations, units and accounts; whoever has a password may sign in with it."""
    founder = Actor.system(Purpose.DEMO)
    with session.purpose_of(Purpose.DEMO):
        organisations = {key: actions.create_organisation(name=name, sector=sector, name_sv=sv, by=founder).pk
                         for key, (name, sector, sv) in ORGANISATIONS.items()}
        units = {key: actions.create_unit(organisation=organisations[org], name=name, name_sv=sv, register=register,
                                          phone=phone, is_queue=queue, is_coordinator_queue=coordinator,
                                          by=founder).pk
                 for key, (org, name, sv, register, phone, queue, coordinator) in UNITS.items()}
        people = {}
        for key, (given, family, unit, role, profession, title, office) in PROFESSIONALS.items():
            account = actions.create_account(login=f"{key}@lounatuuli.example", kind=Kind.PROFESSIONAL,
                                             given_name=given, family_name=family, password=password,
                                             phone=PHONES[key], demo_line=LINES[key], by=founder)
            actions.join_unit(account=account.pk, unit=units[unit], role=role, title=title, profession=profession,
                              public_office=office, since=SINCE, by=founder)
            people[key] = account.pk
        for key, given, family, kind in (("maija", "Maija", "Meri", Kind.CLIENT),
                                         ("matti", "Matti", "Meri", Kind.CLOSE_PERSON)):
            people[key] = actions.create_account(login=f"{key}@posti.example", kind=kind, given_name=given,
                                                 family_name=family, password=password, phone="040 555 0190",
                                                 demo_line=LINES[key], by=founder).pk
    return Cast(units=units, **{key: actor_for(account) for key, account in people.items()})


def actor_for(account: UUID) -> Actor:
    """The actor of an account; the database forgets it again."""
    with session.purpose_of(Purpose.DEMO):
        actor = enter(account)
    assert actor is not None
    return actor
