"""`accounts found`: the first organisation, unit and administrator of an empty instance; everything else is done on
the pages by her."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from punos.access.purposes import Purpose
from punos.accounts import actions, queries
from punos.accounts.models import Kind, Sector
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Register

REGISTER_OF = {Sector.SOCIAL.value: Register.SOCIAL, Sector.HEALTH.value: Register.HEALTH}


class Command(BaseCommand):
    help = "The first administrator of an empty instance. Prints her start code once."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        found = what.add_parser("found", help="the county, one unit and its administrator")
        found.add_argument("--county", required=True, help="name of the wellbeing services county")
        found.add_argument("--unit", required=True, help="the unit that takes every contact, where she works")
        found.add_argument("--sector", default=Sector.SOCIAL.value, choices=list(REGISTER_OF))
        found.add_argument("--login", required=True, help="her user name, usually her e-mail address at work")
        found.add_argument("--given-name", required=True)
        found.add_argument("--family-name", required=True)
        found.add_argument("--language", default="fi", choices=["fi", "sv", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        founder = Actor.system(Purpose.FOUNDING)
        with transaction.atomic(), session.acting_as(founder):
            if queries.has_administrator():
                raise CommandError("There is an administrator already. She lets others in: /guide/keep/people/")
            try:
                code = self._found(options, founder)
            except Refused as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(f"Open /welcome/ and type\n  user name   {options['login'].strip().lower()}\n"
                          f"  start code  {code}\nIt works once, for fourteen days. It is shown only now.")

    def _found(self, options: dict[str, Any], founder: Actor) -> str:
        county = actions.create_organisation(name=options["county"], sector=options["sector"], by=founder)
        unit = actions.create_unit(
            organisation=county.pk, name=options["unit"], is_coordinator_queue=True,
            register=REGISTER_OF[options["sector"]].value, by=founder)
        made = actions.create_account(
            login=options["login"], kind=Kind.PROFESSIONAL, given_name=options["given_name"],
            family_name=options["family_name"], password=None, language=options["language"], by=founder)
        actions.join_unit(account=made.pk, unit=unit.pk, role="administrator", title="pääkäyttäjä", by=founder)
        return actions.give_start_code(account=made.pk, by=founder).code
