"""The Django app: templates, static files and the ``texts`` command."""

from django.apps import AppConfig


class DesignSystemConfig(AppConfig):
    """The look of Punos."""

    name = "punos.design_system"
    label = "design_system"

    def ready(self) -> None:
        """See that the translations Django reads are those in the catalogues."""
        from punos.design_system import texts

        texts.compile_stale()
