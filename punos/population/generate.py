"""An invented population of any size: ``punos population generate``.

Every block of residents has its own random stream, drawn from the seed and the block's number, so the rows do not
depend on the number of threads; the checksum does not depend on their order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from punos.population import generate_world as world
from punos.population.placing import in_place_at_the_end
from punos.population.progress import Progress
from punos.population.schema import CAUSES, DEMANDS, MODES

BLOCK = 40_000
_EPOCH = dt.date(1970, 1, 1)
_CLASS_SHARE, _CLASS_MEAN, _CLASS_SPREAD = (
    np.array([value[i] for value in world.CLASSES.values()], dtype=float) for i in range(3)
)
_AGE = np.array([(18, 66), (0, 17), (35, 85), (70, 97), (16, 70), (18, 66), (0, 45), (5, 85)])
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Made:
    """What was written: rows, residents, and the order-independent checksum of the rows."""

    rows: int
    persons: int
    checksum: str


def person_ids(first: int, last: int) -> Ints:
    """Pseudonyms that look random but never collide: multiplication by an odd number modulo 2^31."""
    number = np.arange(first, last, dtype=np.int64)
    return (number * 1_181_783_497 + 12_345) % (1 << 31)


def _residents(rng: np.random.Generator, size: int) -> dict[str, npt.NDArray[np.generic]]:
    kind = rng.choice(len(_CLASS_SHARE), size=size, p=_CLASS_SHARE / _CLASS_SHARE.sum())
    second = rng.choice(len(_CLASS_SHARE), size=size, p=_CLASS_SHARE / _CLASS_SHARE.sum())
    spread = _CLASS_SPREAD[kind]
    load = np.exp(rng.normal(-(spread**2) / 2, spread))
    areas = np.array(list(world.AREAS.values()), dtype=float)
    age = rng.integers(_AGE[kind, 0], _AGE[kind, 1] + 1)
    need = rng.poisson(np.clip(np.log1p(_CLASS_MEAN[kind] * load) - 1.6, 0.05, 4) * (0.4 + age / 90))
    return {
        "kind": kind,
        "second": np.where(rng.random(size) < 0.03, second, kind),
        "load": load,
        "rate": _CLASS_MEAN[kind] * load * 1.435,
        "growth": np.clip(rng.normal(0, 0.35, size), -0.9, 0.9),
        "area": rng.choice(len(areas), size=size, p=areas / areas.sum()),
        "language": rng.choice(
            len(world.LANGUAGES), size=size, p=np.array(list(world.LANGUAGES.values())) / sum(world.LANGUAGES.values())
        ),
        "age": age,
        "need": need,
        "difficulty": rng.random(size) < np.where(kind == 3, 0.7, np.where(kind == 7, 0.8, 0.03)),
        "carer": rng.random(size) < 0.03,
    }


def _events(
    rng: np.random.Generator, people: dict[str, npt.NDArray[np.generic]], ids: Ints, first: dt.date, days: int
) -> dict[str, npt.NDArray[np.generic]]:
    count = rng.poisson(people["rate"].astype(float) * days / 365.0)
    who = np.repeat(np.arange(len(ids), dtype=np.int32), count)
    size = len(who)
    kind = np.where(rng.integers(0, 10, size, dtype=np.uint8) < 3, people["second"][who], people["kind"][who])
    service = _SERVICE_OF[kind, rng.integers(0, 4096, size, dtype=np.uint16)]
    one, two = (rng.integers(0, 65536, size, dtype=np.uint16) for _ in range(2))
    growth = people["growth"].astype(np.float32)[who]
    bent = rng.random(size, dtype=np.float32) < np.abs(growth)
    moment = np.where(bent, np.where(growth > 0, np.maximum(one, two), np.minimum(one, two)), one)
    day = world.season(days, first.weekday())[moment] + (first - _EPOCH).days
    own = (ids[who] + service) % world.UNITS_PER_SERVICE
    strayed = rng.integers(0, 100, size, dtype=np.uint8) < 12
    branch = np.where(strayed, rng.integers(0, world.UNITS_PER_SERVICE, size, dtype=np.uint8), own)
    unit = (people["area"].astype(np.int32)[who] * len(world.SERVICES) + service) * world.UNITS_PER_SERVICE + branch
    failure = np.clip(0.06 + 0.05 * np.log1p(people["load"].astype(np.float32)), 0.03, 0.3)[who]
    draw = rng.random(size, dtype=np.float32)
    which = rng.integers(0, 256, size, dtype=np.uint8)
    demand = np.where(draw < failure, 1 + _KIND_OF[which], np.where(draw < 0.7, 0, 255)).astype(np.uint8)
    heavy = np.clip(people["load"].astype(np.float32) ** 0.65, 0.35, 6)[who]
    cost = _COST[service] * _NOISE[rng.integers(0, 65536, size, dtype=np.uint16)] * heavy
    return {
        "person_id": ids[who],
        "day": day.astype(np.int32),
        "service": service,
        "unit": unit.astype(np.int16),
        "mode": _MODE_OF[service, rng.integers(0, 256, size, dtype=np.uint8)],
        "planned": rng.integers(0, 1000, size, dtype=np.uint16) < _PLANNED[service],
        "attended": rng.integers(0, 1000, size, dtype=np.uint16) >= _MISSED[service],
        "demand": demand,
        "cause": np.where((demand > 0) & (demand < 255), world.CAUSE_LOOKUP[which[::-1]], 255).astype(np.uint8),
        "cents": np.round(cost * 100).astype(np.int64),
    }


_SERVICE_OF, _MODE_OF = world.service_tables(), world.mode_tables()
_KIND_OF = world.lookup([45, 35, 20], 256)
_PLANNED = np.array([int(s.planned * 1000) for s in world.SERVICES], dtype=np.uint16)
_MISSED = np.array([int(s.missed * 1000) for s in world.SERVICES], dtype=np.uint16)
_COST = np.array([s.cost for s in world.SERVICES], dtype=np.float32)
_NOISE = np.random.Generator(np.random.PCG64(7)).gamma(4.0, 0.25, 65536).astype(np.float32)
_SECTOR_OF = [s.sector for s in world.SERVICES]


def _words(codes: npt.NDArray[np.generic], words: list[str]) -> pa.Array:
    """Codes as a dictionary-encoded text column; 255 (of one byte) means empty."""
    empty = codes == 255 if codes.dtype == np.uint8 else None
    small = codes.astype(np.int16)
    if empty is not None:
        small[empty] = 0
    return pa.DictionaryArray.from_arrays(pa.array(small, mask=empty), pa.array(words))


def unit_names() -> list[str]:
    """The unit's name says area, service and branch."""
    return [
        f"{area}-{service.name}-{branch + 1}"
        for area in world.AREAS
        for service in world.SERVICES
        for branch in range(world.UNITS_PER_SERVICE)
    ]


