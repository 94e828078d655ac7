"""The rules of a team, every combination of what they look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.lawfulness.categories import Category, RecipientClass
from punos.operating_models import load
from punos.operating_models.vocabulary import Profession, Requirement
from punos.team import rules
from punos.team.rules import Invitation, Readiness, TeamModel, Wish
from punos.team.texts import MISSING, REASONS
from tests.every import every

TODAY = date(2026, 11, 23)
MODELS = [TeamModel(*flags) for flags in product([True, False], repeat=3)]


@every(recipient=RecipientClass, wish=Wish, model=MODELS)
def test_whose_word_an_invitation_needs(recipient: RecipientClass, wish: Wish, model: TeamModel) -> None:
    seen = frozenset({Category.PLAN, Category.IDENTITY})
    denied = rules.may_invite(Invitation(recipient, True, "Auttaa", seen, TODAY, wish), model, TODAY)
    outsider = recipient in (RecipientClass.CLOSE_PERSON, RecipientClass.THIRD_SECTOR)
    barred = (recipient is RecipientClass.THIRD_SECTOR and not model.third_sector_allowed) or (
        recipient is RecipientClass.CLOSE_PERSON and not model.close_people_allowed)
    hers = outsider or model.client_decides_members
    allowed = wish is not Wish.DECLINES and not barred and not (hers and wish is Wish.NOT_ASKED)
    assert (denied is None) == allowed
    assert denied is None or denied.code in REASONS


@given(st.sampled_from(["", " ", "Auttaa"]), st.frozensets(st.sampled_from(Category)),
       st.one_of(st.none(), st.integers(-5, 1000)))
def test_a_membership_has_a_purpose_categories_and_an_end(purpose: str, categories: frozenset[Category],
                                                         days: int | None) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    denied = rules.may_invite(Invitation(RecipientClass.HEALTH_PROFESSIONAL, True, purpose, categories, until,
                                         Wish.AGREES), TeamModel(True, True, True), TODAY)
    never = {Category.PROTECTED_ADDRESS, Category.JOURNAL}
    named = Category.PLAN not in categories or Category.IDENTITY in categories  # no plan without whose it is
    assert (denied is None) == (purpose == "Auttaa" and bool(categories) and not categories & never and named
                                and days is not None and 0 <= days <= 731)


@every(recipient=RecipientClass, wish=Wish, model=MODELS, answers=[True, False])
def test_she_takes_out_whom_she_let_in(recipient: RecipientClass, wish: Wish, model: TeamModel,
                                       answers: bool) -> None:
    denied = rules.client_may_remove(recipient, wish, model, answers_for_her=answers)
    hers = rules.needs_her_word(recipient, model) or wish is Wish.CHOOSES
    assert (denied is None) == (hers and not answers)
    assert denied is None or denied.code in REASONS


@every(ready=[Readiness(a, b, c, d, e) for a, b, c, d, e in product(
    [True, False], [True, False], [True, False], [0, 1], [0, 1])])
def test_the_team_meets_only_with_everything_the_model_requires(ready: Readiness) -> None:
    in_place = {Requirement.CONSENT_TO_TEAM: ready.consent_to_team, Requirement.CLIENT_PRESENT: ready.client_takes_part,
                Requirement.RESPONSIBLE_WORKER_NAMED: ready.worker_named,
                Requirement.BASIS_PER_PARTICIPANT: ready.members_without_basis == 0,
                Requirement.CONSENT_OF_OUTSIDERS: ready.outsiders_without_consent == 0}
    for requires in ({one} for one in Requirement):
        (one,) = requires
        assert rules.missing_before_meeting(requires, ready) == (() if in_place[one] else (one,))
    assert set(rules.missing_before_meeting(set(Requirement), ready)) == {r for r, ok in in_place.items() if not ok}
    assert MISSING.keys() == set(Requirement)


@pytest.mark.parametrize(("register", "sector", "expected"), [
    ("social", "social", "social_professional"), ("health", "health", "health_professional"),
    ("other", "benefits", "other_authority"), ("other", "third_sector", "third_sector"), ("", "", "close_person")])
def test_what_kind_of_recipient_a_person_is(register: str, sector: str, expected: str) -> None:
    assert rules.recipient_class(register, sector) == expected


HOME_NURSE = rules.Colleague(RecipientClass.HEALTH_PROFESSIONAL, "health", "nurse", "sairaanhoitaja",
                             "Kotihoito, Pohjoinen")


def suggested_as(one: rules.Colleague) -> set[str]:
    return {role.code for role in load("case_manager").team.suggested if rules.fits(role, one)}


def test_a_colleague_is_suggested_only_for_what_she_is() -> None:
    assert suggested_as(HOME_NURSE) == {"home_care_nurse"}
    assert suggested_as(replace(HOME_NURSE, title="muistihoitaja", unit="Muistipoliklinikka")) == {"memory_nurse"}
    assert suggested_as(replace(HOME_NURSE, title="sairaanhoitaja", unit="Päivystys")) == set()
    assert suggested_as(replace(HOME_NURSE, profession="physician", title="lääkäri")) == {"physician"}
    assert suggested_as(replace(HOME_NURSE, profession="other", title="toimintaterapeutti")) == {"physiotherapist"}
    assert suggested_as(rules.Colleague(RecipientClass.SOCIAL_PROFESSIONAL, "social", "social_counsellor",
                                        "palveluohjaaja", "Asiakasohjaus")) == {"social_worker", "service_coordinator"}


def test_a_role_that_names_no_profession_suggests_nobody() -> None:
    for role in load("case_manager").team.suggested:
        silent = role.model_copy(update={"professions": frozenset()})
        assert not any(rules.fits(silent, replace(HOME_NURSE, recipient=role.recipient, profession=profession.value))
                       for profession in Profession)
