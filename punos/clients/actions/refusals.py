"""What a person is told when something about a client cannot be recorded: what is wrong and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos.clients.rules import identity_code, names
from punos.clients.rules.identity_code import CodeKind, CodeProblem, Despite
from punos.design_system.formats import date_text
from punos.kernel import clock
from punos.kernel.errors import Refused

WORK_ACCOUNT: Any = _("Työtunnusta ei voi liittää asiakkaaseen eikä läheiseen.")

CODE: dict[CodeProblem, Any] = {
    CodeProblem.FORM: _("Henkilötunnuksessa on 11 merkkiä, esimerkiksi 010190-900P. Tarkista tunnus."),
    CodeProblem.DATE: _("Tunnuksen alku ei ole syntymäpäivä. Tarkista kuusi ensimmäistä numeroa."),
    CodeProblem.CHECK: _("Tunnuksessa on kirjoitusvirhe: viimeinen merkki ei sovi muihin. Tarkista merkki kerrallaan."),
    CodeProblem.REAL: _("Tässä harjoitellaan keksityillä tunnuksilla. Käytä tunnusta, jonka yksilönumero on 900–999."),
    CodeProblem.TEMPORARY: _("Tämä on väliaikainen tunnus. Valitse tunnuksen lajiksi väliaikainen."),
}
EARLIEST_BIRTH = date(1900, 1, 1)


def checked_code(code: str, kind: CodeKind) -> str:
    """The code in its stored form. Refused beside the field when it cannot be one."""
    form = identity_code.normal_form(code)
    problem = identity_code.problem_of(form, kind, production=settings.PRODUCTION)
    if problem:
        raise Refused(CODE[problem], field="identity_code", code=problem.value)
    return form


def checked_names(given_names: str, call_name: str, family_name: str) -> tuple[str, str, str]:
    """The names in their stored form. Refused beside the first that cannot be a name."""
    tidy = {field: names.tidy(name) for field, name in
            (("given_names", given_names), ("call_name", call_name), ("family_name", family_name))}
    for field, name in tidy.items():
        if not names.is_storable(name):
            raise Refused(_("Kirjoita nimi kirjaimin, enintään 100 merkkiä. Väliviiva, välilyönti ja heittomerkki "
                            "käyvät."), field=field, code="name")
    if not names.call_name_fits(tidy["given_names"], tidy["call_name"]):
        raise Refused(_("Kutsumanimi on yksi etunimistä. Tarkista nimet."), field="call_name", code="call_name")
    return tidy["given_names"], tidy["call_name"], tidy["family_name"]


def checked_birth_date(birth: date | None, code: str) -> date | None:
    """The day of birth, from the code where nobody said it. Refused when it cannot be, or does not fit the code."""
    coded = identity_code.birth_date_of(code) if len(code) == 11 else None
    if birth is None:
        return coded
    if not EARLIEST_BIRTH <= birth <= clock.today():
        raise Refused(_("Tarkista syntymäaika: sen pitää olla vuoden 1900 ja tämän päivän välissä."),
                      field="birth_date", code="birth_date")
    if coded and coded != birth:
        raise Refused(_("Syntymäaika ja henkilötunnus eivät sovi yhteen. Tarkista molemmat."), field="birth_date",
                      code="birth_date_and_code")
    return birth


def checked_against_birth(birth: date | None, code: str, despite: Despite | None) -> date | None:
    """The day of birth in the code where another is on record; None where they agree or one is not known. Refused
    beside ``despite`` when nobody has said which is right."""
    coded = identity_code.birth_date_of(code)
    if not (birth and coded) or birth == coded:
        return None
    if despite is None:
        raise Refused(_("Tunnuksen mukaan syntymäaika on %(coded)s, mutta kirjattu on %(recorded)s. Tarkista tunnus, "
                        "tai kerro, kumpi on oikein.") % {"coded": date_text(coded), "recorded": date_text(birth)},
                      field="despite", code="birth_date_and_code")
    return coded


def checked_text(text: str, field: str, longest: int) -> str:
    """One line as it is stored. Refused when it is too long."""
    line = " ".join(text.split())
    if len(line) > longest:
        raise Refused(_("Teksti on liian pitkä. Lyhennä sitä; kirjoittamasi on tallessa tässä."), field=field,
                      code="too_long")
    return line
