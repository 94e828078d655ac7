"""The closed list of data categories, registers and classes of recipients.

Grants, permits, legal rules and operating models all name data by these words and by no others, so that "who may
see what" can be answered without looking at a single row of data. Adding a category means adding rules for it:
`rules/` has no answer for a category it does not name, and then the answer is no.
"""

from dataclasses import dataclass
from enum import StrEnum

from punos.lawfulness.texts import Text


class Register(StrEnum):
    """Where a piece of data belongs in law. The county is one controller but keeps two registers (703/2023 13 §)."""

    SOCIAL = "social"
    HEALTH = "health"
    OTHER = "other"


class RecipientClass(StrEnum):
    """What kind of recipient asks. Never a person: persons and units stand in the facts beside it."""

    HEALTH_PROFESSIONAL = "health_professional"
    SOCIAL_PROFESSIONAL = "social_professional"
    OTHER_AUTHORITY = "other_authority"
    THIRD_SECTOR = "third_sector"
    CLOSE_PERSON = "close_person"
    CLIENT = "client"
    REPRESENTATIVE = "representative"


class Category(StrEnum):
    """What the data are about. Closed: every stored line, goal, step and permission has exactly one."""

    IDENTITY = "identity"
    CONTACT = "contact"
    COORDINATION = "coordination"
    PERMISSIONS = "permissions"
    SOCIAL = "social"
    HEALTH = "health"
    OTHER_SECTOR = "other_sector"
    PLAN = "plan"
    OWN_WORDS = "own_words"
    PROTECTED_ADDRESS = "protected_address"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class CategoryMeaning:
    """Name and one sentence for the client, and the registers in which data of this category may originate."""

    name: Text
    sentence: Text
    registers: frozenset[Register]


_BOTH = frozenset({Register.SOCIAL, Register.HEALTH})
_EVERY = frozenset(Register)

MEANINGS: dict[Category, CategoryMeaning] = {
    Category.IDENTITY: CategoryMeaning(
        Text("Perustiedot", "Grunduppgifter", "Basic details"),
        Text(
            "Nimesi, henkilötunnuksesi, kielesi ja yhteystietosi.",
            "Ditt namn, din personbeteckning, ditt språk och dina kontaktuppgifter.",
            "Your name, identity code, language and contact details.",
        ),
        _EVERY,
    ),
    Category.CONTACT: CategoryMeaning(
        Text("Yhteydenotot", "Kontakter", "Contacts"),
        Text(
            "Milloin sinusta tai sinun puolestasi on otettu yhteyttä, ja mitä silloin pyydettiin.",
            "När du eller någon annan har tagit kontakt i dina ärenden, och vad ni bad om.",
            "When you or somebody else has been in touch about your matters, and what was asked for.",
        ),
        _BOTH,
    ),
    Category.COORDINATION: CategoryMeaning(
        Text("Asian eteneminen", "Hur ärendet framskrider", "How the matter is moving on"),
        Text(
            "Missä vaiheessa asiasi on, kuka siitä vastaa, keitä tiimissäsi on ja milloin tapaatte.",
            "I vilket skede ditt ärende är, vem som ansvarar, vilka som hör till ditt team och när ni träffas.",
            "Which stage your matter is at, who answers for it, who is in your team and when you meet.",
        ),
        _BOTH,
    ),
    Category.PERMISSIONS: CategoryMeaning(
        Text("Luvat ja kiellot", "Tillstånd och förbud", "Permissions and prohibitions"),
        Text(
            "Mitä olet luvannut ja mitä olet kieltänyt kertomasta sinusta.",
            "Vad du har tillåtit och vad du har förbjudit oss att berätta om dig.",
            "What you have allowed and what you have forbidden us to tell about you.",
        ),
        _BOTH,
    ),
    Category.SOCIAL: CategoryMeaning(
        Text("Sosiaalihuollon kirjaukset", "Socialvårdens anteckningar", "Social care entries"),
        Text(
            "Mitä sosiaalihuollossa on kirjattu sinusta ja sinun kanssasi.",
            "Vad socialvården har antecknat om dig och tillsammans med dig.",
            "What social care has written down about you and with you.",
        ),
        frozenset({Register.SOCIAL}),
    ),
    Category.HEALTH: CategoryMeaning(
        Text("Terveydenhuollon kirjaukset", "Hälso- och sjukvårdens anteckningar", "Health care entries"),
        Text(
            "Mitä terveydenhuollossa on kirjattu terveydestäsi ja hoidostasi.",
            "Vad hälso- och sjukvården har antecknat om din hälsa och vård.",
            "What health care has written down about your health and care.",
        ),
        frozenset({Register.HEALTH}),
    ),
    Category.OTHER_SECTOR: CategoryMeaning(
        Text("Työ, koulu ja etuudet", "Arbete, skola och förmåner", "Work, school and benefits"),
        Text(
            "Mitä työllisyyspalvelut, koulu tai Kela ovat kertoneet asiastasi.",
            "Vad sysselsättningstjänsterna, skolan eller FPA har berättat om ditt ärende.",
            "What employment services, school or Kela have told about your matter.",
        ),
        frozenset({Register.OTHER}),
    ),
    Category.PLAN: CategoryMeaning(
        Text("Yhteinen suunnitelma", "Gemensam plan", "Joint plan"),
        Text(
            "Tavoitteet ja askeleet, joista olet sopinut yhdessä tiimisi kanssa.",
            "De mål och steg som du har kommit överens om tillsammans med ditt team.",
            "The goals and steps you have agreed on together with your team.",
        ),
        _BOTH,
    ),
    Category.OWN_WORDS: CategoryMeaning(
        Text("Omat sanat", "Egna ord", "Own words"),
        Text(
            "Mitä itse olet kertonut siitä, mikä sinulle on tärkeää.",
            "Vad du själv har berättat om det som är viktigt för dig.",
            "What you yourself have said about what matters to you.",
        ),
        _BOTH,
    ),
    Category.PROTECTED_ADDRESS: CategoryMeaning(
        Text("Turvakiellon alainen osoite", "Adress med spärrmarkering", "Protected address"),
        Text(
            "Osoitteesi ja yhteystietosi, kun sinulla on turvakielto.",
            "Din adress och dina kontaktuppgifter när du har spärrmarkering.",
            "Your address and contact details when you have a non-disclosure order.",
        ),
        _EVERY,
    ),
    Category.JOURNAL: CategoryMeaning(
        Text("Katselutiedot", "Vem som har sett", "Who has looked"),
        Text(
            "Kuka on katsonut tietojasi, milloin ja miksi.",
            "Vem som har sett dina uppgifter, när och varför.",
            "Who has looked at your data, when and why.",
        ),
        _BOTH,
    ),
}

