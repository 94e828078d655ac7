"""Every field is classified, and what is about a person stands under row-level security."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db import connection, models

CLASSES = {"open", "coded", "pseudonymous", "identifying", "confidential", "secret"}
ABOUT_PEOPLE = {"identifying", "confidential", "secret"}
FILE = Path(__file__).parents[2] / "docs" / "data-classification.yaml"
CLASSIFIED: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text())
MODELS: dict[str, type[models.Model]] = {model._meta.label_lower: model for model in apps.get_models()
                                         if model.__module__.startswith("punos.")}
# Words of people that are not about anybody: the directory's reports.
OPEN_TABLES = {"directory_importrun"}


def wrong_in(fields: set[str], classified: dict[str, str]) -> list[str]:
    """Fields of a table without a class, classes of fields that are gone, and classes that do not exist."""
    return sorted([*(f"{name} has no class" for name in fields - classified.keys()),
                   *(f"{name} is no field any more" for name in classified.keys() - fields),
                   *(f"{name} has the unknown class {kind}" for name, kind in classified.items()
                     if kind not in CLASSES)])


def bare(classified: dict[str, dict[str, str]], protected: set[str]) -> set[str]:
    """Tables with something about a person in them that row-level security does not cover."""
    return {table for table, fields in classified.items() if ABOUT_PEOPLE & set(fields.values())} - protected


def test_every_table_is_classified_and_nothing_else() -> None:
    assert CLASSIFIED.keys() == MODELS.keys()


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_field_has_a_class(label: str) -> None:
    fields = {field.name for field in MODELS[label]._meta.local_concrete_fields}
    assert wrong_in(fields, CLASSIFIED.get(label, {})) == [], f"{label}: see docs/data-classification.yaml"


@pytest.mark.django_db
def test_what_is_about_a_person_stands_under_forced_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        protected = {row[0] for row in cursor.fetchall()}
    tables = {MODELS[label]._meta.db_table: fields for label, fields in CLASSIFIED.items()}
    assert bare(tables, protected) - OPEN_TABLES == set()


def test_these_guards_see_what_they_look_for() -> None:
    assert wrong_in({"name", "born"}, {"name": "identifying", "gone": "open", "born": "vague"}) == [
        "born has the unknown class vague", "gone is no field any more"]
    assert wrong_in({"name"}, {}) == ["name has no class"]
    assert bare({"diary": {"words": "confidential"}, "rooms": {"name": "open"}}, set()) == {"diary"}
