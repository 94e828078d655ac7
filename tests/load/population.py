"""`./run bench population [FOLDER…]`: the population engine beside hand-written DuckDB SQL and Polars.

Without folders it makes an invented county of 50 000 residents (1 M events) and measures on that.
"""

import sys
import tempfile
from pathlib import Path

from punos.population.cli import main as population


def main(arguments: list[str]) -> int:
    """Measure on the folders given, or on a small county made for the purpose."""
    if arguments:
        return population(["bench", *arguments])
    with tempfile.TemporaryDirectory(prefix="punos-bench-") as name:
        made = str(Path(name) / "county")
        return population(["generate", "--persons", "50000", "--out", made]) or population(["bench", f"{made}/events"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
