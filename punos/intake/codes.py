"""The closed lists of intake: what may be chosen on its forms, with the texts people read."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How she, or somebody for her, turned to us."""

    PHONE = "phone", _("Puhelin")
    VISIT = "visit", _("Käynti")
    LETTER = "letter", _("Kirje")
    PAPER = "paper", _("Paperilomake")
    PORTAL = "portal", _("Verkossa")
    RECORD_SYSTEM = "record_system", _("Toinen tietojärjestelmä")


class Sender(TextChoices):
    """Who turns to us."""

    CLIENT = "client", _("Asiakas itse")
    CLOSE_PERSON = "close_person", _("Läheinen")
    PROFESSIONAL = "professional", _("Ammattilainen")
    ORGANISATION = "organisation", _("Muu taho")


class Urgency(TextChoices):
    """Asked first. The same words as ``lawfulness.facts.Urgency``."""

    NONE = "none", _("Ei, kukaan ei ole vaarassa")
    DANGER = "danger", _("Kyllä, terveys tai turvallisuus on vaarassa")
    VIOLENCE = "violence", _("Kyllä, väkivallan uhka")


class UrgentHelp(TextChoices):
    """What was done at once when somebody was in danger."""

    EMERGENCY = "emergency_number", _("Soitettiin hätänumeroon 112")
    SOCIAL_EMERGENCY = "social_emergency", _("Soitettiin sosiaalipäivystykseen")
    URGENT_CARE = "urgent_care", _("Soitettiin Päivystysapuun 116 117")
    HERE = "here", _("Apu on jo paikalla tai hoidan itse heti")


class Agreement(TextChoices):
    """Does the client agree that others are contacted about this?"""

    NOT_ASKED = "not_asked", _("Ei ole vielä kysytty")
    YES = "yes", _("Kyllä")
    NO = "no", _("Ei")


class Manner(TextChoices):
    """How she said so."""

    SPOKEN = "spoken", _("Suullisesti")
    WRITTEN = "written", _("Kirjallisesti")
    PORTAL = "portal", _("Verkossa itse")


class Ground(TextChoices):
    """Why others may be contacted without her agreement (1301/2014 35 §). Empty: there is no such ground."""

    UNABLE = "unable", _("Hän on ilmeisen kykenemätön huolehtimaan itsestään")
    CHILD = "child", _("Lapsen etu vaatii sitä")


class Ending(TextChoices):
    """Why a contact is closed."""

    DEALT_WITH = "dealt_with", _("Asia on hoidettu")
    GUIDED = "guided", _("Hän sai ohjauksen oikeaan paikkaan")
    BECAME_CASE = "became_case", _("Siitä alkoi yhteistyö")
    IN_CASE = "in_case", _("Asia hoidetaan avoimessa yhteistyössä")
    WITHDRAWN = "withdrawn", _("Asiakas ei halua jatkaa")
    UNREACHED = "unreached", _("Häntä ei sovituista yrityksistä huolimatta tavoitettu")
    SAME_AGAIN = "same_again", _("Sama yhteydenotto oli kirjattu jo")


class CallOutcome(TextChoices):
    """How a promised call went."""

    REACHED = "reached", _("Soitettiin, puhuttiin")
    NO_ANSWER = "no_answer", _("Soitettiin, ei vastausta")
    NOT_NEEDED = "not_needed", _("Puhelua ei enää tarvita")


class Topic(TextChoices):
    """What guidance without a name was about."""

    DAILY_LIFE = "daily_life", _("Arjessa pärjääminen, kotihoito")
    HEALTH = "health", _("Terveys ja hoito")
    MEMORY = "memory", _("Muisti")
    CARER = "carer", _("Omaishoito, läheisen jaksaminen")
    MENTAL_HEALTH = "mental_health", _("Mielenterveys ja päihteet")
    MONEY = "money", _("Raha ja etuudet")
    HOUSING = "housing", _("Asuminen")
    CHILDREN = "children", _("Lapset ja perhe")
    WORK = "work", _("Työ ja opiskelu")
    OTHER = "other", _("Jokin muu")