def _of_service(service: npt.NDArray[np.generic], values: list[str]) -> pa.Array:
    words = sorted(set(values))
    return _words(np.array([words.index(v) for v in values], dtype=np.int16)[service], words)


def _table(e: dict[str, npt.NDArray[np.generic]], units: list[str]) -> pa.Table:
    service = e["service"]
    return pa.table(
        {
            "person_id": e["person_id"],
            "at": pa.array(e["day"], pa.int32()).cast(pa.date32()),
            "sector": _of_service(service, _SECTOR_OF),
            "service": _words(service, [s.name for s in world.SERVICES]),
            "unit": _words(e["unit"], units),
            "mode": _words(e["mode"], list(MODES)),
            "planned": e["planned"],
            "attended": e["attended"],
            "demand": _words(e["demand"], list(DEMANDS)),
            "cost": e["cents"].astype(np.float64) / 100.0,
            "cause": _words(e["cause"], list(CAUSES)),
            "profession": _of_service(service, [s.profession for s in world.SERVICES]),
            "service_group": _of_service(service, [s.group for s in world.SERVICES]),
        }
    )


def _checksum(e: dict[str, npt.NDArray[np.generic]]) -> int:
    """Sum over the rows of a mixed 64-bit value of each row: the same in any order."""
    mixed = np.zeros(len(e["person_id"]), dtype=np.uint64)
    for name in ("person_id", "day", "service", "unit", "mode", "planned", "attended", "demand", "cause", "cents"):
        mixed ^= e[name].astype(np.uint64)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return int(mixed.sum(dtype=np.uint64))


def _persons_table(people: dict[str, npt.NDArray[np.generic]], ids: Ints) -> pa.Table:
    return pa.table(
        {
            "person_id": ids,
            "age": people["age"].astype(np.int16),
            "language": _words(people["language"], list(world.LANGUAGES)),
            "area": _words(people["area"], list(world.AREAS)),
            "chronic_conditions": people["need"].astype(np.int16),
            "daily_living_difficulty": people["difficulty"].astype(np.int8),
            "informal_carer": people["carer"].astype(np.int8),
        }
    )


def blocks(persons: int) -> Iterator[tuple[int, int, int]]:
    """Number, first and last (excluded) resident of each block."""
    for number, start in enumerate(range(0, persons, BLOCK)):
        yield number, start, min(persons, start + BLOCK)


def generate(
    out: Path, *, persons: int, days: int, seed: int, last_day: dt.date, threads: int = 2, progress: bool = False
) -> Made:
    """Write ``events/part-*.parquet`` and ``persons.parquet`` under ``out``: all of it or nothing."""
    with in_place_at_the_end(out, replaceable=lambda: not out.exists() or not any(out.iterdir())) as folder:
        (folder / "events").mkdir()
        meter = Progress("generating", total=persons, unit="residents", on=progress)
        work = _Work(folder, days, seed, last_day, meter)
        pool = ThreadPoolExecutor(threads)
        try:
            done = list(pool.map(work.block, blocks(persons)))
        finally:
            pool.shutdown(cancel_futures=True)
            meter.done()
        tables = [table.unify_dictionaries() for _, _, table in done]
        if tables:
            pq.write_table(pa.concat_tables(tables), folder / "persons.parquet", store_schema=False)
    checksum = sum(part for _, part, _ in done) % (1 << 64)
    return Made(sum(rows for rows, _, _ in done), persons, f"{checksum:016x}")


class _Work:
    """The making of one block of residents, in any thread."""

    def __init__(self, folder: Path, days: int, seed: int, last_day: dt.date, meter: Progress) -> None:
        self.folder, self.days, self.seed, self.meter = folder, days, seed, meter
        self.first, self.units = last_day - dt.timedelta(days=days - 1), unit_names()

    def block(self, job: tuple[int, int, int]) -> tuple[int, int, pa.Table]:
        """Events and residents of one block; the events are written."""
        number, start, stop = job
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, number])))
        ids = person_ids(start, stop)
        people = _residents(rng, stop - start)
        events = _events(rng, people, ids, self.first, self.days)
        path = self.folder / "events" / f"part-{number:05d}.parquet"
        pq.write_table(_table(events, self.units), path, compression="snappy", store_schema=False)
        self.meter.add(stop - start)
        return len(events["day"]), _checksum(events), _persons_table(people, ids)
