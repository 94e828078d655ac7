"""Pure decisions about a team: who may be invited, who may take somebody out, and whether the team may meet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from punos.lawfulness.categories import Category, RecipientClass, Register
from punos.operating_models.schema import SuggestedRole
from punos.operating_models.vocabulary import Requirement


@dataclass(frozen=True, slots=True)
class Denied:
    """No, because of ``code`` (``texts.REASONS`` has the sentence)."""

    code: str
    field: str = ""
    section: str = ""


class Wish(StrEnum):
    """What the client says about this person being in her team."""

    CHOOSES = "chooses"        # she asked for her
    AGREES = "agrees"          # she was asked and agrees
    NOT_ASKED = "not_asked"    # she has not been asked yet
    DECLINES = "declines"      # she does not want her: then nobody invites her


class Ending(StrEnum):
    """How a membership ended."""

    CLIENT_REMOVED = "client_removed"
    LEFT = "left"
    NO_LONGER_NEEDED = "no_longer_needed"
    CASE_CLOSED = "case_closed"
    BASIS_ENDED = "basis_ended"
    LAPSED = "lapsed"  # her last day has passed


TOLD_AFTERWARDS = frozenset({Ending.CLIENT_REMOVED, Ending.LEFT, Ending.BASIS_ENDED, Ending.LAPSED})
"""Endings that whoever answers for the whole did not make herself: she is told."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could be suggested: what she is to the law, her profession, and where and as what she works."""

    recipient: RecipientClass
    sector: str
    profession: str
    title: str
    unit: str


def fits(role: SuggestedRole, one: Colleague) -> bool:
    """Is this the kind of person the model's role is about? Nobody is, for a role that names no profession."""
    if one.recipient is not role.recipient or one.profession not in role.professions:
        return False
    if role.sector and one.sector != role.sector:
        return False
    spoken = f"{one.title} {one.unit}".casefold().replace("-", " ").replace(",", " ").split()
    return not role.words or any(said.startswith(word.casefold()) for word in role.words for said in spoken)


def same_name(one: str, other: str) -> bool:
    """Is it the same name, however its letters and spaces were typed?"""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


OUTSIDERS = frozenset({RecipientClass.CLOSE_PERSON, RecipientClass.THIRD_SECTOR})
NEVER_SHARED = frozenset({Category.PROTECTED_ADDRESS, Category.JOURNAL})
LONGEST_DAYS = 731


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is proposed: who (class and whether she signs in), why, which data, until when, and the client's wish."""

    recipient: RecipientClass
    has_account: bool
    purpose: str
    categories: frozenset[Category]
    until: date | None
    wish: Wish


@dataclass(frozen=True, slots=True)
class TeamModel:
    """What the pack says of the team."""

    client_decides_members: bool
    third_sector_allowed: bool
    close_people_allowed: bool


def may_invite(invitation: Invitation, model: TeamModel, today: date) -> Denied | None:
    """May this person be invited? Whether each category may be shared is asked of ``lawfulness`` beside this."""
    if invitation.wish is Wish.DECLINES:
        return Denied("client_declines", field="wish")
    if invitation.recipient is RecipientClass.THIRD_SECTOR and not model.third_sector_allowed:
        return Denied("no_third_sector", field="recipient")
    if invitation.recipient is RecipientClass.CLOSE_PERSON and not model.close_people_allowed:
        return Denied("no_close_people", field="recipient")
    if needs_her_word(invitation.recipient, model) and invitation.wish is Wish.NOT_ASKED:
        return Denied("ask_her_first", field="wish")
    if not invitation.purpose.strip():
        return Denied("purpose_missing", field="purpose")
    if not invitation.categories:
        return Denied("categories_missing", field="categories")
    if invitation.categories & NEVER_SHARED:
        return Denied("never_shared", field="categories")
    if invitation.has_account and Category.PLAN in invitation.categories and (
            Category.IDENTITY not in invitation.categories):
        return Denied("plan_without_name", field="categories")
    return until_denied(invitation.until, today)


def until_denied(until: date | None, today: date) -> Denied | None:
    """Every membership has an end: not in the past, and at most two years away; it can be renewed."""
    if until is None:
        return Denied("until_missing", field="until")
    if until < today:
        return Denied("until_past", field="until")
    if (until - today).days > LONGEST_DAYS:
        return Denied("until_far", field="until")
    return None


def needs_her_word(recipient: RecipientClass, model: TeamModel) -> bool:
    """Is the decision hers? Always for outsiders (703/2023 4, 6 §); for everybody where the model says so."""
    return recipient in OUTSIDERS or model.client_decides_members


def client_may_remove(recipient: RecipientClass, wish: Wish, model: TeamModel, *,
                      answers_for_her: bool) -> Denied | None:
    """May the client take this person out of her team by herself, at once?

    Where the decision was hers, yes. A professional who works on a statutory basis, or answers for the whole, stays
    until that work ends: then she is told whom to ask.
    """
    if answers_for_her:
        return Denied("answers_for_you")
    if needs_her_word(recipient, model) or wish is Wish.CHOOSES:
        return None
    return Denied("statutory_work")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is in place before the team meets."""

    consent_to_team: bool
    client_takes_part: bool
    worker_named: bool
    members_without_basis: int = 0
    outsiders_without_consent: int = 0


def missing_before_meeting(requires: Collection[Requirement], ready: Readiness) -> tuple[Requirement, ...]:
    """What the model requires before the team may meet and is not in place; empty when it may."""
    in_place = {
        Requirement.CONSENT_TO_TEAM: ready.consent_to_team,
        Requirement.CLIENT_PRESENT: ready.client_takes_part,
        Requirement.RESPONSIBLE_WORKER_NAMED: ready.worker_named,
        Requirement.BASIS_PER_PARTICIPANT: not ready.members_without_basis,
        Requirement.CONSENT_OF_OUTSIDERS: not ready.outsiders_without_consent,
    }
    return tuple(requirement for requirement in Requirement if requirement in requires and not in_place[requirement])


def recipient_class(register: str, sector: str) -> RecipientClass:
    """What kind of recipient a person is, by her unit's register and sector; without a unit a close person."""
    if register == Register.SOCIAL:
        return RecipientClass.SOCIAL_PROFESSIONAL
    if register == Register.HEALTH:
        return RecipientClass.HEALTH_PROFESSIONAL
    if not register:
        return RecipientClass.CLOSE_PERSON
    return RecipientClass.THIRD_SECTOR if sector == "third_sector" else RecipientClass.OTHER_AUTHORITY
