"""The migrations make exactly the tables that the models describe, one after the other."""

from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def unmigrated(wanted: ProjectState, loader: MigrationLoader) -> dict[str, list[str]]:
    """What the models say and no migration makes."""
    with translation.override(None):
        detected = MigrationAutodetector(loader.project_state(), wanted).changes(graph=loader.graph)
        return {app: [operation.describe() for migration in migrations for operation in migration.operations]
                for app, migrations in detected.items()}


def as_models_say() -> ProjectState:
    with translation.override(None):  # names of models are texts; migrations hold them untranslated
        return ProjectState.from_apps(apps)


def test_no_model_has_changed_without_a_migration() -> None:
    assert unmigrated(as_models_say(), MigrationLoader(None, ignore_no_migrations=True)) == {}, \
        "run: ./run makemigrations"


def test_migrations_stand_in_one_line_within_each_context() -> None:
    """Two heads would be applied in whatever order, and no order has been tried."""
    assert not MigrationLoader(None, ignore_no_migrations=True).detect_conflicts()


def test_these_guards_see_what_they_look_for() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    changed = as_models_say()
    changed.add_field("sharing", "tie", "note", models.TextField(default=""), preserve_default=True)
    assert unmigrated(changed, loader) == {"sharing": ["Add field note to tie"]}
    loader.graph.add_node(("sharing", "0002_beside"), Migration("0002_beside", "sharing"))
    loader.graph.add_dependency(None, ("sharing", "0002_beside"), ("sharing", "0001_tables"))
    assert set(loader.detect_conflicts()) == {"sharing"}
