"""``python -m punos.population …``: the same commands as ``punos population …``."""

import sys

from punos.population.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
