"""Between "the database answers" and "pages can be served": texts, schema, demo county, collected files.

Runs as a process of its own (``python -m punos.config.operate.preparing``), so that the process that watches over
the others stays small and has one thread.
"""

import argparse
import io
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

from punos.config.operate.models_fit import check_cases, check_models
from punos.config.operate.progress import Failed, explain_output, reporting, say, step
from punos.config.operate.translations import compile_changed


def main(argv: list[str]) -> int:
    """Does what is needed; each step says what it does only when there is something to do."""
    options = argparse.ArgumentParser(prog="preparing")
    options.add_argument("--schema-only", action="store_true")
    chosen = options.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
    return reporting(lambda: _prepare(schema_only=chosen.schema_only))


def _prepare(*, schema_only: bool) -> int:
    compile_changed()
    import django

    django.setup()
    check_program()
    if not schema_only:
        check_models()
    migrate()
    if not schema_only:
        check_cases()
        load_demo_if_empty()
        collect_files()
    return 0


def check_program() -> None:
    """The program can be loaded and its settings fit together, found out before anything is changed."""
    from django.core import checks

    errors = [str(error) for error in checks.run_checks() if error.is_serious()]
    if errors:
        raise Failed("\n".join(errors), "Correct the settings it names (docs/operations.md), then start again.")


def migrate() -> None:
    """Brings the schema up to date as the owner. Two starts at once (several machines) go one after the other."""
    from django.core.management import call_command
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('punos migrate'))")
    try:
        executor = MigrationExecutor(owner)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            with step(f"Database schema ({len(plan)} changes)"), redirect_stdout(io.StringIO()):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
    except DatabaseError as problem:
        raise explain_output(str(problem)) from problem
    finally:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('punos migrate'))")
        owner.close()


def load_demo_if_empty() -> None:
    """The fictional county, into an empty demo instance only."""
    from django.conf import settings
    from django.core.management import CommandError, call_command, get_commands

    unwanted = settings.ENV != "demo" or os.environ.get("PUNOS_DEMO_COUNTY") == "0"
    if unwanted or "demo" not in get_commands() or not _is_empty():
        return
    say("  Demo county: everything in it is invented. This takes a while, once.")
    try:
        call_command("demo", "load")
    except CommandError as problem:
        raise Failed(f"The demo county could not be built: {problem}", "Start without: PUNOS_DEMO_COUNTY=0") from None


def _is_empty() -> bool:
    """Nobody in the database, seen as the backup role: the web role would see nobody in any case."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    client = apps.get_model("clients", "Client")
    return not any(model._default_manager.using("backup").exists() for model in (get_user_model(), client))


def collect_files() -> None:
    """Styles, font and scripts into ``PUNOS_DATA/static``, compressed and named by content."""
    from django.conf import settings
    from django.core.management import call_command

    first = not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    said = io.StringIO()
    try:
        if first:
            with step("Collecting styles and scripts"):
                call_command("collectstatic", interactive=False, verbosity=0, stdout=said, stderr=said)
        else:
            call_command("collectstatic", interactive=False, verbosity=0, stdout=said, stderr=said)
    except ValueError as problem:  # a file refers to one that is not there
        raise Failed(f"Styles or scripts could not be collected: {problem}", "Mend the file it names.") from problem


if __name__ == "__main__":
    code = main(sys.argv[1:])
    if code:
        say("Preparing stopped; nothing half-done is left in the database.")
    sys.exit(code)
