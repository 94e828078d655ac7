"""The migrations make exactly the tables that the models describe, one after the other."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_model_has_changed_without_a_migration() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # names of models are texts; migrations hold them untranslated
        models = ProjectState.from_apps(apps)
        detected = MigrationAutodetector(loader.project_state(), models).changes(graph=loader.graph)
    changes = {
        app: [operation.describe() for migration in migrations for operation in migration.operations]
        for app, migrations in detected.items()
    }
    assert not changes, "run: ./run makemigrations"


def test_migrations_stand_in_one_line_within_each_context() -> None:
    """Two heads would be applied in whatever order, and no order has been tried."""
    assert not MigrationLoader(None, ignore_no_migrations=True).detect_conflicts()
