"""Addresses of the plan, included by the professional's and the client's door."""

from django.urls import URLPattern, path

from punos.plan.pages import assessment, departures, goals, mine, paper, plan, steps, versions

work: list[URLPattern] = [
    path("clients/<uuid:client>/plan/", plan.plan, name="plan"),
    path("clients/<uuid:client>/plan/words/", plan.words, name="plan_words"),
    path("clients/<uuid:client>/plan/review/", plan.review, name="plan_review"),
    path("clients/<uuid:client>/plan/texts/", paper.texts, name="plan_texts"),
    path("clients/<uuid:client>/plan/print/", paper.sheet, name="plan_print"),
    path("clients/<uuid:client>/plan/pdf/", paper.pdf, name="plan_pdf"),
    path("clients/<uuid:client>/plan/assessment/", assessment.assessment, name="plan_assessment"),
    path("clients/<uuid:client>/plan/lines/<slug:kind>/", assessment.line_new, name="plan_line_new"),
    path("plan/lines/<uuid:line>/", assessment.line, name="plan_line"),
    path("plan/lines/<uuid:line>/end/", assessment.line_end, name="plan_line_end"),
    path("clients/<uuid:client>/plan/goals/", goals.goal_new, name="plan_goal_new"),
    path("plan/goals/<uuid:goal>/", goals.goal, name="plan_goal"),
    path("plan/goals/<uuid:goal>/close/", goals.goal_close, name="plan_goal_close"),
    path("plan/goals/<uuid:goal>/reopen/", goals.goal_reopen, name="plan_goal_reopen"),
    path("plan/goals/<uuid:goal>/steps/", steps.step_new, name="plan_step_new"),
    path("plan/steps/<uuid:step>/", steps.step, name="plan_step"),
    path("plan/steps/<uuid:step>/words/", steps.step_words, name="plan_step_words"),
    path("plan/steps/<uuid:step>/done/", steps.step_done, name="plan_step_done"),
    path("plan/steps/<uuid:step>/move/", steps.step_move, name="plan_step_move"),
    path("plan/steps/<uuid:step>/hand/", steps.step_hand, name="plan_step_hand"),
    path("plan/steps/<uuid:step>/drop/", steps.step_drop, name="plan_step_drop"),
    path("plan/steps/<uuid:step>/again/", steps.step_take_up, name="plan_step_take_up"),
    path("plan/steps/<uuid:step>/reopen/", steps.step_reopen, name="plan_step_reopen"),
    path("team/<uuid:membership>/left/", departures.departure, name="team_departure"),
    path("clients/<uuid:client>/plan/versions/", versions.versions, name="plan_versions"),
    path("clients/<uuid:client>/plan/versions/new/", versions.version_new, name="plan_version_new"),
    path("clients/<uuid:client>/plan/compare/", versions.compare, name="plan_compare"),
    path("plan/versions/<uuid:version>/", versions.version, name="plan_version"),
    path("plan/versions/<uuid:version>/answer/", versions.version_answer, name="plan_accept"),
    path("plan/versions/<uuid:version>/issue/", versions.issue, name="plan_issue"),
]

my: list[URLPattern] = [
    path("plan/", mine.plan, name="plan"),
    path("plan/words/", mine.own_words, name="own_words"),
    path("plan/print/", mine.sheet, name="plan_print"),
    path("plan/pdf/", mine.pdf, name="plan_pdf"),
    path("plan/steps/<uuid:step>/done/", mine.step_done, name="plan_step_done"),
    path("plan/steps/<uuid:step>/move/", mine.step_move, name="plan_step_move"),
    path("plan/versions/<uuid:version>/answer/", mine.answer, name="plan_answer"),
]
