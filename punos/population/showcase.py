"""The planning figures of the fictional county: an invented population, its runs of six months, ready to be published.

``python -m punos.population.showcase FOLDER`` writes for each month ``YYYY-MM.json.gz`` (aggregates) and
``YYYY-MM.cube`` (counts for what-if). What it wrote lies in ``punos/demo/population``, so that loading the demo county
needs no analytic engine; the same seed gives the same figures (tests/test_showcase.py).
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from punos.population import ruleset
from punos.population.duckdb_backend import DuckDBBackend
from punos.population.engine import Request, identify
from punos.population.generate import generate
from punos.population.simulate import bit_cube, cube

PERSONS, SEED = 9_000, 12
MONTHS = [dt.date(2026, month, day) for month, day in ((5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31))]
OTHERS = ("case_manager", "moty")  # rule sets that may be compared with the default one
AREAS = ("Keskusta", "Pohjoinen", "Eteläinen", "Saaristo")
SERVICES = {
    "doctor_visit": "Lääkärin vastaanotto", "nurse_visit": "Hoitajan vastaanotto",
    "phone_advice": "Puhelinneuvonta", "digital_clinic": "Digiklinikka", "laboratory": "Laboratorio",
    "imaging": "Kuvantaminen", "physiotherapy": "Fysioterapia", "occupational_therapy": "Toimintaterapia",
    "urgent_care": "Kiirevastaanotto", "emergency_department": "Päivystys", "ambulance": "Ensihoito",
    "ward": "Sairaalan osasto", "specialist_outpatient": "Erikoissairaanhoidon poliklinikka",
    "specialist_phone": "Poliklinikan etävastaanotto", "day_surgery": "Päiväkirurgia", "dentist": "Hammaslääkäri",
    "dental_hygienist": "Suuhygienisti", "maternity_clinic": "Äitiysneuvola", "child_clinic": "Lastenneuvola",
    "school_nurse": "Kouluterveydenhuolto", "psychologist": "Psykologi",
    "psychiatric_outpatient": "Psykiatrian poliklinikka", "psychiatric_ward": "Psykiatrian osasto",
    "mental_health_nurse": "Psykiatrinen sairaanhoitaja", "substance_clinic": "Päihdepoliklinikka",
    "detox": "Katkaisuhoito", "home_nursing": "Kotisairaanhoito", "home_care": "Kotihoito",
    "home_care_remote": "Etäkotihoito", "safety_phone": "Turvapuhelin", "day_activity": "Päivätoiminta",
    "respite_care": "Lyhytaikaishoito", "informal_care_support": "Omaishoidon tuki", "social_work": "Sosiaalityö",
    "social_guidance": "Sosiaaliohjaus", "income_support": "Toimeentulotuki", "housing_support": "Asumisen tuki",
    "crisis_service": "Kriisipalvelu", "substance_social": "Päihdesosiaalityö", "child_protection": "Lastensuojelu",
    "family_work": "Perhetyö", "family_counselling": "Perheneuvola",
    "disability_social_work": "Vammaissosiaalityö", "personal_assistance": "Henkilökohtainen apu",
    "transport_service": "Liikkumisen tuki", "older_people_guidance": "Iäkkäiden palveluohjaus",
    "memory_clinic": "Muistipoliklinikka", "job_seeker_meeting": "Työnhakijan tapaaminen", "workshop": "Työpaja",
    "work_ability_coordination": "Työkykykoordinaatio", "school_social_worker": "Koulukuraattori",
    "school_psychologist": "Koulupsykologi", "study_guidance": "Opinto-ohjaus", "kela_contact": "Kela",
    "rehabilitation_benefit": "Kuntoutusetuus", "peer_support": "Vertaistuki", "food_aid": "Ruoka-apu",
    "day_centre": "Päiväkeskus", "debt_advice": "Velkaneuvonta", "interpreter_advice": "Tulkkaus ja neuvonta",
}  # fmt: skip


def make(folder: Path, *, months: Sequence[dt.date] = MONTHS) -> None:
    """Write the files of these months into ``folder``."""
    rules, also = ruleset.default(), [ruleset.from_model(name) for name in OTHERS]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        generate(work, persons=PERSONS, days=730 + 31 * len(MONTHS), seed=SEED, last_day=MONTHS[-1])
        _in_county_words(work)
        engine = DuckDBBackend(threads=1, memory="1GiB")
        try:
            for month in months:
                asked = Request([str(work / "county.parquet")], rules, [str(work / "people.parquet")], as_of=month)
                figures = identify(engine, asked, work / "out")
                counts = bit_cube(cube(work / "out" / "people.parquet", rules, also))
                stem = folder / f"{month:%Y-%m}"
                stem.with_suffix(".cube").write_bytes(counts.to_bytes())
                _write(stem.with_suffix(".json.gz"), figures)
        finally:
            engine.close()


def _write(path: Path, figures: dict[str, Any]) -> None:
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, mtime=0))


def _in_county_words(work: Path) -> None:
    """The generator's codes in this county's words: four areas, services by name, units by service and area."""
    con = duckdb.connect()
    area = "['" + "', '".join(AREAS) + "'][1 + left({0}, 2)::INTEGER % 10 // 3]"
    named = [list(SERVICES), list(SERVICES.values())]
    con.execute("CREATE TABLE words AS SELECT unnest(?) AS code, unnest(?) AS name", named)
    con.execute(
        f"COPY (SELECT e.* REPLACE (w.name AS service, w.name || ', ' || {area.format('e.unit')} AS unit)"
        f" FROM '{work}/events/*.parquet' e JOIN words w ON w.code = e.service ORDER BY ALL)"
        f" TO '{work}/county.parquet' (FORMAT parquet)"
    )
    con.execute(
        f"COPY (SELECT * REPLACE ({area.format('area')} AS area,"
        " CASE WHEN language IN ('fi', 'sv') THEN language ELSE 'muu' END AS language)"
        f" FROM '{work}/persons.parquet' ORDER BY person_id) TO '{work}/people.parquet' (FORMAT parquet)"
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
