"""`audit verify` and `audit seal`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from punos.audit import sealing
from punos.audit.models import Block
from punos.kernel.session import purpose_of


class Command(BaseCommand):
    help = "The journal: verify its sealed blocks, or seal what is not sealed yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, **options: Any) -> None:
        with purpose_of("sealing"):
            if options["what"] == "seal":
                while block := sealing.seal():
                    self.stdout.write(f"block {block.number} sealed: {block.rows} rows")
                return
            faults = list(sealing.verify())
            for fault in faults:
                self.stderr.write(f"block {fault.block}: {fault.what}")
            if faults:
                raise CommandError("The journal has been tampered with. Keep the database as it is, take a copy, "
                                   "and compare with a backup made before the block named above.")
            self.stdout.write(f"The journal is whole: {Block.objects.count()} sealed blocks.")
