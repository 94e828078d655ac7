"""The invented county the generator draws from: services, classes of residents, seasons.

Shares and costs are ours. They are chosen so that the figures of the domain handbook (§3 and §6) come out:
20 events per resident and year, the top tenth of residents with 68–81 % of the cost and more than a third
of the contacts, 5–10 % of residents with social and health contacts in at least four service groups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from punos.population.schema import CAUSES, MODES


class Service(NamedTuple):
    """One kind of service: planned and missed as shares, cost in euros per contact."""

    name: str
    group: str
    sector: str
    profession: str
    mode: str
    second_mode: str
    planned: float
    missed: float
    cost: float


# name|group|sector|profession|mode|other mode|planned|missed|cost (€)
_TABLE = """
doctor_visit|primary_care|health|doctor|visit|remote|.75|.05|110
nurse_visit|primary_care|health|nurse|visit|phone|.8|.05|55
phone_advice|primary_care|health|nurse|phone|remote|.2|.01|25
digital_clinic|primary_care|health|nurse|remote|remote|.2|.02|30
laboratory|diagnostics|health|other|visit|visit|.95|.03|35
imaging|diagnostics|health|other|visit|visit|.95|.04|120
physiotherapy|rehabilitation|health|therapist|visit|remote|.95|.06|70
occupational_therapy|rehabilitation|health|therapist|visit|home|.95|.06|90
urgent_care|urgent|health|doctor|emergency|visit|0|0|190
emergency_department|urgent|health|doctor|emergency|emergency|0|0|420
ambulance|urgent|health|paramedic|home|emergency|0|0|380
ward|hospital|health|nurse|inpatient|inpatient|.45|0|1450
specialist_outpatient|hospital|health|doctor|visit|remote|.92|.06|310
specialist_phone|hospital|health|nurse|phone|remote|.8|.03|80
day_surgery|hospital|health|doctor|visit|visit|1|.02|1700
dentist|dental|health|dentist|visit|visit|.85|.07|115
dental_hygienist|dental|health|nurse|visit|visit|.95|.07|60
maternity_clinic|family_health|health|nurse|visit|visit|1|.03|70
child_clinic|family_health|health|nurse|visit|visit|1|.04|70
school_nurse|family_health|health|nurse|visit|visit|.7|.03|40
psychologist|mental_health|health|psychologist|visit|remote|.95|.08|130
psychiatric_outpatient|mental_health|health|doctor|visit|remote|.9|.1|210
psychiatric_ward|mental_health|health|nurse|inpatient|inpatient|.3|0|900
mental_health_nurse|mental_health|health|nurse|visit|phone|.85|.09|85
substance_clinic|substance|health|nurse|visit|phone|.75|.14|95
detox|substance|health|nurse|inpatient|inpatient|.5|0|450
home_nursing|home_care|health|nurse|home|home|.97|.01|75
home_care|home_care|social|practical_nurse|home|home|.99|.01|45
home_care_remote|home_care|social|practical_nurse|remote|remote|.99|.01|18
safety_phone|home_care|social|practical_nurse|phone|home|.1|0|35
day_activity|home_care|social|counsellor|visit|visit|.98|.06|80
respite_care|home_care|social|nurse|inpatient|inpatient|.98|.02|260
informal_care_support|family_support|social|counsellor|home|phone|.9|.02|60
social_work|adult_social|social|social_worker|visit|phone|.8|.12|120
social_guidance|adult_social|social|counsellor|visit|phone|.75|.11|75
income_support|adult_social|social|counsellor|remote|phone|.5|.03|50
housing_support|adult_social|social|counsellor|home|home|.95|.05|95
crisis_service|adult_social|social|social_worker|phone|home|0|0|150
substance_social|substance|social|counsellor|visit|visit|.85|.15|80
child_protection|families|social|social_worker|home|visit|.85|.08|170
family_work|families|social|counsellor|home|home|.93|.06|110
family_counselling|families|social|psychologist|visit|remote|.95|.06|140
disability_social_work|disability|social|social_worker|visit|phone|.9|.04|120
personal_assistance|disability|social|other|home|home|1|.02|70
transport_service|disability|social|other|other|other|.9|.02|30
older_people_guidance|older_people|social|counsellor|phone|home|.6|.01|55
memory_clinic|older_people|health|nurse|visit|home|.95|.03|150
job_seeker_meeting|employment|employment|advisor|visit|remote|.95|.1|65
workshop|employment|employment|counsellor|visit|visit|.97|.12|70
work_ability_coordination|employment|employment|coordinator|consultation|remote|.9|.06|90
school_social_worker|pupil_welfare|education|social_worker|visit|visit|.8|.06|75
school_psychologist|pupil_welfare|education|psychologist|visit|visit|.9|.05|95
study_guidance|pupil_welfare|education|counsellor|visit|remote|.85|.04|40
kela_contact|benefits|benefits|advisor|remote|phone|.3|.01|22
rehabilitation_benefit|benefits|benefits|advisor|remote|phone|.8|.02|45
peer_support|third_sector|third_sector|peer|visit|phone|.9|.05|15
food_aid|third_sector|third_sector|volunteer|visit|visit|.2|0|8
day_centre|third_sector|third_sector|counsellor|visit|visit|.3|0|18
debt_advice|advice|other|advisor|remote|visit|.8|.07|60
interpreter_advice|advice|other|advisor|phone|visit|.5|.02|35
"""


def _rows() -> list[Service]:
    rows = []
    for line in _TABLE.strip().splitlines():
        name, group, sector, profession, mode, second, planned, missed, cost = line.split("|")
        rows.append(Service(name, group, sector, profession, mode, second, float(planned), float(missed), float(cost)))
    return rows


SERVICES = _rows()
CODE = {service.name: code for code, service in enumerate(SERVICES)}

# Class of residents → share of residents, contacts per year (mean), spread, weights of services.
CLASSES: dict[str, tuple[float, float, float, str]] = {
    "well": (
        0.5975,
        6.0,
        0.7,
        "doctor_visit 4 nurse_visit 3 phone_advice 2 digital_clinic 3 laboratory 4 dentist 3 dental_hygienist 2"
        " urgent_care .5 kela_contact 1 imaging .6 specialist_outpatient .6 physiotherapy .6 school_nurse 1",
    ),
    "children": (
        0.13,
        8.0,
        0.6,
        "child_clinic 6 maternity_clinic 2 school_nurse 5 doctor_visit 3 urgent_care 1 dentist 3 study_guidance 1"
        " school_psychologist .6 school_social_worker .6 family_counselling .06 phone_advice 2",
    ),
    "chronic": (
        0.19,
        25.0,
        0.8,
        "doctor_visit 6 nurse_visit 9 laboratory 10 phone_advice 4 specialist_outpatient 5 specialist_phone 3"
        " imaging 2 physiotherapy 3 urgent_care 1 emergency_department .7 ward .5 day_surgery .3 kela_contact 1.5"
        " rehabilitation_benefit .6 digital_clinic 2 peer_support .3 dentist 1",
    ),
    "older": (
        0.040,
        62.0,
        1.0,
        "home_care 42 home_nursing 9 home_care_remote 7 safety_phone 4 doctor_visit 2 nurse_visit 4 laboratory 3"
        " emergency_department 1.4 ambulance 1.2 ward 2.6 memory_clinic .8 older_people_guidance 1.4 day_activity 3"
        " respite_care 1 transport_service 3 informal_care_support 1.2 physiotherapy 1 specialist_outpatient 1",
    ),
    "mental": (
        0.019,
        40.0,
        0.95,
        "mental_health_nurse 9 psychiatric_outpatient 6 psychologist 4 psychiatric_ward 1.2 doctor_visit 4"
        " emergency_department 2 social_work 3 social_guidance 3 income_support 4 kela_contact 4 peer_support 2"
        " rehabilitation_benefit 1.5 job_seeker_meeting 1.5 housing_support 2 urgent_care 1.5 crisis_service 1",
    ),
    "substance": (
        0.010,
        58.0,
        1.0,
        "substance_clinic 12 detox 2 substance_social 6 social_work 4 income_support 6 housing_support 6"
        " emergency_department 4 ambulance 2.5 urgent_care 2 ward 1.6 psychiatric_outpatient 2 food_aid 3"
        " day_centre 5 crisis_service 1.5 debt_advice 1 kela_contact 3 mental_health_nurse 2",
    ),
    "families": (
        0.0075,
        40.0,
        0.85,
        "child_protection 7 family_work 9 family_counselling 4 social_work 4 income_support 3 school_social_worker 3"
        " school_psychologist 2 psychologist 2 doctor_visit 2 kela_contact 3 child_clinic 2 mental_health_nurse 1"
        " interpreter_advice .6 crisis_service .6 food_aid .6",
    ),
    "disability": (
        0.006,
        90.0,
        0.9,
        "personal_assistance 34 transport_service 22 disability_social_work 3 occupational_therapy 4 physiotherapy 5"
        " doctor_visit 2 specialist_outpatient 3 kela_contact 2 rehabilitation_benefit 2 day_activity 4 ward .7"
        " home_nursing 3 respite_care 1",
    ),
}

AREAS = {
    "01": 99584, "02": 207551, "03": 506379, "04": 291723, "05": 497800, "06": 210112, "07": 168957,
    "08": 548910, "09": 204522, "10": 156198, "11": 124238, "12": 128144, "13": 248512, "14": 161418,
    "15": 273731, "16": 189474, "17": 179555, "18": 67498, "19": 417939, "20": 69193, "21": 176215,
    "90": 694392,
}  # fmt: skip
LANGUAGES = {"fi": 0.86, "sv": 0.05, "ru": 0.02, "et": 0.01, "ar": 0.01, "en": 0.01, "so": 0.005, "other": 0.035}
UNITS_PER_SERVICE = 3

Table = npt.NDArray[np.generic]


def lookup(weights: npt.ArrayLike, size: int) -> npt.NDArray[np.uint8]:
    """A table of ``size`` entries in which each code stands as often as its weight: draws become one index."""
    share = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(share / share[-1], (np.arange(size) + 0.5) / size).astype(np.uint8)


def service_tables() -> npt.NDArray[np.uint8]:
    """For each class of residents the lookup table of services."""
    tables = []
    for _, _, _, text in CLASSES.values():
        words = text.split()
        weights = np.zeros(len(SERVICES))
        for name, weight in zip(words[::2], words[1::2], strict=True):
            weights[CODE[name]] = float(weight)
        tables.append(lookup(weights, 4096))
    return np.stack(tables)


def mode_tables() -> npt.NDArray[np.uint8]:
    """For each service its modes: the usual one in five contacts of six."""
    modes = list(MODES)
    return np.stack(
        [np.where(np.arange(256) % 6 == 5, modes.index(s.second_mode), modes.index(s.mode)) for s in SERVICES]
    ).astype(np.uint8)


def season(days: int, first_weekday: int) -> npt.NDArray[np.int32]:
    """Quantiles of the day within the period: quiet weekends, a quiet July, a busy February."""
    day = np.arange(days)
    weekday = (day + first_weekday) % 7
    weight = np.where(weekday >= 5, 0.45, 1.0) * (1 + 0.12 * np.cos(2 * np.pi * (day - 45) / 365.25))
    weight *= np.where((day % 365 >= 181) & (day % 365 < 212), 0.72, 1.0)
    share = np.cumsum(weight) / weight.sum()
    return np.searchsorted(share, (np.arange(65536) + 0.5) / 65536).astype(np.int32)


CAUSE_LOOKUP = lookup([25, 22, 18, 14, 8, 8, 5][: len(CAUSES)], 256)
