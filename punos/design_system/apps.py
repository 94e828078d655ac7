"""The Django app: templates, static files and the ``texts`` command."""

from django.apps import AppConfig


class DesignSystemConfig(AppConfig):
    """The look of Punos."""

    name = "punos.design_system"
    label = "design_system"