REGISTER_NAMES: dict[Register, Text] = {
    Register.SOCIAL: Text("Sosiaalihuolto", "Socialvården", "Social care"),
    Register.HEALTH: Text("Terveydenhuolto", "Hälso- och sjukvården", "Health care"),
    Register.OTHER: Text(
        "Muu viranomainen (työllisyys, koulu, Kela)",
        "Annan myndighet (sysselsättning, skola, FPA)",
        "Another authority (employment, school, Kela)",
    ),
}

# By the names they have in law (703/2023 13 §): for whoever asks from which register something is told.
REGISTER_TITLES: dict[Register, Text] = {
    Register.SOCIAL: Text(
        "Sosiaalihuollon asiakasrekisteri", "Socialvårdens klientregister", "Social care client register"
    ),
    Register.HEALTH: Text("Potilasrekisteri", "Patientregistret", "Patient register"),
}

RECIPIENT_NAMES: dict[RecipientClass, Text] = {
    RecipientClass.HEALTH_PROFESSIONAL: Text(
        "Terveydenhuollon ammattihenkilö",
        "Yrkesutbildad person inom hälso- och sjukvården",
        "Health professional",
    ),
    RecipientClass.SOCIAL_PROFESSIONAL: Text(
        "Sosiaalihuollon ammattihenkilö",
        "Yrkesutbildad person inom socialvården",
        "Social care professional",
    ),
    RecipientClass.OTHER_AUTHORITY: Text(
        "Muu viranomainen (työllisyys, koulu, Kela)",
        "Annan myndighet (sysselsättning, skola, FPA)",
        "Another authority (employment, school, Kela)",
    ),
    RecipientClass.THIRD_SECTOR: Text(
        "Järjestö tai seurakunta", "Organisation eller församling", "Third-sector organisation or parish"
    ),
    RecipientClass.CLOSE_PERSON: Text("Läheinen", "Närstående", "Close person"),
    RecipientClass.CLIENT: Text("Asiakas itse", "Klienten själv", "The client herself"),
    RecipientClass.REPRESENTATIVE: Text("Laillinen edustaja", "Laglig företrädare", "Legal representative"),
}


def registers_of(category: Category) -> frozenset[Register]:
    """The registers in which data of this category can originate."""
    return MEANINGS[category].registers


def register_title(registers: frozenset[Register], language: str) -> str:
    """The register by its name in law, where data come from one of the county's two only; else nothing."""
    only = next(iter(registers)) if len(registers) == 1 else Register.OTHER
    return "" if only is Register.OTHER else REGISTER_TITLES[only].in_language(language)


def name_with_register(category: Category, language: str) -> str:
    """ "Potilasrekisteri: Terveydenhuollon kirjaukset"; the name alone where the data may be of either register."""
    title, name = register_title(registers_of(category), language), MEANINGS[category].name.in_language(language)
    return f"{title}: {name}" if title else name
