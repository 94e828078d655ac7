"""What a person is told when something cannot be done, and the checks of what she typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.design_system import formats, parsing
from punos.intake import rules
from punos.kernel import clock
from punos.kernel.errors import Refused
from punos.kernel.holding import Holder, WhyNot

LONGEST_TEXT = 20_000

WHY_NOT = {
    WhyNot.ENDED: _("Tähän on jo vastattu."),
    WhyNot.NOT_RECEIVER: _("Tätä ei ole tarjottu sinulle."),
    WhyNot.NOT_HOLDER: _("Vain se, joka vastaa asiasta nyt, voi tehdä tämän."),
    WhyNot.TO_SENDER: _("Asia on jo hänellä. Valitse joku toinen."),
    WhyNot.ON_ITS_WAY: _("Siirto odottaa jo vastausta. Peru se ensin, jos haluat siirtää asian toiselle."),
    WhyNot.CLOSED: _("Yhteydenotto on jo päätetty."),
}

CLOSE = {
    rules.CloseFlaw.CALL_PROMISED: _("Olet luvannut soittaa. Soita ensin, tai merkitse ettei puhelua enää tarvita."),
    rules.CloseFlaw.NO_CASE: _("Kerro, mihin yhteistyöhön yhteydenotto liittyy."),
    rules.CloseFlaw.URGENT_NEEDS_WORDS: _("Tässä oli kiire. Kerro lyhyesti, miten asia turvattiin."),
}

NEXT_DATE = {
    rules.NextDateFlaw.PAST: _("Valitse tämä päivä tai myöhempi."),
    rules.NextDateFlaw.FAR: _("Valitse päivä vuoden sisältä, niin asia ei unohdu."),
}


def because(why: WhyNot, field: str = "") -> NoReturn:
    """Refuse for this reason."""
    raise Refused(WHY_NOT[why], field=field, code=why.value)


def when_text(moment: datetime) -> str:
    """``klo 9.31`` today, else with its day: as it stands after "otti tämän vastaan"."""
    local, language = moment.astimezone(clock.HELSINKI), get_language() or "fi"
    if local.date() == clock.today():
        return formats.time_text(local, language)
    return formats.near_moment(local, clock.today(), language)


def name_of(account: UUID | None) -> str:
    """The person's name, or the rule when it was nobody."""
    card = accounts.card(account) if account else None
    return card.name if card else now_in_words("järjestelmä")


def taken(account: UUID | None, moment: datetime) -> NoReturn:
    """Somebody was first: say who and when."""
    raise Refused(_("%(name)s otti tämän vastaan %(when)s.") % {"name": name_of(account), "when": when_text(moment)},
                  code="taken")


def known_receiver(account: UUID | None, unit: UUID | None, field: str = "receiver") -> Holder:
    """The person or queue, if such a one answers for contacts at all; refused otherwise."""
    if (account is None) == (unit is None):
        raise Refused(_("Valitse, kuka ottaisi asian vastaan."), field=field, code="no_receiver")
    if account:
        card = accounts.card(account)
        if card is None or card.unit is None:
            raise Refused(_("Tätä työntekijää ei löydy. Valitse toinen."), field=field, code="unknown_receiver")
        accounts.must_work(account, field=field)
        return Holder(account=account)
    assert unit
    found = accounts.unit(unit)
    if found is None or not found.is_queue:
        raise Refused(_("Tälle yksikölle ei voi lähettää yhteydenottoja. Valitse toinen."), field=field,
                      code="unknown_receiver")
    if accounts.on_duty(unit) is None:
        raise Refused(_("Tässä yksikössä ei ole nyt ketään vastaamassa. Valitse toinen."), field=field,
                      code="nobody_on_duty")
    return Holder(unit=unit)


def clean_text(text: str, field: str, *, required: bool = False) -> str:
    """The text as it is stored (``parsing.read_text``); refused when it is missing or endless."""
    text = parsing.read_text(text)
    if required and not text:
        raise Refused(_("Kirjoita tähän edes muutama sana."), field=field, code="empty")
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Teksti on liian pitkä. Lyhennä sitä."), field=field, code="too_long")
    return text


def good_next_date(day: date) -> date:
    """The day, if it will do as a next date."""
    if flaw := rules.next_date_flaw(day, clock.today()):
        raise Refused(NEXT_DATE[flaw], field="next_date", code=flaw.value)
    return day
