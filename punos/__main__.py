"""`python -m punos COMMAND`: the population engine without Django, everything else through it."""

import os
import sys


def main(argv: list[str]) -> int:
    if argv[:1] == ["population"]:
        try:
            from punos.population.cli import main as population

            return population(argv[1:])
        except KeyboardInterrupt:  # before the engine has begun; afterwards it says so itself
            return 130
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["punos", *argv])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
