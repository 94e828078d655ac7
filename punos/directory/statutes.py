"""The Swedish names of statutes: the national descriptions give the Finnish ones only.

Official names as in the statute book. A name that is not here is shown in Finnish and marked as Finnish.
"""

from __future__ import annotations

SWEDISH = {
    "Adoptiolaki": "Adoptionslag",
    "Asetus vammaisuuden perusteella järjestettävistä palveluista ja tukitoimista":
        "Förordning om service och stöd på grund av handikapp",
    "Avioliittolaki": "Äktenskapslag",
    "Elatustukilaki": "Lag om underhållsstöd",
    "Erikoissairaanhoitolaki": "Lag om specialiserad sjukvård",
    "Henkilötietolaki": "Personuppgiftslag",
    "Isyyslaki": "Faderskapslag",
    "Kansanterveyslaki": "Folkhälsolag",
    "Laki ehkäisevän päihdetyön järjestämisestä": "Lag om organisering av det förebyggande rusmedelsarbetet",
    "Laki kotoutumisen edistämisestä": "Lag om främjande av integration",
    "Laki kuntouttavasta työtoiminnasta": "Lag om arbetsverksamhet i rehabiliteringssyfte",
    "Laki lapsen elatuksesta": "Lag om underhåll för barn",
    "Laki omaishoidon tuesta": "Lag om stöd för närståendevård",
    "Laki potilaan asemasta ja oikeuksista": "Lag om patientens ställning och rättigheter",
    "Laki rintamaveteraanien kuntoutuksesta": "Lag om rehabilitering av frontveteraner",
    "Laki sosiaali- ja terveydenhuollon asiakasmaksuista": "Lag om klientavgifter inom social- och hälsovården",
    "Laki sosiaalihuollon asiakkaan asemasta ja oikeuksista":
        "Lag om klientens ställning och rättigheter inom socialvården",
    "Laki sosiaalisesta luototuksesta": "Lag om social kreditgivning",
    "Laki vammaisten henkilöiden tulkkauspalveluista": "Lag om tolkningstjänst för handikappade personer",
    "Laki vammaisuuden perusteella järjestettävistä palveluista ja tukitoimista":
        "Lag om service och stöd på grund av handikapp",
    "Lastensuojelulaki": "Barnskyddslag",
    "Mielenterveyslaki": "Mentalvårdslag",
    "Oppilas- ja opiskelijahuoltolaki": "Lag om elev- och studerandevård",
    "Perhehoitolaki": "Familjevårdslag",
    "Päihdehuoltolaki": "Lag om missbrukarvård",
    "Sosiaalihuoltolaki": "Socialvårdslag",
    "Tartuntatautiasetus": "Förordning om smittsamma sjukdomar",
    "Tartuntatautilaki": "Lag om smittsamma sjukdomar",
    "Terveydenhuoltolaki": "Hälso- och sjukvårdslag",
    "Työterveyshuoltolaki": "Lag om företagshälsovård",
}


def named(name: str, language: str) -> tuple[str, str]:
    """(the name on a page in this language, the language it is in when that is another, else empty)."""
    if language == "fi":
        return name, ""
    if language == "sv" and name in SWEDISH:
        return SWEDISH[name], ""
    return name, "fi"
