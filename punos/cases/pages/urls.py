"""Addresses of the pages of cases, for the professional's door."""

from django.urls import URLPattern, path

from punos.cases.pages import caring, ending, handing, opening, workers

work: list[URLPattern] = [
    path("clients/<uuid:client>/case/", opening.case_open, name="case_open"),
    path("clients/<uuid:client>/social-need/", opening.social_need, name="social_need"),
    path("clients/<uuid:client>/special-support/", opening.special_support, name="special_support"),
    path("clients/<uuid:client>/relationship/", caring.relationship_begin, name="relationship_begin"),
    path("relationships/<uuid:relationship>/end/", caring.relationship_end, name="relationship_end"),
    path("cases/<uuid:case>/", caring.case_page, name="case"),
    path("cases/<uuid:case>/stage/", caring.stage, name="case_stage"),
    path("cases/<uuid:case>/next-date/", caring.next_date, name="case_next_date"),
    path("cases/<uuid:case>/touch/", caring.touch, name="case_touch"),
    path("cases/<uuid:case>/clock/", caring.clock_start, name="case_clock"),
    path("clocks/<uuid:clock_id>/met/", caring.clock_met, name="case_clock_met"),
    path("clocks/<uuid:clock_id>/lapse/", caring.clock_lapse, name="case_clock_lapse"),
    path("cases/<uuid:case>/worker/", workers.worker_name, name="case_worker"),
    path("workers/<uuid:worker>/end/", workers.worker_end, name="case_worker_end"),
    path("cases/<uuid:case>/handover/", handing.offer, name="case_handover"),
    path("case-handovers/<uuid:handover>/", handing.answer, name="case_offer"),
    path("case-handovers/<uuid:handover>/decline/", handing.decline, name="case_decline"),
    path("case-handovers/<uuid:handover>/withdraw/", handing.withdraw, name="case_withdraw"),
    path("cases/<uuid:case>/close/", ending.close, name="case_close"),
    path("cases/<uuid:case>/reopen/", ending.reopen, name="case_reopen"),
    path("returns/<uuid:notice>/", ending.returned, name="case_return"),
]
