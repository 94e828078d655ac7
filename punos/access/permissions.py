"""What a role may do at all. Whether she may see *this* client is another question: grants answer it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise  # only where types are checked: the served program has no stubs


class Permission(StrEnum):
    OPEN = "open"                    # open to all, no sign-in
    SIGNED_IN = "signed_in"          # anybody signed in
    OWN_MATTERS = "own_matters"      # the client's door
    WORK = "work"                    # the professional's door
    LEAD = "lead"                    # the manager's figures
    REVIEW_ACCESS = "review_access"  # the data protection officer's view of accesses
    NAMED_RUN = "named_run"          # switching a named run on and off, on a recorded legal basis
    REVIEW_FLAGS = "review_flags"    # looking at the people of a named run she is named to
    ADMINISTER = "administer"        # directory, roles, packs


@dataclass(frozen=True, slots=True)
class Role:
    """A role as people know it: its name, one sentence shown in the interface, and what it may do."""

    name: StrPromise
    sees: StrPromise
    permissions: frozenset[Permission]


def _role(name: StrPromise, sees: StrPromise, *permissions: Permission) -> Role:
    return Role(name, sees, frozenset({Permission.OPEN, Permission.SIGNED_IN, *permissions}))


ROLES: dict[str, Role] = {
    "client": _role(_("Asiakas"), _("Näkee omat asiansa ja päättää luvista."), Permission.OWN_MATTERS),
    "close_person": _role(_("Läheinen"), _("Näkee sen, minkä asiakas on hänelle avannut."), Permission.OWN_MATTERS),
    "professional": _role(_("Ammattilainen"), _("Näkee ne asiakkaat, joiden kanssa työskentelee."), Permission.WORK),
    "coordinator": _role(_("Palveluohjaaja"), _("Ottaa vastaan yhteydenotot ja ohjaa ne eteenpäin."), Permission.WORK,
                         Permission.REVIEW_FLAGS),
    "manager": _role(_("Esihenkilö"), _("Näkee yksikkönsä luvut, ei yksittäistä asiakasta."), Permission.LEAD,
                     Permission.NAMED_RUN),
    "dpo": _role(_("Tietosuojavastaava"), _("Näkee, kuka on katsonut mitä ja millä perusteella."),
                 Permission.REVIEW_ACCESS, Permission.NAMED_RUN),
    "administrator": _role(_("Pääkäyttäjä"), _("Hoitaa hakemistoa ja rooleja, ei näe asiakkaita."),
                           Permission.ADMINISTER),
}


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """Everything these roles may do; nothing for a role that does not exist."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))
