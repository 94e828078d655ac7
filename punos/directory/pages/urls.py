"""Whom do I contact? Open to all; keeping it true is the administrator's."""

from django.urls import path

from punos.directory.pages import views

guide = [
    path("guide/services/", views.services, name="services"),
    path("guide/services/<uuid:service>/", views.service, name="service"),
    path("guide/contact-points/<uuid:contact_point>/wrong/", views.wrong, name="contact_point_wrong"),
    path("guide/keep/", views.keep, name="keep"),
    path("guide/keep/<uuid:contact_point>/", views.keep_point, name="keep_point"),
]
