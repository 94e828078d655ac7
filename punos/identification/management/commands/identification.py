"""`identification publish FOLDER…`: a finished run's aggregates; `identification load RUN FOLDER`: the people of a
named run that is on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from punos.access.purposes import Purpose
from punos.identification import actions, keys
from punos.identification.queries import approved_rules
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.operating_models import load
from punos.population import ruleset
from punos.population.criteria import RuleError
from punos.population.errors import PopulationError

INSTALL = ("Reading people.parquet needs the packages of the 'population' group ({missing} is missing). ./run installs "
           "them: ./run identification …; or publish without what-if: --without-what-if")


class Command(BaseCommand):
    help = "Noticing: publish a finished run for the planning view; fill the queue of a named run."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        publish = what.add_parser("publish", help="folders that ./run population identify wrote, one a month")
        publish.add_argument("runs", nargs="+", type=Path, metavar="FOLDER")
        rules = publish.add_mutually_exclusive_group()
        rules.add_argument("--model", help="operating model whose rules made the run")
        rules.add_argument("--rules", type=Path, help="rule file (YAML) that made the run; default: the default rules")
        publish.add_argument("--compare", nargs="*", default=[], metavar="MODEL",
                             help="operating models whose rules may be compared with these")
        publish.add_argument("--without-what-if", action="store_true", help="aggregates only")

        written = what.add_parser("rules", help="write the approved rules, for ./run population identify --rules")
        written.add_argument("name", help="operating model, or the name under which the rules were stored")
        written.add_argument("--out", type=Path, help="file; named as the rules it publishes as the same (NAME.yaml)")

        load = what.add_parser("load", help="fill the queue of a named run that is on, from people.parquet whose "
                                            "person_id is the client's own id in Punos, or by a key file")
        load.add_argument("run", type=UUID, help="the named run, as in the address of its page")
        load.add_argument("folder", type=Path, help="what ./run population identify wrote")
        load.add_argument("--keys", type=Path, metavar="FILE", help="CSV: person_id and identity_code (or client_id, "
                          "the id in Punos), where person_id is a pseudonym; opened only while the run is on")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["what"])(options)
        except (Refused, Unseen, RuleError, PopulationError, OSError) as error:
            raise CommandError(str(error) or "There is no such run.") from error

    def load(self, options: dict[str, Any]) -> None:
        """Everybody suggested and the random sample of the others; nothing is taken when the run is off."""
        try:
            from punos.population.people import people
        except ModuleNotFoundError as error:
            raise PopulationError(INSTALL.format(missing=error.name)) from error
        figures = json.loads((options["folder"] / "aggregates.json").read_text("utf-8"))
        named = self.named(options) if options["keys"] else None
        found: dict[UUID, actions.Found] = {}
        missing = 0
        for row in people(options["folder"] / "people.parquet"):
            client = client_of(row["person_id"]) if named is None else named.get(row["person_id"])
            if client is None:
                missing += 1
                continue
            one = actions.Found(client, row["suggested"], row["score"], row["signals"], row["reasons"])
            had = found.get(client)  # two pseudonyms of one person: the one of whom the rules say more
            if had is None or (one.suggested, one.score) > (had.suggested, had.score):
                found[client] = one
        told = actions.load_people(run=options["run"], people=list(found.values()),
                                   fingerprint=figures["rules"]["fingerprint"], by=Actor.system(Purpose.NAMED_RUN))
        self.stdout.write(f"{told.queued} in the queue; {told.objected} left out because they objected; "
                          f"{told.unknown + missing} not known in Punos")

    def named(self, options: dict[str, Any]) -> Mapping[str, UUID]:
        """Pseudonym → client by the key file, which is opened only when the run is on; bad rows by number, no values.

        Refused where the file lies beside the results, or where others than its owner may read it.
        """
        path: Path = options["keys"]

        def open_keys() -> keys.Keys:
            if options["folder"].resolve() in path.resolve().parents:
                raise PopulationError("The key file lies in the folder of the results: keep them apart")
            if path.stat().st_mode & 0o077:
                raise PopulationError(f"Others may read the key file: chmod 600 {path}")
            return keys.read(path.read_text("utf-8").splitlines())

        told = actions.find_by_keys(run=options["run"], open_keys=open_keys, by=Actor.system(Purpose.NAMED_RUN))
        self.stdout.write(f"{len(told.clients)} keys of clients; {told.unknown} of nobody known in Punos")
        for reason, rows in told.bad.items():
            listed = ", ".join(map(str, rows[:10])) + (", …" if len(rows) > 10 else "")
            self.stdout.write(f"not used: {len(rows)} rows, {reason} (rows {listed})")
        self.stdout.write("The key file has served: delete it.")
        return told.clients

    def rules(self, options: dict[str, Any]) -> None:
        """The approved version word for word: the engine then gives its fingerprint."""
        found = approved_rules(options["name"])
        if found is None:
            raise CommandError(f"No version of the rules {options['name']!r} is approved: /lead/population/rules/")
        text = yaml.safe_dump(found.content, allow_unicode=True, sort_keys=False)
        if options["out"]:
            options["out"].write_text(text, "utf-8")
            text = f"{options['out']}: {found.name} {found.version}"
        self.stdout.write(text)

    def publish(self, options: dict[str, Any]) -> None:
        """Store the rules and each run, the oldest first."""
        by = Actor.system(Purpose.POPULATION)
        name, content = rules_of(options["model"], options["rules"])
        stored = actions.store_rules(content=content, name=name, by=by)
        others = [rules_of(model, None) for model in options["compare"]]
        for other, words in others:
            actions.store_rules(content=words, name=other, by=by)
        found = [(json.loads((folder / "aggregates.json").read_text("utf-8")), folder) for folder in options["runs"]]
        for figures, folder in sorted(found, key=lambda pair: pair[0]["window"]["last"]):
            cube = b"" if options["without_what_if"] else counted(folder, (name, content), others)
            run = actions.record_run(figures=figures, version=stored.pk, cube=cube, by=by)
            self.stdout.write(f"{folder}: published, {run.first} – {run.last}, rules {name} {stored.version}")
        if stored.approved_at is None:
            self.stdout.write("These rules wait for a manager's approval: /lead/population/rules/")


def client_of(person: str) -> UUID | None:
    """The client's id, where the table has it as ``person_id``; anything else is nobody's."""
    try:
        return UUID(person)
    except ValueError:
        return None


def rules_of(model: str | None, path: Path | None) -> tuple[str, dict[str, Any]]:
    """Name and words of the rules asked for."""
    if model:
        return model, dict(load(model).identification)
    raw = yaml.safe_load((path or ruleset.DEFAULT).read_text("utf-8"))
    return (path or ruleset.DEFAULT).stem, dict(raw.get("identification", raw))


def counted(folder: Path, base: tuple[str, dict[str, Any]], others: list[tuple[str, dict[str, Any]]]) -> bytes:
    """The counts for what-if, from the run's people."""
    try:
        from punos.population.simulate import bit_cube, cube
    except ModuleNotFoundError as error:
        raise PopulationError(INSTALL.format(missing=error.name)) from error
    read = [ruleset.from_data(words, name) for name, words in (base, *others)]
    return bit_cube(cube(folder / "people.parquet", read[0], read[1:])).to_bytes()
