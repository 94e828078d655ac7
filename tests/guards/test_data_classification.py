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


def test_every_table_is_classified_and_nothing_else() -> None:
    assert CLASSIFIED.keys() == MODELS.keys()


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_field_has_a_class(label: str) -> None:
    fields = {field.name for field in MODELS[label]._meta.local_concrete_fields}
    classified = CLASSIFIED.get(label, {})
    assert fields - classified.keys() == set(), f"{label}: give these a class in docs/data-classification.yaml"
    assert classified.keys() - fields == set(), f"{label}: these are no fields any more"
    assert set(classified.values()) <= CLASSES


@pytest.mark.django_db
def test_what_is_about_a_person_stands_under_forced_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        protected = {row[0] for row in cursor.fetchall()}
    bare = {MODELS[label]._meta.db_table for label, fields in CLASSIFIED.items()
            if ABOUT_PEOPLE & set(fields.values())} - protected - OPEN_TABLES
    assert bare == set()
