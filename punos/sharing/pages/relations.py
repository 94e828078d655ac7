"""Why somebody is in the picture, in words beside her name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RELATIONS = {
    "own": _("Sinä itse"), "representative": _("Laillinen edustaja"), "contact": _("Hoitaa yhteydenottoa"),
    "contact_recorder": _("Kirjasi yhteydenoton"), "contact_offer": _("Yhteydenottoa tarjotaan"),
    "contact_substitute": _("Sijainen"), "returned": _("Vastasi asiasta aiemmin"),
    "case_holder": _("Vastaa kokonaisuudesta"), "case_offer": _("Vastuuta tarjotaan"),
    "case_substitute": _("Sijainen"), "own_worker": _("Omatyöntekijä"),
    "responsible_worker": _("Vastuutyöntekijä"), "team": _("Tiimissä"),
    "exceptional": _("Katsoo erityisestä syystä"), "address_task": _("Tehtävä vaatii osoitteen"),
}
