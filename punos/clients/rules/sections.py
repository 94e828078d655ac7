"""The parts in which a person's identity is edited: one at a time, so that two people rarely meet in one."""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    NAME = "name"
    LIFE = "life"
    LANGUAGE = "language"
    CONTACT = "contact"


SECTIONS: dict[Section, tuple[str, ...]] = {
    Section.NAME: ("given_names", "call_name", "family_name"),
    Section.LIFE: ("birth_date", "death_date"),
    Section.LANGUAGE: ("mother_tongue", "service_language", "interpreter"),
    Section.CONTACT: ("phone", "email", "street", "postal_code", "city", "municipality"),
}
