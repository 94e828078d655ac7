"""`./run models [check|schema]`: check every pack, or print the schema of a pack."""

import json
import sys

from punos.lawfulness.data_files import DataFileError
from punos.operating_models import all_models, json_schema


def main(arguments: list[str]) -> int:
    """0 when all is well, 1 when a pack is wrong, 2 when the command is not known."""
    command = arguments[0] if arguments else "check"
    if command == "schema":
        sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        return 0
    if command != "check":
        sys.stderr.write(f"unknown command {command}: check or schema\n")
        return 2
    try:
        models = all_models()
    except DataFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for model in models:
        sys.stdout.write(f"{model.code} {model.version}: {len(model.stages)} stages, {model.source.organisation}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
