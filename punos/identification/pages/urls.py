"""Addresses: the manager's figures, the pages of named runs, the review queue, objections."""

from django.urls import URLPattern, path

from punos.identification.pages import named, planning, reviewing, versions, what_if

lead: list[URLPattern] = [
    path("population/", planning.planning, name="population"),
    path("population/what-if/", what_if.what_if, name="population_what_if"),
    path("population/what-if/<uuid:setting>/", what_if.answer, name="population_answer"),
    path("population/rules/", versions.versions, name="population_rules"),
    path("population/rules/compare/", versions.compare, name="population_compare"),
    path("population/rules/take-in/<slug:model>/", versions.take_in, name="population_rules_take_in"),
    path("population/rules/<uuid:version>/approve/", versions.approve, name="population_rules_approve"),
    path("named-runs/", named.named_runs, name="named_runs"),
    path("named-runs/count/", named.count, name="named_runs_count"),
    path("named-runs/new/", named.prepare, name="named_run_new"),
    path("named-runs/<uuid:run>/", named.named_run, name="named_run"),
    path("named-runs/<uuid:run>/approve/", named.approve, name="named_run_approve"),
    path("named-runs/<uuid:run>/stop/", named.stop, name="named_run_stop"),
]
work: list[URLPattern] = [
    path("flags/", reviewing.queue, name="flags"),
    path("flags/<uuid:flag_id>/", reviewing.flag, name="flag"),
    path("flags/<uuid:flag_id>/objection/", reviewing.flag_objection, name="flag_objection"),
    path("clients/<uuid:client>/objection/", reviewing.objection, name="objection"),
]
my: list[URLPattern] = [path("permissions/search/", reviewing.my_objection, name="objection")]
