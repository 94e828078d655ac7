"""The service tasks (palvelutehtävät) into which the register of social care is parted (decree 457/2024).

A client relationship belongs to one of them, and by it the time of keeping differs (``plan.rules.retention``).
"""

from datetime import date
from enum import StrEnum

from punos.lawfulness.texts import Text


class ServiceTask(StrEnum):
    FAMILIES = "families"
    WORKING_AGE = "working_age"
    OLDER_PEOPLE = "older_people"
    CHILD_WELFARE = "child_welfare"
    DISABILITY = "disability"
    SUBSTANCE = "substance"
    FAMILY_LAW = "family_law"


NAMES: dict[ServiceTask, Text] = {
    ServiceTask.FAMILIES: Text("Lapsiperheiden palvelut", "Tjänster för barnfamiljer", "Services for families"),
    ServiceTask.WORKING_AGE: Text(
        "Työikäisten palvelut", "Tjänster för personer i arbetsför ålder", "Services for people of working age"
    ),
    ServiceTask.OLDER_PEOPLE: Text("Iäkkäiden palvelut", "Tjänster för äldre", "Services for older people"),
    ServiceTask.CHILD_WELFARE: Text("Lastensuojelu", "Barnskydd", "Child welfare"),
    ServiceTask.DISABILITY: Text("Vammaispalvelut", "Funktionshinderservice", "Disability services"),
    ServiceTask.SUBSTANCE: Text(
        "Päihde- ja riippuvuustyön erityiset palvelut",
        "Särskilda tjänster inom missbrukar- och beroendearbete",
        "Special services for substance use and addictions",
    ),
    ServiceTask.FAMILY_LAW: Text("Perheoikeudelliset palvelut", "Familjerättsliga tjänster", "Family-law services"),
}


def proposed(*, for_older_people: bool, born: date | None, on: date) -> ServiceTask | None:
    """What a form proposes and a person decides: as the model is made for, else by her age; else nothing.

    Older people's services begin by need, not by a birthday: no age proposes them.
    """
    if for_older_people:
        return ServiceTask.OLDER_PEOPLE
    minor = born is not None and (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < 18
    return ServiceTask.FAMILIES if minor else None
