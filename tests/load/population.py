"""`./run bench population [FOLDER…] [--sizes 1M 11M 113M]`: the population engine beside other ways to the same.

Without anything it makes invented populations of 1 M, 11 M (Pirkanmaa) and 113 M (Finland) events and measures on them:
some 5 GB of disk, 6 GB of memory, and the better part of an hour on two quiet cores.
"""

import sys

from punos.population.cli import main as population

if __name__ == "__main__":
    sys.exit(population(["bench", *(sys.argv[1:] or ["--sizes", "1M", "11M", "113M"])]))
