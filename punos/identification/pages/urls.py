"""Addresses: the manager's figures, and the pages of named runs."""

from django.urls import URLPattern, path

from punos.identification.pages import planning, versions, what_if

lead: list[URLPattern] = [
    path("population/", planning.planning, name="population"),
    path("population/what-if/", what_if.what_if, name="population_what_if"),
    path("population/what-if/<uuid:setting>/", what_if.answer, name="population_answer"),
    path("population/rules/", versions.versions, name="population_rules"),
    path("population/rules/compare/", versions.compare, name="population_compare"),
    path("population/rules/<uuid:version>/approve/", versions.approve, name="population_rules_approve"),
]
