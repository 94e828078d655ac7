"""The forms of a case. They read what was typed; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.cases import pack
from punos.cases.rules import HerWord
from punos.design_system.forms import (
    CheckCardsField,
    ChoiceCardsField,
    FinnishDateField,
    Form,
    LongTextField,
    ShortTextField,
    YesNoField,
)
from punos.kernel import clock
from punos.lawfulness.categories import Register
from punos.lawfulness.service_tasks import NAMES as TASK_NAMES
from punos.operating_models import OperatingModel

ANSWERS = [("yes", _("Kyllä")), ("no", _("Ei")), ("unknown", _("En tiedä"))]
HER_WORD = [(HerWord.WANTS.value, _("Hän haluaa, että autamme yhdessä")),
            (HerWord.DOES_NOT_WANT.value, _("Hän ei halua")),
            ("not_said", _("Hän ei ole vielä sanonut"))]


class OpenCaseForm(Form):
    """Why, what she says herself, the help-list, and when somebody returns to it."""

    why = LongTextField(label=_("Miksi yhteistyö auttaisi?"), rows=4,
                        help_text=_("Asiakas näkee tämän. Kirjoita niin, että voit lukea sen hänelle."))
    her_word = ChoiceCardsField(label=_("Mitä hän itse sanoo?"), choices=HER_WORD,
                                help_text=_("Hänen oma sanansa riittää."))
    next_date = FinnishDateField(label=_("Milloin asiaan palataan viimeistään?"), earliest=clock.today)
    contact = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, model: OperatingModel, **kwargs: Any) -> None:
        """One field a question of the model's help-list."""
        super().__init__(*args, **kwargs)
        self.questions = [f"q_{question.code}" for question in model.help_list.questions]
        for question in model.help_list.questions:
            self.fields[f"q_{question.code}"] = forms.ChoiceField(
                label=pack.said(question.text), choices=ANSWERS, required=False, widget=forms.RadioSelect)

    def answers(self) -> dict[str, str]:
        """Question code → answer, of those that were answered."""
        return {name.removeprefix("q_"): self.cleaned_data[name] for name in self.questions if self.cleaned_data[name]}


class NoCaseForm(Form):
    """Deciding, for now, not to open a case: recorded with the reasons, and nothing is closed by it."""

    reasons = LongTextField(label=_("Miksi yhteistyötä ei aloiteta nyt?"), rows=3)


