"""`directory import --services FILE --municipalities FILE`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from punos.access.purposes import Purpose
from punos.directory import actions
from punos.directory.models import ImportRun
from punos.kernel.actor import Actor


class Command(BaseCommand):
    help = "The directory: take in national service descriptions and municipalities (JSON). Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["import"])
        parser.add_argument("--services", type=Path, metavar="FILE")
        parser.add_argument("--municipalities", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system(Purpose.DIRECTORY)
        if not options["services"] and not options["municipalities"]:
            raise CommandError("Name a file: --services FILE or --municipalities FILE.")
        if options["municipalities"]:
            self.report(actions.import_municipalities(rows=read(options["municipalities"]), by=by))
        if options["services"]:
            self.report(actions.import_services(rows=read(options["services"]), by=by))

    def report(self, run: ImportRun) -> None:
        """What changed, what was refused and why, on the terminal."""
        self.stdout.write(f"{run.source}: {len(run.added)} new, {len(run.changed)} changed, {run.unchanged} unchanged, "
                          f"{len(run.withdrawn)} withdrawn, {len(run.refused)} refused")
        for row in run.refused:
            self.stderr.write(f"  refused, row {row['place']}: {row['why']}")


def read(path: Path) -> list[Any]:
    """A list of rows from a JSON file. Raises CommandError that says what is wrong with the file."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} is not JSON in UTF-8: {error}.") from error
    if not isinstance(rows, list):
        raise CommandError(f"{path} must hold a list of descriptions.")
    return rows
