"""Addresses of the person's pages, for the professional's door."""

from django.urls import path

from punos.clients.pages import close_ones, duplicates, person, protection, search

work = [
    path("clients/", search.search, name="clients"),
    path("clients/new/", search.new, name="client_new"),
    path("clients/duplicates/", duplicates.suspicions, name="duplicates"),
    path("clients/duplicates/<uuid:first>/<uuid:second>/", duplicates.two, name="client_pair"),
    path("clients/duplicates/<uuid:first>/<uuid:second>/apart/", duplicates.apart, name="client_apart"),
    path("clients/<uuid:client>/edit/", person.overview, name="client_edit"),
    path("clients/<uuid:client>/edit/<slug:section>/", person.section, name="client_section"),
    path("clients/<uuid:client>/code/", person.code, name="client_code"),
    path("clients/<uuid:client>/merges/<uuid:merge>/undo/", duplicates.undo, name="client_merge_undo"),
    path("clients/<uuid:client>/close-ones/", close_ones.ties, name="client_ties"),
    path("clients/<uuid:client>/close-ones/<uuid:tie>/end/", close_ones.end_tie, name="client_tie_end"),
    path("clients/<uuid:client>/representatives/", close_ones.representatives, name="client_representatives"),
    path("clients/<uuid:client>/representatives/<uuid:representative>/end/", close_ones.end_representative,
         name="client_representative_end"),
    path("clients/<uuid:client>/capacity/", close_ones.capacity, name="client_capacity"),
    path("clients/<uuid:client>/capacity/end/", close_ones.end_finding, name="client_capacity_end"),
    path("clients/<uuid:client>/protection/", protection.protection, name="client_protection"),
    path("clients/<uuid:client>/protection/extend/", protection.extend, name="client_protection_extend"),
    path("clients/<uuid:client>/protection/end/", protection.end, name="client_protection_end"),
]
