"""`./run texts update [CONTEXT…] | fill FILE | check | compile`: the texts of Punos in Swedish and English."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from punos.design_system import texts


class Command(BaseCommand):
    """Collects, checks and compiles the translations of every context."""

    help = (
        "Texts: update (collect from the code; says what is missing), fill FILE (write translations from JSON: "
        '{"suomi": ["svenska", "English"]}), check (what is missing or broken), compile (for Django).'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("task", choices=["update", "fill", "check", "compile"])
        parser.add_argument("names", nargs="*", help="update: contexts (all unless named); fill: a JSON file")

    def handle(self, *args: Any, task: str, names: list[str], **options: Any) -> None:
        """Do it; ``check`` ends with an error when there is something to mend."""
        if task == "update":
            self.stdout.write(texts.as_readable(texts.update(only=names)))
        elif task == "fill":
            if len(names) != 1:
                raise CommandError(
                    'Name a JSON file: ./run texts fill words.json with {"suomi": ["svenska", "English"]}'
                )
            filled = texts.fill(json.loads(Path(names[0]).read_text(encoding="utf-8")))
            self.stdout.write(f"{filled} places filled")
        elif task == "check":
            findings = texts.check()
            if findings:
                raise CommandError(texts.as_readable(findings).strip())
            self.stdout.write(texts.as_readable([]))
        else:
            self.stdout.write(f"{texts.compile_all()} catalogues compiled")
