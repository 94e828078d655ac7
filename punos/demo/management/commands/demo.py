"""`demo load`: the fictional county, made through actions only. Refused in production and on a database in use."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from punos.demo.cast import gather
from punos.demo.county import fill_directory, make_units_and_staff
from punos.demo.maija import Telling
from punos.demo.planning import publish
from punos.demo.queries import is_empty
from punos.demo.year import Year
from punos.kernel import clock

SEED = 7


class Command(BaseCommand):
    help = "The fictional county: 300 people, 60 professionals, a year of history. Everything through actions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument("--people", type=int, default=300, help="how many people turn to us (300)")
        parser.add_argument("--password", default=None, help="a password for the cast, beside demo sign-in")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("PUNOS_ENV=production takes no demo county. Unset it to try Punos out.")
        if not is_empty():
            self.stdout.write("The database has people already: nothing was loaded.")
            return
        started = time.monotonic()
        with transaction.atomic():  # all or nothing: a start that was killed begins anew
            cast = gather(options["password"])
            county = make_units_and_staff(cast, Random(SEED))
            fill_directory(county)
            Telling(cast, clock.now()).whole()
            self._progress("the cast, the units and Maija's story are there")
            year = Year(county, clock.now(), lambda text: self._progress(f"people: {text}"))
            year.live(max(options["people"] - 15, 0))
            year.in_every_stage()
            year.wait(min(options["people"] // 20, 6))
            year.guidance(options["people"] // 3)
            publish(cast)
        self.stdout.write(f"  the county is ready: {options['people']} people, {time.monotonic() - started:.0f} s")

    def _progress(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
