"""Addresses of permissions, exceptional looks and the law, included by the doors."""

from django.urls import URLPattern, path

from punos.sharing.pages.views import addresses, exceptional, grounds, law, linking, mine, unseen
from punos.sharing.pages.views import work as at_work

work: list[URLPattern] = [
    path("clients/<uuid:client>/permissions/", at_work.permissions, name="permissions"),
    path("clients/<uuid:client>/permissions/new/", at_work.permission_record, name="permission_record"),
    path("permissions/<uuid:permission>/", at_work.permission, name="permission"),
    path("exceptional/", exceptional.look_for, name="exceptional_new"),
    path("clients/<uuid:client>/exceptional/", exceptional.look, name="exceptional"),
    path("clients/<uuid:client>/exceptional/end/", exceptional.end, name="exceptional_end"),
    path("clients/<uuid:client>/duty/", grounds.duty, name="sharing_duty"),
    path("clients/<uuid:client>/address/", addresses.address, name="sharing_address"),
    path("clients/<uuid:client>/address/<uuid:need>/end/", addresses.end, name="sharing_address_end"),
    path("clients/<uuid:client>/ruling/", grounds.ruling, name="sharing_ruling"),
    path("clients/<uuid:client>/account/", linking.account, name="client_account"),
    path("clients/<uuid:client>/account/new/", linking.account_new, name="client_account_new"),
    path("clients/<uuid:client>/account/again/", linking.account_again, name="client_account_again"),
    path("clients/<uuid:client>/representatives/<uuid:representative>/account/again/", linking.account_again,
         name="client_representative_account_again"),
    path("clients/<uuid:client>/representatives/<uuid:representative>/account/new/", linking.account_new,
         name="client_representative_account_new"),
    path("clients/<uuid:client>/representatives/<uuid:representative>/account/", linking.account,
         name="client_representative_account"),
    path("clients/<uuid:client>/close-ones/<uuid:tie>/account/again/", linking.account_again,
         name="client_tie_account_again"),
    path("clients/<uuid:client>/close-ones/<uuid:tie>/account/new/", linking.account_new,
         name="client_tie_account_new"),
    path("clients/<uuid:client>/close-ones/<uuid:tie>/account/", linking.account, name="client_tie_account"),
    path("review/", exceptional.review, name="review"),
    path("brought/<uuid:brought>/", unseen.brought, name="brought"),
]

lead: list[URLPattern] = [
    path("unseen/", unseen.unseen, name="unseen"),
    path("unseen/<uuid:brought>/", unseen.unseen_offer, name="unseen_offer"),
]

my: list[URLPattern] = [
    path("permissions/", mine.permissions, name="permissions"),
    path("permissions/new/", mine.permission_give, name="permission_give"),
    path("permissions/<uuid:permission>/", mine.permission, name="permission"),
]

guide: list[URLPattern] = [
    path("law/", law.law, name="law"),
]
