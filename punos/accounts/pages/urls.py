"""Sign-in: password, one-time code, setting codes up, choosing a unit, coming back to a text that lapsed;
and the register of who works where."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from punos.access.permissions import Permission
from punos.access.routing import page
from punos.accounts.pages import keep as keeping
from punos.accounts.pages import review, rota, views

OPEN = page(Permission.OPEN, "GET", "POST")
MINE = page(Permission.SIGNED_IN, "GET", "POST")

urlpatterns = [
    path("", OPEN(account.login), name="account_login"),
    path("out/", OPEN(account.logout), name="account_logout"),
    path("again/", MINE(account.reauthenticate), name="account_reauthenticate"),
    path("password/", MINE(account.password_change), name="account_change_password"),
    path("password/reset/", OPEN(views.forgotten), name="account_reset_password"),
    path("password/first/", MINE(views.forgotten), name="account_set_password"),
    path("new/", OPEN(views.forgotten), name="account_signup"),
    path("closed/", OPEN(views.closed), name="account_inactive"),
    path("code/ask/", OPEN(mfa.authenticate), name="mfa_authenticate"),
    path("code/again/", MINE(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("code/", MINE(mfa.index), name="mfa_index"),
    path("code/set-up/", MINE(totp.activate_totp), name="mfa_activate_totp"),
    path("code/remove/", MINE(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("code/spare/", MINE(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("code/spare/new/", MINE(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("unit/", views.choose_unit, name="choose_unit"),
    path("resume/", views.resume, name="resume"),
]

unit = [
    path("", rota.unit, name="unit"),
    path("absence/", rota.absence, name="unit_absence"),
    path("absence/<uuid:absence>/end/", rota.absence_end, name="unit_absence_end"),
    path("duty/", rota.duty, name="unit_duty"),
    path("duty/<uuid:shift>/cancel/", rota.duty_cancel, name="unit_duty_cancel"),
    path("people/<uuid:account>/leaving/", rota.leaving, name="unit_leaving"),
]

keep = [
    path("people/", keeping.people, name="keep_people"),
    path("people/new/", keeping.person_new, name="keep_person_new"),
    path("people/<uuid:account>/", keeping.person, name="keep_person"),
    path("people/<uuid:account>/correct/", keeping.person_correct, name="keep_person_correct"),
    path("people/<uuid:account>/work/", keeping.work_new, name="keep_work_new"),
    path("people/<uuid:account>/work/<uuid:membership>/end/", keeping.work_end, name="keep_work_end"),
    path("people/<uuid:account>/code/", keeping.code_new, name="keep_code_new"),
    path("people/<uuid:account>/code/end/", keeping.code_end, name="keep_code_end"),
    path("people/<uuid:account>/door/", keeping.door, name="keep_door"),
    path("units/", keeping.units, name="keep_units"),
    path("units/new/", keeping.unit_new, name="keep_unit_new"),
    path("units/<uuid:unit>/", keeping.unit, name="keep_unit"),
    path("organisations/new/", keeping.organisation_new, name="keep_organisation_new"),
]

reviewed = [path("", review.acts, name="administration_acts")]