class StageForm(Form):
    """To which stage, and what happened."""

    stage = ChoiceCardsField(label=_("Mihin vaiheeseen siirrytään?"), choices=[])
    note = LongTextField(label=_("Mitä tapahtui?"), required=False, rows=2)
    next_date = FinnishDateField(label=_("Milloin asiaan palataan viimeistään?"), earliest=clock.today,
                                 required=False, help_text=_("Tyhjä: nykyinen päivä pysyy."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        """The stages the model's table leads to."""
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]
        self.fields["stage"].widget.hints = hints


class NextDateForm(Form):
    """When somebody returns to it at the latest."""

    next_date = FinnishDateField(label=_("Milloin asiaan palataan viimeistään?"), earliest=clock.today)


class SearchedForm(Form):
    """A form in which a person or unit is searched for and then chosen."""

    search = ShortTextField(label=_("Hae nimellä"), required=False)

    def offer(self, field: str, choices: list[tuple[str, str]], hints: dict[str, str]) -> None:
        """Give the chooser what was found; what is chosen already stays among the choices."""
        self.fields[field].choices = choices  # type: ignore[attr-defined]
        self.fields[field].widget.hints = hints


class HandoverForm(SearchedForm):
    """Whom the whole is offered to, and why."""

    receiver = ChoiceCardsField(label=_("Kenelle vastuu siirretään?"), choices=[])
    reason = LongTextField(label=_("Miksi siirrät vastuun?"), rows=3,
                           help_text=_("Vastaanottaja lukee tämän, ennen kuin hän vastaa."))


class AcceptForm(Form):
    """Taking the whole over."""

    next_date = FinnishDateField(label=_("Milloin asiaan palataan viimeistään?"), earliest=clock.today,
                                 required=False, help_text=_("Tyhjä: nykyinen päivä pysyy."))


class DeclineForm(SearchedForm):
    """Why not, and who could instead: asked on the same page."""

    reason = ChoiceCardsField(label=_("Miksi et ota vastuuta?"), choices=[])
    note = LongTextField(label=_("Tarkenna, jos se auttaa seuraavaa"), required=False, rows=2)
    suggested = ChoiceCardsField(label=_("Kuka voisi vastata?"), choices=[])


class WorkerForm(SearchedForm):
    """Who works, in which task, and on which ground she may."""

    account = ChoiceCardsField(label=_("Kuka?"), choices=[])
    role = ChoiceCardsField(label=_("Mihin tehtävään?"), choices=[
        ("responsible_worker", _("Vastuutyöntekijäksi")), ("own_worker", _("Omatyöntekijäksi"))], hints={
        "responsible_worker": _("Hoitaa asiakkaan asiaa tässä yhteistyössä. Voi olla monta."),
        "own_worker": _("Lain mukainen tehtävä. Asiakkaalla on enintään yksi, ja pätevyys tarkistetaan.")})
    justification = LongTextField(label=_("Miksi terveydenhuollon ammattihenkilö?"), required=False, rows=2,
                                  help_text=_("Tarvitaan vain, kun omatyöntekijä tulee terveydenhuollosta."))
    alongside = ChoiceCardsField(
        label=_("Rinnalla työskentelevä sosiaalityöntekijä"), choices=[], required=False,
        help_text=_("Tarvitaan, kun asiakas tarvitsee erityistä tukea eikä omatyöntekijä ole virkasuhteinen"
                    " sosiaalityöntekijä."))


class LapseForm(Form):
    """Why a clock of the law counts to nothing any more."""

    why = LongTextField(label=_("Miksi tätä aikaa ei enää lasketa?"), rows=2,
                        help_text=_("Esimerkiksi: asiakas perui hakemuksensa."))


class EndWorkerForm(Form):
    """Why the task ends."""

    reason = LongTextField(label=_("Miksi tehtävä päättyy?"), rows=2)


class FindingForm(Form):
    """Does she need special support? A dated finding with its reasons."""

    found = YesNoField(label=_("Tarvitseeko asiakas erityistä tukea?"))
    reasons = LongTextField(label=_("Mihin havainto perustuu?"), rows=3)


class CloseForm(Form):
    """Why it ends, what is done, and that what is open has been looked at."""

    asked_sometimes = ("criteria", "note", "acknowledged")

    reason = ChoiceCardsField(label=_("Miksi yhteistyö päättyy?"), choices=[])
    criteria = CheckCardsField(label=_("Mikä on kunnossa?"), choices=[], required=False)
    note = LongTextField(label=_("Mitä tästä opittiin?"), required=False, rows=3, help_text=_(
        "Jos mikään yllä ei ole kunnossa, kirjoita tähän, miksi yhteistyö silti päättyy."))
    acknowledged = forms.BooleanField(label=_("Olen käynyt keskeneräiset läpi"), required=False)

    def __init__(self, *args: Any, model: OperatingModel, something_open: bool, **kwargs: Any) -> None:
        """The model's reasons and criteria; the last question only when something is open."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (choice.code, pack.said(choice.text)) for choice in model.closing.reasons]
        self.fields["criteria"].choices = [  # type: ignore[attr-defined]
            (choice.code, pack.said(choice.text)) for choice in model.closing.criteria]
        if not something_open:
            del self.fields["acknowledged"]


class ReopenForm(Form):
    """Why it is opened again, and when somebody returns to it."""

    note = LongTextField(label=_("Miksi yhteistyö avataan uudelleen?"), rows=3)
    next_date = FinnishDateField(label=_("Milloin asiaan palataan viimeistään?"), earliest=clock.today)


class ClockForm(Form):
    """What happened and when: the clocks of the law start from it."""

    event = ChoiceCardsField(label=_("Mitä tapahtui?"), choices=[
        ("contact", _("Asiakas, omainen tai edustaja otti yhteyttä")), ("pending", _("Asia tuli vireille")),
        ("service_decision", _("Palvelusta tehtiin päätös")), ("need_clarified", _("Tuen tarve selvisi")),
        ("urgent_need", _("Kiireellisen avun tarve tuli tietoon"))])
    on = FinnishDateField(label=_("Minä päivänä?"), latest=clock.today)


class RelationshipForm(Form):
    """The client relationship began: in which service task, from what, and on which day."""

    service_task = ChoiceCardsField(label=_("Mihin palveluun asiakkuus kuuluu?"), choices=[])
    basis = ChoiceCardsField(label=_("Mistä asiakkuus alkoi?"), choices=[
        ("application", _("Hakemuksesta")), ("handling", _("Asian käsittelystä"))])
    began_on = FinnishDateField(label=_("Minä päivänä?"), latest=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fi"
        self.fields["service_task"].choices = [  # type: ignore[attr-defined]
            (task.value, name.in_language(language)) for task, name in TASK_NAMES.items()]


class EndRelationshipForm(Form):
    """The recorded entry that ends the client relationship."""

    entry = LongTextField(label=_("Miksi asiakkuus päättyy?"), rows=3)
    ended_on = FinnishDateField(label=_("Minä päivänä?"), latest=clock.today)


class SocialNeedForm(Form):
    """The prompt in the urgent-care assessment: short, and it leads to a contact where it should."""

    asked_when = {"words": ("obvious", "yes"), "ground": ("obvious", "yes"), "why": ("ground", "unable child"),
                  "unit": ("ground", "consent unable child")}

    obvious = YesNoField(label=_("Onko hänellä ilmeinen sosiaalihuollon tarve?"),
                         help_text=_("Pärjääkö hän kotona? Onko huolta rahasta, asumisesta tai läheisistä?"))
    words = LongTextField(label=_("Mistä on kyse?"), required=False, rows=3,
                          help_text=_("Kirjoita, mitä hän itse sanoo ja mitä näit."))
    ground = ChoiceCardsField(label=_("Millä perusteella?"), required=False, choices=[
        ("consent", _("Hän suostuu, että otan yhteyttä")), ("guided", _("Ohjasin hänet ottamaan yhteyttä itse")),
        ("unable", _("Hän on ilmeisen kykenemätön huolehtimaan itsestään")),
        ("child", _("Lapsen etu vaatii sitä"))], hints={
        "unable": _("Voit ottaa yhteyttä ilman suostumusta. Kirjoita, miksi."),
        "child": _("Voit ottaa yhteyttä ilman suostumusta. Kirjoita, miksi.")})
    why = LongTextField(label=_("Miksi ilman suostumusta?"), required=False, rows=2)
    unit = ChoiceCardsField(label=_("Mihin sosiaalihuollon yksikköön?"), required=False, choices=[])

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        """The units of social care that take contacts."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(unit.pk), unit.called) for unit in units if unit.register == Register.SOCIAL]
