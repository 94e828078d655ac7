"""Addresses of intake, included by the professional's and the client's door."""

from django.urls import URLPattern, path

from punos.intake.pages.views import calls, contacts, guidance, handovers, mine

work: list[URLPattern] = [
    path("contacts/", contacts.worklist, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/receivers/", contacts.receivers, name="contact_receivers"),
    path("contacts/<uuid:contact>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact>/take/", contacts.contact_take, name="contact_take"),
    path("contacts/<uuid:contact>/offer/", handovers.offer, name="contact_offer"),
    path("contacts/<uuid:contact>/complete/", contacts.contact_complete, name="contact_complete"),
    path("contacts/<uuid:contact>/agreement/", contacts.contact_agreement, name="contact_agreement"),
    path("contacts/<uuid:contact>/client/", contacts.contact_client, name="contact_client"),
    path("contacts/<uuid:contact>/next/", contacts.contact_next, name="contact_next"),
    path("contacts/<uuid:contact>/call/", calls.callback_new, name="contact_call"),
    path("contacts/<uuid:contact>/close/", contacts.contact_close, name="contact_close"),
    path("contacts/handovers/<uuid:handover>/", handovers.handover, name="handover"),
    path("contacts/calls/", calls.callbacks, name="callbacks"),
    path("contacts/calls/<uuid:callback>/", calls.callback, name="callback"),
    path("contacts/guidance/new/", guidance.guidance_new, name="guidance_new"),
]

my: list[URLPattern] = [
    path("contacts/", mine.contacts, name="contacts"),
    path("contacts/new/", mine.contact_new, name="contact_new"),
]
